/**
 * Plans: which models, how much memory, how long.
 */
#include "core/log.h"
#include "core/memory.h"
#include "models/models.h"
#include "run/run_state.h"
#include <assert.h>
#include <math.h>
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Cell-steps a second of one core with rain, soil and drains (bench/README.md, jinjiang, two
 * threads on two cores); the plan says that it is an estimate. */
#define PLAN_CELL_STEPS_PER_S 5e7

size_t al_run_memory_limit(const struct al_run_options *options)
{
  return al_memory_limit(options->max_memory_bytes);
}

/* Whether an earlier model of the list, or this one before, declares the field too. */
static bool plan_is_shared(const struct al_model *const *models, size_t model, size_t field)
{
  assert(field < models[model]->field_count);
  const char *name = models[model]->fields[field].name;
  for (size_t m = 0; m <= model; m++)
    for (size_t f = 0; f < (m < model ? models[m]->field_count : field); f++)
      if (strcmp(models[m]->fields[f].name, name) == 0)
        return true;
  return false;
}

size_t al_plan_grid_bytes(const struct al_grid *grid)
{
  size_t bytes = 0;
  for (int level = 0; level <= grid->coarser_count; level++) {
    const struct al_grid *here = al_grid_level(grid, level);
    bytes += (size_t)al_lattice_cells(&here->lattice) * (here->layer_count * sizeof(float) + 1);
  }
  return bytes;
}

size_t run_memory_bytes(const struct al_grid *grid, const struct al_model *const *models,
                        size_t model_count, ptrdiff_t tiles, int threads)
{
  enum { MAXIMA = 8, PLANES = 12, LIBRARIES_BYTES = 70000000, THREAD_BYTES = 2000000 };
  assert(tiles >= 0 && threads > 0);
  const size_t field = (size_t)tiles * AL_TILE_CELLS * sizeof(al_real);
  size_t bytes = al_plan_grid_bytes(grid) + (size_t)tiles * AL_TILE_CELLS; /* validity by tile */
  for (size_t m = 0; m < model_count; m++)
    for (size_t f = 0; f < models[m]->field_count; f++)
      if (!plan_is_shared(models, m, f))
        bytes += field * (size_t)models[m]->fields[f].buffers;
  bytes += MAXIMA * field + PLANES * sizeof(float) * (size_t)al_lattice_cells(&grid->lattice);
  return bytes + (size_t)threads * THREAD_BYTES + LIBRARIES_BYTES;
}

/* The models that the scenario names, and those that always run. */
static size_t plan_pick_models(const struct al_config *scenario, const struct al_model **out)
{
  size_t count, picked = 0;
  const struct al_model *const *all = al_models(&count);
  assert(count <= RUN_MODELS_MOST);
  for (size_t m = 0; m < count && picked < RUN_MODELS_MOST; m++)
    if (al_model_runs(all[m], scenario))
      out[picked++] = all[m];
  return picked;
}

/* Tiles and cells of the forest that the grid's levels make, and the edge of its finest cells that
 * hold most of the work. */
static al_status plan_count(struct al_ctx *ctx, const struct al_grid *grid, struct al_plan *out)
{
  struct al_arena *arena;
  struct al_forest *forest;
  AL_TRY(ctx, al_arena_create(ctx, 0, &arena));
  const al_status status = al_grid_plant(arena, grid, &forest);
  if (status == AL_OK) {
    out->tiles = forest->tile_count;
    out->cells = forest->valid_count;
    out->level_count = forest->level_count;
    for (int k = 0; k < forest->level_count; k++) {
      out->level[k].cell_m = forest->level[k].cell_m;
      out->level[k].extent = al_forest_measure(forest, k);
    }
  }
  al_arena_destroy(arena);
  return status;
}

/* The estimate is of the usual products: greatest depth, speed and the like, two durations, the
 * rise. */
static size_t plan_count_products(const struct al_plan *plan, const struct al_run_options *options)
{
  enum { USUAL_FIELDS = 9 };
  const size_t field = (size_t)plan->tiles * AL_TILE_CELLS * sizeof(al_real);
  const int fields = options->product_fields > 0 ? options->product_fields : USUAL_FIELDS;
  assert(plan->memory_bytes > USUAL_FIELDS * field);
  return plan->memory_bytes - USUAL_FIELDS * field + (size_t)fields * field +
         options->product_bytes;
}

