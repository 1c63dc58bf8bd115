/**
 * Zoning: hazard classes of the cells of a city from maxima of the water and a rule table.
 */
#ifndef AL_MODELS_ZONING_H
#define AL_MODELS_ZONING_H

#include "models/zoning/zoning_rules.h"
#include "models/zoning/zoning_section.h"
#include "tiles/lattice.h"

enum { ZONING_NONE = 0, ZONING_NODATA = 255, ZONING_COLOURS = 4 };

/** Row-major planes [rows*cols]; sea and people may be NULL. */
struct zoning_input {
  const struct al_lattice *lattice;
  const uint8_t *valid;
  const float *sea, *people;
  const float *hmax_m, *vmax_m_per_s, *hvmax_m2_per_s; /* NaN counts as dry */
  const float *burn_probability, *flame_m;             /* of tables of fire; NaN counts as none */
  double minimum_depth_m, debris_factor;
};

/** Whether a cell is zoned: valid and not sea. */
static inline bool zoning_is_land(const struct zoning_input *input, ptrdiff_t cell)
{
  return input->valid[cell] && !(input->sea && input->sea[cell] >= 0.5f);
}

/** Class (order in the table, 0 none, 255 outside) of every cell. The rating is
 * depth (speed + 0.5) + DF written as product + depth / 2 + DF, DF where the depth exceeds 0.25 m.
 */
void zoning_classify(const struct zoning_rules *rules, const struct zoning_input *input,
                     uint8_t *class_value);

/** Four-colour value (1 blue .. 4 red, 0 none, 255 outside) of every class value. */
void zoning_colours(const struct zoning_rules *rules, const uint8_t *class_value, ptrdiff_t cells,
                    uint8_t *colour_value);

struct zoning_total {
  ptrdiff_t cells;
  double area_m2, people;
};

/** Land area and people by class value [256]; sums run in the order of the cells. */
void zoning_sum(const struct zoning_input *input, const uint8_t *class_value,
                struct zoning_total *total);

/** Name, Chinese name and colour of the four-colour values 1..4. */
struct zoning_colour_style {
  uint8_t rgb[3];
  const char *en, *zh;
};
extern const struct zoning_colour_style zoning_colour_styles[ZONING_COLOURS + 1];

#endif
