/**
 * One map as a PNG.
 */
#include "out/map_picture.h"
#include "anlan.h"
#include "core/caltime.h"
#include "doors/draw_door.h"
#include "out/zones.h"
#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
  MARGIN = 36,
  HEAD = 148,
  FOOT = 76,
  MAP_WIDTH_MOST = 1240,
  MAP_HEIGHT_MOST = 1160,
  HEIGHT_LEAST = 680,
  LEGEND_WIDTH = 348,
  INK = 0x222B33,
  FAINT = 0x66727C,
  RULE = 0xC3CBD2
};

struct picture {
  const struct out_env *env;
  const struct out_ground *ground;
  const struct out_map *map;
  struct al_canvas *canvas;
  double scale;      /* pixels a cell */
  int width, height; /* of the map */
  double legend_x;
};

/* Whole pixels a cell where cells are large, so that they stay squares of one size. */
static void picture_fit(struct picture *picture)
{
  const struct out_ground *ground = picture->ground;
  double scale =
      fmin((double)MAP_WIDTH_MOST / ground->cols, (double)MAP_HEIGHT_MOST / ground->rows);
  scale = scale > 3.0 ? floor(scale) : scale;
  picture->scale = scale;
  picture->width = (int)fmax(1.0, floor(scale * ground->cols));
  picture->height = (int)fmax(1.0, floor(scale * ground->rows));
  assert(picture->scale > 0.0 && picture->width > 0 && picture->height > 0);
  picture->legend_x = MARGIN + picture->width + 32.0;
}

/* Range of cells under a pixel: one when cells are larger. */
static void picture_box(double scale, int pixel, int cells, int *first, int *end)
{
  *first = (int)(pixel / scale);
  *first = *first < cells ? *first : cells - 1;
  *end = (int)((pixel + 1) / scale);
  *end = *end > *first ? *end : *first + 1;
  *end = *end < cells ? *end : cells;
  assert(*first >= 0 && *first < *end);
}

/* Sums of the cells under a pixel: those in a class, and the ground of the others. */
struct pixel {
  unsigned classed[3], ground[3], classed_count, count;
};

static void picture_cell(const struct picture *picture, ptrdiff_t cell, struct pixel *pixel)
{
  const uint8_t value = picture->map->class_value[cell];
  const uint8_t *ground = picture->ground->rgb + 3 * cell;
  const bool classed = value > 0 && value <= picture->map->row_count;
  const uint32_t colour = classed ? picture->map->row[value - 1].colour : 0;
  for (int k = 0; k < 3; k++) {
    if (classed)
      pixel->classed[k] += colour >> (16 - 8 * k) & 255u;
    else
      pixel->ground[k] += ground[k];
  }
  pixel->classed_count += classed;
  pixel->count++;
}

/* Where cells are smaller than pixels, classes count double: streets and streams one cell wide
 * would fade into the ground. */
static void picture_pixel(const struct picture *picture, int x, int y, uint8_t *rgb)
{
  const struct out_ground *ground = picture->ground;
  int c0, c1, r0, r1;
  struct pixel pixel = {.count = 0};
  picture_box(picture->scale, x, ground->cols, &c0, &c1);
  picture_box(picture->scale, y, ground->rows, &r0, &r1);
  for (int r = r0; r < r1; r++)
    for (int c = c0; c < c1; c++)
      picture_cell(picture,
                   (ptrdiff_t)(ground->first_row + r) * picture->env->grid->lattice.cols +
                       ground->first_col + c,
                   &pixel);
  assert(pixel.count > 0 && pixel.classed_count <= pixel.count);
  const double rest = (double)(pixel.count - pixel.classed_count);
  const double share = fmin(1.0, 2.0 * pixel.classed_count / pixel.count);
  for (int k = 0; k < 3; k++) {
    const double under = rest > 0.0 ? pixel.ground[k] / rest : 0.0;
    const double over = pixel.classed_count ? (double)pixel.classed[k] / pixel.classed_count : 0.0;
    rgb[k] = (uint8_t)(share * over + (1.0 - share) * under + 0.5);
  }
}

static al_status picture_draw_cells(const struct picture *picture)
{
  const size_t bytes = 3 * (size_t)picture->width * (size_t)picture->height;
  uint8_t *rgb = malloc(bytes);
  if (!rgb)
    return AL_FAIL(picture->env->ctx, AL_NO_MEMORY, "out of memory while drawing");
#pragma omp parallel for schedule(static)
  for (int y = 0; y < picture->height; y++)
    for (int x = 0; x < picture->width; x++)
      picture_pixel(picture, x, y, rgb + 3 * ((ptrdiff_t)y * picture->width + x));
  const al_status status =
      al_canvas_image(picture->canvas, MARGIN, HEAD, picture->width, picture->height, rgb);
  free(rgb);
  return status;
}

