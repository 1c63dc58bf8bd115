/**
 * Intervals against the length of the scenario: how often something is written is bounded by what a
 * disk and a reader can take.
 */
#include "config/scenario_section.h"
#include "core/log.h"
#include "core/message.h"
#include "out/out.h"
#include <assert.h>
#include <math.h>
#include <string.h>

struct interval_check {
  struct al_ctx *ctx;
  const struct al_config *scenario;
  double duration_s;
};

static const struct {
  const char *key;
  double most;
  const char *what;
} interval_rows[] = {
    {"output.interval", 1e5, "fields in time"},
    {"output.gauge_interval", 1e7, "rows of gauges.csv and sections.csv"},
    {"output.mass_interval", 1e7, "rows of mass.csv"},
    {"fire.perimeter_interval", 1e5, "perimeters"},
    {"cyclone.interval", 1e7, "positions of the storm"},
};

double out_interval_least_s(double duration_s, double most)
{
  assert(duration_s > 0.0 && most > 0.0);
  const double least_s = duration_s / most, digit = pow(10.0, floor(log10(least_s)) - 1.0);
  return ceil(least_s / digit - 1e-9) * digit;
}

static void interval_look(void *self, const char *where, const struct al_section *section,
                          const struct al_key *key, const void *data)
{
  const struct interval_check *check = self;
  size_t row = 0;
  (void)section;
  while (row < AL_COUNT(interval_rows) && strcmp(interval_rows[row].key, where) != 0)
    row++;
  if (row == AL_COUNT(interval_rows) || key->type != AL_KEY_NUMBER)
    return;
  const double interval_s = *(const double *)(const void *)((const char *)data + key->offset);
  const double most = interval_rows[row].most;
  if (!(interval_s > 0.0) || check->duration_s / interval_s <= most * (1.0 + 1e-9))
    return; /* 0 stands for never, or for every step */
  const struct al_source_mark mark = al_config_mark(check->scenario, where);
  al_report(check->ctx, AL_ERROR, &mark,
            "'%s': every %g s makes %.3g %s in %g s; at most %.0f are written, every %.3g s", where,
            interval_s, check->duration_s / interval_s,
            al_message_text(interval_rows[row].what, al_ctx_language(check->ctx)),
            check->duration_s, most, out_interval_least_s(check->duration_s, most));
}

void out_interval_check(struct al_ctx *ctx, const struct al_config *scenario)
{
  const struct al_scenario_config *config = al_config_section(scenario, "scenario");
  struct interval_check check = {ctx, scenario, config->duration_s};
  if (al_config_is_sound(scenario, "scenario") && config->duration_s > 0.0)
    al_config_visit(scenario, interval_look, &check);
}
