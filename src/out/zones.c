/**
 * Zoning products: class rasters, four-colour rasters, table of areas and people.
 */
#include "out/zones.h"
#include "anlan.h"
#include "core/log.h"
#include "doors/file_door.h"
#include "doors/raster_door.h"
#include "models/models.h"
#include "out/json.h"
#include "out/live_csv.h"
#include <libgen.h>
#include <stdio.h>
#include <string.h>

const float *out_layer(const struct out_env *env, const char *name)
{
  const struct al_layer *layer = al_grid_layer(env->grid, name);
  return layer ? layer->value : NULL;
}

bool out_has_water(const struct out_env *env)
{
  return al_model_runs(al_model_find("flow"), env->scenario_file);
}

bool out_has_fire(const struct out_env *env)
{
  return al_model_runs(al_model_find("fire"), env->scenario_file);
}

bool out_has_season(const struct out_env *env)
{
  return al_model_runs(al_model_find("fire_season"), env->scenario_file);
}

al_status out_plane_read(const struct out_env *env, const char *file, float **out)
{
  const struct al_lattice *lattice = &env->grid->lattice;
  const char *path = out_path(env, file);
  *out = AL_NEW(env->arena, float, (size_t)al_lattice_cells(lattice));
  if (!path || !*out)
    return AL_NO_MEMORY;
  return al_raster_read(env->ctx, path, 1, lattice, *out);
}

al_status out_planes_read(const struct out_env *env, struct out_planes *out)
{
  AL_TRY(env->ctx, out_plane_read(env, "max/hmax.tif", &out->hmax_m));
  AL_TRY(env->ctx, out_plane_read(env, "max/vmax.tif", &out->vmax_m_per_s));
  AL_TRY(env->ctx, out_plane_read(env, "max/hvmax.tif", &out->hvmax_m2_per_s));
  AL_TRY(env->ctx, out_plane_read(env, "max/zsmax.tif", &out->zsmax_m));
  return out_plane_read(env, "max/arrival.tif", &out->arrival_s);
}

struct zoning_input out_zoning_input(const struct out_env *env, const struct out_planes *planes)
{
  const struct al_zoning_config *config = al_config_section(env->scenario_file, "zoning");
  return (struct zoning_input){.lattice = &env->grid->lattice,
                               .valid = env->grid->valid,
                               .sea = out_layer(env, AL_LAYER_SEA),
                               .people = out_layer(env, AL_LAYER_PEOPLE),
                               .hmax_m = planes->hmax_m,
                               .vmax_m_per_s = planes->vmax_m_per_s,
                               .hvmax_m2_per_s = planes->hvmax_m2_per_s,
                               .burn_probability = planes->burn_annual,
                               .flame_m = planes->flame_m,
                               .minimum_depth_m = config->minimum_depth_m,
                               .debris_factor = config->debris_factor};
}

/* The tables of one key, all of water or all of fire. */
static al_status zones_read_tables(const struct out_env *env, const struct al_text_list *names,
                                   bool of_fire, struct out_zones *out)
{
  char *copy = al_arena_strdup(env->arena, al_config_path(env->scenario_file));
  if (!copy)
    return AL_NO_MEMORY;
  const char *folder = dirname(copy);
  for (size_t i = 0; i < names->count; i++) {
    struct zoning_rules *rules = &out->zoning[out->count].rules;
    AL_TRY(env->ctx, zoning_rules_read(env->ctx, env->arena, names->text[i], folder, rules));
    for (size_t k = 0; k < out->count; k++)
      if (strcmp(out->zoning[k].rules.name, rules->name) == 0)
        return AL_FAIL(env->ctx, AL_BAD_INPUT, "zoning.rules: '%s' stands twice", rules->name);
    if (rules->of_fire != of_fire)
      return AL_FAIL(env->ctx, AL_BAD_INPUT, "zoning.%s: the table '%s' is of %s",
                     of_fire ? "fire_rules" : "rules", rules->name, of_fire ? "water" : "fire");
    out->count++;
  }
  return AL_OK;
}

