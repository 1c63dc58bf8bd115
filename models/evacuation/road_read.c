/**
 * Roads from files.
 */
#include "models/evacuation/road_read.h"
#include "core/log.h"
#include "doors/file_door.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Attributes of a line, in this order. */
enum { CLASS, LANES, SPEED, ONEWAY, BRIDGE, TUNNEL, NAME, WHATS };

bool road_osm_tag(const char *tags, const char *key, char *out, size_t bytes)
{
  char wanted[64];
  assert(bytes > 0);
  snprintf(wanted, sizeof wanted, "\"%s\"=>\"", key);
  const char *at = tags ? strstr(tags, wanted) : NULL;
  if (!at)
    return false;
  at += strlen(wanted);
  size_t n = 0;
  for (; *at && *at != '"' && n + 1 < bytes; at++) {
    if (*at == '\\' && at[1])
      at++;
    out[n++] = *at;
  }
  out[n] = '\0';
  return true;
}

double road_osm_speed_mps(const char *text)
{
  char *end;
  if (!text || !*text)
    return (double)NAN;
  if (strcmp(text, "walk") == 0)
    return 5.0 / 3.6;
  const double value = strtod(text, &end);
  if (end == text || !(value > 0.0 && value < 300.0))
    return (double)NAN;
  return strstr(end, "mph") ? value * 0.44704 : value / 3.6;
}

static bool road_says_yes(const char *text)
{
  static const char *const words[] = {"yes", "true", "1", "viaduct", "building_passage", "culvert"};
  for (size_t k = 0; text && k < sizeof words / sizeof *words; k++)
    if (strcasecmp(text, words[k]) == 0)
      return true;
  return false;
}

static int road_oneway(const char *text)
{
  if (!text)
    return 0;
  return strcmp(text, "-1") == 0 || strcasecmp(text, "reverse") == 0 ? -1 : road_says_yes(text);
}

/* Lanes of one direction out of those of the whole road. */
static double road_lanes(const char *text, int oneway, double usual)
{
  const double lanes = text ? strtod(text, NULL) : 0.0;
  if (!(lanes > 0.0 && lanes < 20.0))
    return usual;
  return oneway != 0 ? lanes : fmax(lanes / 2.0, 0.5);
}

/* What a line says, or else its class. */
static void road_settle(const struct road_classes *classes, const char *const what[WHATS],
                        int level, struct road_line *line)
{
  const struct road_class *class = &classes->row[line->class_row];
  assert(line->class_row >= 0 && line->class_row < classes->count);
  const double speed_mps = road_osm_speed_mps(what[SPEED]);
  const bool motorway = strncmp(class->name, "motorway", 8) == 0;
  line->oneway = road_oneway(what[ONEWAY] ? what[ONEWAY] : motorway ? "yes" : NULL);
  line->lanes = road_lanes(what[LANES], line->oneway, class->lanes);
  line->speed_mps = isfinite(speed_mps) ? speed_mps : class->speed_mps;
  line->level = level;
  line->name = what[NAME] && *what[NAME] ? what[NAME] : NULL;
  line->kind = road_says_yes(what[BRIDGE])   ? AL_EVAC_BRIDGE
               : road_says_yes(what[TUNNEL]) ? (level <= -2 ? AL_EVAC_TUNNEL : AL_EVAC_UNDERPASS)
               : level < 0                   ? AL_EVAC_UNDERPASS
                                             : AL_EVAC_GROUND;
}

/* A line of OpenStreetMap: attributes highway, other_tags and name. */
static bool road_take_osm(const struct road_classes *classes, const struct al_feature *feature,
                          struct road_line *line)
{
  static const char *const keys[WHATS] = {NULL,     "lanes",  "maxspeed", "oneway",
                                          "bridge", "tunnel", NULL};
  char text[WHATS][64], level[16];
  const char *what[WHATS] = {feature->attribute[0]};
  line->class_row = road_class_of(classes, what[CLASS]);
  for (int k = LANES; k <= TUNNEL; k++)
    if (road_osm_tag(feature->attribute[1], keys[k], text[k], sizeof text[k]))
      what[k] = text[k];
  char round[32];
  if (!what[ONEWAY] && road_osm_tag(feature->attribute[1], "junction", round, sizeof round) &&
      strcmp(round, "roundabout") == 0)
    what[ONEWAY] = "yes";
  if (line->class_row < 0)
    return false;
  what[NAME] = feature->attribute[2];
  const bool has_level = road_osm_tag(feature->attribute[1], "layer", level, sizeof level);
  road_settle(classes, what, has_level ? (int)strtol(level, NULL, 10) : 0, line);
  return true;
}

