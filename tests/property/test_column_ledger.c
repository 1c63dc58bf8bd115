/**
 * Rain, soil and drains one after the other on the same columns, as a run calls them, over long
 * random weather: what the ledgers say is what the water lost and gained, nothing is taken that is
 * not there. With arguments (a soil section, `wet` or `dry`) it only runs exchanges, for counting
 * instructions.
 */
#include "support/column.h"
#include "core/rng.h"
#include "models/models.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { RAIN, SOIL, DRAINS, MODELS };
enum { COLS = 70, ROWS = 40, EXCHANGES = 3000, COST_SIDE = 256, COST_EXCHANGES = 20 };

static const char *const names[MODELS] = {"rain", "soil", "drains"};

struct ledger_world {
  struct column_bench bench[MODELS]; /* all on the columns of the first */
  double time_s, supplied_m, taken_m;
};

static void world_open(struct ledger_world *world, int cols, int rows, const uint8_t *valid)
{
  memset(world, 0, sizeof *world);
  for (int m = 0; m < MODELS; m++)
    column_bench_open(&world->bench[m], cols, rows, valid);
}

static void world_create(struct ledger_world *world, const char *const sections[MODELS],
                         double end_s)
{
  for (int m = 0; m < MODELS; m++)
    if (column_bench_create(&world->bench[m], al_model_find(names[m]), sections[m], end_s) != AL_OK)
      fail_msg("%s", al_ctx_error_text(world->bench[m].ctx));
}

static void world_close(struct ledger_world *world)
{
  for (int m = 0; m < MODELS; m++)
    column_bench_close(&world->bench[m]);
}

static void world_exchange(struct ledger_world *world, double span_s)
{
  struct column_bench *bench = &world->bench[0];
  const size_t cells = (size_t)bench->forest->tile_count * AL_TILE_CELLS;
  memset(bench->supply_m, 0, cells * sizeof *bench->supply_m);
  memset(bench->take_m, 0, cells * sizeof *bench->take_m);
  for (ptrdiff_t t = 0; t < bench->forest->tile_count; t++) {
    const struct al_column column = {.tile = t,
                                     .time_s = world->time_s,
                                     .span_s = span_s,
                                     .cell_area_m2 = 1.0,
                                     .valid = bench->forest->valid + t * AL_TILE_CELLS,
                                     .depth_m = bench->depth_m + t * AL_TILE_CELLS,
                                     .supply_m = bench->supply_m + t * AL_TILE_CELLS,
                                     .take_m = bench->take_m + t * AL_TILE_CELLS};
    for (int m = 0; m < MODELS; m++)
      world->bench[m].model->column(world->bench[m].self, &column);
  }
  world->time_s += span_s;
}

/* The water after an exchange; checks each cell. */
static void world_settle(struct ledger_world *world)
{
  struct column_bench *bench = &world->bench[0];
  for (ptrdiff_t i = 0; i < bench->forest->tile_count * AL_TILE_CELLS; i++) {
    const double there_m = (double)bench->depth_m[i] + (double)bench->supply_m[i];
    const double take_m = (double)bench->take_m[i];
    if (!(take_m >= 0.0 && take_m <= there_m * (1.0 + 2.5e-7)))
      fail_msg("cell %td: %.9g m taken of %.9g", i, take_m, there_m);
    assert_true(bench->forest->valid[i] || (there_m == 0.0 && take_m == 0.0));
    world->supplied_m += (double)bench->supply_m[i];
    world->taken_m += take_m;
    bench->depth_m[i] = (al_real)fmax(there_m - take_m, 0.0);
  }
}

/* Water runs off, or comes from elsewhere: nothing that the columns' ledgers should see. */
static void world_stir(struct ledger_world *world, uint64_t round)
{
  struct column_bench *bench = &world->bench[0];
  for (ptrdiff_t i = 0; i < bench->forest->tile_count * AL_TILE_CELLS; i++) {
    const double draw = al_rng_uniform(11, round, (uint64_t)i);
    if (bench->forest->valid[i] && draw < 0.02)
      bench->depth_m[i] = draw < 0.01 ? 0 : (al_real)pow(10.0, 400.0 * (draw - 0.0175));
  }
}

