/**
 * The table of weathers: rows of one name that follow each other are one weather in time.
 */
#include "core/log.h"
#include "doors/csv_door.h"
#include "models/fire/fire_season_plan.h"
#include <assert.h>
#include <math.h>
#include <string.h>

enum { FROM, WIND, WIND_FROM, H1, H10, H100, HERB, WOODY, FOLIAR, NUMBERS };

static const struct {
  const char *name;
  double per_si, least,
      most; /* what the SI value is multiplied by; the range, in the column's unit */
} columns[NUMBERS] = {
    [FROM] = {"from_h", 1.0 / 3600.0, 0.0, 1e4},
    [WIND] = {"wind_speed_m_s", 1.0, 0.0, 90.0},
    [WIND_FROM] = {"wind_from_deg", 180.0 / 3.14159265358979323846, -360.0, 360.0},
    [H1] = {"moisture_1h_pct", 100.0, 1.0, 60.0},
    [H10] = {"moisture_10h_pct", 100.0, 1.0, 60.0},
    [H100] = {"moisture_100h_pct", 100.0, 1.0, 60.0},
    [HERB] = {"moisture_herb_pct", 100.0, 10.0, 400.0},
    [WOODY] = {"moisture_woody_pct", 100.0, 10.0, 400.0},
    [FOLIAR] = {"moisture_foliar_pct", 100.0, 10.0, 400.0}};

struct weather_table {
  struct al_ctx *ctx;
  struct al_csv csv;
  int name, weight, at[NUMBERS];
};

static al_status weather_find_columns(struct weather_table *table)
{
  table->name = al_csv_column(&table->csv, "weather");
  table->weight = al_csv_column(&table->csv, "weight");
  for (int k = 0; k < NUMBERS; k++) {
    table->at[k] = al_csv_column(&table->csv, columns[k].name);
    if (table->at[k] < 0)
      al_report(table->ctx, AL_ERROR, NULL, "%s: the weather table has no column '%s'",
                table->csv.path, columns[k].name);
  }
  if (table->name < 0)
    al_report(table->ctx, AL_ERROR, NULL, "%s: the weather table has no column '%s'",
              table->csv.path, "weather");
  if (table->csv.row_count == 0)
    al_report(table->ctx, AL_ERROR, NULL, "%s: the weather table has no row", table->csv.path);
  return al_report_close(table->ctx);
}

static double weather_number(struct weather_table *table, size_t row, int column, double least,
                             double most)
{
  const struct al_source_mark mark = {.file = table->csv.path, .line = table->csv.line[row]};
  const double value = al_csv_number(table->ctx, &table->csv, row, column);
  if (value < least || value > most)
    al_report(table->ctx, AL_ERROR, &mark, "column '%s' is %g; allowed: %g .. %g",
              table->csv.header[column], value, least, most);
  return value;
}

static void weather_take(struct weather_table *table, size_t row, struct fire_weather_config *out)
{
  double si[NUMBERS];
  for (int k = 0; k < NUMBERS; k++)
    si[k] = weather_number(table, row, table->at[k], columns[k].least, columns[k].most) /
            columns[k].per_si;
  *out = (struct fire_weather_config){.from_s = si[FROM],
                                      .wind_m_per_s = si[WIND],
                                      .wind_from_rad = si[WIND_FROM],
                                      .h1 = si[H1],
                                      .h10 = si[H10],
                                      .h100 = si[H100],
                                      .herb = si[HERB],
                                      .woody = si[WOODY],
                                      .foliar = si[FOLIAR]};
}

/* A row goes on with the weather before, or begins another. */
static void weather_place(struct weather_table *table, size_t row, const char *name,
                          const struct fire_weather_config *record, struct fire_season_plan *plan)
{
  const struct al_source_mark mark = {.file = table->csv.path, .line = table->csv.line[row]};
  struct fire_spell *last = plan->spell_count > 0 ? &plan->spell[plan->spell_count - 1] : NULL;
  if (last && strcmp(last->name, name) == 0) {
    if (!(record->from_s > last->record[last->count - 1].from_s))
      al_report(table->ctx, AL_ERROR, &mark, "weather '%s': %g h does not come after %g h", name,
                record->from_s / 3600.0, last->record[last->count - 1].from_s / 3600.0);
    last->count++;
    return;
  }
  if (record->from_s != 0.0)
    al_report(table->ctx, AL_ERROR, &mark, "weather '%s' begins at %g h; its first row is from 0 h",
              name, record->from_s / 3600.0);
  const double weight =
      table->weight >= 0 ? weather_number(table, row, table->weight, 0.0, 1e9) : 1.0;
  plan->spell[plan->spell_count++] =
      (struct fire_spell){.name = name, .weight = weight, .record = record, .count = 1};
}

static al_status weather_read(const struct al_model_env *env, const char *path,
                              struct fire_season_plan *plan)
{
  struct weather_table table = {.ctx = env->ctx};
  double sum = 0.0;
  AL_TRY(env->ctx, al_csv_read(env->ctx, env->arena, path, &table.csv));
  AL_TRY(env->ctx, weather_find_columns(&table));
  struct fire_weather_config *record =
      AL_NEW(env->arena, struct fire_weather_config, table.csv.row_count);
  plan->record = record;
  plan->record_count = table.csv.row_count;
  plan->spell = AL_NEW(env->arena, struct fire_spell, table.csv.row_count);
  if (!record || !plan->spell)
    return AL_NO_MEMORY;
  for (size_t row = 0; row < table.csv.row_count; row++) {
    const char *name = table.csv.cell[row * table.csv.column_count + (size_t)table.name];
    weather_take(&table, row, &record[row]);
    weather_place(&table, row, name, &record[row], plan);
  }
  AL_TRY(env->ctx, al_report_close(env->ctx));
  for (size_t k = 0; k < plan->spell_count; k++)
    sum += plan->spell[k].weight;
  assert(plan->spell_count > 0);
  return sum > 0.0 ? AL_OK
                   : AL_FAIL(env->ctx, AL_BAD_INPUT, "%s: no weather has a weight above 0", path);
}

al_status fire_season_weathers(const struct al_model_env *env, const char *path,
                               struct fire_season_plan *plan)
{
  const struct al_fire_config *fire = env->config;
  struct fire_weather_config *record;
  if (path)
    return weather_read(env, path, plan);
  AL_TRY(env->ctx, fire_weather_close(env->arena, &fire->weather, &record));
  plan->spell = AL_NEW(env->arena, struct fire_spell, 1);
  if (!plan->spell)
    return AL_NO_MEMORY;
  plan->spell_count = 1;
  plan->record = record;
  plan->record_count = fire->weather.count;
  plan->spell[0] = (struct fire_spell){
      .name = "weather", .weight = 1.0, .record = record, .count = fire->weather.count};
  return AL_OK;
}
