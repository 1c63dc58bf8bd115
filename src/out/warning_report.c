/**
 * Coast sections in the report and on a map.
 */
#include "core/caltime.h"
#include "core/markup.h"
#include "out/map_picture.h"
#include "out/report.h"
#include "out/warning.h"
#include "out/warning_report.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { BELOW_RGB = 0x9AA5AE };

const char *const warning_colour_names_zh[WARNING_COLOURS + 1] = {"未达蓝色", "蓝色", "黄色",
                                                                  "橙色", "红色"};

/* What is told of a colour; a section whose levels are not known has none. */
static int warning_row_of(const struct warning_place *place, double level_m)
{
  const int colour = warning_colour_of(place, level_m);
  bool known = false;
  for (int k = 0; k < WARNING_COLOURS; k++)
    known = known || !isnan(place->level_m[k]);
  return isnan(level_m) || !known ? 0 : colour + 1;
}

/* The part of the ground that holds the sections, and as much again around them. */
static struct out_ground warning_crop(const struct out_ground *ground,
                                      const struct warning_places *places,
                                      const struct al_lattice *lattice)
{
  int west = lattice->cols, east = 0, north = lattice->rows, south = 0;
  for (size_t s = 0; s < places->count; s++)
    for (size_t c = 0; c < places->place[s].cell_count; c++) {
      const int col = (int)(places->place[s].cell[c] % lattice->cols);
      const int row = (int)(places->place[s].cell[c] / lattice->cols);
      west = col < west ? col : west;
      east = col > east ? col : east;
      north = row < north ? row : north;
      south = row > south ? row : south;
    }
  return out_ground_crop(ground, west, east, north, south);
}

al_status warning_map_draw(const struct out_env *env, const struct out_ground *ground,
                           const struct warning_places *places, const double *level_m,
                           const char *path)
{
  const size_t cells = (size_t)al_lattice_cells(&env->grid->lattice);
  uint8_t *value = AL_NEW(env->arena, uint8_t, cells);
  size_t count[WARNING_COLOURS + 1] = {0};
  assert(places->count > 0 && level_m);
  if (!value || !path)
    return AL_NO_MEMORY;
  for (size_t s = 0; s < places->count; s++) {
    const int row = warning_row_of(&places->place[s], level_m[s]);
    count[row > 0 ? row - 1 : 0] += row > 0;
    for (size_t c = 0; c < places->place[s].cell_count; c++) {
      uint8_t *cell = &value[places->place[s].cell[c]];
      *cell = row > *cell ? (uint8_t)row : *cell;
    }
  }
  struct out_map map = {.path = path,
                        .title_zh = "岸段警戒潮位",
                        .title_en = "Warning levels by coast section",
                        .legend_zh = "达到的最高警戒级别",
                        .legend_en = "Highest warning level reached",
                        .note = "岸段海域单元的最高水位与该岸段警戒潮位相比；非官方预警。 Highest "
                                "water of a section's sea cells against its warning levels; no "
                                "official warning.",
                        .class_value = value,
                        .row_count = WARNING_COLOURS + 1};
  for (int k = 0; k <= WARNING_COLOURS; k++) {
    const uint8_t *rgb = zoning_colour_styles[k].rgb;
    map.row[k] = (struct out_map_row){
        .colour = k ? (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2] : BELOW_RGB,
        .label = al_arena_printf(env->arena, "%s  %s", warning_colour_names_zh[k],
                                 k ? warning_colour_names[k] : "below blue"),
        .detail = al_arena_printf(env->arena, "%zu 个岸段 sections", count[k])};
    if (!map.row[k].label || !map.row[k].detail)
      return AL_NO_MEMORY;
  }
  const struct out_ground crop = warning_crop(ground, places, &env->grid->lattice);
  return out_map_draw(env, &crop, &map);
}

al_status out_warning_map(const struct out_env *env)
{
  struct warning_places places;
  struct out_ground ground;
  AL_TRY(env->ctx, warning_places_read(env, &places));
  if (places.count == 0)
    return AL_OK;
  struct warning_peak *peak = AL_NEW(env->arena, struct warning_peak, places.count);
  double *level_m = AL_NEW(env->arena, double, places.count);
  if (!peak || !level_m)
    return AL_NO_MEMORY;
  AL_TRY(env->ctx, warning_peaks_read(env, &places, peak));
  for (size_t s = 0; s < places.count; s++)
    level_m[s] = peak[s].level_m;
  AL_TRY(env->ctx, out_ground_make(env, &ground));
  return warning_map_draw(env, &ground, &places, level_m, out_path(env, "maps/warning.png"));
}

