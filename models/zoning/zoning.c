/**
 * Zoning of a plane of maxima.
 */
#include "models/zoning/zoning.h"
#include "core/reduce.h"
#include <assert.h>
#include <string.h>

#define DEBRIS_DEPTH_M 0.25

const struct zoning_colour_style zoning_colour_styles[ZONING_COLOURS + 1] = {
    {{255, 255, 255}, "none", "无"},
    {{0x1F, 0x6F, 0xD6}, "low (blue)", "低（蓝）"},
    {{0xFF, 0xE7, 0x4C}, "moderate (yellow)", "中（黄）"},
    {{0xF0, 0x8A, 0x24}, "high (orange)", "高（橙）"},
    {{0xC4, 0x16, 0x1C}, "very high (red)", "极高（红）"}};

static uint8_t zoning_class_of_fire(const struct zoning_rules *rules, double burn, double flame_m)
{
  const double value[ZONING_VARIABLES] = {
      [ZONING_BURN] = burn, [ZONING_FLAME] = flame_m > 0.0 ? flame_m : 0.0};
  const int order = burn > 0.0 ? zoning_match(rules, value) : 0;
  assert(order < ZONING_NODATA);
  return order > 0 ? (uint8_t)order : ZONING_NONE;
}

static uint8_t zoning_class_of_cell(const struct zoning_rules *rules,
                                    const struct zoning_input *input, ptrdiff_t cell)
{
  if (!zoning_is_land(input, cell))
    return ZONING_NODATA;
  if (rules->of_fire)
    return zoning_class_of_fire(rules, (double)input->burn_probability[cell],
                                (double)input->flame_m[cell]);
  const double depth_m = (double)input->hmax_m[cell];
  if (!(depth_m > input->minimum_depth_m))
    return ZONING_NONE;
  const double speed = (double)input->vmax_m_per_s[cell];
  const double product = (double)input->hvmax_m2_per_s[cell];
  const double debris = depth_m > DEBRIS_DEPTH_M ? input->debris_factor : 0.0;
  const double value[ZONING_VARIABLES] = {[ZONING_DEPTH] = depth_m,
                                          [ZONING_SPEED] = speed,
                                          [ZONING_PRODUCT] = product,
                                          [ZONING_RATING] = product + 0.5 * depth_m + debris};
  const int order = zoning_match(rules, value);
  assert(order < ZONING_NODATA);
  return order > 0 ? (uint8_t)order : ZONING_NONE;
}

void zoning_classify(const struct zoning_rules *rules, const struct zoning_input *input,
                     uint8_t *class_value)
{
  assert(input->valid);
  assert(rules->of_fire ? input->burn_probability && input->flame_m
                        : input->hmax_m && input->vmax_m_per_s && input->hvmax_m2_per_s);
  const ptrdiff_t cells = al_lattice_cells(input->lattice);
#pragma omp parallel for schedule(static)
  for (ptrdiff_t i = 0; i < cells; i++)
    class_value[i] = zoning_class_of_cell(rules, input, i);
}

void zoning_colours(const struct zoning_rules *rules, const uint8_t *class_value, ptrdiff_t cells,
                    uint8_t *colour_value)
{
  assert(class_value && colour_value && cells >= 0);
  uint8_t map[256];
  memset(map, ZONING_NONE, sizeof map);
  map[ZONING_NODATA] = ZONING_NODATA;
  for (size_t c = 0; c < rules->class_count; c++)
    map[rules->classes[c].order] = (uint8_t)rules->classes[c].colour;
  for (ptrdiff_t i = 0; i < cells; i++)
    colour_value[i] = map[class_value[i]];
}

void zoning_sum(const struct zoning_input *input, const uint8_t *class_value,
                struct zoning_total *total)
{
  assert(class_value && total);
  const ptrdiff_t cells = al_lattice_cells(input->lattice);
  const double area_m2 = input->lattice->cell_m * input->lattice->cell_m;
  struct al_sum people[256] = {{0.0, 0.0}};
  memset(total, 0, 256 * sizeof *total);
  for (ptrdiff_t i = 0; i < cells; i++) {
    if (class_value[i] == ZONING_NODATA)
      continue;
    total[class_value[i]].cells++;
    const double here = input->people ? (double)input->people[i] : 0.0;
    if (here > 0.0)
      al_sum_add(&people[class_value[i]], here);
  }
  for (int k = 0; k < 256; k++) {
    total[k].area_m2 = (double)total[k].cells * area_m2;
    total[k].people = al_sum_value(&people[k]);
  }
}