/* A line of any layer: the attributes that the keys name, in the order of `order`. */
static bool road_take_line(const struct road_classes *classes, const struct al_feature *feature,
                           const int *order, int asked, struct road_line *line)
{
  const char *what[WHATS] = {NULL};
  for (int k = 0; k < asked; k++)
    what[order[k]] = feature->attribute[k];
  line->class_row = road_class_of(classes, what[CLASS]);
  const bool known = line->class_row >= 0;
  if (!known)
    line->class_row = road_class_of(classes, "road") >= 0 ? road_class_of(classes, "road") : 0;
  road_settle(classes, what, 0, line);
  return known || !what[CLASS];
}

static bool road_is_osm(const char *path)
{
  static const char *const ends[] = {".osm", ".osm.pbf", ".pbf", ".osm.gz", ".osm.bz2"};
  for (size_t k = 0; k < sizeof ends / sizeof *ends; k++) {
    const size_t length = strlen(path), tail = strlen(ends[k]);
    if (length > tail && strcmp(path + length - tail, ends[k]) == 0)
      return true;
  }
  return false;
}

static const char *road_given(const char *text)
{
  return text && *text ? text : NULL;
}

/* The attributes that are asked of a layer, NULL-terminated, and what each of them is. */
static int road_ask(const struct evac_roads_config *config, const char **asked, int *order)
{
  const char *const names[WHATS] = {config->class_attribute,  config->lanes_attribute,
                                    config->speed_attribute,  config->oneway_attribute,
                                    config->bridge_attribute, config->tunnel_attribute,
                                    config->name_attribute};
  int count = 0;
  for (int k = 0; k < WHATS; k++)
    if (road_given(names[k])) {
      order[count] = k;
      asked[count++] = names[k];
    }
  asked[count] = NULL;
  return count;
}

static al_status road_open(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                           const struct evac_roads_config *config, bool osm, const char **asked,
                           const struct al_lattice *lattice, struct al_vector_layer *layer)
{
  static const char *const osm_attributes[] = {"highway", "other_tags", "name", NULL};
  const struct al_vector_request request = {.path = path,
                                            .layer = osm ? "lines" : road_given(config->layer),
                                            .where = osm ? "highway IS NOT NULL"
                                                         : road_given(config->where),
                                            .crs_override = road_given(config->crs),
                                            .attributes = osm ? osm_attributes : asked,
                                            .target_wkt = lattice->crs_wkt,
                                            .clip = lattice};
  return al_vector_read(ctx, arena, &request, layer);
}

/* Each part of a feature is a line of its own. */
static void road_take_feature(const struct al_vector_layer *layer, const struct al_feature *feature,
                              const struct road_line *like, struct road_lines *out)
{
  for (size_t p = 0; p < feature->part_count; p++) {
    const struct al_part *part = &layer->part[feature->first_part + p];
    if (part->count < 2)
      continue;
    struct road_line *line = &out->line[out->line_count++];
    *line = *like;
    line->id = feature->id;
    line->first = part->first;
    line->count = part->count;
  }
}

al_status road_lines_read(struct al_ctx *ctx, struct al_arena *arena,
                          const struct evac_roads_config *config,
                          const struct road_classes *classes, const struct al_lattice *lattice,
                          struct road_lines *out)
{
  struct al_vector_layer layer;
  const char *asked[WHATS + 1];
  int order[WHATS];
  const char *path = config->path;
  const bool osm = road_is_osm(path);
  const int asked_count = road_ask(config, asked, order);
  const size_t length = strlen(path);
  char table[4200];
  snprintf(table, sizeof table, "%.4000s/link.csv", path);
  if (al_file_exists(table))
    return road_gmns_read(ctx, arena, config, classes, lattice, out);
  /* GDAL knows packed files by the name of its archive reader. */
  if (osm && length > 3 && strcmp(path + length - 3, ".gz") == 0 && path[0] == '/' &&
      strncmp(path, "/vsi", 4) != 0 && !(path = al_arena_printf(arena, "/vsigzip/%s", path)))
    return AL_NO_MEMORY;
  AL_TRY(ctx, road_open(ctx, arena, path, config, osm, asked, lattice, &layer));
  *out = (struct road_lines){.line = AL_NEW(arena, struct road_line, layer.part_count + 1),
                             .vertex_count = layer.point_count,
                             .x = layer.x,
                             .y = layer.y,
                             .shares_nodes = osm};
  if (!out->line)
    return AL_NO_MEMORY;
  for (size_t f = 0; f < layer.feature_count; f++) {
    const struct al_feature *feature = &layer.feature[f];
    struct road_line line = {.id = feature->id};
    if (feature->shape != AL_SHAPE_LINE)
      continue;
    const bool known = osm ? road_take_osm(classes, feature, &line)
                           : road_take_line(classes, feature, order, asked_count, &line);
    out->unknown_classes += !known;
    if (known || !osm)
      road_take_feature(&layer, feature, &line, out);
  }
  if (out->line_count == 0)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: no roads lie within the grid (%zu lines of other kinds)",
                   config->path, out->unknown_classes);
  return AL_OK;
}
