/**
 * Kinds of ground from keys or from a table.
 */
#include "models/soil/soil_classes.h"
#include "core/datadir.h"
#include "doors/csv_door.h"
#include <assert.h>
#include <math.h>
#include <string.h>

#define STORE_LEAST_M 1e-6
#define INVERSE_INDEX_MOST 15.0 /* what soil_power raises to */
#define START_MOST 0.99         /* nearly saturated ground: no room for a profile to spread in */

struct soil_column {
  const char *name;
  size_t offset; /* in struct soil_ground */
  double factor, least, most;
  bool inverse;  /* the table holds the time, the struct its inverse */
  bool optional; /* without the column the key's value holds */
  unsigned kinds;
};

#define SOIL_KIND(kind) (1u << (kind))
#define SOIL_HORTONS (SOIL_KIND(SOIL_HORTON) | SOIL_KIND(SOIL_MODIFIED_HORTON))

static const struct soil_column columns[] = {
    {"rate_mm_per_h", offsetof(struct soil_ground, rate_m_per_s), 1e-3 / 3600.0, 0.0, 3600.0, false,
     false, SOIL_KIND(SOIL_CONSTANT)},
    {"capacity_mm", offsetof(struct soil_ground, capacity_m), 1e-3, 0.0, 1e9, false, false,
     SOIL_KIND(SOIL_CONSTANT)},
    {"initial_rate_mm_per_h", offsetof(struct soil_ground, first_m_per_s), 1e-3 / 3600.0, 0.0,
     3600.0, false, false, SOIL_HORTONS},
    {"final_rate_mm_per_h", offsetof(struct soil_ground, last_m_per_s), 1e-3 / 3600.0, 0.0, 3600.0,
     false, false, SOIL_HORTONS},
    {"decay_time_min", offsetof(struct soil_ground, decay_per_s), 60.0, 1.0, 14400.0, true, false,
     SOIL_HORTONS},
    {"conductivity_mm_per_h", offsetof(struct soil_ground, conductivity_m_per_s), 1e-3 / 3600.0,
     0.0, 3600.0, false, false, SOIL_KIND(SOIL_GREEN_AMPT)},
    {"suction_mm", offsetof(struct soil_ground, suction_m), 1e-3, 0.0, 5000.0, false, false,
     SOIL_KIND(SOIL_GREEN_AMPT)},
    {"deficit", offsetof(struct soil_ground, deficit), 1.0, 0.0, 0.8, false, false,
     SOIL_KIND(SOIL_GREEN_AMPT)},
    {"porosity", offsetof(struct soil_ground, porosity), 1.0, 0.01, 0.8, false, true,
     SOIL_KIND(SOIL_GREEN_AMPT)},
    {"pore_index", offsetof(struct soil_ground, pore_index), 1.0, 0.07, 2.0, false, true,
     SOIL_KIND(SOIL_GREEN_AMPT)},
    {"curve_number", offsetof(struct soil_ground, curve_number), 1.0, 1.0, 100.0, false, false,
     SOIL_KIND(SOIL_SCS_CN)},
};

double soil_retention_m(double curve_number, enum soil_moisture moisture)
{
  double cn = curve_number;
  if (moisture == SOIL_DRY)
    cn = 4.2 * cn / (10.0 - 0.058 * cn);
  if (moisture == SOIL_WET)
    cn = 23.0 * cn / (10.0 + 0.13 * cn);
  return 0.0254 * (1000.0 / fmin(cn, 100.0) - 10.0);
}

static void classes_set_parameters(struct soil_classes *classes,
                                   const struct al_soil_config *config, size_t k)
{
  assert(k < SOIL_CLASS_MOST);
  const struct soil_ground *ground = &classes->ground[k];
  const double store_m = fmax(ground->suction_m * ground->deficit, STORE_LEAST_M);
  const double retention_m = fmax(
      soil_retention_m(ground->curve_number, (enum soil_moisture)config->moisture), STORE_LEAST_M);
  double p[SOIL_PARAMETERS] = {ground->rate_m_per_s, ground->capacity_m, 0.0, 0.0};
  if (config->kind == SOIL_HORTON || config->kind == SOIL_MODIFIED_HORTON) {
    p[0] = ground->first_m_per_s;
    p[1] = ground->last_m_per_s;
    p[2] = ground->decay_per_s;
    classes->steepest = fmax(classes->steepest, ground->decay_per_s / 0.25);
  } else if (config->kind == SOIL_GREEN_AMPT) {
    p[0] = ground->conductivity_m_per_s;
    p[1] = store_m;
    p[2] = fmin(round(1.0 / ground->pore_index), INVERSE_INDEX_MOST);
    p[3] = fmin(fmax(1.0 - ground->deficit / ground->porosity, 0.0), START_MOST);
    classes->steepest = fmax(classes->steepest, ground->conductivity_m_per_s / (0.125 * store_m));
  } else if (config->kind == SOIL_SCS_CN) {
    p[0] = retention_m;
    p[1] = retention_m * config->initial_share;
  }
  for (int n = 0; n < SOIL_PARAMETERS; n++)
    classes->parameter[n][k] = (al_real)p[n];
}

