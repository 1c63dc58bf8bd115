/**
 * Drawing through cairo and pango.
 */
#include "doors/draw_door.h"
#include "doors/file_door.h"
#include <assert.h>
#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>

struct al_canvas {
  struct al_ctx *ctx;
  cairo_surface_t *surface;
  cairo_t *cairo;
};

static void canvas_set_colour(struct al_canvas *canvas, uint32_t colour, double alpha)
{
  cairo_set_source_rgba(canvas->cairo, (colour >> 16 & 255u) / 255.0, (colour >> 8 & 255u) / 255.0,
                        (colour & 255u) / 255.0, alpha);
}

al_status al_canvas_create(struct al_ctx *ctx, int width, int height, uint32_t background,
                           struct al_canvas **out)
{
  assert(width > 0 && height > 0);
  struct al_canvas *canvas = calloc(1, sizeof *canvas);
  *out = canvas;
  if (!canvas)
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory while drawing");
  canvas->ctx = ctx;
  canvas->surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
  canvas->cairo = cairo_create(canvas->surface);
  if (cairo_status(canvas->cairo) != CAIRO_STATUS_SUCCESS) {
    al_canvas_destroy(canvas);
    *out = NULL;
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory while drawing");
  }
  canvas_set_colour(canvas, background, 1.0);
  cairo_paint(canvas->cairo);
  return AL_OK;
}

void al_canvas_destroy(struct al_canvas *canvas)
{
  if (!canvas)
    return;
  cairo_destroy(canvas->cairo);
  cairo_surface_destroy(canvas->surface);
  free(canvas);
}

al_status al_canvas_image(struct al_canvas *canvas, int x, int y, int cols, int rows,
                          const uint8_t *rgb)
{
  assert(cols > 0 && rows > 0 && rgb);
  cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, cols, rows);
  if (cairo_surface_status(image) != CAIRO_STATUS_SUCCESS) {
    cairo_surface_destroy(image);
    return AL_FAIL(canvas->ctx, AL_NO_MEMORY, "out of memory while drawing");
  }
  cairo_surface_flush(image);
  unsigned char *data = cairo_image_surface_get_data(image);
  const int stride = cairo_image_surface_get_stride(image);
  assert(data && stride >= 4 * cols);
  for (int r = 0; r < rows; r++)
    for (int c = 0; c < cols; c++) {
      const uint8_t *from = rgb + 3 * ((ptrdiff_t)r * cols + c);
      const uint32_t pixel = (uint32_t)from[0] << 16 | (uint32_t)from[1] << 8 | (uint32_t)from[2];
      memcpy(data + (ptrdiff_t)r * stride + 4 * (ptrdiff_t)c, &pixel, 4);
    }
  cairo_surface_mark_dirty(image);
  cairo_set_source_surface(canvas->cairo, image, x, y);
  cairo_paint(canvas->cairo);
  cairo_surface_destroy(image);
  return AL_OK;
}

void al_canvas_fill(struct al_canvas *canvas, double x, double y, double width, double height,
                    uint32_t colour, double alpha)
{
  assert(alpha >= 0.0 && alpha <= 1.0);
  canvas_set_colour(canvas, colour, alpha);
  cairo_rectangle(canvas->cairo, x, y, width, height);
  cairo_fill(canvas->cairo);
}

void al_canvas_frame(struct al_canvas *canvas, double x, double y, double width, double height,
                     double line, uint32_t colour)
{
  canvas_set_colour(canvas, colour, 1.0);
  cairo_set_line_width(canvas->cairo, line);
  cairo_rectangle(canvas->cairo, x, y, width, height);
  cairo_stroke(canvas->cairo);
}

static void canvas_path(struct al_canvas *canvas, const double *xy, size_t count)
{
  assert(xy || count == 0);
  for (size_t i = 0; i < count; i++)
    (i ? cairo_line_to : cairo_move_to)(canvas->cairo, xy[2 * i], xy[2 * i + 1]);
}

