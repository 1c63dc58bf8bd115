/**
 * Land use: classes from rasters and polygons, and what the class table makes of them.
 */
#include "core/log.h"
#include "core/nearest.h"
#include "doors/csv_door.h"
#include "grids/build.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { CLASS_CODES = 4096, CLASS_NAMES_MOST = 1024, CLASS_UNKNOWN_SHOWN = 8 };

/* Columns of the table that become layers or weights. */
enum class_column {
  CLASS_MANNING,
  CLASS_IMPERVIOUS,
  CLASS_SOIL,
  CLASS_PEOPLE,
  CLASS_DRAIN,
  CLASS_FUEL,
  CLASS_COLUMNS
};

static const struct class_rule {
  const char *column, *layer, *unit, *long_name;
  double least, most, fallback;
} class_rules[CLASS_COLUMNS] = {
    [CLASS_MANNING] = {"manning", AL_LAYER_MANNING, "s m-1/3", "Manning's roughness", 0.005, 10.0,
                       0.035},
    [CLASS_IMPERVIOUS] = {"impervious", AL_LAYER_IMPERVIOUS, "1", "impervious share of the cell",
                          0.0, 1.0, 0.0},
    [CLASS_SOIL] = {"soil_group", AL_LAYER_SOIL, "1", "hydrologic soil group, 1 A to 4 D", 1.0, 4.0,
                    2.0},
    [CLASS_PEOPLE] = {"people_weight", NULL, "1", "", 0.0, 1e6, 1.0},
    [CLASS_DRAIN] = {"drain_class", AL_LAYER_DRAIN_CLASS, "1", "drain class, 0 none", 0.0, 255.0,
                     0.0},
    [CLASS_FUEL] = {"fuel", AL_LAYER_FUEL, "1", "fuel model number", 0.0, 299.0, 0.0},
};

struct class_table {
  bool known[CLASS_CODES];
  bool has[CLASS_COLUMNS];
  float value[CLASS_COLUMNS][CLASS_CODES];
  size_t name_count;
  const char *name[CLASS_NAMES_MOST]; /* names and aliases */
  int code[CLASS_NAMES_MOST];         /* of each name */
};

static void class_add_name(struct class_table *table, const char *name, int code)
{
  if (*name && table->name_count < CLASS_NAMES_MOST) {
    table->name[table->name_count] = name;
    table->code[table->name_count++] = code;
  }
}

/* Aliases stand in one cell, parted by semicolons. */
static al_status class_add_aliases(struct build *build, struct class_table *table, const char *text,
                                   int code)
{
  char *copy = al_arena_strdup(build->scratch, text);
  if (!copy)
    return AL_NO_MEMORY;
  char *rest = NULL;
  for (char *name = strtok_r(copy, ";", &rest); name; name = strtok_r(NULL, ";", &rest))
    class_add_name(table, name, code);
  return AL_OK;
}

static void class_read_values(struct build *build, const struct al_csv *csv, size_t row, int code,
                              struct class_table *table)
{
  const struct al_source_mark mark = {.file = csv->path, .line = csv->line[row]};
  for (int k = 0; k < CLASS_COLUMNS; k++) {
    const struct class_rule *rule = &class_rules[k];
    const int column = al_csv_column(csv, rule->column);
    double value = rule->fallback;
    table->has[k] = column >= 0;
    if (column >= 0 && *csv->cell[row * csv->column_count + (size_t)column]) {
      value = al_csv_number(build->ctx, csv, row, column);
      if (value < rule->least || value > rule->most)
        al_report(build->ctx, AL_ERROR, &mark, "%s is %g; it lies between %g and %g", rule->column,
                  value, rule->least, rule->most);
    }
    table->value[k][code] = (float)value;
  }
}

static al_status class_read_table(struct build *build, const char *path, struct class_table *table)
{
  struct al_csv csv;
  AL_TRY(build->ctx, al_csv_read(build->ctx, build->scratch, path, &csv));
  const int code = al_csv_column(&csv, "code"), name = al_csv_column(&csv, "name"),
            aliases = al_csv_column(&csv, "aliases");
  if (code < 0 || name < 0 || al_csv_column(&csv, "manning") < 0)
    return AL_FAIL(build->ctx, AL_BAD_INPUT, "%s: needs the columns code, name, manning", path);
  for (size_t r = 0; r < csv.row_count; r++) {
    const struct al_source_mark mark = {.file = path, .line = csv.line[r]};
    const char *const *cell = csv.cell + r * csv.column_count;
    const double number = al_csv_number(build->ctx, &csv, r, code);
    const int at = number >= 0.0 && number < CLASS_CODES ? (int)number : -1;
    if (at < 0 || (double)at != number || table->known[at]) {
      al_report(build->ctx, AL_ERROR, &mark,
                "code is '%s'; codes are whole, 0 to %d, and each stands once", cell[code],
                CLASS_CODES - 1);
      continue;
    }
    table->known[at] = true;
    class_add_name(table, cell[name], at);
    if (aliases >= 0)
      AL_TRY(build->ctx, class_add_aliases(build, table, cell[aliases], at));
    class_read_values(build, &csv, r, at, table);
  }
  build_note_source(build, "classes", path);
  return al_report_close(build->ctx);
}

