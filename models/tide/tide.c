/**
 * Prediction: levels, series, high and low waters.
 */
#include "models/tide/tide.h"
#include <assert.h>
#include <math.h>

#define TIDE_RADIANS (3.14159265358979323846 / 180.0)
#define TIDE_SCAN_S 600.0 /* the fastest constituent, M8, turns every 93 minutes */

/* f and u of a constituent: the product of the factors, the sum of the shifts. */
static double tide_factor(const struct tide_constituent *wave, const struct tide_sky *sky,
                          double *shift_deg)
{
  double factor = 1.0;
  *shift_deg = 0.0;
  for (int b = 0; b < TIDE_BASES; b++)
    if (wave->power[b] != 0.0) {
      factor *= pow(sky->factor[b], fabs(wave->power[b]));
      *shift_deg += wave->power[b] * sky->shift_deg[b];
    }
  return factor;
}

double tide_level_m(const struct tide *tide, double epoch_s, double *rate_m_per_s)
{
  assert(tide && tide->count <= TIDE_CONSTITUENTS_MOST);
  struct tide_sky sky;
  double level_m = 0.0, rate = 0.0;
  tide_sky_at(epoch_s, &sky);
  for (size_t i = 0; i < tide->count; i++) {
    const struct tide_constituent *wave = &tide->constituent[i];
    double shift_deg, argument_deg = 90.0 * wave->quarter, speed_deg_per_h = 0.0;
    const double height_m = wave->amplitude_m * tide_factor(wave, &sky, &shift_deg);
    for (int k = 0; k < TIDE_ANGLES; k++) {
      argument_deg += wave->multiple[k] * sky.angle_deg[k];
      speed_deg_per_h += wave->multiple[k] * sky.rate_deg_per_h[k];
    }
    const double phase = TIDE_RADIANS * fmod(argument_deg + shift_deg - wave->lag_deg, 360.0);
    level_m += height_m * cos(phase);
    rate -= height_m * TIDE_RADIANS * speed_deg_per_h / 3600.0 * sin(phase);
  }
  if (rate_m_per_s)
    *rate_m_per_s = rate;
  return level_m;
}

al_status tide_series(struct al_arena *arena, const struct tide *tide, double clock_epoch_s,
                      double start_s, double end_s, double step_s, double shift_s,
                      struct al_series *out)
{
  assert(tide && out && end_s > start_s && step_s > 0.0);
  const size_t count = (size_t)ceil((end_s - start_s) / step_s) + 1;
  double *time_s = AL_NEW(arena, double, count), *value = AL_NEW(arena, double, count);
  if (!time_s || !value)
    return AL_NO_MEMORY;
  for (size_t i = 0; i < count; i++) {
    time_s[i] = fmin(start_s + (double)i * step_s, end_s);
    value[i] = tide_level_m(tide, clock_epoch_s + time_s[i] - shift_s, NULL);
  }
  *out = (struct al_series){
      .count = count, .time_s = time_s, .value = value, .shape = AL_SERIES_LINEAR};
  return AL_OK;
}

/* The turn between two times with rates of different sign, by halving. */
static double tide_turn_s(const struct tide *tide, double low_s, double high_s, bool rises)
{
  while (high_s - low_s > 0.05) {
    double rate;
    const double middle_s = 0.5 * (low_s + high_s);
    tide_level_m(tide, middle_s, &rate);
    if ((rate > 0.0) == rises)
      low_s = middle_s;
    else
      high_s = middle_s;
  }
  return 0.5 * (low_s + high_s);
}

size_t tide_turns(const struct tide *tide, double from_epoch_s, double to_epoch_s,
                  struct tide_turn *turns, size_t capacity)
{
  assert(tide && from_epoch_s <= to_epoch_s && (turns || capacity == 0));
  double rate, before;
  size_t count = 0;
  tide_level_m(tide, from_epoch_s, &before);
  const long stretches = (long)ceil((to_epoch_s - from_epoch_s) / TIDE_SCAN_S);
  for (long stretch = 0; stretch < stretches; stretch++) {
    const double at_s = from_epoch_s + (double)stretch * TIDE_SCAN_S;
    const double next_s = fmin(at_s + TIDE_SCAN_S, to_epoch_s);
    tide_level_m(tide, next_s, &rate);
    if ((rate > 0.0) != (before > 0.0)) {
      const double turn_s = tide_turn_s(tide, at_s, next_s, before > 0.0);
      if (count < capacity)
        turns[count] = (struct tide_turn){
            .epoch_s = turn_s, .level_m = tide_level_m(tide, turn_s, NULL), .high = before > 0.0};
      count++;
    }
    before = rate;
  }
  return count;
}