void warning_put_cell(FILE *stream, const struct warning_place *place, double level_m)
{
  const int row = warning_row_of(place, level_m), colour = row > 0 ? row - 1 : 0;
  const uint8_t *rgb = zoning_colour_styles[colour].rgb;
  if (row > 1)
    out_report_put_swatch(stream, (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2]);
  if (row > 0)
    out_report_put_pair(stream, warning_colour_names_zh[colour],
                        colour ? warning_colour_names[colour] : "below blue");
  else
    fputs("–", stream);
}

void warning_put_note(FILE *stream)
{
  fputs("<p class=\"small\">", stream);
  out_report_put_pair(stream,
                      "警戒潮位依次为蓝、黄、橙、红，与最高水位均自岸段基面起算；“–”为未知。",
                      "Levels are blue, yellow, orange, red; they and the peaks count from the "
                      "section's datum; a dash = not known.");
  fputs("</p>\n", stream);
}

void warning_put_section(FILE *stream, const struct warning_place *place)
{
  fputs("<td>", stream);
  al_markup_put(stream, place->name);
  fputs("<br><span class=\"small\">", stream);
  al_markup_put(stream, place->datum);
  if (*place->status) {
    fputs(" · ", stream);
    al_markup_put(stream, place->status);
  }
  fputs("</span></td><td class=\"n\">", stream);
  for (int k = 0; k < WARNING_COLOURS; k++) {
    fputs(k ? "<br>" : "", stream);
    if (isnan(place->level_m[k]))
      fputs("–", stream);
    else
      fprintf(stream, "%.2f", place->level_m[k]);
  }
  fputs("</td>", stream);
}

static void warning_put_times(FILE *stream, const struct out_env *env,
                              const struct warning_place *place, const struct warning_peak *peak)
{
  char text[64] = "–";
  const int colour = warning_colour_of(place, peak->level_m);
  if (!isnan(peak->time_s))
    al_time_format(env->scenario->start_s + peak->time_s, env->utc_offset_s, text, sizeof text);
  fprintf(stream, "<td>%s</td>", text);
  if (colour > 0) {
    al_time_format(env->scenario->start_s + peak->first_s[colour - 1], env->utc_offset_s, text,
                   sizeof text);
    fprintf(stream, "<td>%s</td><td class=\"n\">%.1f</td></tr>\n", text,
            peak->duration_s[colour - 1] / 3600.0);
  } else {
    fputs("<td>–</td><td class=\"n\">–</td></tr>\n", stream);
  }
}

al_status out_report_put_warning(FILE *stream, const struct out_env *env)
{
  static const char *const columns[][2] = {
      {"岸段", "Section"}, {"警戒 m", "Levels m"}, {"最高 m", "Peak m"},    {"级别", "Colour"},
      {"出现时间", "At"},  {"首次达到", "First"},  {"历时 h", "Duration h"}};
  struct warning_places places;
  AL_TRY(env->ctx, warning_places_read(env, &places));
  if (places.count == 0)
    return AL_OK;
  struct warning_peak *peak = AL_NEW(env->arena, struct warning_peak, places.count);
  if (!peak)
    return AL_NO_MEMORY;
  AL_TRY(env->ctx, warning_peaks_read(env, &places, peak));
  out_report_put_heading(stream, "岸段警戒潮位", "Warning levels by coast section");
  warning_put_note(stream);
  fputs("<div class=\"wide\">", stream);
  out_report_put_columns(stream, columns, AL_COUNT(columns), 0);
  for (size_t s = 0; s < places.count; s++) {
    const struct warning_place *place = &places.place[s];
    fputs("<tr>", stream);
    warning_put_section(stream, place);
    fprintf(stream, "<td class=\"n\">%.2f</td><td>", peak[s].level_m - place->zero_m);
    warning_put_cell(stream, place, peak[s].level_m);
    fputs("</td>", stream);
    warning_put_times(stream, env, place, &peak[s]);
  }
  fputs("</tbody></table></div>\n", stream);
  return AL_OK;
}