/* Code of a class given by name or by number, -1 unknown. */
static int class_find(const struct class_table *table, const char *text)
{
  for (size_t i = 0; i < table->name_count; i++)
    if (strcmp(table->name[i], text) == 0)
      return table->code[i];
  char *end;
  const long code = strtol(text, &end, 10);
  return end != text && !*end && code >= 0 && code < CLASS_CODES && table->known[code] ? (int)code
                                                                                       : -1;
}

/* Whether a text holds letters beyond ASCII: it may have been read in the wrong encoding. */
static bool class_is_foreign(const char *text)
{
  for (; *text; text++)
    if ((unsigned char)*text > 127)
      return true;
  return false;
}

/* The class of every feature, unknown ones said once; all unknown is an error. */
static al_status class_resolve(struct build *build, const struct al_vector_layer *layer,
                               const char *path, int *code)
{
  const struct class_table *table = build->classes;
  const char *shown[CLASS_UNKNOWN_SHOWN];
  size_t shown_count = 0, known = 0;
  for (size_t i = 0; i < layer->feature_count; i++) {
    const char *text = layer->feature[i].attribute[0];
    code[i] = text ? class_find(table, text) : -1;
    known += code[i] >= 0;
    bool old = code[i] >= 0 || !text;
    for (size_t k = 0; !old && k < shown_count; k++)
      old = strcmp(shown[k], text) == 0;
    if (old || shown_count == CLASS_UNKNOWN_SHOWN)
      continue;
    const char *near = al_nearest(text, table->name, table->name_count);
    al_log(build->ctx, AL_WARNING,
           "%s: the class '%s' is not in the table; its polygons are left out (nearest: '%s')%s",
           path, text, near ? near : table->name[0],
           class_is_foreign(text) ? "; if this is not how it reads, name its encoding (GBK)" : "");
    shown[shown_count++] = text;
  }
  if (known == 0 && layer->feature_count > 0)
    return AL_FAIL(build->ctx, AL_BAD_INPUT,
                   "%s: none of its %zu polygons has a class of the table; is landuse.attribute "
                   "the right one?",
                   path, layer->feature_count);
  return AL_OK;
}

struct class_painting {
  float *class, *share; /* the class with the largest share so far */
  const int *code;      /* of each feature */
};

static void class_paint(void *self, size_t feature, ptrdiff_t cell, double amount)
{
  struct class_painting *painting = self;
  if (painting->code[feature] < 0 || (float)amount < painting->share[cell])
    return;
  painting->share[cell] = (float)amount;
  painting->class[cell] = (float)painting->code[feature];
}

/* Over other land use a polygon must hold half of the cell; elsewhere the largest share counts. */
static al_status landuse_polygons(struct build *build, const struct recipe_landuse *landuse,
                                  bool over_others)
{
  const char *attributes[] = {landuse->attribute, NULL};
  struct al_vector_layer layer;
  AL_TRY(build->ctx, build_read_vector(build, "landuse", landuse->polygons, &landuse->from,
                                       attributes, &layer));
  int *code = AL_NEW(build->scratch, int, layer.feature_count + 1);
  if (!code)
    return AL_NO_MEMORY;
  AL_TRY(build->ctx, class_resolve(build, &layer, landuse->polygons, code));
  struct class_painting painting = {
      .class = build->landuse, .share = malloc((size_t)build->cells * sizeof(float)), .code = code};
  if (!painting.share)
    return AL_FAIL(build->ctx, AL_NO_MEMORY, "out of memory: land use of %td cells", build->cells);
  for (ptrdiff_t i = 0; i < build->cells; i++)
    painting.share[i] = over_others ? 0.5f : 0.0f;
  const al_status status = al_cover_visit_layer(build->ctx, &layer, &build->grid->lattice,
                                                "land use", class_paint, &painting);
  free(painting.share);
  return status;
}

/* Warps a raster of codes; cells that it does not cover keep what they have. */
static al_status landuse_raster(struct build *build, const char *path, const char *crs,
                                const char *kind, float *value)
{
  const struct al_raster_request request = {
      .path = path, .band = 1, .crs_override = crs, .resample = AL_MODE, .scale = 1.0};
  uint8_t *has = malloc((size_t)build->cells);
  ptrdiff_t count = 0;
  if (!has)
    return AL_FAIL(build->ctx, AL_NO_MEMORY, "out of memory: land use of %td cells", build->cells);
  const al_status status =
      al_raster_warp(build->ctx, &request, &build->grid->lattice, kind, value, has);
  for (ptrdiff_t i = 0; status == AL_OK && i < build->cells; i++)
    count += has[i];
  free(has);
  build_note_source(build, kind, path);
  return status == AL_OK && count == 0 ? build_no_overlap(build, path, crs, 1) : status;
}

