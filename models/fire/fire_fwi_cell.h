/**
 * Canadian Fire Weather Index (Van Wagner 1987): moisture codes carried from day to day at noon,
 * and the indices of spread and build-up. Temperature C, humidity %, wind km/h at 10 m, rain mm of
 * the last 24 h. Points only, in double.
 */
#ifndef AL_MODELS_FIRE_FWI_CELL_H
#define AL_MODELS_FIRE_FWI_CELL_H

#include <math.h>
#include <stdbool.h>

/* Of the FF scale. */
#define FIRE_FF_SCALE 147.27723

struct fire_noon {
  double celsius, humidity_pct, wind_km_per_h, rain_mm;
  int month; /* 1 to 12 */
};

/** Moisture of fine fuel, % of dry mass, of a Fine Fuel Moisture Code 0 .. 101. */
static inline double fire_ffmc_moisture_pct(double ffmc)
{
  return FIRE_FF_SCALE * (101.0 - ffmc) / (59.5 + ffmc);
}

/* Moisture after the day's rain. */
static inline double fire_ffmc_rained(double before, double rain_mm)
{
  if (!(rain_mm > 0.5))
    return before;
  const double rain = rain_mm - 0.5;
  const double soaked =
      before + 42.5 * rain * exp(-100.0 / (251.0 - before)) * (1.0 - exp(-6.93 / rain));
  const double over = before > 150.0 ? before - 150.0 : 0.0;
  return fmin(soaked + 0.0015 * over * over * sqrt(rain), 250.0);
}

/** Fine Fuel Moisture Code of a day from that of the day before. */
static inline double fire_ffmc(double before, struct fire_noon noon)
{
  const double h = noon.humidity_pct, t = noon.celsius;
  const double m = fire_ffmc_rained(fire_ffmc_moisture_pct(before), noon.rain_mm);
  const double warm = 0.18 * (21.1 - t) * (1.0 - exp(-0.115 * h));
  const double drying = 0.942 * pow(h, 0.679) + 11.0 * exp((h - 100.0) / 10.0) + warm;
  const double wetting = 0.618 * pow(h, 0.753) + 10.0 * exp((h - 100.0) / 10.0) + warm;
  const bool gains = m < drying && m<wetting, loses = m> drying;
  const double share = (gains ? 100.0 - h : h) / 100.0;
  const double log_rate =
      (0.424 * (1.0 - pow(share, 1.7)) +
       0.0694 * sqrt(noon.wind_km_per_h) *
           (1.0 - share * share * share * share * share * share * share * share)) *
      0.581 * exp(0.0365 * t);
  const double towards = gains ? wetting : loses ? drying : m;
  const double after = towards + (m - towards) * pow(10.0, -log_rate);
  return fmin(fmax(59.5 * (250.0 - after) / (FIRE_FF_SCALE + after), 0.0), 101.0);
}

/** Duff Moisture Code of a day, latitudes above 30 N. */
static inline double fire_dmc(double before, struct fire_noon noon)
{
  static const double day_length[12] = {6.5,  7.5,  9.0, 12.8, 13.9, 13.9,
                                        12.4, 10.9, 9.4, 8.0,  7.0,  6.0};
  const double drying = 1.894 * (fmax(noon.celsius, -1.1) + 1.1) * (100.0 - noon.humidity_pct) *
                        day_length[noon.month - 1] * 1e-4;
  if (!(noon.rain_mm > 1.5))
    return fmax(before + drying, 0.0);
  const double rain = 0.92 * noon.rain_mm - 1.27, wet = 20.0 + 280.0 / exp(0.023 * before);
  const double b = before <= 33.0   ? 100.0 / (0.5 + 0.3 * before)
                   : before <= 65.0 ? 14.0 - 1.3 * log(before)
                                    : 6.2 * log(before) - 17.2;
  const double soaked = wet + 1000.0 * rain / (48.77 + b * rain);
  return fmax(fmax(43.43 * (5.6348 - log(soaked - 20.0)), 0.0) + drying, 0.0);
}

/** Drought Code of a day, latitudes above 20 N. */
static inline double fire_dc(double before, struct fire_noon noon)
{
  static const double day_length[12] = {-1.6, -1.6, -1.6, 0.9, 3.8,  5.8,
                                        6.4,  5.0,  2.4,  0.4, -1.6, -1.6};
  const double drying =
      fmax((0.36 * (fmax(noon.celsius, -2.8) + 2.8) + day_length[noon.month - 1]) / 2.0, 0.0);
  if (!(noon.rain_mm > 2.8))
    return fmax(before + drying, 0.0);
  const double rain = 0.83 * noon.rain_mm - 1.27, wet = 800.0 * exp(-before / 400.0);
  return fmax(before - 400.0 * log(1.0 + 3.937 * rain / wet), 0.0) + drying;
}

/** Initial Spread Index. @param bounded the wind's effect levels off from 40 km/h on, as in the
 * Fire Behavior Prediction System */
static inline double fire_isi(double ffmc, double wind_km_per_h, bool bounded)
{
  const double m = fire_ffmc_moisture_pct(ffmc);
  const double wind = bounded && wind_km_per_h >= 40.0
                          ? 12.0 * (1.0 - exp(-0.0818 * (wind_km_per_h - 28.0)))
                          : exp(0.05039 * wind_km_per_h);
  return 0.208 * wind * 91.9 * exp(-0.1386 * m) * (1.0 + pow(m, 5.31) / 4.93e7);
}

/** Buildup Index. */
static inline double fire_bui(double dmc, double dc)
{
  if (!(dmc > 0.0))
    return 0.0;
  const double both = 0.8 * dc * dmc / (dmc + 0.4 * dc);
  if (both >= dmc)
    return both;
  return fmax(dmc - (0.92 + pow(0.0114 * dmc, 1.7)) * (dmc - both) / dmc, 0.0);
}

/** Fire Weather Index. */
static inline double fire_fwi(double isi, double bui)
{
  const double duff =
      bui > 80.0 ? 1000.0 / (25.0 + 108.64 * exp(-0.023 * bui)) : 0.626 * pow(bui, 0.809) + 2.0;
  const double b = 0.1 * isi * duff;
  return b > 1.0 ? exp(2.72 * pow(0.434 * log(b), 0.647)) : b;
}

#endif