static double picture_text(const struct picture *picture, double x, double y, double size,
                           uint32_t colour, double wrap, const char *text)
{
  const struct al_text_style style = {.size = size, .colour = colour, .wrap = wrap};
  return al_canvas_text(picture->canvas, x, y, &style, text);
}

static double picture_bold(const struct picture *picture, double x, double y, double size,
                           double wrap, const char *text)
{
  const struct al_text_style style = {.size = size, .colour = INK, .wrap = wrap, .bold = true};
  return al_canvas_text(picture->canvas, x, y, &style, text);
}

/* Head: what the map shows, of which run. */
static void picture_draw_head(const struct picture *picture)
{
  const struct out_env *env = picture->env;
  const struct al_scenario_config *scenario = env->scenario;
  char line[1024], clock[64];
  const double wrap = picture->legend_x + LEGEND_WIDTH - MARGIN;
  picture_bold(picture, MARGIN, 22.0, 34.0, 0.0, picture->map->title_zh);
  const struct al_text_style title = {.size = 34.0, .bold = true};
  const double after =
      MARGIN + 20.0 + al_canvas_text_width(picture->canvas, &title, picture->map->title_zh);
  picture_text(picture, after, 34.0, 22.0, FAINT, 0.0, picture->map->title_en);
  const char *zh = al_scenario_title(scenario, true), *en = al_scenario_title(scenario, false);
  al_clock_format(scenario->duration_s, clock, sizeof clock);
  snprintf(line, sizeof line, "%s%s%s", zh, strcmp(zh, en) ? "  ·  " : "",
           strcmp(zh, en) ? en : "");
  picture_text(picture, MARGIN, 76.0, 18.0, INK, wrap, line);
  snprintf(line, sizeof line, "%s  ·  时长 duration %s", env->grid->city, clock);
  picture_text(picture, MARGIN, 106.0, 15.0, FAINT, wrap, line);
}

/* Cells in a class under a box of the map, and gauges, which count as many. */
static long picture_hidden(const struct picture *picture, double x, double y, double width,
                           double height)
{
  const struct out_ground *ground = picture->ground;
  const struct al_lattice *lattice = &picture->env->grid->lattice;
  const struct al_record_list *gauges = &picture->env->output->gauges;
  const struct out_gauge_config *gauge = gauges->record;
  const int c0 = (int)fmax((x - MARGIN) / picture->scale, 0.0),
            r0 = (int)fmax((y - HEAD) / picture->scale, 0.0);
  const int c1 = (int)fmin((x + width - MARGIN) / picture->scale + 1.0, ground->cols),
            r1 = (int)fmin((y + height - HEAD) / picture->scale + 1.0, ground->rows);
  long count = 0;
  for (int r = r0; r < r1; r++)
    for (int c = c0; c < c1; c++) {
      const uint8_t value =
          picture->map->class_value[(ptrdiff_t)(ground->first_row + r) * lattice->cols +
                                    ground->first_col + c];
      count += value > 0 && value <= picture->map->row_count;
    }
  for (size_t g = 0; g < gauges->count; g++) {
    const double col = (gauge[g].point[0] - lattice->west_m) / lattice->cell_m - ground->first_col;
    const double row = (lattice->north_m - gauge[g].point[1]) / lattice->cell_m - ground->first_row;
    count += col >= c0 && col < c1 && row >= r0 && row < r1 ? (long)(c1 - c0) * (r1 - r0) : 0;
  }
  return count;
}

/* Where the scale bar hides least: south-west, south-east, north-west; the north arrow has the
 * fourth corner. */
static void picture_place_bar(const struct picture *picture, double length, double *x, double *y)
{
  const double west = MARGIN + 22.0, east = MARGIN + picture->width - 22.0 - length;
  const double south = HEAD + picture->height - 24.0, north = HEAD + 40.0;
  const double places[][2] = {{west, south}, {east, south}, {west, north}};
  long least = LONG_MAX;
  assert(length > 0.0);
  for (size_t k = 0; k < sizeof places / sizeof places[0]; k++) {
    const long hidden =
        picture_hidden(picture, places[k][0] - 12.0, places[k][1] - 30.0, length + 24.0, 44.0);
    if (hidden >= least)
      continue;
    least = hidden;
    *x = places[k][0];
    *y = places[k][1];
  }
}

