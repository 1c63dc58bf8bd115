/**
 * A bench for column models.
 */
#include "support/column.h"
#include "config/scenario_section.h"
#include <stdio.h>
#include <string.h>

void column_bench_open(struct column_bench *bench, int cols, int rows, const uint8_t *valid)
{
  const struct al_lattice lattice = {
      .cols = cols, .rows = rows, .cell_m = 10.0, .north_m = 10.0 * rows, .crs_wkt = ""};
  memset(bench, 0, sizeof *bench);
  assert_int_equal(al_ctx_create(&bench->ctx), AL_OK);
  assert_int_equal(al_arena_create(bench->ctx, 0, &bench->arena), AL_OK);
  assert_int_equal(al_forest_create(bench->arena, &lattice, valid, &bench->forest), AL_OK);
  assert_int_equal(al_fields_create(bench->arena, bench->forest, &bench->fields), AL_OK);
  const size_t cells = (size_t)bench->forest->tile_count * AL_TILE_CELLS;
  bench->depth_m = AL_NEW(bench->arena, al_real, cells);
  bench->supply_m = AL_NEW(bench->arena, al_real, cells);
  bench->take_m = AL_NEW(bench->arena, al_real, cells);
  assert_non_null(bench->take_m);
}

struct al_field *column_bench_field(struct column_bench *bench, const char *name)
{
  const struct al_field_decl decl = {
      .name = name, .unit = "1", .long_name = name, .role = AL_FIELD_STATIC, .buffers = 1};
  struct al_field *field = al_fields_find(bench->fields, name);
  if (!field)
    assert_int_equal(al_fields_add(bench->fields, &decl, &field), AL_OK);
  return field;
}

void column_bench_layer(struct column_bench *bench, const char *name, double value)
{
  struct al_field *field = column_bench_field(bench, name);
  for (ptrdiff_t i = 0; i < bench->forest->tile_count * AL_TILE_CELLS; i++)
    field->buffer[0][i] = (al_real)value;
}

al_status column_bench_create(struct column_bench *bench, const struct al_model *model,
                              const char *section, double end_s)
{
  const struct al_section *const sections[] = {&al_scenario_section, &al_grid_section,
                                               model->section};
  const struct al_config_options options = {.required = NULL};
  char path[4200];
  snprintf(path, sizeof path, "%s/s.yaml", test_scratch_folder(model->name));
  FILE *stream = fopen(path, "w");
  fprintf(stream, "scenario: {name: a, duration: %.17g s}\ngrid: {path: g.yaml}\n%s: {%s}\n", end_s,
          model->name, section);
  fclose(stream);
  AL_TRY(bench->ctx, al_config_read(bench->ctx, bench->arena, path, sections, AL_COUNT(sections),
                                    &options, &bench->config));
  const struct al_model_env env = {.ctx = bench->ctx,
                                   .offers = &bench->offers,
                                   .arena = bench->arena,
                                   .forest = bench->forest,
                                   .fields = bench->fields,
                                   .scenario = bench->config,
                                   .config = al_config_section(bench->config, model->name),
                                   .end_s = end_s,
                                   .threads = 2};
  bench->model = model;
  if (model->check)
    model->check(bench->ctx, bench->config, env.config);
  AL_TRY(bench->ctx, al_report_close(bench->ctx));
  return model->create(&env, &bench->self);
}

void column_bench_water(struct column_bench *bench, double depth_m, double supply_m)
{
  for (ptrdiff_t i = 0; i < bench->forest->tile_count * AL_TILE_CELLS; i++) {
    bench->depth_m[i] = bench->forest->valid[i] ? (al_real)depth_m : 0;
    bench->supply_m[i] = bench->forest->valid[i] ? (al_real)supply_m : 0;
  }
}

al_status column_bench_step(struct column_bench *bench, double span_s, int threads)
{
  const ptrdiff_t tiles = bench->forest->tile_count;
  memset(bench->take_m, 0, (size_t)tiles * AL_TILE_CELLS * sizeof *bench->take_m);
  if (bench->model->prepare)
    AL_TRY(bench->ctx, bench->model->prepare(bench->self, bench->time_s, span_s));
#pragma omp parallel for num_threads(threads) schedule(dynamic, 1)
  for (ptrdiff_t t = 0; t < tiles; t++) {
    const struct al_column column = {.tile = t,
                                     .time_s = bench->time_s,
                                     .span_s = span_s,
                                     .cell_area_m2 = 100.0,
                                     .valid = bench->forest->valid + t * AL_TILE_CELLS,
                                     .depth_m = bench->depth_m + t * AL_TILE_CELLS,
                                     .supply_m = bench->supply_m + t * AL_TILE_CELLS,
                                     .take_m = bench->take_m + t * AL_TILE_CELLS};
    bench->model->column(bench->self, &column);
  }
  bench->time_s += span_s;
  for (ptrdiff_t i = 0; i < tiles * AL_TILE_CELLS; i++) {
    bench->supplied_m += (double)bench->supply_m[i];
    bench->taken_m += (double)bench->take_m[i];
  }
  return AL_OK;
}

double column_bench_balance_m3(const struct column_bench *bench, const char *name)
{
  struct al_balance_term terms[8];
  const size_t count = bench->model->balance(bench->self, terms, 8);
  for (size_t i = 0; i < count; i++)
    if (strcmp(terms[i].name, name) == 0)
      return terms[i].volume_m3;
  fail_msg("no balance term %s", name);
  return 0.0;
}

void column_bench_close(struct column_bench *bench)
{
  al_arena_destroy(bench->arena);
  al_ctx_destroy(bench->ctx);
}
