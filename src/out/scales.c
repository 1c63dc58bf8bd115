/**
 * Colour scales of maps and tables.
 */
#include "out/scales.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>

static void scale_label(struct out_scale *scale, double unit, const char *name)
{
  assert(scale->count > 0 && scale->count <= OUT_BANDS_MOST);
  for (size_t k = 0; k < scale->count; k++) {
    const double lo = scale->edge[k] / unit;
    if (k + 1 < scale->count)
      snprintf(scale->label[k], OUT_LABEL_BYTES, "%.4g–%.4g %s", lo, scale->edge[k + 1] / unit,
               name);
    else
      snprintf(scale->label[k], OUT_LABEL_BYTES, "≥ %.4g %s", lo, name);
  }
}

struct out_scale out_depth_scale(const struct out_env *env)
{
  static const double edges[] = {0.15, 0.3, 0.5, 1.0, 2.0, 3.0};
  static const uint32_t colours[] = {0xA9DCF5, 0x7CC4EB, 0x54A9DE, 0x2B82C4,
                                     0x1B5AA6, 0x123A7C, 0x0A1D4A};
  const struct al_zoning_config *config = al_config_section(env->scenario_file, "zoning");
  struct out_scale scale = {.count = 1, .edge = {config->minimum_depth_m}};
  size_t first = 0;
  while (first < AL_COUNT(edges) && edges[first] <= config->minimum_depth_m)
    first++;
  for (size_t k = first; k < AL_COUNT(edges); k++)
    scale.edge[scale.count++] = edges[k];
  for (size_t k = 0; k < scale.count; k++)
    scale.colour[k] = colours[first + k];
  scale_label(&scale, 1.0, "m");
  return scale;
}

struct out_scale out_speed_scale(void)
{
  struct out_scale scale = {.count = 6,
                            .edge = {0.1, 0.25, 0.5, 1.0, 2.0, 4.0},
                            .colour = {0xE3D4F0, 0xC7A6DF, 0xA675C9, 0x8246AE, 0x5C2189, 0x360B58}};
  scale_label(&scale, 1.0, "m/s");
  return scale;
}

struct out_scale out_arrival_scale(double duration_s)
{
  static const double steps_s[] = {0.01,   0.1,     1.0,     2.0,     5.0,     10.0,     30.0,
                                   60.0,   120.0,   300.0,   600.0,   900.0,   1800.0,   3600.0,
                                   7200.0, 10800.0, 21600.0, 43200.0, 86400.0, 172800.0, 432000.0};
  struct out_scale scale = {
      .count = 7, .colour = {0x5B0F3A, 0x94204F, 0xC43C55, 0xE46A54, 0xF39C62, 0xF8C98A, 0xF6E8C3}};
  size_t s = 0;
  while (s + 1 < AL_COUNT(steps_s) && steps_s[s] * (double)scale.count < duration_s)
    s++;
  for (size_t k = 0; k < scale.count; k++)
    scale.edge[k] = steps_s[s] * (double)k;
  assert(scale.count <= OUT_BANDS_MOST && duration_s >= 0.0);
  const double step_s = steps_s[s];
  if (step_s >= 86400.0)
    scale_label(&scale, 86400.0, "d");
  else if (step_s >= 1800.0)
    scale_label(&scale, 3600.0, "h");
  else if (step_s >= 30.0)
    scale_label(&scale, 60.0, "min");
  else
    scale_label(&scale, 1.0, "s");
  return scale;
}

struct out_scale out_flame_scale(void)
{
  /* 4, 8, 11 ft: hand crews, machines, no attack at the head (Andrews and Rothermel 1982) */
  struct out_scale scale = {.count = 6,
                            .edge = {0.01, 0.6, 1.2, 2.4, 3.4, 12.0},
                            .colour = {0xF6E8C3, 0xF8C98A, 0xF39C62, 0xE46A54, 0xC43C55, 0x5B0F3A}};
  scale_label(&scale, 1.0, "m");
  snprintf(scale.label[0], OUT_LABEL_BYTES, "< 0.6 m");
  return scale;
}

/* The n-th of 1, 2, 5, 10, 20, 50...; before the first they go on downward. */
static double scale_step(int n)
{
  static const double steps[] = {1.0, 2.0, 5.0};
  const int tens = (n >= 0 ? n : n - 2) / 3;
  return steps[n - 3 * tens] * pow(10.0, tens);
}

struct out_scale out_chance_scale(const float *value, ptrdiff_t cells)
{
  struct out_scale scale = {
      .count = 7, .colour = {0xFDF3C4, 0xF9DC8C, 0xF4B95C, 0xE98A45, 0xD4563F, 0xA82B47, 0x5F0F40}};
  float most = 1e-9f;
  int tenth = -30, step = 0;
  for (ptrdiff_t i = 0; i < cells; i++)
    most = value[i] > most ? value[i] : most;
  for (int n = -30; n <= 0; n++)
    if (scale_step(n) <= 0.6 * (double)most)
      tenth = n;
  for (size_t k = scale.count; k-- > 0; step++)
    scale.edge[k] = scale_step(tenth - step);
  scale_label(&scale, 0.01, "%");
  return scale;
}

struct out_scale out_crown_scale(void)
{
  return (struct out_scale){.count = 3,
                            .edge = {1.0, 2.0, 3.0},
                            .colour = {0xF8C98A, 0xE46A54, 0x7A1037},
                            .label = {"地表火 surface", "间歇树冠火 passive", "连续树冠火 active"}};
}

void out_scale_classify(const struct out_scale *scale, const struct zoning_input *input,
                        const float *value, uint8_t *band)
{
  const ptrdiff_t cells = al_lattice_cells(input->lattice);
  assert(scale->count > 0 && value && band);
#pragma omp parallel for schedule(static)
  for (ptrdiff_t i = 0; i < cells; i++) {
    uint8_t k = 0;
    while (k < scale->count && (double)value[i] >= scale->edge[k])
      k++;
    band[i] = zoning_is_land(input, i) ? k : (uint8_t)ZONING_NODATA;
  }
}

void out_area_text(double area_m2, double whole_m2, char *out, size_t capacity)
{
  static const struct {
    double from_m2, unit_m2;
    int digits;
    const char *name;
  } units[] = {{1e6, 1e6, 3, "km²"}, {0.0, 1.0, 0, "m²"}};
  size_t u = 0;
  assert(area_m2 >= 0.0 && out && capacity > 0);
  while (u + 1 < sizeof units / sizeof units[0] && !(whole_m2 >= units[u].from_m2))
    u++;
  const double least = pow(10.0, -units[u].digits), value = area_m2 / units[u].unit_m2;
  const bool unseen = value > 0.0 && value < least;
  snprintf(out, capacity, "%s%.*f %s", unseen ? "< " : "", units[u].digits, unseen ? least : value,
           units[u].name);
}
