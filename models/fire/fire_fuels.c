/**
 * Fuel models: reading, checking, and the constants of their beds.
 */
#include "models/fire/fire_fuels.h"
#include "core/datadir.h"
#include "core/units.h"
#include "doors/csv_door.h"
#include "doors/file_door.h"
#include "models/fire/fire_math.h"
#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define PARTICLE_LB_PER_FT3 32.0 /* density of every particle */
#define MINERALS 0.0555          /* total mineral content S_T */
#define SILICA_FREE 0.010        /* effective mineral content S_e */
#define SAVR_10H_PER_FT 109.0
#define SAVR_100H_PER_FT 30.0

/* One class of particles of a bed. */
struct particle {
  double load, savr, area; /* lb/ft2, 1/ft, ft2/ft2 */
};

enum { DEAD_1H, DEAD_10H, DEAD_100H, HERB, WOODY, PARTICLES };

/* Albini's size bins, whose loads count with the share of their surface; the table keeps ratios
 * above the last one's 16 1/ft. */
static int fuel_bin(double savr)
{
  static const double least[] = {1200.0, 192.0, 96.0, 48.0};
  int bin = 0;
  while (bin < 4 && savr < least[bin])
    bin++;
  return bin;
}

static bool fuel_share_bin(const struct particle *a, const struct particle *b)
{
  return fuel_bin(a->savr) == fuel_bin(b->savr);
}

/* Sum over the bins of surface times load: with `moved` of the herbaceous fuel in the sum, a
 * polynomial of that share. */
static void fuel_polynomial(const struct particle *of, size_t count, const struct particle *herb,
                            double scale, double *coefficient)
{
  double fixed = 0.0, linear = 0.0;
  for (size_t i = 0; i < count; i++) {
    for (size_t j = 0; j < count; j++)
      fixed += fuel_share_bin(&of[i], &of[j]) ? of[i].area * of[j].load : 0.0;
    if (fuel_share_bin(&of[i], herb))
      linear += herb->area * of[i].load + of[i].area * herb->load;
  }
  coefficient[0] = fixed * scale;
  coefficient[1] = linear * scale;
  coefficient[2] = herb->area * herb->load * scale;
}

/* Classes of a fuel; `total` gets the sum of surface, of surface times ratio, of loads. */
static void fuel_particles(const struct fire_fuel *fuel, struct particle particle[PARTICLES],
                           double total[3])
{
  const struct particle made[PARTICLES] = {
      [DEAD_1H] = {fuel->load_1h_lb_per_ft2, fuel->savr_1h_per_ft, 0.0},
      [DEAD_10H] = {fuel->load_10h_lb_per_ft2, SAVR_10H_PER_FT, 0.0},
      [DEAD_100H] = {fuel->load_100h_lb_per_ft2, SAVR_100H_PER_FT, 0.0},
      [HERB] = {fuel->load_herb_lb_per_ft2, fuel->savr_herb_per_ft, 0.0},
      [WOODY] = {fuel->load_woody_lb_per_ft2, fuel->savr_woody_per_ft, 0.0}};
  total[0] = total[1] = total[2] = 0.0;
  for (int i = 0; i < PARTICLES; i++) {
    particle[i] = made[i];
    particle[i].area = made[i].load * made[i].savr / PARTICLE_LB_PER_FT3;
    total[0] += particle[i].area;
    total[1] += particle[i].area * particle[i].savr;
    total[2] += particle[i].load;
  }
  for (int i = 0; i < PARTICLES && total[0] > 0.0; i++)
    particle[i].area /= total[0];
}

static void fuel_set_sink(const struct particle *particle, double bulk_lb_per_ft3, double *constant)
{
  for (int i = 0; i < PARTICLES; i++) {
    const double heated = bulk_lb_per_ft3 * particle[i].area * fire_exp(-138.0 / particle[i].savr);
    constant[FIRE_SINK] += 250.0 * heated;
    constant[FIRE_SINK_1H + i] = 1116.0 * heated;
    constant[FIRE_AREA_1H + i] = particle[i].area;
  }
}

