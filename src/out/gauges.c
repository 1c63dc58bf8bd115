/**
 * gauges.csv: level, depth and velocity at points.
 */
#include "models/flow/flow_view.h"
#include "out/points.h"

struct gauge {
  const char *name;
  struct al_grid_place place;
  ptrdiff_t index; /* tile * 4096 + cell */
};

struct gauges {
  struct out_live_csv csv;
  struct al_flow_view water;
  size_t count;
  struct gauge *gauge;
};

static al_status gauges_begin(void *data, struct al_arena *arena, struct al_fields *fields,
                              const struct al_run_view *view, bool resumed)
{
  struct gauges *self = data;
  (void)arena;
  (void)resumed;
  if (!al_flow_view_open(fields, &self->water))
    return AL_FAIL(view->ctx, AL_RUN_FAILED, "gauges: the run has no water");
  for (size_t g = 0; g < self->count; g++) {
    const struct al_grid_place *at = &self->gauge[g].place;
    self->gauge[g].index = al_forest_index_at(view->forest, at->level, at->col, at->row, AL_SIDE_W);
  }
  return AL_OK;
}

static void gauges_put_header(void *data, const struct al_run_view *view)
{
  struct gauges *self = data;
  (void)view;
  fputs("time_s,time", self->csv.stream);
  for (size_t g = 0; g < self->count; g++) {
    static const char *const what[] = {"level_m", "depth_m", "u_m_per_s", "v_m_per_s"};
    for (size_t k = 0; k < AL_COUNT(what); k++)
      out_csv_put_column(&self->csv, self->gauge[g].name, what[k]);
  }
  fputc('\n', self->csv.stream);
}

static void gauges_put_one(struct gauges *self, ptrdiff_t index)
{
  al_real depth[AL_TILE_CELLS], level[AL_TILE_CELLS], u[AL_TILE_CELLS], v[AL_TILE_CELLS];
  const ptrdiff_t cell = index % AL_TILE_CELLS;
  al_flow_view_tile(&self->water, index / AL_TILE_CELLS, depth, level, u, v);
  fprintf(self->csv.stream, ",%.7g,%.7g,%.7g,%.7g", (double)level[cell], (double)depth[cell],
          (double)u[cell], (double)v[cell]);
}

static void gauges_put_row(void *data, const struct al_run_view *view)
{
  struct gauges *self = data;
  (void)view;
  for (size_t g = 0; g < self->count; g++)
    gauges_put_one(self, self->gauge[g].index);
}

/* Places one gauge or reports why it cannot be placed. */
static void gauges_place(const struct out_env *env, size_t at,
                         const struct out_gauge_config *config, struct gauge *gauge)
{
  /* the coarsest level is the whole */
  const struct al_lattice *whole = &al_grid_level(env->grid, 0)->lattice;
  const char *key = al_arena_printf(env->arena, "output.gauges[%zu]", at);
  const struct al_source_mark mark = al_config_mark(env->scenario_file, key ? key : "output");
  *gauge = (struct gauge){.name = config->name};
  if (!al_grid_find(env->grid, config->point[0], config->point[1], &gauge->place))
    al_report(env->ctx, AL_ERROR, &mark,
              "gauge '%s' at [%.10g, %.10g] lies outside the grid: x %.10g to %.10g, y %.10g to "
              "%.10g",
              config->name, config->point[0], config->point[1], whole->west_m,
              whole->west_m + whole->cols * whole->cell_m,
              whole->north_m - whole->rows * whole->cell_m, whole->north_m);
  else if (!gauge->place.is_valid)
    al_report(env->ctx, AL_ERROR, &mark,
              "gauge '%s' at [%.10g, %.10g] stands on a void cell (column %d, row %d)",
              config->name, config->point[0], config->point[1], gauge->place.col, gauge->place.row);
}

al_status out_gauges_create(const struct out_env *env, struct al_observer *out)
{
  const struct al_record_list *list = &env->output->gauges;
  const struct out_gauge_config *config = list->record;
  struct gauges *self = AL_NEW(env->arena, struct gauges, 1);
  struct gauge *gauge = AL_NEW(env->arena, struct gauge, list->count);
  if (!self || !gauge)
    return AL_NO_MEMORY;
  *self = (struct gauges){.csv = {.env = env,
                                  .interval_s = env->output->gauge_interval_s,
                                  .put_header = gauges_put_header,
                                  .put_row = gauges_put_row},
                          .count = list->count,
                          .gauge = gauge};
  for (size_t g = 0; g < list->count; g++)
    gauges_place(env, g, &config[g], &gauge[g]);
  AL_TRY(env->ctx, out_csv_observe(&self->csv, "gauges", "gauges.csv", out));
  out->begin = gauges_begin;
  return AL_OK;
}
