/**
 * A world of water for analytic tests: bed, roughness and first state from functions of the cell,
 * a run with the real models, depths and velocities at its end, volumes by process in time.
 */
#ifndef AL_TESTS_FLOW_WORLD_H
#define AL_TESTS_FLOW_WORLD_H

#include "support/run_world.h"
#include "support/support.h"

typedef double flow_world_of(int col, int row);

struct flow_world_gauge {
  const char *name;
  int col, row;
};

struct flow_world_case {
  const char *name;
  int cols, rows;
  double cell_m;
  flow_world_of *bed_m;     /* NAN = void */
  flow_world_of *depth_m;   /* NULL = from `flow` (initial_level) */
  flow_world_of *u_m_per_s; /* eastward, with v; NULL = at rest */
  flow_world_of *v_m_per_s; /* northward */
  flow_world_of *manning;   /* NULL = from `flow` */
  flow_world_of *sea;       /* 1 sea, 0 land; NULL = the grid does not say */
  const char *duration;     /* "6 s" */
  const char *flow;         /* more keys of the section: "manning: 0, cfl: 0.4" */
  const char *sections;     /* further sections, each on its own line; NULL = none */
  const char *followed;     /* process whose volume is followed: "boundary:east"; NULL = none */
  double followed_every_s;
  /* Cells whose level is kept in time, and with them the highest depth of every cell. */
  const struct flow_world_gauge *gauges;
  int gauge_count;
  double gauges_every_s;
  int threads;                          /* 0 = 1 */
  const struct al_model *const *models; /* NULL = those that the scenario names */
  size_t model_count;
};

enum { FLOW_WORLD_SAMPLES_MOST = 4000 };

struct flow_world {
  struct run_world run;
  struct flow_world_case of;
  const float *d_m, *u_m_per_s, *v_m_per_s; /* as run: v is southward; discharges per metre
                                               with the inertial scheme */
  /* Volume of the process followed, positive into the domain. */
  int sample_count;
  double sample_time_s[FLOW_WORLD_SAMPLES_MOST], sample_m3[FLOW_WORLD_SAMPLES_MOST];
  /* Levels of the gauges, that of the bed while dry: [gauge * FLOW_WORLD_SAMPLES_MOST + sample]. */
  int gauge_samples;
  double *gauge_time_s, *gauge_level_m;
  float *now_d_m, *highest_d_m; /* by cell */
};

/** Makes and runs the world; fails the test when the run fails. */
void flow_world_run(struct flow_world *world, const struct flow_world_case *of);
double flow_world_bed_m(const struct flow_world *world, int col, int row);
double flow_world_depth_m(const struct flow_world *world, int col, int row);
double flow_world_u(const struct flow_world *world, int col, int row);
/** Northward. */
double flow_world_v(const struct flow_world *world, int col, int row);
/** Level of a gauge at a time, linear between samples. */
double flow_world_gauge_m(const struct flow_world *world, int gauge, double time_s);
/** Highest depth that a cell had at a sample of the gauges. */
double flow_world_highest_m(const struct flow_world *world, int col, int row);
/** Run-up (m): level in the highest of those cells that were under at least `depth_m`, among the
 * cells chosen (NULL = all); -INFINITY when none was. */
double flow_world_run_up_m(const struct flow_world *world, bool (*among)(int col, int row),
                           double depth_m);
/** Error of the water balance over the volume (or, where larger, over what came in). */
double flow_world_balance_share(const struct flow_world *world);
/** Mean rate (m3/s, positive out of the domain) of the process between samples k and k + 1. */
double flow_world_outflow(const struct flow_world *world, int sample);
void flow_world_free(struct flow_world *world);

/** Fails the test with the case, the figure and the gate when the figure is above the gate; prints
 * both always. */
void flow_world_gate(const char *what, double measured, double gate);
/** Nash-Sutcliffe efficiency of `got` against `reference`. */
double flow_world_nse(int count, const double *got, const double *reference);

#endif