static void plan_check_models(struct al_ctx *ctx, const struct al_config *scenario,
                              const struct al_plan *plan, const struct al_grid *grid)
{
  for (size_t m = 0; m < plan->model_count; m++) {
    const struct al_model *model = plan->models[m];
    if (model->check)
      model->check(ctx, scenario, al_config_section(scenario, model->section->name));
    for (size_t f = 0; f < model->field_count; f++) {
      const struct al_field_decl *decl = &model->fields[f];
      if (decl->role == AL_FIELD_STATIC && !decl->optional && !al_grid_layer(grid, decl->name))
        al_report(ctx, AL_ERROR, NULL,
                  "model %s needs the layer '%s', which the grid does not hold", model->name,
                  decl->name);
    }
  }
}

al_status al_run_plan(struct al_ctx *ctx, struct al_arena *arena, const struct al_config *scenario,
                      const struct al_grid *grid, const struct al_run_options *options,
                      struct al_plan *out)
{
  const struct al_model **models = AL_NEW(arena, const struct al_model *, RUN_MODELS_MOST);
  const struct al_scenario_config *config = al_config_section(scenario, "scenario");
  if (!models)
    return AL_NO_MEMORY;
  *out = (struct al_plan){.models = models};
  if (options->models) {
    assert(options->model_count <= RUN_MODELS_MOST);
    memcpy(models, options->models, options->model_count * sizeof *models);
    out->model_count = options->model_count;
  } else {
    out->model_count = plan_pick_models(scenario, models);
  }
  AL_TRY(ctx, plan_count(ctx, grid, out));
  assert(out->cells <= out->tiles * AL_TILE_CELLS);
  const int threads = options->threads > 0 ? options->threads : omp_get_num_procs();
  out->memory_bytes = run_memory_bytes(grid, models, out->model_count, out->tiles, threads);
  /* Water of some metres moves at about 8 m/s: a guess that only the estimate rests on. */
  out->step_estimate_s = fmin(20.0, 0.45 * grid->lattice.cell_m / 8.0);
  out->wall_estimate_s = config->duration_s / out->step_estimate_s * (double)out->tiles *
                         AL_TILE_CELLS / (PLAN_CELL_STEPS_PER_S * threads);
  plan_check_models(ctx, scenario, out, grid);
  AL_TRY(ctx, al_report_close(ctx));
  out->memory_bytes = plan_count_products(out, options);
  const size_t limit = al_run_memory_limit(options);
  if (out->memory_bytes > limit)
    return AL_FAIL(
        ctx, AL_NO_MEMORY,
        "the run needs about %.2f GB of memory, %.2f GB are allowed; a coarser grid or a larger "
        "--max-mem would fit",
        (double)out->memory_bytes / 1e9, (double)limit / 1e9);
  return AL_OK;
}

static void plan_print_levels(const struct al_plan *plan, struct al_ctx *ctx)
{
  for (int k = 0; k < plan->level_count && plan->level_count > 1; k++) {
    const struct al_forest_extent *extent = &plan->level[k].extent;
    al_log(ctx, AL_NOTE,
           "level %d of %d: cells of %g m, %td cells in %td tiles, x %.10g to %.10g, y %.10g to "
           "%.10g",
           k + 1, plan->level_count, plan->level[k].cell_m, extent->cells, extent->tiles,
           extent->west_m, extent->east_m, extent->south_m, extent->north_m);
  }
}

void al_plan_print(const struct al_plan *plan, struct al_ctx *ctx)
{
  for (size_t m = 0; m < plan->model_count; m++)
    al_log(ctx, AL_NOTE, "model %s: %s", plan->models[m]->name,
           al_ctx_language(ctx) == AL_CHINESE ? plan->models[m]->summary_zh
                                              : plan->models[m]->summary_en);
  for (size_t m = 0; m < plan->model_count; m++)
    for (size_t f = 0; f < plan->models[m]->field_count; f++) {
      const struct al_field_decl *decl = &plan->models[m]->fields[f];
      if (plan_is_shared(plan->models, m, f))
        continue;
      al_log(ctx, AL_NOTE, "  field %-14s %8.1f MB  %s", decl->name,
             (double)plan->tiles * AL_TILE_CELLS * sizeof(al_real) * decl->buffers / 1e6,
             decl->long_name);
    }
  plan_print_levels(plan, ctx);
  al_log(ctx, AL_NOTE, "%td cells in %td tiles, about %.2f GB of memory", plan->cells, plan->tiles,
         (double)plan->memory_bytes / 1e9);
  al_log(ctx, AL_NOTE, "steps of about %.2f s, wall time of the order of %.0f s (an estimate)",
         plan->step_estimate_s, plan->wall_estimate_s);
}