static void world_layers(struct ledger_world *world)
{
  static const struct {
    const char *layer;
    int model;
  } layers[] = {{"impervious", SOIL},
                {"sea", SOIL},
                {"soil_group", SOIL},
                {"sea", DRAINS},
                {"drain_class", DRAINS}};
  for (size_t k = 0; k < AL_COUNT(layers); k++) {
    struct al_field *field = column_bench_field(&world->bench[layers[k].model], layers[k].layer);
    for (ptrdiff_t i = 0; i < world->bench[0].forest->tile_count * AL_TILE_CELLS; i++) {
      const double draw = al_rng_uniform(12, strlen(layers[k].layer), (uint64_t)i);
      field->buffer[0][i] =
          (al_real)(strcmp(layers[k].layer, "impervious") == 0 ? draw
                    : strcmp(layers[k].layer, "sea") == 0      ? draw < 0.1
                                                               : floor(1.0 + 4.0 * draw));
    }
  }
}

static double world_balance_m(const struct ledger_world *world, int model)
{
  struct al_balance_term terms[8];
  const struct column_bench *bench = &world->bench[model];
  const size_t count = bench->model->balance(bench->self, terms, AL_COUNT(terms));
  double sum = 0.0;
  for (size_t i = 0; i < count; i++)
    sum += terms[i].volume_m3;
  return sum;
}

/* Showers of some minutes, dry hours between, exchanges of 1 s to 10 min. */
static void ledgers_close_over_long_weather(void **state)
{
  (void)state;
  static const char *const kinds[] = {"none",       "constant", "horton", "modified_horton",
                                      "green_ampt", "scs_cn"};
  static uint8_t valid[COLS * ROWS];
  for (int i = 0; i < COLS * ROWS; i++)
    valid[i] = al_rng_uniform(13, 1, (uint64_t)i) < 0.9;
  for (size_t k = 0; k < AL_COUNT(kinds); k++) {
    static struct ledger_world world;
    char soil[300];
    snprintf(soil, sizeof soil,
             "kind: %s, parameters: map, interception: 1 mm, interception_loss: 0.2 mm/h, "
             "depression: 2 mm, recovery_time: 1 d",
             kinds[k]);
    const char *const sections[MODELS] = {
        "kind: uniform, intensity: [[0, 20 mm/h], [900, 0], [9000, 90 mm/h], [9900, 2 mm/h], "
        "[40000, "
        "0], [90000, 40 mm/h], [93600, 0], [200000, 5 mm/h], [230000, 0]]",
        soil,
        "clogging: 0.3, classes: [{class: 1, capacity: 5 mm/h}, {class: 2, capacity: 36 mm/h}, "
        "{class: 3, capacity: 100 mm/h}]"};
    world_open(&world, COLS, ROWS, valid);
    world_layers(&world);
    world_create(&world, sections, 1e6);
    for (uint64_t n = 0; n < EXCHANGES; n++) {
      world_exchange(&world, pow(10.0, 2.78 * al_rng_uniform(14, k, n)));
      world_settle(&world);
      if (n % 10 == 0)
        world_stir(&world, n);
    }
    const double taken_m = -world_balance_m(&world, SOIL) - world_balance_m(&world, DRAINS);
    const double rain_error = world_balance_m(&world, RAIN) / world.supplied_m - 1.0;
    const double take_error = taken_m / world.taken_m - 1.0;
    print_message("%-16s %.0f h: rain ledger off by %.1e, losses by %.1e\n", kinds[k],
                  world.time_s / 3600.0, rain_error, take_error);
    assert_true(world.supplied_m > 0.0 && world.taken_m > 0.0);
    assert_true(fabs(rain_error) < 1e-12);
    assert_true(fabs(take_error) <
                1e-9); /* the terms telescope: only roundings of after - before */
    world_close(&world);
  }
}

static int count_cost(const char *soil, const char *water)
{
  static struct ledger_world world;
  const bool wet = strcmp(water, "wet") == 0;
  const char *const sections[MODELS] = {wet ? "kind: uniform, intensity: 60 mm/h"
                                            : "kind: uniform, intensity: 0 mm/h",
                                        soil, "capacity: 36 mm/h, clogging: 0.3"};
  world_open(&world, COST_SIDE, COST_SIDE, NULL);
  column_bench_layer(&world.bench[SOIL], "soil_group", 2.0);
  column_bench_layer(&world.bench[SOIL], "impervious", 0.3);
  column_bench_layer(&world.bench[DRAINS], "sea", 0.0);
  world_create(&world, sections, 3600.0);
  column_bench_water(&world.bench[0], wet ? 0.05 : 0.0, 0.0);
  for (int n = 0; n < COST_EXCHANGES; n++)
    world_exchange(&world, 10.0);
  printf("%d cell exchanges\n", COST_SIDE * COST_SIDE * COST_EXCHANGES);
  world_close(&world);
  return 0;
}

int main(int argc, char **argv)
{
  if (argc == 3)
    return count_cost(argv[1], argv[2]);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(ledgers_close_over_long_weather),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