static void classes_read_row(struct al_ctx *ctx, const struct al_csv *csv, size_t row, int kind,
                             struct soil_ground *ground)
{
  assert(ground && row < csv->row_count);
  for (size_t c = 0; c < AL_COUNT(columns); c++) {
    const int at = al_csv_column(csv, columns[c].name);
    if (!(columns[c].kinds & SOIL_KIND(kind)) || at < 0)
      continue;
    const struct al_source_mark mark = {.file = csv->path, .line = csv->line[row]};
    const double value = al_csv_number(ctx, csv, row, at);
    if (!isnan(value) && (value < columns[c].least || value > columns[c].most))
      al_report(ctx, AL_ERROR, &mark, "%s is %g; allowed: %g .. %g", columns[c].name, value,
                columns[c].least, columns[c].most);
    const double si =
        columns[c].inverse ? 1.0 / (value * columns[c].factor) : value * columns[c].factor;
    memcpy((char *)ground + columns[c].offset, &si, sizeof si);
  }
  const struct al_source_mark mark = {.file = csv->path, .line = csv->line[row]};
  if (kind == SOIL_GREEN_AMPT && al_csv_column(csv, "porosity") >= 0 &&
      ground->deficit > ground->porosity)
    al_report(ctx, AL_ERROR, &mark, "soil: the deficit %g lies above the porosity %g",
              ground->deficit, ground->porosity);
  if (SOIL_KIND(kind) & SOIL_HORTONS && ground->last_m_per_s > ground->first_m_per_s)
    al_report(ctx, AL_ERROR, &mark, "soil: the final rate lies above the initial rate");
}

static al_status classes_read_table(const struct al_model_env *env, struct soil_classes *classes)
{
  const struct al_soil_config *config = env->config;
  char fallback[4096];
  struct al_csv csv;
  const char *path = config->table
                         ? config->table
                         : al_data_path("models/soil/soil_groups.csv", fallback, sizeof fallback);
  AL_TRY(env->ctx, al_csv_read(env->ctx, env->arena, path, &csv));
  const int group = al_csv_column(&csv, "soil_group"), landuse = al_csv_column(&csv, "landuse");
  if (group < 0 || landuse < 0)
    return AL_FAIL(env->ctx, AL_BAD_INPUT, "%s: the columns soil_group and landuse are needed",
                   path);
  for (size_t c = 0; c < AL_COUNT(columns); c++)
    if (columns[c].kinds & SOIL_KIND(config->kind) && !columns[c].optional &&
        al_csv_column(&csv, columns[c].name) < 0)
      return AL_FAIL(env->ctx, AL_BAD_INPUT, "%s: the column %s is needed for this method", path,
                     columns[c].name);
  if (csv.row_count == 0 || csv.row_count > SOIL_CLASS_MOST)
    return AL_FAIL(env->ctx, AL_BAD_INPUT, "%s: %zu rows; allowed: 1 .. %d", path, csv.row_count,
                   SOIL_CLASS_MOST);
  for (size_t row = 0; row < csv.row_count; row++) {
    const double code = al_csv_number(env->ctx, &csv, row, group);
    const double use = al_csv_number(env->ctx, &csv, row, landuse);
    classes->group[row] = isnan(code) ? -1 : (int)fmin(fmax(code, -1.0), 1e6);
    classes->landuse[row] = isnan(use) ? -1 : (int)fmin(fmax(use, -1.0), 1e6);
    classes->ground[row] = config->ground;
    classes_read_row(env->ctx, &csv, row, config->kind, &classes->ground[row]);
  }
  classes->count = csv.row_count;
  return al_report_close(env->ctx);
}

static int classes_find(const struct soil_classes *classes, int group, int landuse)
{
  int any = -1;
  for (size_t k = 0; k < classes->count; k++) {
    if (classes->group[k] != group)
      continue;
    if (classes->landuse[k] == landuse)
      return (int)k;
    any = classes->landuse[k] == 0 ? (int)k : any;
  }
  return any;
}

static al_status classes_map(const struct al_model_env *env, struct soil_classes *classes)
{
  const struct al_field *group = al_fields_find(env->fields, "soil_group");
  const struct al_field *landuse = al_fields_find(env->fields, "landuse");
  const struct al_forest *forest = env->forest;
  classes->of_cell = AL_NEW(env->arena, uint8_t, forest->tile_count * AL_TILE_CELLS);
  if (!classes->of_cell)
    return AL_NO_MEMORY;
  for (ptrdiff_t t = 0; t < forest->tile_count; t++)
    for (int i = 0; i < AL_TILE_CELLS; i++) {
      if (!forest->valid[t * AL_TILE_CELLS + i])
        continue;
      const int soil = group ? (int)al_field_tile(group, t)[i] : 0;
      const int use = landuse ? (int)al_field_tile(landuse, t)[i] : 0;
      const int k = classes_find(classes, soil, use);
      if (k < 0)
        return AL_FAIL(env->ctx, AL_BAD_INPUT,
                       "soil: no row of the table is for soil_group %d and landuse %d (cell column "
                       "%d, row %d); landuse 0 stands for any",
                       soil, use, forest->tile[t].col + i % AL_TILE_SIDE,
                       forest->tile[t].row + i / AL_TILE_SIDE);
      assert((size_t)k < classes->count);
      classes->of_cell[t * AL_TILE_CELLS + i] = (uint8_t)k;
    }
  return AL_OK;
}

al_status soil_classes_create(const struct al_model_env *env, struct soil_classes *out)
{
  const struct al_soil_config *config = env->config;
  assert(config && out);
  *out = (struct soil_classes){.count = 1, .ground = {config->ground}};
  out->ground[0].decay_per_s = 1.0 / config->ground.decay_per_s; /* the key is a time */
  if (config->parameters == SOIL_MAP)
    AL_TRY(env->ctx, classes_read_table(env, out));
  for (size_t k = 0; k < out->count; k++)
    classes_set_parameters(out, config, k);
  return config->parameters == SOIL_MAP ? classes_map(env, out) : AL_OK;
}
