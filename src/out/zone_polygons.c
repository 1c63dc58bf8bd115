/**
 * zoning.gpkg: polygons of the classes with area and style, one layer a rule table.
 */
#include "core/markup.h"
#include "doors/vector_door.h"
#include "out/zones.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Area of a ring; the sign of its direction is dropped. */
static double polygon_ring_area_m2(const struct al_vector_layer *layer, const struct al_part *part)
{
  double twice = 0.0;
  for (size_t k = 0; k < part->count; k++) {
    const size_t a = part->first + k, b = part->first + (k + 1) % part->count;
    twice += (layer->x[a] - layer->x[part->first]) * (layer->y[b] - layer->y[part->first]) -
             (layer->x[b] - layer->x[part->first]) * (layer->y[a] - layer->y[part->first]);
  }
  return 0.5 * fabs(twice);
}

static double polygon_area_m2(const struct al_vector_layer *layer, const struct al_feature *feature)
{
  double area_m2 = 0.0;
  for (size_t p = 0; p < feature->part_count; p++) {
    const struct al_part *part = &layer->part[feature->first_part + p];
    area_m2 += (part->hole ? -1.0 : 1.0) * polygon_ring_area_m2(layer, part);
  }
  return area_m2;
}

static void polygons_put_label(FILE *stream, const struct zoning_class *k)
{
  const char *const parts[] = {k->name_zh, " ", k->meaning_zh, " / ", k->name, " ", k->meaning_en};
  for (size_t i = 0; i < AL_COUNT(parts); i++)
    al_markup_put(stream, parts[i]);
}

/* QGIS style: one fill a class, no outline. */
static char *polygons_style(const struct out_env *env, const struct zoning_rules *rules)
{
  char *text = NULL;
  size_t length = 0;
  FILE *stream = open_memstream(&text, &length);
  if (!stream)
    return NULL;
  fputs("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22\">\n"
        "<renderer-v2 type=\"categorizedSymbol\" attr=\"class_value\" symbollevels=\"0\">\n"
        "<categories>\n",
        stream);
  for (size_t c = 0; c < rules->class_count; c++) {
    fprintf(stream, "<category render=\"true\" symbol=\"%zu\" value=\"%d\" label=\"", c,
            rules->classes[c].order);
    polygons_put_label(stream, &rules->classes[c]);
    fputs("\"/>\n", stream);
  }
  fputs("</categories>\n<symbols>\n", stream);
  for (size_t c = 0; c < rules->class_count; c++) {
    const uint8_t *rgb = rules->classes[c].rgb;
    fprintf(stream,
            "<symbol type=\"fill\" name=\"%zu\" alpha=\"0.8\"><layer class=\"SimpleFill\">"
            "<prop k=\"color\" v=\"%d,%d,%d,255\"/><prop k=\"outline_style\" v=\"no\"/>"
            "</layer></symbol>\n",
            c, rgb[0], rgb[1], rgb[2]);
  }
  fputs("</symbols>\n</renderer-v2>\n</qgis>\n", stream);
  fclose(stream);
  char *copy = al_arena_strdup(env->arena, text);
  free(text);
  return copy;
}

struct polygon_columns {
  double *value, *colour, *area_m2;
  const char **name, **name_zh;
};

static bool polygons_fill(const struct out_env *env, const struct zoning_rules *rules,
                          const struct al_vector_layer *layer, struct polygon_columns *out)
{
  const size_t count = layer->feature_count;
  out->value = AL_NEW(env->arena, double, count);
  out->colour = AL_NEW(env->arena, double, count);
  out->area_m2 = AL_NEW(env->arena, double, count);
  out->name = AL_NEW(env->arena, const char *, count);
  out->name_zh = AL_NEW(env->arena, const char *, count);
  if (!out->value || !out->colour || !out->area_m2 || !out->name || !out->name_zh)
    return false;
  for (size_t f = 0; f < count; f++) {
    const int value = atoi(layer->feature[f].attribute[0]);
    const struct zoning_class *k = zoning_class_of(rules, value);
    out->value[f] = value;
    out->colour[f] = k ? k->colour : 0;
    out->area_m2[f] = polygon_area_m2(layer, &layer->feature[f]);
    out->name[f] = k ? k->name : "";
    out->name_zh[f] = k ? k->name_zh : "";
  }
  return true;
}

static al_status polygons_write(const struct out_env *env, const struct out_zoning *zoning,
                                const char *path)
{
  struct al_vector_layer layer;
  struct polygon_columns columns;
  AL_TRY(env->ctx, al_vector_polygonize(env->ctx, env->arena, &env->grid->lattice,
                                        zoning->class_value, &layer));
  if (!polygons_fill(env, &zoning->rules, &layer, &columns))
    return AL_NO_MEMORY;
  const struct al_table_column table[] = {
      {.name = "class_value", .number = columns.value},
      {.name = "class", .is_text = true, .text = columns.name},
      {.name = "class_zh", .is_text = true, .text = columns.name_zh},
      {.name = "colour", .number = columns.colour},
      {.name = "area_m2", .number = columns.area_m2}};
  return al_vector_write(
      env->ctx, &(struct al_vector_output){.path = path,
                                           .layer = zoning->rules.name,
                                           .crs_wkt = env->grid->lattice.crs_wkt,
                                           .geometry = &layer,
                                           .columns = table,
                                           .column_count = AL_COUNT(table),
                                           .qml_style = polygons_style(env, &zoning->rules)});
}

al_status out_zone_polygons(const struct out_env *env, const struct out_zones *zones)
{
  const char *path = out_path(env, "zoning/zoning.gpkg");
  const char *made = out_path(env, "zoning/zoning.part.gpkg");
  if (!path || !made)
    return AL_NO_MEMORY;
  unlink(made);
  for (size_t i = 0; i < zones->count; i++)
    AL_TRY(env->ctx, polygons_write(env, &zones->zoning[i], made));
  if (zones->count > 0 && rename(made, path) != 0)
    return AL_FAIL(env->ctx, AL_IO_FAILED, "%s: cannot be written: %s", path, strerror(errno));
  return AL_OK;
}
