/**
 * Faults of a rain section that single keys cannot show.
 */
#ifndef AL_MODELS_RAIN_CHECK_H
#define AL_MODELS_RAIN_CHECK_H

#include "models/rain/rain_config.h"

/** Reports errors and warnings on the section. @param config struct al_rain_config. */
void rain_check(struct al_ctx *ctx, const struct al_config *scenario, const void *config);

struct rain_gaps {
  size_t count;
  double usual_s, first_s, first_long_s; /* step of the times; start and length of the first gap */
};

/** Steps at least half as long again as the one that most steps have; none where no step is usual.
 * @param time_s [count], rising. @param value [count], NULL or what falls: gaps without rain do not
 * count. */
struct rain_gaps rain_find_gaps(const double *time_s, const double *value, size_t count);

#endif