/* 1, 2 or 5 times a power of ten, at most a fifth of the map's width. */
static void picture_draw_scale_bar(const struct picture *picture)
{
  const double metres_per_pixel = picture->env->grid->lattice.cell_m / picture->scale;
  const double most_m = 0.22 * picture->width * metres_per_pixel;
  const double ten = pow(10.0, floor(log10(most_m)));
  const double length_m = ten * (most_m >= 5.0 * ten ? 5.0 : most_m >= 2.0 * ten ? 2.0 : 1.0);
  const double length = length_m / metres_per_pixel;
  double x = 0.0, y = 0.0;
  char text[48];
  if (picture->height < 120 || picture->width < 240)
    return;
  picture_place_bar(picture, length, &x, &y);
  snprintf(text, sizeof text, "%g %s", length_m >= 1000.0 ? length_m / 1000.0 : length_m,
           length_m >= 1000.0 ? "km" : "m");
  al_canvas_fill(picture->canvas, x - 12.0, y - 30.0, length + 24.0, 44.0, 0xFFFFFF, 0.82);
  for (int k = 0; k < 4; k++)
    al_canvas_fill(picture->canvas, x + 0.25 * k * length, y, 0.25 * length, 6.0,
                   k % 2 ? 0xFFFFFF : INK, 1.0);
  al_canvas_frame(picture->canvas, x, y, length, 6.0, 1.0, INK);
  const struct al_text_style style = {.size = 15.0, .colour = INK, .align = AL_ALIGN_RIGHT};
  al_canvas_text(picture->canvas, x + length, y - 24.0, &style, text);
  picture_text(picture, x, y - 24.0, 15.0, INK, 0.0, "0");
}

static void picture_draw_north(const struct picture *picture)
{
  const double x = MARGIN + picture->width - 34.0, y = HEAD + 20.0;
  const double left[] = {x, y, x - 12.0, y + 40.0, x, y + 31.0};
  const double right[] = {x, y, x + 12.0, y + 40.0, x, y + 31.0};
  if (picture->height < 120 || picture->width < 240)
    return;
  al_canvas_fill(picture->canvas, x - 22.0, y - 10.0, 44.0, 76.0, 0xFFFFFF, 0.82);
  al_canvas_polygon(picture->canvas, left, 3, INK);
  al_canvas_polygon(picture->canvas, right, 3, 0x9AA5AE);
  const struct al_text_style style = {
      .size = 16.0, .bold = true, .colour = INK, .align = AL_ALIGN_CENTRE};
  al_canvas_text(picture->canvas, x, y + 42.0, &style, "北 N");
}

static void picture_draw_gauges(const struct picture *picture)
{
  const struct al_record_list *list = &picture->env->output->gauges;
  const struct out_gauge_config *gauge = list->record;
  const struct al_lattice *lattice = &picture->env->grid->lattice;
  const double unit = picture->scale / lattice->cell_m;
  const double west_m = lattice->west_m + picture->ground->first_col * lattice->cell_m;
  const double north_m = lattice->north_m - picture->ground->first_row * lattice->cell_m;
  al_canvas_clip(picture->canvas, MARGIN, HEAD, picture->width, picture->height);
  for (size_t g = 0; g < list->count; g++) {
    const double x = MARGIN + (gauge[g].point[0] - west_m) * unit;
    const double y = HEAD + (north_m - gauge[g].point[1]) * unit;
    const struct al_text_style style = {.size = 15.0, .bold = true, .colour = INK, .halo = true};
    al_canvas_circle(picture->canvas, x, y, 5.0, 0xFFFFFF, INK);
    al_canvas_text(picture->canvas, x + 9.0, y - 11.0, &style, gauge[g].name);
  }
  al_canvas_clip(picture->canvas, 0.0, 0.0, 0.0, 0.0);
}

static double picture_draw_row(const struct picture *picture, double y,
                               const struct out_map_row *row)
{
  const double x = picture->legend_x, text_x = x + 50.0, wrap = LEGEND_WIDTH - 50.0;
  al_canvas_fill(picture->canvas, x, y + 1.0, 36.0, 22.0, row->colour, 1.0);
  al_canvas_frame(picture->canvas, x, y + 1.0, 36.0, 22.0, 1.0, RULE);
  double used = picture_text(picture, text_x, y, 17.0, INK, wrap, row->label);
  used += picture_text(picture, text_x, y + used, 13.5, FAINT, wrap, row->detail);
  return y + fmax(used, 24.0) + 8.0;
}

