/**
 * What key ranges cannot know: which keys a kind needs, names, rules, curves.
 */
#include "models/works/works_state.h"
#include <stdio.h>
#include <string.h>

struct checker {
  struct al_ctx *ctx;
  const struct al_config *scenario;
  const struct al_works_config *works;
};

static struct al_source_mark check_mark(const struct checker *checker, const char *list, size_t at)
{
  char path[64];
  snprintf(path, sizeof path, "works.%s[%zu]", list, at);
  return al_config_mark(checker->scenario, path);
}

static void check_pump(const struct checker *checker, const struct al_source_mark *mark,
                       const struct works_link_config *link)
{
  const double *curve = link->curve.value;
  const size_t count = link->curve.count;
  if ((link->capacity_m3_per_s > 0.0) == (count > 0))
    al_report(checker->ctx, AL_ERROR, mark, "pump '%s' needs either `capacity` or `curve`",
              link->name);
  if (count > 0 && (count < 4 || count % 2 != 0))
    al_report(checker->ctx, AL_ERROR, mark,
              "pump '%s': curve has %zu numbers; wanted: pairs of head and discharge, two or more",
              link->name, count);
  for (size_t i = 0; i + 1 < count; i += 2) {
    if (curve[i + 1] < 0.0)
      al_report(checker->ctx, AL_ERROR, mark, "pump '%s': curve holds the discharge %g m3/s",
                link->name, curve[i + 1]);
    if (i > 0 && (curve[i] <= curve[i - 2] || curve[i + 1] > curve[i - 1]))
      al_report(checker->ctx, AL_ERROR, mark,
                "pump '%s': curve must have rising heads and discharges that do not rise: %g m, "
                "%g m3/s after %g m, %g m3/s",
                link->name, curve[i], curve[i + 1], curve[i - 2], curve[i - 1]);
  }
  if (al_level_is_given(link->on_level_m) &&
      (!al_level_is_given(link->off_level_m) || link->off_level_m >= link->on_level_m))
    al_report(checker->ctx, AL_ERROR, mark, "pump '%s': off_level must be given below on_level",
              link->name);
}

static void check_sizes(const struct checker *checker, const struct al_source_mark *mark,
                        const struct works_link_config *link)
{
  const bool box = link->width_m > 0.0 && link->height_m > 0.0;
  switch ((enum works_kind)link->kind) {
  case WORKS_CULVERT:
  case WORKS_OUTFALL:
    if ((link->diameter_m > 0.0) == box)
      al_report(checker->ctx, AL_ERROR, mark,
                "culvert '%s' needs either `diameter`, or `width` and `height`", link->name);
    break;
  case WORKS_GATE:
    if (!box)
      al_report(checker->ctx, AL_ERROR, mark, "gate '%s' needs `width` and `height`", link->name);
    break;
  case WORKS_WEIR:
    if (!(link->width_m > 0.0))
      al_report(checker->ctx, AL_ERROR, mark, "weir '%s' needs `width`", link->name);
    break;
  case WORKS_PUMP:
    check_pump(checker, mark, link);
    break;
  }
}

static void check_link(const struct checker *checker, size_t at,
                       const struct works_link_config *link)
{
  const struct al_source_mark mark = check_mark(checker, "links", at);
  const bool points = link->from.count == 2 && link->to.count == 2;
  if (points == (link->path != NULL) ||
      (link->path && (link->from.count > 0 || link->to.count > 0)))
    al_report(checker->ctx, AL_ERROR, &mark,
              "link '%s' needs either `from: [x, y]` and `to: [x, y]`, or a `path`", link->name);
  check_sizes(checker, &mark, link);
}

static void check_rule(const struct checker *checker, size_t at,
                       const struct works_rule_config *rule)
{
  const struct al_source_mark mark = check_mark(checker, "rules", at);
  const struct works_link_config *link = checker->works->links.record;
  const struct works_gauge_config *gauge = checker->works->gauges.record;
  bool has_link = false, has_gauge = false;
  for (size_t k = 0; k < checker->works->links.count; k++)
    if (strcmp(link[k].name, rule->link) == 0) {
      has_link = true;
      if (link[k].opening.count)
        al_report(checker->ctx, AL_ERROR, &mark,
                  "link '%s' has an `opening` over time and rules: only one of them can move it",
                  rule->link);
    }
  for (size_t k = 0; rule->gauge && k < checker->works->gauges.count; k++)
    has_gauge = has_gauge || strcmp(gauge[k].name, rule->gauge) == 0;
  if (!has_link)
    al_report(checker->ctx, AL_ERROR, &mark, "rule: works.links has no '%s'", rule->link);
  if (rule->gauge && !has_gauge)
    al_report(checker->ctx, AL_ERROR, &mark, "rule: works.gauges has no '%s'", rule->gauge);
  if ((rule->gauge != NULL) !=
      (al_level_is_given(rule->above_m) || al_level_is_given(rule->below_m)))
    al_report(checker->ctx, AL_ERROR, &mark,
              "rule for '%s': a gauge and `above` or `below` go together", rule->link);
  if (rule->to_s <= rule->from_s)
    al_report(checker->ctx, AL_ERROR, &mark, "rule for '%s': `to` must lie after `from`",
              rule->link);
}

