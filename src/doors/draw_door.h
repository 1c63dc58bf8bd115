/**
 * Drawing through cairo and pango: pictures with shapes and text in any script.
 */
#ifndef AL_DOORS_DRAW_DOOR_H
#define AL_DOORS_DRAW_DOOR_H

#include "core/status.h"
#include <stddef.h>
#include <stdint.h>

struct al_canvas;

/** Colours are 0xRRGGBB; `alpha` in 0..1. Coordinates are pixels, y downward. */
al_status al_canvas_create(struct al_ctx *ctx, int width, int height, uint32_t background,
                           struct al_canvas **out);
void al_canvas_destroy(struct al_canvas *canvas);

/** Puts an opaque picture at (x, y), one pixel for one. @param rgb [rows*cols*3] */
al_status al_canvas_image(struct al_canvas *canvas, int x, int y, int cols, int rows,
                          const uint8_t *rgb);
void al_canvas_fill(struct al_canvas *canvas, double x, double y, double width, double height,
                    uint32_t colour, double alpha);
void al_canvas_frame(struct al_canvas *canvas, double x, double y, double width, double height,
                     double line, uint32_t colour);
/** @param xy [2*count] */
void al_canvas_line(struct al_canvas *canvas, const double *xy, size_t count, double line,
                    uint32_t colour);
void al_canvas_polygon(struct al_canvas *canvas, const double *xy, size_t count, uint32_t colour);
void al_canvas_circle(struct al_canvas *canvas, double x, double y, double radius, uint32_t colour,
                      uint32_t rim);
/** Nothing is drawn outside a rectangle until the next call; width 0 lifts it. */
void al_canvas_clip(struct al_canvas *canvas, double x, double y, double width, double height);

enum al_align { AL_ALIGN_LEFT, AL_ALIGN_CENTRE, AL_ALIGN_RIGHT };

struct al_text_style {
  double size; /* pixels */
  bool bold;
  enum al_align align; /* about x; inside `wrap` when it is given */
  double wrap;         /* width in pixels at which lines break; 0 = never */
  uint32_t colour;
  bool halo; /* a light rim, for text on maps */
};

/** Draws UTF-8 text with its top at y. @return its height; 0 draws nothing for "". */
double al_canvas_text(struct al_canvas *canvas, double x, double y,
                      const struct al_text_style *style, const char *text);
/** Width of a text on one line. */
double al_canvas_text_width(struct al_canvas *canvas, const struct al_text_style *style,
                            const char *text);
/** Whether the fonts of this machine show Chinese. */
bool al_canvas_has_chinese(struct al_canvas *canvas);

/** Writes a PNG, whole or not at all. Errors: AL_IO_FAILED. */
al_status al_canvas_write_png(struct al_canvas *canvas, const char *path);

#endif