/* What is not measured must be seen before the numbers are believed. */
static double picture_draw_warning(const struct picture *picture, double y, const char *text)
{
  if (!text || !*text)
    return y;
  const struct al_text_style style = {
      .size = 15.0, .bold = true, .colour = 0x8A1C10, .wrap = LEGEND_WIDTH - 28.0};
  const double height =
      22.0 + al_canvas_text(picture->canvas, picture->legend_x + 14.0, y + 11.0, &style, text);
  al_canvas_fill(picture->canvas, picture->legend_x, y, LEGEND_WIDTH, height, 0xFDECE6, 1.0);
  al_canvas_frame(picture->canvas, picture->legend_x, y, LEGEND_WIDTH, height, 1.5, 0xC4161C);
  al_canvas_text(picture->canvas, picture->legend_x + 14.0, y + 11.0, &style, text);
  return y + height + 16.0;
}

static void picture_draw_legend(const struct picture *picture)
{
  const struct out_map *map = picture->map;
  const bool has_sea = out_layer(picture->env, AL_LAYER_SEA) != NULL;
  double y = HEAD;
  y = picture_draw_warning(picture, y, picture->env->grid->terrain_note);
  y += picture_bold(picture, picture->legend_x, y, 19.0, LEGEND_WIDTH, map->legend_zh);
  y +=
      picture_text(picture, picture->legend_x, y, 15.0, FAINT, LEGEND_WIDTH, map->legend_en) + 12.0;
  for (size_t k = 0; k < map->row_count; k++)
    y = picture_draw_row(picture, y, &map->row[map->first_on_top ? k : map->row_count - 1 - k]);
  y = picture_draw_row(picture, y,
                       &(struct out_map_row){0xEAE8E1, "未受影响（山影为底图） none", ""});
  if (has_sea)
    y = picture_draw_row(picture, y, &(struct out_map_row){OUT_SEA_RGB, "海域 sea", ""});
  if (picture->ground->has_void)
    y = picture_draw_row(picture, y, &(struct out_map_row){0xFFFFFF, "不计算 not computed", ""});
  y += 6.0;
  al_canvas_fill(picture->canvas, picture->legend_x, y, LEGEND_WIDTH, 1.0, RULE, 1.0);
  picture_text(picture, picture->legend_x, y + 12.0, 13.5, FAINT, LEGEND_WIDTH, map->note);
}

/* Name of the coordinate system: the first quoted text of its WKT. */
static void picture_crs_name(const char *wkt, char *out, size_t capacity)
{
  const char *quote = strchr(wkt, '"');
  snprintf(out, capacity, "%.*s", quote ? (int)strcspn(quote + 1, "\"") : 0,
           quote ? quote + 1 : "");
}

static void picture_draw_foot(const struct picture *picture, int height)
{
  const struct al_grid *grid = picture->env->grid;
  char crs[128], line[512];
  picture_crs_name(grid->lattice.crs_wkt, crs, sizeof crs);
  snprintf(line, sizeof line,
           "%s%s高程基准 datum: %s  ·  单元 cell %g m  ·  安澜 anlan " ANLAN_VERSION
           "  ·  模型结果，非观测 simulated, not observed",
           crs, *crs ? "  ·  " : "", grid->vertical_datum, grid->lattice.cell_m);
  picture_text(picture, MARGIN, height - 44.0, 13.5, FAINT,
               picture->legend_x + LEGEND_WIDTH - MARGIN, line);
}

al_status out_map_draw(const struct out_env *env, const struct out_ground *ground,
                       const struct out_map *map)
{
  struct picture picture = {.env = env, .ground = ground, .map = map};
  assert(map->row_count <= OUT_MAP_ROWS_MOST);
  picture_fit(&picture);
  const int body = picture.height > HEIGHT_LEAST ? picture.height : HEIGHT_LEAST;
  const int height = HEAD + body + FOOT;
  AL_TRY(env->ctx, al_canvas_create(env->ctx, (int)picture.legend_x + LEGEND_WIDTH + MARGIN, height,
                                    0xFFFFFF, &picture.canvas));
  al_status status = picture_draw_cells(&picture);
  if (status == AL_OK) {
    picture_draw_gauges(&picture);
    picture_draw_scale_bar(&picture);
    picture_draw_north(&picture);
    al_canvas_frame(picture.canvas, MARGIN, HEAD, picture.width, picture.height, 1.5, FAINT);
    picture_draw_head(&picture);
    picture_draw_legend(&picture);
    picture_draw_foot(&picture, height);
    status = al_canvas_write_png(picture.canvas, map->path);
  }
  al_canvas_destroy(picture.canvas);
  return status;
}