static void fuel_set_fine(const struct particle *particle, double *constant)
{
  for (int i = 0; i < WOODY; i++)
    constant[FIRE_FINE_1H + i] = particle[i].load * fire_exp(-138.0 / particle[i].savr);
  for (int i = HERB; i < PARTICLES; i++)
    constant[FIRE_FINE_LIVE_HERB + (i - HERB)] =
        particle[i].load * fire_exp(-500.0 / particle[i].savr);
}

void fire_fuel_constants(const struct fire_fuel *fuel, double constant[FIRE_CONSTANTS])
{
  struct particle particle[PARTICLES];
  double total[3];
  assert(fuel && fuel->depth_ft > 0.0);
  memset(constant, 0, FIRE_CONSTANTS * sizeof constant[0]);
  constant[FIRE_OPEN_WAF] =
      1.83 / fire_log((20.0 + 0.36 * fuel->depth_ft) / (0.13 * fuel->depth_ft));
  constant[FIRE_MX_DEAD] = fuel->mx_dead;
  constant[FIRE_DYNAMIC] = fuel->dynamic;
  fuel_particles(fuel, particle, total);
  if (!(total[0] > 0.0)) { /* nothing burns; what is divided by is not 0 */
    constant[FIRE_SINK] = constant[FIRE_WIND_K] = constant[FIRE_WIND_B] = 1.0;
    return;
  }
  const double savr = total[1] / total[0], bulk = total[2] / fuel->depth_ft;
  const double packing = bulk / PARTICLE_LB_PER_FT3;
  const double relative = packing * fire_pow(savr, 0.8189) / 3.348;
  const double a = 133.0 * fire_pow(savr, -0.7913), savr_15 = savr * fire_sqrt(savr);
  const double gamma_most = savr_15 / (495.0 + 0.0594 * savr_15);
  const double gamma = gamma_most * fire_pow(relative, a) * fire_exp(a * (1.0 - relative));
  const double minerals = fire_min(0.174 * fire_pow(SILICA_FREE, -0.19), 1.0);
  const double per_load = gamma * (1.0 - MINERALS) * minerals;
  constant[FIRE_BURNS] = 1.0;
  fuel_set_sink(particle, bulk, constant);
  fuel_set_fine(particle, constant);
  fuel_polynomial(particle, HERB, &particle[HERB], per_load * fuel->heat_dead_btu_per_lb,
                  constant + FIRE_DEAD_0);
  fuel_polynomial(particle + WOODY, 1, &particle[HERB], per_load * fuel->heat_live_btu_per_lb,
                  constant + FIRE_LIVE_0);
  constant[FIRE_FLUX] =
      fire_exp((0.792 + 0.681 * fire_sqrt(savr)) * (packing + 0.1)) / (192.0 + 0.2595 * savr);
  constant[FIRE_WIND_B] = 0.02526 * fire_pow(savr, 0.54);
  constant[FIRE_WIND_K] = 7.47 * fire_exp(-0.133 * fire_pow(savr, 0.55)) *
                          fire_pow(relative, -0.715 * fire_exp(-3.59e-4 * savr));
  constant[FIRE_SLOPE_K] = 5.275 * fire_pow(packing, -0.3);
  constant[FIRE_RESIDENCE_MIN] = 384.0 / savr;
  constant[FIRE_SAVR_PER_FT] = savr;
  constant[FIRE_PACKING] = relative;
}

/* A column: its name in the published unit, its name in SI, what the SI value is multiplied by. */
struct fuel_column {
  const char *published, *si;
  double per_si, least, most; /* in the published unit */
  size_t offset;
};

#define FUEL_COLUMN(name, si, per_si, least, most, field)                                          \
  {                                                                                                \
    name, si, per_si, least, most, offsetof(struct fire_fuel, field)                               \
  }
#define LOAD_PER_SI 0.2048161436225217 /* lb/ft2 in kg/m2 */
#define HEAT_PER_SI (1.0 / 2.32779)    /* Btu/lb in kJ/kg, mean Btu */
#define FOOT_PER_M (1.0 / 0.3048)