al_status out_zones_read_rules(const struct out_env *env, struct out_zones *out)
{
  const struct al_zoning_config *config = al_config_section(env->scenario_file, "zoning");
  *out = (struct out_zones){0};
  out->zoning =
      AL_NEW(env->arena, struct out_zoning, config->rules.count + config->fire_rules.count);
  if (!out->zoning)
    return AL_NO_MEMORY;
  if (out_has_season(env))
    AL_TRY(env->ctx, zones_read_tables(env, &config->fire_rules, true, out));
  return out_has_season(env) && !out_has_water(env)
             ? AL_OK
             : zones_read_tables(env, &config->rules, false, out);
}

/* Environment, table name, version and checksum as raster metadata. */
static const char **zones_metadata(const struct out_env *env, const struct zoning_rules *rules)
{
  size_t n = 0;
  const char **list = AL_NEW(env->arena, const char *, 20);
  if (!list)
    return NULL;
  while (env->metadata[n]) {
    list[n] = env->metadata[n];
    n++;
  }
  list[n++] = al_arena_printf(env->arena, "RULE_TABLE=%s", rules->name);
  list[n++] = al_arena_printf(env->arena, "RULE_TITLE=%s", rules->title_en);
  list[n++] = al_arena_printf(env->arena, "RULE_VERSION=%s", rules->version);
  list[n++] = al_arena_printf(env->arena, "RULE_SHA256=%s", rules->sha256);
  list[n++] = al_arena_printf(env->arena, "RULE_STATUS=%s",
                              rules->verified ? "read" : "unverified: conformity is not claimed");
  list[n++] = al_arena_printf(env->arena, "RULE_NOTE=%s", rules->note);
  return list;
}

static size_t zones_class_styles(const struct out_env *env, const struct zoning_rules *rules,
                                 struct al_class_style *style)
{
  size_t n = 0;
  style[n++] = (struct al_class_style){
      .value = 0, .red = 255, .green = 255, .blue = 255, .en = "none", .zh = "无"};
  for (size_t c = 0; c < rules->class_count; c++) {
    const struct zoning_class *k = &rules->classes[c];
    if (k->order > 0)
      style[n++] = (struct al_class_style){
          .value = k->order,
          .red = k->rgb[0],
          .green = k->rgb[1],
          .blue = k->rgb[2],
          .en = al_arena_printf(env->arena, "%s: %s", k->name, k->meaning_en),
          .zh = al_arena_printf(env->arena, "%s：%s", k->name_zh, k->meaning_zh)};
  }
  return n;
}

static al_status zones_write_raster(const struct out_env *env, const struct zoning_rules *rules,
                                    const char *suffix, const uint8_t *value,
                                    const struct al_class_style *styles, size_t style_count)
{
  const char *path =
      out_path(env, al_arena_printf(env->arena, "zoning/%s%s.tif", rules->name, suffix));
  const char **metadata = zones_metadata(env, rules);
  if (!path || !metadata)
    return AL_NO_MEMORY;
  return al_raster_write_cog(
      env->ctx,
      &(struct al_raster_output){.path = path,
                                 .lattice = &env->grid->lattice,
                                 .name = al_arena_printf(env->arena, "%s%s", rules->name, suffix),
                                 .long_name = rules->title_en,
                                 .class_value = value,
                                 .styles = styles,
                                 .style_count = style_count,
                                 .metadata = metadata});
}

void out_zones_colour_styles(struct al_class_style colours[ZONING_COLOURS + 1])
{
  for (int k = 0; k <= ZONING_COLOURS; k++) {
    const struct zoning_colour_style *style = &zoning_colour_styles[k];
    colours[k] = (struct al_class_style){.value = k,
                                         .red = style->rgb[0],
                                         .green = style->rgb[1],
                                         .blue = style->rgb[2],
                                         .en = style->en,
                                         .zh = style->zh};
  }
}