/* Soil groups from a map; dual groups (11 A/D to 14 D/D) count as undrained, D. */
static al_status landuse_soil(struct build *build, const struct recipe_landuse *landuse)
{
  ptrdiff_t strange = 0;
  AL_TRY(build->ctx, landuse_raster(build, landuse->soil, NULL, "soil", build->soil));
  for (ptrdiff_t i = 0; i < build->cells; i++) {
    float *group = &build->soil[i];
    *group = *group >= 11.0f && *group <= 14.0f ? 4.0f : *group;
    if (*group >= 1.0f && *group <= 4.0f)
      continue;
    strange += build->grid->valid[i];
    *group = 2.0f;
  }
  if (strange > 0)
    al_log(build->ctx, AL_WARNING, "%s: %td cells hold no soil group (1 to 4); they count as B",
           landuse->soil, strange);
  return AL_OK;
}

static int landuse_code(const struct build *build, ptrdiff_t cell)
{
  const float class = build->landuse[cell];
  return class >= 0.0f && class < CLASS_CODES ? (int)lrintf(class) : 0;
}

/* Lays one column of the table over the classes as a layer. */
static float *landuse_add_column(struct build *build, int column)
{
  const struct class_rule *rule = &class_rules[column];
  float *layer = build_add_layer(build, rule->layer, rule->unit, rule->long_name, 0.0f);
  const float *value = build->classes->value[column];
  for (ptrdiff_t i = 0; layer && i < build->cells; i++) {
    const int code = landuse_code(build, i);
    layer[i] = build->classes->known[code] ? value[code] : (float)rule->fallback;
  }
  return layer;
}

static void landuse_count_unknown(struct build *build)
{
  ptrdiff_t unknown = 0;
  int first = 0;
  for (ptrdiff_t i = 0; i < build->cells; i++) {
    const int code = landuse_code(build, i);
    if (build->classes->known[code] || !build->grid->valid[i])
      continue;
    first = unknown == 0 ? code : first;
    unknown++;
  }
  build_note(build, ", \"landuse_unknown_cells\": %td", unknown);
  if (unknown > 0)
    al_log(
        build->ctx, AL_WARNING,
        "land use: %td cells have a class that the table does not hold (the first: %d); they get "
        "roughness %g and no impervious share",
        unknown, first, class_rules[CLASS_MANNING].fallback);
}

static al_status landuse_apply_table(struct build *build)
{
  build->manning = landuse_add_column(build, CLASS_MANNING);
  build->impervious = landuse_add_column(build, CLASS_IMPERVIOUS);
  build->soil = landuse_add_column(build, CLASS_SOIL);
  if (!build->manning || !build->impervious || !build->soil)
    return AL_NO_MEMORY;
  for (int column = CLASS_DRAIN; column <= CLASS_FUEL; column++)
    if (build->classes->has[column] && !landuse_add_column(build, column))
      return AL_NO_MEMORY;
  landuse_count_unknown(build);
  return AL_OK;
}

double build_people_weight(const struct build *build, ptrdiff_t cell)
{
  if (!build->grid->valid[cell] || (build->sea && build->sea[cell] > 0.5f))
    return 0.0;
  if (!build->classes || !build->classes->has[CLASS_PEOPLE])
    return 1.0;
  return (double)build->classes->value[CLASS_PEOPLE][landuse_code(build, cell)];
}

al_status build_landuse(struct build *build)
{
  const struct recipe_landuse *landuse = al_config_section(build->recipe, "landuse");
  if (!al_config_has(build->recipe, "landuse"))
    return AL_OK;
  build->classes = AL_NEW(build->scratch, struct class_table, 1);
  if (!build->classes)
    return AL_NO_MEMORY;
  if (!landuse->table)
    return AL_FAIL(build->ctx, AL_BAD_INPUT, "%s: landuse needs a table",
                   al_config_path(build->recipe));
  AL_TRY(build->ctx, class_read_table(build, landuse->table, build->classes));
  const bool over_others = build->landuse || landuse->raster;
  if (!build->landuse)
    build->landuse = build_add_layer(build, AL_LAYER_LANDUSE, "1", "land use class", 0.0f);
  if (!build->landuse)
    return AL_NO_MEMORY;
  if (landuse->raster)
    AL_TRY(build->ctx,
           landuse_raster(build, landuse->raster, landuse->from.crs, "land use", build->landuse));
  if (landuse->polygons)
    AL_TRY(build->ctx, landuse_polygons(build, landuse, over_others));
  AL_TRY(build->ctx, landuse_apply_table(build));
  return landuse->soil ? landuse_soil(build, landuse) : AL_OK;
}