static const struct fuel_column columns[] = {
    FUEL_COLUMN("load_1h_lb_ft2", "load_1h_kg_m2", LOAD_PER_SI, 0.0, 10.0, load_1h_lb_per_ft2),
    FUEL_COLUMN("load_10h_lb_ft2", "load_10h_kg_m2", LOAD_PER_SI, 0.0, 10.0, load_10h_lb_per_ft2),
    FUEL_COLUMN("load_100h_lb_ft2", "load_100h_kg_m2", LOAD_PER_SI, 0.0, 10.0,
                load_100h_lb_per_ft2),
    FUEL_COLUMN("load_herb_lb_ft2", "load_herb_kg_m2", LOAD_PER_SI, 0.0, 10.0,
                load_herb_lb_per_ft2),
    FUEL_COLUMN("load_woody_lb_ft2", "load_woody_kg_m2", LOAD_PER_SI, 0.0, 10.0,
                load_woody_lb_per_ft2),
    FUEL_COLUMN("savr_1h_1_ft", "savr_1h_1_m", 0.3048, 192.0, 4000.0, savr_1h_per_ft),
    FUEL_COLUMN("savr_herb_1_ft", "savr_herb_1_m", 0.3048, 192.0, 4000.0, savr_herb_per_ft),
    FUEL_COLUMN("savr_woody_1_ft", "savr_woody_1_m", 0.3048, 192.0, 4000.0, savr_woody_per_ft),
    FUEL_COLUMN("depth_ft", "depth_m", FOOT_PER_M, 0.01, 15.0, depth_ft),
    FUEL_COLUMN("mx_dead_pct", "mx_dead_share", 100.0, 5.0, 100.0, mx_dead),
    FUEL_COLUMN("heat_dead_btu_lb", "heat_dead_kj_kg", HEAT_PER_SI, 6000.0, 12000.0,
                heat_dead_btu_per_lb),
    FUEL_COLUMN("heat_live_btu_lb", "heat_live_kj_kg", HEAT_PER_SI, 6000.0, 12000.0,
                heat_live_btu_per_lb)};
enum { COLUMNS = sizeof columns / sizeof columns[0] };

struct fuel_table {
  struct al_ctx *ctx;
  struct al_csv csv;
  int number, code, name, dynamic, at[COLUMNS];
  bool si[COLUMNS];
  bool taken[FIRE_FUEL_NUMBER_MOST + 1]; /* numbers of this table */
};

static al_status table_find_columns(struct fuel_table *table)
{
  const struct {
    const char *name;
    int *column;
  } words[] = {{"number", &table->number},
               {"code", &table->code},
               {"name", &table->name},
               {"dynamic", &table->dynamic}};
  for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
    *words[i].column = al_csv_column(&table->csv, words[i].name);
    if (*words[i].column < 0)
      al_report(table->ctx, AL_ERROR, NULL, "%s: the fuel table has no column '%s'",
                table->csv.path, words[i].name);
  }
  for (size_t k = 0; k < COLUMNS; k++) {
    table->at[k] = al_csv_column(&table->csv, columns[k].published);
    table->si[k] = table->at[k] < 0;
    if (table->si[k])
      table->at[k] = al_csv_column(&table->csv, columns[k].si);
    if (table->at[k] < 0)
      al_report(table->ctx, AL_ERROR, NULL, "%s: the fuel table has neither column '%s' nor '%s'",
                table->csv.path, columns[k].published, columns[k].si);
  }
  return al_report_close(table->ctx);
}

static const char *table_text(const struct fuel_table *table, size_t row, int column)
{
  return table->csv.cell[row * table->csv.column_count + (size_t)column];
}

static void table_take_number(const struct fuel_table *table, size_t row, size_t k,
                              struct fire_fuel *fuel)
{
  const struct al_source_mark mark = {.file = table->csv.path, .line = table->csv.line[row]};
  const double read = al_csv_number(table->ctx, &table->csv, row, table->at[k]);
  const double factor = table->si[k] ? columns[k].per_si : 1.0, value = read * factor;
  double *field = (double *)(void *)((char *)fuel + columns[k].offset);
  *field = value;
  if (value < columns[k].least * (1.0 - 1e-9) || value > columns[k].most * (1.0 + 1e-9))
    al_report(table->ctx, AL_ERROR, &mark, "column '%s' is %g; allowed: %g .. %g",
              table->csv.header[table->at[k]], read, columns[k].least / factor,
              columns[k].most / factor);
}

