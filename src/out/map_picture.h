/**
 * One map as a PNG: title, ground, classes, gauges, scale bar, north arrow, legend, notes.
 */
#ifndef AL_OUT_MAP_PICTURE_H
#define AL_OUT_MAP_PICTURE_H

#include "out/map_ground.h"

enum { OUT_MAP_ROWS_MOST = 16 };

struct out_map_row {
  uint32_t colour;
  const char *label, *detail; /* detail in small letters below; "" */
};

struct out_map {
  const char *path;
  const char *title_zh, *title_en;
  const char *legend_zh, *legend_en;
  const char *note;           /* below the legend; "" */
  const uint8_t *class_value; /* [rows*cols]; 1.. is row[class - 1], all else shows the ground */
  bool first_on_top;          /* of the legend: the first row, else the last */
  size_t row_count;
  struct out_map_row row[OUT_MAP_ROWS_MOST];
};

/** Errors: AL_IO_FAILED, AL_NO_MEMORY. */
al_status out_map_draw(const struct out_env *env, const struct out_ground *ground,
                       const struct out_map *map);

#endif