static al_status zones_write_rasters(const struct out_env *env, struct out_zoning *zoning,
                                     uint8_t *colour_value)
{
  const ptrdiff_t cells = al_lattice_cells(&env->grid->lattice);
  struct al_class_style styles[64], colours[ZONING_COLOURS + 1];
  const size_t count = zones_class_styles(env, &zoning->rules, styles);
  out_zones_colour_styles(colours);
  zoning_colours(&zoning->rules, zoning->class_value, cells, colour_value);
  AL_TRY(env->ctx, zones_write_raster(env, &zoning->rules, "", zoning->class_value, styles, count));
  return zones_write_raster(env, &zoning->rules, "_colour", colour_value, colours,
                            ZONING_COLOURS + 1);
}

static void zones_put_quoted(FILE *stream, const char *text)
{
  fputc('"', stream);
  for (; *text; text++) {
    if (*text == '"')
      fputc('"', stream);
    fputc(*text, stream);
  }
  fputc('"', stream);
}

static void zones_put_row(FILE *stream, const char *zone, const struct out_zones *zones,
                          const struct out_zoning *zoning, int value)
{
  const struct zoning_class *k = zoning_class_of(&zoning->rules, value);
  const struct zoning_total *total = &zoning->total[value];
  out_csv_put_text(stream, zone, "");
  fprintf(stream, ",%s,%s,%d,", zoning->rules.name, zoning->rules.version, value);
  zones_put_quoted(stream, k ? k->name : "none");
  fputc(',', stream);
  zones_put_quoted(stream, k ? k->name_zh : "无");
  fprintf(stream, ",%d,%.6f,%.6f", k ? k->colour : 0, total->area_m2 / 1e6,
          zones->land_area_m2 > 0.0 ? total->area_m2 / zones->land_area_m2 : 0.0);
  if (zones->has_people)
    fprintf(stream, ",%.1f,%.6f\n", total->people,
            zones->people > 0.0 ? total->people / zones->people : 0.0);
  else
    fputs(",,\n", stream);
}

static void zones_put_rows(FILE *stream, const char *zone, const struct out_zones *zones)
{
  for (size_t i = 0; i < zones->count; i++) {
    const struct out_zoning *zoning = &zones->zoning[i];
    zones_put_row(stream, zone, zones, zoning, ZONING_NONE);
    for (size_t c = 0; c < zoning->rules.class_count; c++)
      if (zoning->rules.classes[c].order > 0)
        zones_put_row(stream, zone, zones, zoning, zoning->rules.classes[c].order);
  }
}

static al_status zones_begin_table(const struct out_env *env, const char *relative,
                                   struct al_file_writer *writer)
{
  AL_TRY(env->ctx, al_file_begin(env->ctx, out_path(env, relative), writer));
  fputs("zone,rule_table,version,class_value,class,class_zh,colour,area_km2,area_share,people,"
        "people_share\n",
        writer->stream);
  return AL_OK;
}

static al_status zones_write_table(const struct out_env *env, const struct out_zones *zones)
{
  struct al_file_writer writer;
  AL_TRY(env->ctx, zones_begin_table(env, "zoning/zones.csv", &writer));
  zones_put_rows(writer.stream, "city", zones);
  return al_file_commit(&writer);
}

al_status out_zones_write_groups(const struct out_env *env, const char *const *name,
                                 const struct out_zones *zones, size_t count)
{
  struct al_file_writer writer;
  AL_TRY(env->ctx, zones_begin_table(env, "zoning/groups.csv", &writer));
  for (size_t g = 0; g < count; g++)
    zones_put_rows(writer.stream, g + 1 < count ? name[g] : "*", &zones[g]);
  return al_file_commit(&writer);
}

