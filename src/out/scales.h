/**
 * Colour scales of maps and tables: bands of depth, speed and arrival time.
 */
#ifndef AL_OUT_SCALES_H
#define AL_OUT_SCALES_H

#include "models/zoning/zoning.h"
#include "out/out_env.h"

enum { OUT_BANDS_MOST = 8, OUT_LABEL_BYTES = 48 };

/** Band k (from 1) holds values from edge[k-1] up to below edge[k]; the last one is open. */
struct out_scale {
  size_t count;
  double edge[OUT_BANDS_MOST];
  uint32_t colour[OUT_BANDS_MOST];             /* 0xRRGGBB */
  char label[OUT_BANDS_MOST][OUT_LABEL_BYTES]; /* "0.5–1 m" */
};

/** Depth in m; the first edge is zoning.minimum_depth. */
struct out_scale out_depth_scale(const struct out_env *env);
struct out_scale out_speed_scale(void); /* m/s */
/** Flame length in m; type of fire (models/fire/fire_view.h). */
struct out_scale out_flame_scale(void);
struct out_scale out_crown_scale(void);
/** Probability: bands that halve or nearly so (1, 2, 5 times a power of ten) below the greatest
 * value of a plane [cells]. */
struct out_scale out_chance_scale(const float *value, ptrdiff_t cells);
/** Time in s since the scenario's start, in steps that suit its duration. */
struct out_scale out_arrival_scale(double duration_s);

/** Bands of a plane [cells]: 0 below the first edge or NaN, 255 (ZONING_NODATA) outside land. */
void out_scale_classify(const struct out_scale *scale, const struct zoning_input *input,
                        const float *value, uint8_t *band);

/** An area in the unit that suits the whole that it is a part of: one run, one unit. "12.345 km²"
 * from 1 km² on, else "789 m²"; "< 0.001 km²" for less than can be shown. */
void out_area_text(double area_m2, double whole_m2, char *out, size_t capacity);

#endif