static void check_storage(const struct checker *checker, const struct al_source_mark *mark,
                          const struct works_dam_config *dam)
{
  const bool power = dam->volume_m3 > 0.0 && al_level_is_given(dam->volume_level_m) &&
                     al_level_is_given(dam->bottom_m);
  const bool any = dam->volume_m3 > 0.0 || al_level_is_given(dam->volume_level_m);
  if (dam->storage ? any : !power)
    al_report(checker->ctx, AL_ERROR, mark,
              "dam '%s' needs either `storage_curve`, or `volume`, `volume_level` and "
              "`bottom_level`",
              dam->name);
  else if (power && dam->volume_level_m <= dam->bottom_m)
    al_report(checker->ctx, AL_ERROR, mark,
              "dam '%s': volume_level %g m must lie above bottom_level %g m", dam->name,
              dam->volume_level_m, dam->bottom_m);
  if (!al_level_is_given(dam->initial_level_m))
    al_report(checker->ctx, AL_ERROR, mark, "dam '%s' needs `initial_level`", dam->name);
  if (al_level_is_given(dam->spillway_level_m) != (dam->spillway_width_m > 0.0))
    al_report(checker->ctx, AL_ERROR, mark,
              "dam '%s': spillway_level and spillway_width go together", dam->name);
}

static void check_breach(const struct checker *checker, const struct al_source_mark *mark,
                         const struct works_dam_config *dam)
{
  const double bottom_m =
      al_level_is_given(dam->breach_bottom_m) ? dam->breach_bottom_m : dam->bottom_m;
  if (dam->breach == WORKS_BREACH_NONE)
    return;
  if (!al_level_is_given(dam->crest_m) || !al_level_is_given(bottom_m))
    al_report(checker->ctx, AL_ERROR, mark,
              "dam '%s': a breach needs `crest_level`, and `breach_bottom` or `bottom_level`",
              dam->name);
  else if (dam->crest_m <= bottom_m)
    al_report(checker->ctx, AL_ERROR, mark,
              "dam '%s': crest_level %g m must lie above the breach's bottom %g m", dam->name,
              dam->crest_m, bottom_m);
  if (dam->breach_at_s < 0.0 && !al_level_is_given(dam->breach_above_m))
    al_report(checker->ctx, AL_ERROR, mark,
              "dam '%s': a breach needs `breach_at` or `breach_above`", dam->name);
  if (dam->breach == WORKS_BREACH_GIVEN &&
      (!(dam->breach_width_m > 0.0) || dam->breach_time_s < 0.0))
    al_report(checker->ctx, AL_ERROR, mark,
              "dam '%s': breach given needs `breach_width` and `breach_time`", dam->name);
}

static void check_dam(const struct checker *checker, size_t at, const struct works_dam_config *dam)
{
  const struct al_source_mark mark = check_mark(checker, "dams", at);
  const bool line = dam->line.count >= 4 && dam->line.count % 2 == 0;
  if (line == (dam->path != NULL) || (dam->path && dam->line.count > 0))
    al_report(checker->ctx, AL_ERROR, &mark,
              "dam '%s' needs either `line: [x1, y1, x2, y2, ...]` or a `path`", dam->name);
  check_storage(checker, &mark, dam);
  check_breach(checker, &mark, dam);
}

void works_check(struct al_ctx *ctx, const struct al_config *scenario, const void *config)
{
  const struct al_works_config *works = config;
  const struct checker checker = {ctx, scenario, works};
  const struct works_link_config *link = works->links.record;
  const struct works_rule_config *rule = works->rules.record;
  const struct works_dam_config *dam = works->dams.record;
  for (size_t k = 0; k < works->links.count; k++)
    check_link(&checker, k, &link[k]);
  for (size_t k = 0; k < works->rules.count; k++)
    check_rule(&checker, k, &rule[k]);
  for (size_t k = 0; k < works->dams.count; k++)
    check_dam(&checker, k, &dam[k]);
}