static void zones_put_rules(struct out_json *json, const struct zoning_rules *rules)
{
  out_json_open(json, NULL, '{');
  out_json_text(json, "name", rules->name);
  out_json_text(json, "title_en", rules->title_en);
  out_json_text(json, "title_zh", rules->title_zh);
  out_json_text(json, "version", rules->version);
  out_json_text(json, "sha256", rules->sha256);
  out_json_text(json, "status", rules->verified ? "read" : "unverified");
  out_json_text(json, "note", rules->note);
  out_json_close(json, '}');
}

static al_status zones_write_record(const struct out_env *env, const struct out_zones *zones)
{
  static const char *const maxima[] = {"max/hmax.tif", "max/vmax.tif", "max/hvmax.tif",
                                       "fire/burn_annual.tif", "fire/flame_mean.tif"};
  const size_t first = out_has_water(env) ? 0 : 3, end = out_has_season(env) ? 5 : 3;
  const struct al_zoning_config *config = al_config_section(env->scenario_file, "zoning");
  struct al_file_writer writer;
  char sums[AL_COUNT(maxima)][65];
  for (size_t i = first; i < end; i++)
    AL_TRY(env->ctx, al_file_sha256(env->ctx, out_path(env, maxima[i]), sums[i]));
  AL_TRY(env->ctx, al_file_begin(env->ctx, out_path(env, "zoning/zoning.json"), &writer));
  struct out_json json = {.stream = writer.stream};
  out_json_open(&json, NULL, '{');
  out_json_text(&json, "software", "anlan " ANLAN_VERSION);
  out_json_text(&json, "scenario", env->scenario->name);
  out_json_text(&json, "terrain_note", env->grid->terrain_note);
  out_json_number(&json, "minimum_depth_m", config->minimum_depth_m);
  out_json_number(&json, "debris_factor", config->debris_factor);
  out_json_open(&json, "inputs", '{');
  for (size_t i = first; i < end; i++)
    out_json_text(&json, maxima[i], sums[i]);
  out_json_close(&json, '}');
  out_json_open(&json, "rules", '[');
  for (size_t i = 0; i < zones->count; i++)
    zones_put_rules(&json, &zones->zoning[i].rules);
  out_json_close(&json, ']');
  out_json_close(&json, '}');
  return al_file_commit(&writer);
}

al_status out_zones_make(const struct out_env *env, const struct out_planes *planes,
                         struct out_zones *zones)
{
  const struct zoning_input input = out_zoning_input(env, planes);
  const struct al_zoning_config *config = al_config_section(env->scenario_file, "zoning");
  const size_t cells = (size_t)al_lattice_cells(input.lattice);
  uint8_t *colour_value = AL_NEW(env->arena, uint8_t, cells);
  if (!colour_value)
    return AL_NO_MEMORY;
  AL_TRY(env->ctx, al_folder_make(env->ctx, out_path(env, "zoning")));
  zones->has_people = input.people != NULL;
  for (size_t i = 0; i < zones->count; i++) {
    struct out_zoning *zoning = &zones->zoning[i];
    al_progress(env->ctx, "zoning", (double)i / (double)(zones->count + 1), zoning->rules.name);
    zoning->class_value = AL_NEW(env->arena, uint8_t, cells);
    if (!zoning->class_value)
      return AL_NO_MEMORY;
    zoning_classify(&zoning->rules, &input, zoning->class_value);
    zoning_sum(&input, zoning->class_value, zoning->total);
    AL_TRY(env->ctx, zones_write_rasters(env, zoning, colour_value));
  }
  zones->land_area_m2 = zones->people = 0.0;
  for (int value = 0; zones->count > 0 && value < ZONING_NODATA; value++) {
    zones->land_area_m2 += zones->zoning[0].total[value].area_m2;
    zones->people += zones->zoning[0].total[value].people;
  }
  AL_TRY(env->ctx, zones_write_table(env, zones));
  if (config->polygons)
    AL_TRY(env->ctx, out_zone_polygons(env, zones));
  al_progress(env->ctx, "zoning", 1.0, "");
  return zones_write_record(env, zones);
}
