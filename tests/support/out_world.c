/**
 * A small world for tests of products.
 */
#include "support/out_world.h"
#include "out/out.h"
#include "core/log.h"
#include "models/zoning/zoning_section.h"
#include "support/support.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct al_section *const sections[] = {&al_scenario_section, &al_grid_section,
                                                    &al_run_section,      &al_output_section,
                                                    &al_warning_section,  &al_zoning_section};

static void world_make_grid(struct out_world *world, int cols, int rows, double cell_m)
{
  const size_t cells = (size_t)cols * (size_t)rows;
  struct al_layer *bed = AL_NEW(world->arena, struct al_layer, 4);
  *bed = (struct al_layer){.name = AL_LAYER_BED,
                           .unit = "m",
                           .long_name = "bed level",
                           .value = AL_NEW(world->arena, float, cells)};
  world->grid = (struct al_grid){.lattice = {.cols = cols,
                                             .rows = rows,
                                             .west_m = 1000.0,
                                             .north_m = 2000.0,
                                             .cell_m = cell_m,
                                             .crs_wkt = ""},
                                 .city = "testcity",
                                 .vertical_datum = "mean sea level",
                                 .terrain_note = "",
                                 .provenance = "{}",
                                 .valid = AL_NEW(world->arena, uint8_t, cells),
                                 .layer_count = 1,
                                 .layer = bed};
  memset(world->grid.valid, 1, cells);
  for (size_t i = 0; i < cells; i++)
    bed->value[i] = 1.0f;
}

al_status out_world_make(struct out_world *world, const char *name, int cols, int rows,
                         double cell_m, const char *yaml)
{
  *world = (struct out_world){0};
  if (al_ctx_create(&world->ctx) != AL_OK || al_arena_create(world->ctx, 0, &world->arena) != AL_OK)
    abort();
  al_ctx_set_log(world->ctx, AL_LOG_TEXT, true, stderr);
  snprintf(world->folder, sizeof world->folder, "%s", test_scratch_folder(name));
  snprintf(world->path, sizeof world->path, "%s/scenario.yaml", world->folder);
  FILE *stream = fopen(world->path, "w");
  if (!stream)
    abort();
  fprintf(stream,
          "scenario: {name: %s, title: \"Test flood\", title_zh: 测试洪水, duration: 1 h, start: "
          "\"2023-07-28T06:00+08:00\"}\ngrid: {path: g.yaml}\n%s",
          name, yaml);
  fclose(stream);
  const struct al_config_options options = {0};
  const al_status status = al_config_read(world->ctx, world->arena, world->path, sections,
                                          AL_COUNT(sections), &options, &world->scenario);
  world_make_grid(world, cols, rows, cell_m);
  if (status != AL_OK)
    return status;
  world->env = (struct out_env){.ctx = world->ctx,
                                .arena = world->arena,
                                .scenario_file = world->scenario,
                                .grid = &world->grid,
                                .folder = world->folder};
  out_world_flood(world);
  return out_env_fill(&world->env);
}

void out_world_free(struct out_world *world)
{
  al_arena_destroy(world->arena);
  al_ctx_destroy(world->ctx);
}

void out_world_void(struct out_world *world, int col, int row)
{
  world->grid.valid[row * world->grid.lattice.cols + col] = 0;
}

static struct al_field *world_add(struct out_world *world, const char *name, const char *unit,
                                  enum al_field_role role)
{
  struct al_field *field;
  const struct al_field_decl decl = {.name = name,
                                     .unit = unit,
                                     .long_name = name,
                                     .role = role,
                                     .buffers = role == AL_FIELD_STATIC ? 1 : 2};
  if (al_fields_add(world->fields, &decl, &field) != AL_OK)
    abort();
  return field;
}

void out_world_flood(struct out_world *world)
{
  if (al_forest_create(world->arena, &world->grid.lattice, world->grid.valid, &world->forest) !=
          AL_OK ||
      al_fields_create(world->arena, world->forest, &world->fields) != AL_OK)
    abort();
  world->bed = world_add(world, "bed", "m", AL_FIELD_STATIC);
  world->d = world_add(world, "d", "m", AL_FIELD_STATE);
  world->u = world_add(world, "u", "m s-1", AL_FIELD_STATE);
  world->v = world_add(world, "v", "m s-1", AL_FIELD_STATE);
  al_field_scatter(world->bed, world->forest, 0, world->grid.layer[0].value, world->grid.valid);
  world->view = (struct al_run_view){.ctx = world->ctx,
                                     .grid = &world->grid,
                                     .forest = world->forest,
                                     .fields = world->fields,
                                     .scenario = world->scenario,
                                     .dt_s = 1.0,
                                     .end_s = 3600.0,
                                     .epoch_s = 1690495200.0,
                                     .threads = 2};
}

void out_world_set(struct out_world *world, int col, int row, double depth_m, double u, double v)
{
  const ptrdiff_t index = al_forest_index(world->forest, col, row);
  const ptrdiff_t tile = index / AL_TILE_CELLS, cell = index % AL_TILE_CELLS;
  const double bed_m = (double)al_field_tile(world->bed, tile)[cell];
  al_field_tile(world->d, tile)[cell] = (al_real)(depth_m + fmin(bed_m, 0.0));
  al_field_tile(world->u, tile)[cell] = (al_real)u;
  al_field_tile(world->v, tile)[cell] = (al_real)-v; /* kept southward */
}

bool out_world_tick(struct out_world *world, const struct al_observer *observer, double time_s)
{
  world->view.time_s = time_s;
  if (observer->next_s(observer->self, time_s) > time_s)
    return false;
  if (observer->sample(observer->self, &world->view) != AL_OK)
    fail_msg("%s", al_ctx_error_text(world->ctx));
  return true;
}