void al_canvas_line(struct al_canvas *canvas, const double *xy, size_t count, double line,
                    uint32_t colour)
{
  canvas_path(canvas, xy, count);
  canvas_set_colour(canvas, colour, 1.0);
  cairo_set_line_width(canvas->cairo, line);
  cairo_set_line_join(canvas->cairo, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke(canvas->cairo);
}

void al_canvas_polygon(struct al_canvas *canvas, const double *xy, size_t count, uint32_t colour)
{
  canvas_path(canvas, xy, count);
  cairo_close_path(canvas->cairo);
  canvas_set_colour(canvas, colour, 1.0);
  cairo_fill(canvas->cairo);
}

void al_canvas_circle(struct al_canvas *canvas, double x, double y, double radius, uint32_t colour,
                      uint32_t rim)
{
  assert(radius > 0.0);
  cairo_new_sub_path(canvas->cairo);
  cairo_arc(canvas->cairo, x, y, radius, 0.0, 2.0 * G_PI);
  canvas_set_colour(canvas, colour, 1.0);
  cairo_fill_preserve(canvas->cairo);
  canvas_set_colour(canvas, rim, 1.0);
  cairo_set_line_width(canvas->cairo, 0.3 * radius);
  cairo_stroke(canvas->cairo);
}

void al_canvas_clip(struct al_canvas *canvas, double x, double y, double width, double height)
{
  cairo_reset_clip(canvas->cairo);
  if (width <= 0.0)
    return;
  cairo_rectangle(canvas->cairo, x, y, width, height);
  cairo_clip(canvas->cairo);
}

static PangoLayout *canvas_layout(struct al_canvas *canvas, const struct al_text_style *style,
                                  const char *text)
{
  assert(style->size > 0.0 && text);
  PangoLayout *layout = pango_cairo_create_layout(canvas->cairo);
  PangoFontDescription *font = pango_font_description_from_string(
      "Noto Sans CJK SC, WenQuanYi Micro Hei, Noto Sans, DejaVu Sans, sans-serif");
  pango_font_description_set_absolute_size(font, style->size * PANGO_SCALE);
  pango_font_description_set_weight(font, style->bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description(layout, font);
  pango_font_description_free(font);
  pango_layout_set_text(layout, text, -1);
  if (style->wrap > 0.0) {
    static const PangoAlignment alignments[] = {PANGO_ALIGN_LEFT, PANGO_ALIGN_CENTER,
                                                PANGO_ALIGN_RIGHT};
    pango_layout_set_width(layout, (int)(style->wrap * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    assert((size_t)style->align < sizeof alignments / sizeof alignments[0]);
    pango_layout_set_alignment(layout, alignments[style->align]);
  }
  return layout;
}

double al_canvas_text(struct al_canvas *canvas, double x, double y,
                      const struct al_text_style *style, const char *text)
{
  if (!*text)
    return 0.0;
  PangoLayout *layout = canvas_layout(canvas, style, text);
  int width, height;
  pango_layout_get_pixel_size(layout, &width, &height);
  if (style->wrap <= 0.0 && style->align != AL_ALIGN_LEFT)
    x -= style->align == AL_ALIGN_CENTRE ? 0.5 * width : width;
  cairo_move_to(canvas->cairo, x, y);
  if (style->halo) {
    pango_cairo_layout_path(canvas->cairo, layout);
    canvas_set_colour(canvas, 0xFFFFFF, 0.9);
    cairo_set_line_width(canvas->cairo, 0.25 * style->size);
    cairo_set_line_join(canvas->cairo, CAIRO_LINE_JOIN_ROUND);
    cairo_stroke(canvas->cairo);
    cairo_move_to(canvas->cairo, x, y);
  }
  canvas_set_colour(canvas, style->colour, 1.0);
  pango_cairo_show_layout(canvas->cairo, layout);
  g_object_unref(layout);
  return height;
}

double al_canvas_text_width(struct al_canvas *canvas, const struct al_text_style *style,
                            const char *text)
{
  PangoLayout *layout = canvas_layout(canvas, style, text);
  int width, height;
  pango_layout_get_pixel_size(layout, &width, &height);
  g_object_unref(layout);
  return width;
}

bool al_canvas_has_chinese(struct al_canvas *canvas)
{
  const struct al_text_style style = {.size = 12.0};
  PangoLayout *layout = canvas_layout(canvas, &style, "水深");
  const bool has = pango_layout_get_unknown_glyphs_count(layout) == 0;
  g_object_unref(layout);
  return has;
}

static cairo_status_t canvas_put(void *stream, const unsigned char *data, unsigned length)
{
  return fwrite(data, 1, length, stream) == length ? CAIRO_STATUS_SUCCESS
                                                   : CAIRO_STATUS_WRITE_ERROR;
}

al_status al_canvas_write_png(struct al_canvas *canvas, const char *path)
{
  struct al_file_writer writer;
  AL_TRY(canvas->ctx, al_file_begin(canvas->ctx, path, &writer));
  if (cairo_surface_write_to_png_stream(canvas->surface, canvas_put, writer.stream) !=
      CAIRO_STATUS_SUCCESS) {
    al_file_abandon(&writer);
    return AL_FAIL(canvas->ctx, AL_IO_FAILED, "%s: cannot be written (is the disk full?)", path);
  }
  return al_file_commit(&writer);
}