static bool table_take_whole(const struct fuel_table *table, size_t row, int column, int least,
                             int most, int *out)
{
  const struct al_source_mark mark = {.file = table->csv.path, .line = table->csv.line[row]};
  double value;
  const char *text = table_text(table, row, column);
  *out = least;
  if (al_number_parse(text, &value) && value >= least && value <= most &&
      value == (double)(int)value) {
    *out = (int)value;
    return true;
  }
  al_report(table->ctx, AL_ERROR, &mark, "column '%s' is '%s'; allowed: whole numbers %d .. %d",
            table->csv.header[column], text, least, most);
  return false;
}

static void table_take_row(struct fuel_table *table, size_t row, struct fire_fuels *out)
{
  const struct al_source_mark mark = {.file = table->csv.path, .line = table->csv.line[row]};
  int number, dynamic;
  const bool numbered =
      table_take_whole(table, row, table->number, 1, FIRE_FUEL_NUMBER_MOST, &number);
  table_take_whole(table, row, table->dynamic, 0, 1, &dynamic);
  struct fire_fuel fuel = {.number = number,
                           .dynamic = dynamic == 1,
                           .code = table_text(table, row, table->code),
                           .name = table_text(table, row, table->name)};
  for (size_t k = 0; k < COLUMNS; k++)
    table_take_number(table, row, k, &fuel);
  fuel.mx_dead /= 100.0;
  if (!numbered)
    return;
  const int before = out->row_of[number];
  if (table->taken[number]) {
    al_report(table->ctx, AL_ERROR, &mark, "fuel model %d stands twice", number);
  } else if (before >= 0) {
    al_report(table->ctx, AL_WARNING, &mark, "fuel model %d takes the place of %s (%s)", number,
              out->fuel[before].code, out->fuel[before].name);
    out->fuel[before] = fuel;
  } else {
    out->row_of[number] = (int16_t)out->count;
    out->fuel[out->count++] = fuel;
  }
  table->taken[number] = true;
}

static al_status table_read(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                            struct fire_fuels *out)
{
  struct fuel_table table = {.ctx = ctx};
  AL_TRY(ctx, al_csv_read(ctx, arena, path, &table.csv));
  AL_TRY(ctx, table_find_columns(&table));
  if (table.csv.row_count > FIRE_FUELS_MOST - out->count)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: %zu fuel models; there is room for %zu", path,
                   table.csv.row_count, (size_t)FIRE_FUELS_MOST - out->count);
  for (size_t row = 0; row < table.csv.row_count; row++)
    table_take_row(&table, row, out);
  return al_report_close(ctx);
}

al_status fire_fuels_read(struct al_ctx *ctx, struct al_arena *arena, const char *custom,
                          struct fire_fuels *out)
{
  char path[4096];
  assert(ctx && arena && out);
  memset(out, 0, sizeof *out);
  memset(out->row_of, 0xff, sizeof out->row_of);
  al_data_path("models/fire/fire_fuels.csv", path, sizeof path);
  AL_TRY(ctx, table_read(ctx, arena, path, out));
  AL_TRY(ctx, al_file_sha256(ctx, path, out->sha256));
  if (custom)
    AL_TRY(ctx, table_read(ctx, arena, custom, out));
  for (size_t row = 0; row < out->count; row++) {
    fire_fuel_constants(&out->fuel[row], out->constant[row]);
    for (int k = 0; k < FIRE_CONSTANTS; k++)
      out->cell_constant[k][row] = (al_real)out->constant[row][k];
  }
  return AL_OK;
}

int fire_fuels_row(const struct fire_fuels *fuels, long number)
{
  assert(fuels);
  return number >= 0 && number <= FIRE_FUEL_NUMBER_MOST ? fuels->row_of[number] : -1;
}

int fire_fuels_nearest(const struct fire_fuels *fuels, long number)
{
  int best = 0;
  for (size_t row = 0; row < fuels->count; row++)
    if (best == 0 || labs(number - fuels->fuel[row].number) < labs(number - best))
      best = fuels->fuel[row].number;
  return best;
}
