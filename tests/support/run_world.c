/**
 * A small world for tests of runs.
 */
#include "support/run_world.h"
#include "config/scenario_section.h"
#include "core/log.h"
#include "support/support.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void world_fill_grid(struct run_world *world, int cols, int rows, double cell_m)
{
  const size_t cells = (size_t)cols * (size_t)rows;
  world->grid = (struct al_grid){.arena = world->arena,
                                 .lattice = {.cols = cols,
                                             .rows = rows,
                                             .west_m = 1000.0,
                                             .north_m = 5000.0,
                                             .cell_m = cell_m,
                                             .crs_wkt = ""},
                                 .city = "testcity",
                                 .vertical_datum = "mean sea level",
                                 .terrain_note = "",
                                 .provenance = "{}",
                                 .valid = AL_NEW(world->arena, uint8_t, cells),
                                 .layer = AL_NEW(world->arena, struct al_layer, 16)};
  float *bed = run_world_add_layer(world, AL_LAYER_BED, 0.0f);
  for (int row = 0; row < rows; row++)
    for (int col = 0; col < cols; col++) {
      const double z = world->bed_m(col, row);
      world->grid.valid[row * cols + col] = isfinite(z) ? 1 : 0;
      bed[row * cols + col] = isfinite(z) ? (float)z : 0.0f;
    }
}

float *run_world_add_layer(struct run_world *world, const char *name, float value)
{
  const size_t cells = (size_t)al_lattice_cells(&world->grid.lattice);
  struct al_layer *layer = &world->grid.layer[world->grid.layer_count++];
  *layer = (struct al_layer){
      .name = name, .unit = "1", .long_name = name, .value = AL_NEW(world->arena, float, cells)};
  for (size_t i = 0; i < cells; i++)
    layer->value[i] = value;
  return layer->value;
}

void run_world_make(struct run_world *world, const char *name, int cols, int rows, double cell_m,
                    double (*bed_m)(int col, int row), const char *duration, const char *yaml,
                    const struct al_section *const *sections, size_t section_count)
{
  const struct al_config_options options = {0};
  *world = (struct run_world){.bed_m = bed_m};
  if (al_ctx_create(&world->ctx) != AL_OK || al_arena_create(world->ctx, 0, &world->arena) != AL_OK)
    abort();
  al_ctx_set_log(world->ctx, AL_LOG_TEXT, true, stderr);
  snprintf(world->folder, sizeof world->folder, "%s", test_scratch_folder(name));
  snprintf(world->path, sizeof world->path, "%s/scenario.yaml", world->folder);
  FILE *stream = fopen(world->path, "w");
  if (!stream)
    abort();
  fprintf(stream, "scenario: {name: %s, duration: %s}\ngrid: {path: g.yaml}\n%s", name, duration,
          yaml);
  fclose(stream);
  if (al_config_read(world->ctx, world->arena, world->path, sections, section_count, &options,
                     &world->scenario) != AL_OK)
    fail_msg("%s", al_ctx_error_text(world->ctx));
  world_fill_grid(world, cols, rows, cell_m);
  world->options = (struct al_run_options){.folder = world->folder, .identity = "test"};
}

static al_status keep_begin(void *self, struct al_arena *arena, struct al_fields *fields,
                            const struct al_run_view *view, bool resumed)
{
  struct run_world *world = self;
  const size_t cells = (size_t)al_lattice_cells(&view->forest->lattice);
  (void)arena;
  (void)resumed;
  world->field_count = 0;
  for (size_t f = 0; f < al_fields_count(fields); f++) {
    const struct al_field *field = al_fields_at(fields, f);
    if (field->decl.role != AL_FIELD_STATE || world->field_count == RUN_WORLD_FIELDS_MOST)
      continue;
    const size_t at = world->field_count++;
    world->field_name[at] = al_arena_strdup(world->arena, field->decl.name);
    world->field[at] = AL_NEW(world->arena, float, cells);
  }
  return AL_OK;
}

static double keep_next_s(const void *self, double time_s)
{
  (void)self;
  return time_s;
}

static al_status keep_sample(void *self, const struct al_run_view *view)
{
  struct run_world *world = self;
  for (size_t f = 0; f < world->field_count; f++)
    al_field_collect(al_fields_find(view->fields, world->field_name[f]), view->forest, 0.0f,
                     world->field[f]);
  return AL_OK;
}

static al_status keep_end(void *self, const struct al_run_view *view)
{
  (void)self;
  (void)view;
  return AL_OK;
}

al_status run_world_run(struct run_world *world, int threads, double stop_at_s, bool resume)
{
  return run_world_run_with(world, threads, stop_at_s, resume, NULL);
}

al_status run_world_run_with(struct run_world *world, int threads, double stop_at_s, bool resume,
                             const struct al_observer *more)
{
  struct al_observer observers[2] = {{0}};
  observers[0] = (struct al_observer){.name = "keep",
                                      .self = world,
                                      .begin = keep_begin,
                                      .next_s = keep_next_s,
                                      .sample = keep_sample,
                                      .end = keep_end};
  if (more)
    observers[1] = *more;
  world->options.threads = threads;
  world->options.stop_at_s = stop_at_s;
  world->options.resume = resume;
  al_ctx_clear(world->ctx);
  for (int k = 0; k < 2 && !resume; k++) { /* as a folder is claimed: no states of another run */
    char path[4200];
    snprintf(path, sizeof path, "%.4000s/checkpoint/%s", world->options.folder,
             k ? "b.h5" : "a.h5");
    (void)unlink(path);
  }
  return al_run_execute(world->ctx, world->scenario, &world->grid, &world->options, observers,
                        more ? 2 : 1, &world->result);
}

const float *run_world_field(const struct run_world *world, const char *name)
{
  for (size_t f = 0; f < world->field_count; f++)
    if (strcmp(world->field_name[f], name) == 0)
      return world->field[f];
  fail_msg("no state field '%s'", name);
  return NULL;
}

double run_world_figure(const struct run_world *world, const char *name)
{
  for (size_t i = 0; i < world->result.figure_count; i++)
    if (strcmp(world->result.figures[i].name, name) == 0)
      return world->result.figures[i].volume_m3;
  fail_msg("no figure %s", name);
  return 0.0;
}

uint64_t run_world_sum(const struct run_world *world)
{
  const size_t bytes = (size_t)al_lattice_cells(&world->grid.lattice) * sizeof(float);
  uint64_t hash = 0xcbf29ce484222325u;
  for (size_t f = 0; f < world->field_count; f++)
    for (size_t i = 0; i < bytes; i++)
      hash = (hash ^ ((const unsigned char *)world->field[f])[i]) * 0x100000001b3u;
  return hash;
}

void run_world_free(struct run_world *world)
{
  al_arena_destroy(world->arena);
  al_ctx_destroy(world->ctx);
}
