/**
 * One step of one tile: what the kernel takes and gives.
 */
#ifndef AL_MODELS_FLOW_KERNEL_H
#define AL_MODELS_FLOW_KERNEL_H

#include "core/isa.h"
#include "tiles/crest.h"
#include "tiles/gather.h"

/* A face whose flux a boundary imposes: between cell (row, col) and the next one along the axis,
 * tile coordinates; -1 is the halo. */
struct flow_patch {
  int row, col;
  al_real mass;     /* m2/s along the axis */
  al_real thrust;   /* momentum flux, m3/s2 */
  al_real pressure; /* 1: the thrust holds the pressure of the face's own depth; 0: it is the
                       deviation from the pressure of the cell */
  al_real tangent;  /* flux of the velocity along the face, m3/s2 */
};

/* A face that carries a crest: between cell (row, col) and the next one along the axis, tile
 * coordinates; -1 is the halo. */
struct flow_crest_face {
  int row, col;
  size_t item; /* in the run's list of crests */
};

/* A cell of the scratch beside crests: nothing beyond them shapes the water in it. */
struct flow_fence {
  int at;
  unsigned sides; /* bit 1 << AL_SIDE_x */
};

enum { FLOW_FACE_STRIDE = AL_SCRATCH_STRIDE + 16 };

/* Face values of one row of cells: depth, level, u, v at each of the four faces. */
struct flow_faces {
  al_real west[4][FLOW_FACE_STRIDE], east[4][FLOW_FACE_STRIDE], north[4][FLOW_FACE_STRIDE],
      south[4][FLOW_FACE_STRIDE];
};

/* A thread's own scratch. */
struct flow_scratch {
  _Alignas(AL_ALIGN_BYTES) al_real bed[AL_SCRATCH_CELLS];
  _Alignas(AL_ALIGN_BYTES) al_real d[AL_SCRATCH_CELLS];
  _Alignas(AL_ALIGN_BYTES) al_real u[AL_SCRATCH_CELLS];
  _Alignas(AL_ALIGN_BYTES) al_real v[AL_SCRATCH_CELLS];
  _Alignas(AL_ALIGN_BYTES) al_real friction[AL_SCRATCH_CELLS];
  /* Under weather only: Pa. */
  _Alignas(AL_ALIGN_BYTES) al_real pressure[AL_SCRATCH_CELLS];
  _Alignas(AL_ALIGN_BYTES) al_real stress_x[AL_SCRATCH_CELLS], stress_y[AL_SCRATCH_CELLS];
  _Alignas(AL_ALIGN_BYTES) al_real h[AL_SCRATCH_CELLS];
  _Alignas(AL_ALIGN_BYTES) al_real e[AL_SCRATCH_CELLS];
  _Alignas(AL_ALIGN_BYTES) al_real mass_x[AL_SCRATCH_CELLS]; /* through the east face of a cell */
  _Alignas(AL_ALIGN_BYTES) al_real mass_y[AL_SCRATCH_CELLS]; /* through the south face of a cell */
  _Alignas(AL_ALIGN_BYTES) struct flow_faces faces[2];
  _Alignas(AL_ALIGN_BYTES) al_real flux_x[3][AL_SCRATCH_STRIDE];
  _Alignas(AL_ALIGN_BYTES) al_real flux_y[2][3][AL_SCRATCH_STRIDE];
  _Alignas(AL_ALIGN_BYTES) al_real wave[AL_SCRATCH_STRIDE]; /* greatest of each column, m/s; depth
                                                               where there is no advection */
  bool row_is_wet[AL_SCRATCH_ROWS], row_works[AL_SCRATCH_ROWS];
};

/* How far from a side of a tile its water may come to a cell beyond it within a step of the run, in
 * cells: half a cell in each of its parts. */
enum { FLOW_REACH_CELLS = 8 };

/* Greatest wave within that distance of each side. */
struct flow_sides {
  al_real wave_m_per_s[AL_SIDES];
};

/* No deviation (m) or velocity (m/s) is this large; and the wave speed that says there was one. */
#define FLOW_STATE_MOST ((al_real)2e4)
#define FLOW_WAVE_OF_NONSENSE ((al_real)1e9)

/* Lines of a row of a tile's array, and how many of them a thread may ask for ahead: nine arrays,
 * of eight of them one line east and west. */
enum {
  FLOW_ROW_LINES = AL_TILE_SIDE * sizeof(al_real) / AL_ALIGN_BYTES,
  FLOW_PREFETCH_MOST = 9 * FLOW_ROW_LINES + 8 * 2
};

struct flow_job {
  struct flow_scratch *scratch; /* bed, d, u, v, friction gathered, ghosts filled */
  const al_real *bed;           /* [4096] m, of walls and voids AL_WALL_BED_M */
  const al_real *drag;          /* [4096] g n^2, NULL without friction */
  const al_real *source;        /* [4096] m/s, NULL without */
  const al_real *rest;          /* [4096] m, what the deviation could not hold */
  al_real *d_next, *u_next, *v_next, *friction_next, *rest_next; /* [4096] */
  al_real dt_s, dt_per_cell;                                     /* dt / dx in s/m */
  al_real dry_depth_m;
  bool has_walls, first_order;
  bool has_weather; /* pressure, wind or the Coriolis force: needs a source */
  al_real pressure_reference_pa;
  al_real coriolis_per_s, coriolis_row_per_s; /* in the tile's first row, and more a row */
  const struct flow_patch *patch[2]; /* by axis: the next cell is to the east, to the south; in the
                                        order of their rows */
  int patch_count[2];
  const int *edge; /* scratch cells beside an open edge, in ascending order */
  int edge_count;
  const struct flow_crest_face *crest[2]; /* by axis, in the order of their rows */
  int crest_count[2];
  const struct flow_fence *fence; /* in ascending order */
  int fence_count;
  const struct al_crest *crests;
  const al_real *prefetch[FLOW_PREFETCH_MOST]; /* what the thread needs next, in the first row */
  int prefetch_count;
  al_real wave_max_m_per_s, depth_min_m; /* results */
  struct flow_sides sides;
  al_real motion_max; /* largest velocity (m/s), or gain of depth (m) in the step: 0 at rest */
};

/** Asks for a row of what the thread needs next. */
AL_INLINE void flow_prefetch_row(const struct flow_job *job, int row)
{
  for (int i = 0; i < job->prefetch_count; i++)
    __builtin_prefetch(job->prefetch[i] + (ptrdiff_t)row * AL_TILE_SIDE, 0, 2);
}

void flow_sweep_tile_v2(struct flow_job *job);
void flow_sweep_tile_v3(struct flow_job *job);
void flow_sweep_tile_v4(struct flow_job *job);

/* Local inertia: u and v of scratch and job are discharges per metre through the east and the south
 * face, friction is the drag g n^2. */
void flow_inertial_tile_v2(struct flow_job *job);
void flow_inertial_tile_v3(struct flow_job *job);
void flow_inertial_tile_v4(struct flow_job *job);

#endif
