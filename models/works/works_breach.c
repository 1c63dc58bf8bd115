/**
 * A breach that grows, and the flow through it.
 */
#include "models/works/works_breach.h"
#include <assert.h>
#include <math.h>

#define GRAVITY 9.81
#define DROWNED_FROM 0.67
#define TRIANGLE_SHARE (2.45 / 3.1) /* of Fread's two coefficients */
#define WIDTH_LEAST_M 0.1

void works_breach_froehlich(double volume_m3, bool overtopped, struct works_breach *breach)
{
  const double height_m = breach->crest_m - breach->bottom_m;
  assert(volume_m3 >= 0.0 && height_m > 0.0);
  const double mean_m =
      0.27 * (overtopped ? 1.3 : 1.0) * pow(volume_m3, 0.32) * pow(height_m, 0.04);
  breach->side_slope = overtopped ? 1.0 : 0.7;
  breach->width_m = fmax(mean_m - breach->side_slope * height_m, WIDTH_LEAST_M);
  breach->growth_s = 63.2 * sqrt(volume_m3 / GRAVITY) / height_m;
}

void works_breach_macdonald(double volume_m3, double head_m, double crest_width_m,
                            double face_slopes, struct works_breach *breach)
{
  const double height_m = breach->crest_m - breach->bottom_m, side = 0.5;
  assert(volume_m3 >= 0.0 && head_m >= 0.0 && height_m > 0.0);
  const double eroded_m3 = 0.0261 * pow(volume_m3 * head_m, 0.769);
  const double sides_m3 =
      height_m * height_m * (crest_width_m * side + height_m * side * face_slopes / 3.0);
  breach->side_slope = side;
  breach->width_m =
      fmax((eroded_m3 - sides_m3) / (height_m * (crest_width_m + 0.5 * height_m * face_slopes)),
           WIDTH_LEAST_M);
  breach->growth_s = 3600.0 * 0.0179 * pow(eroded_m3, 0.364);
}

struct works_opening works_breach_opening(const struct works_breach *breach, double age_s)
{
  if (!(age_s >= 0.0))
    return (struct works_opening){breach->crest_m, 0.0, 0.0};
  const double share = age_s < breach->growth_s ? age_s / breach->growth_s : 1.0;
  return (struct works_opening){breach->crest_m - share * (breach->crest_m - breach->bottom_m),
                                share * breach->width_m, breach->side_slope};
}

double works_opening_m3_per_s(const struct works_opening *opening, double coefficient,
                              double level_m, double tail_m)
{
  const double head_m = level_m - opening->bottom_m;
  if (!(head_m > 0.0) || tail_m >= level_m)
    return 0.0;
  const double root = sqrt(head_m), share = (tail_m - opening->bottom_m) / head_m;
  const double over = (share - DROWNED_FROM) / (1.0 - DROWNED_FROM);
  const double kept = over > 0.0 ? 1.0 - over * over * over : 1.0;
  return kept * coefficient * head_m * root *
         (opening->width_m + TRIANGLE_SHARE * opening->side_slope * head_m);
}
