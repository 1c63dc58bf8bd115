/**
 * The table of weathers: rows of one name that follow each other are one weather in time.
 */
#include "core/log.h"
#include "models/fire/fire_csv.h"
#include "models/fire/fire_season_plan.h"
#include "models/fire/fire_weather.h"
#include <assert.h>
#include <math.h>
#include <string.h>

enum { FROM, WIND, WIND_FROM, H1, H10, H100, HERB, WOODY, FOLIAR, NUMBERS };

static const struct fire_csv_column columns[NUMBERS] = {
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
  table->name = fire_csv_find(table->ctx, &table->csv, "weather");
  table->weight = al_csv_column(&table->csv, "weight");
  for (int k = 0; k < NUMBERS; k++)
    table->at[k] = fire_csv_find(table->ctx, &table->csv, columns[k].name);
  if (table->csv.row_count == 0)
    al_report(table->ctx, AL_ERROR, NULL, "%s: the weather table has no row", table->csv.path);
  return al_report_close(table->ctx);
}

static void weather_take(struct weather_table *table, size_t row, struct fire_weather_config *out)
{
  double si[NUMBERS];
  for (int k = 0; k < NUMBERS; k++)
    si[k] = fire_csv_si(table->ctx, &table->csv, row, table->at[k], &columns[k]);
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
  const double weight = table->weight >= 0
                            ? fire_csv_number(table->ctx, &table->csv, row, table->weight, 0.0, 1e9)
                            : 1.0;
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

al_status fire_season_weathers(const struct al_model_env *env, const char *path, double until_s,
                               struct fire_land *land, struct fire_season_plan *plan)
{
  struct fire_weather weather;
  if (path)
    return weather_read(env, path, plan);
  AL_TRY(env->ctx, fire_weather_build(env, until_s, land, &weather));
  plan->spell = AL_NEW(env->arena, struct fire_spell, 1);
  if (!plan->spell)
    return AL_NO_MEMORY;
  plan->spell_count = 1;
  plan->record = weather.record;
  plan->record_count = weather.count;
  plan->spell[0] = (struct fire_spell){
      .name = "weather", .weight = 1.0, .record = weather.record, .count = weather.count};
  return AL_OK;
}
