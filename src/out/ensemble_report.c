/**
 * report.html of an ensemble.
 */
#include "core/markup.h"
#include "doors/file_door.h"
#include "out/ensemble_inside.h"
#include "out/ensemble_maps.h"
#include "out/report.h"
#include "out/warning_report.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void report_put_counts(FILE *stream, const struct ensemble *ensemble,
                              const struct envelope *all)
{
  char value[64];
  fputs("<section class=\"cards\">\n", stream);
  snprintf(value, sizeof value, "%zu / %zu", all->run_count, ensemble->plan.member_count);
  out_report_put_card(stream, value, "完成的成员", "members finished");
  snprintf(value, sizeof value, "%zu", ensemble->plan.group_count);
  out_report_put_card(stream, value, "分组", "groups");
  for (size_t g = 0; g < ensemble->gauge_count && g < 3; g++) {
    const struct ensemble_driver driver =
        ensemble_find_driver(ensemble, ensemble->plan.group_count, g, 0);
    char zh[200], en[200];
    snprintf(value, sizeof value, "%.2f m", driver.level_m);
    snprintf(zh, sizeof zh, "%.100s 最高水位", ensemble->gauge[g].name);
    snprintf(en, sizeof en, "highest level at %.100s", ensemble->gauge[g].name);
    if (!isnan(driver.level_m))
      out_report_put_card(stream, value, zh, en);
  }
  fputs("</section>\n", stream);
}

/* Name of a group of a row; the last row is of all. */
static void report_put_group(FILE *stream, const struct ensemble *ensemble, size_t group)
{
  fputs("<tr><td>", stream);
  if (group < ensemble->plan.group_count)
    al_markup_put(stream, ensemble->plan.group[group]);
  else
    out_report_put_pair(stream, "全部（MOM）", "all (MOM)");
  fputs("</td>", stream);
}

static void report_put_areas(FILE *stream, const struct ensemble *ensemble,
                             const struct envelope *all)
{
  const struct al_number_list *depths = &ensemble->plan.config->depths_m;
  fputs("<table><thead><tr><th>", stream);
  out_report_put_pair(stream, "分组（MEOW）", "Group (MEOW)");
  fputs("</th><th class=\"n\">", stream);
  out_report_put_pair(stream, "成员", "Members");
  for (size_t k = 0; k < depths->count; k++)
    fprintf(stream, "</th><th class=\"n\">&gt; %g m", depths->value[k]);
  fputs("</th></tr></thead><tbody>\n", stream);
  for (size_t g = 0; g <= ensemble->plan.group_count; g++) {
    const struct envelope *envelope = g < ensemble->plan.group_count ? &ensemble->envelope[g] : all;
    report_put_group(stream, ensemble, g);
    fprintf(stream, "<td class=\"n\">%zu</td>", envelope->run_count);
    for (size_t k = 0; k < depths->count; k++) {
      char area[32];
      out_area_text(ensemble_wet_m2(ensemble, envelope, depths->value[k]), 1e6, area, sizeof area);
      fprintf(stream, "<td class=\"n\">%s</td>", area);
    }
    fputs("</tr>\n", stream);
  }
  fputs("</tbody></table>\n", stream);
}

/* Area and people in each of the four colours by group, one table a rule table. */
static void report_put_colours(FILE *stream, const struct ensemble *ensemble,
                               const struct out_zones *zones, size_t table)
{
  const size_t groups = ensemble->plan.group_count;
  fputs("<h3>", stream);
  out_report_put_pair(stream, zones[groups].zoning[table].rules.title_zh,
                      zones[groups].zoning[table].rules.title_en);
  fputs("</h3>\n<table><thead><tr><th>", stream);
  out_report_put_pair(stream, "分组（MEOW）", "Group (MEOW)");
  for (int k = 1; k <= ZONING_COLOURS; k++) {
    fputs("</th><th class=\"n\">", stream);
    out_report_put_pair(stream, zoning_colour_styles[k].zh, zoning_colour_styles[k].en);
  }
  fputs("</th></tr></thead><tbody>\n", stream);
  for (size_t g = 0; g <= groups; g++) {
    report_put_group(stream, ensemble, g);
    for (int k = 1; k <= ZONING_COLOURS && zones[g].count > table; k++) {
      char area[32];
      const struct zoning_total total = out_report_of_colours(&zones[g].zoning[table], k, k);
      out_area_text(total.area_m2, 1e6, area, sizeof area);
      fprintf(stream, "<td class=\"n\">%s", area);
      if (zones[g].has_people) {
        fprintf(stream, "<br><span class=\"small\">%.0f ", total.people);
        out_report_put_pair(stream, "人", "people");
        fputs("</span>", stream);
      }
      fputs("</td>", stream);
    }
    fputs("</tr>\n", stream);
  }
  fputs("</tbody></table>\n", stream);
}

/* Highest level at each gauge by group, and which member gave it. */
static void report_put_gauges(FILE *stream, const struct ensemble *ensemble)
{
  fputs("<table><thead><tr><th>", stream);
  out_report_put_pair(stream, "分组", "Group");
  for (size_t g = 0; g < ensemble->gauge_count; g++) {
    fputs("</th><th class=\"n\">", stream);
    al_markup_put(stream, ensemble->gauge[g].name);
  }
  fputs("</th></tr></thead><tbody>\n", stream);
  for (size_t group = 0; group <= ensemble->plan.group_count; group++) {
    report_put_group(stream, ensemble, group);
    for (size_t g = 0; g < ensemble->gauge_count; g++) {
      const struct ensemble_driver driver = ensemble_find_driver(ensemble, group, g, 0);
      if (isnan(driver.level_m)) {
        fputs("<td class=\"n\">–</td>", stream);
        continue;
      }
      fprintf(stream, "<td class=\"n\">%.2f m<br><span class=\"small\">", driver.level_m);
      al_markup_put(stream, ensemble->plan.member[driver.member].name);
      fputs("</span></td>", stream);
    }
    fputs("</tr>\n", stream);
  }
  fputs("</tbody></table>\n", stream);
}

static void report_put_sections(FILE *stream, const struct ensemble *ensemble)
{
  const size_t groups = ensemble->plan.group_count;
  assert(groups > 0 && ensemble->section_count > 0);
  out_report_put_heading(stream, "岸段警戒潮位：各组达到的最高级别",
                         "Coast sections: the highest colour by group");
  warning_put_note(stream);
  fputs("<div class=\"wide\"><table><thead><tr><th>", stream);
  out_report_put_pair(stream, "岸段", "Section");
  fputs("</th><th class=\"n\">", stream);
  out_report_put_pair(stream, "警戒 m", "Levels m");
  for (size_t g = 0; g < groups; g++) {
    fputs("</th><th>", stream);
    al_markup_put(stream, ensemble->plan.group[g]);
  }
  fputs("</th></tr></thead><tbody>\n", stream);
  for (size_t s = 0; s < ensemble->section_count; s++) {
    const struct warning_place *place = &ensemble->sections.place[s];
    fputs("<tr>", stream);
    warning_put_section(stream, place);
    for (size_t g = 0; g < groups; g++) {
      const struct ensemble_driver driver =
          ensemble_find_driver(ensemble, g, ensemble->gauge_count, s);
      fputs("<td>", stream);
      warning_put_cell(stream, place, driver.level_m);
      if (!isnan(driver.level_m))
        fprintf(stream, "<br><span class=\"small\">%.2f m · %.0f %% &ge; ",
                driver.level_m - place->zero_m, 100.0 * ensemble_share_of(ensemble, g, s, 1));
      if (!isnan(driver.level_m)) {
        out_report_put_pair(stream, "蓝", "blue");
        fputs("</span>", stream);
      }
      fputs("</td>", stream);
    }
    fputs("</tr>\n", stream);
  }
  fputs("</tbody></table></div>\n", stream);
}

static void report_put_members(FILE *stream, const struct ensemble *ensemble)
{
  static const char *const states[][2] = {
      {"未完成", "waiting"}, {"完成", "done"}, {"失败", "failed"}};
  static const char *const columns[][2] = {{"编号", "Number"}, {"成员", "Member"},
                                           {"分组", "Group"},  {"状态", "State"},
                                           {"权重", "Weight"}, {"平衡误差", "Balance error"}};
  out_report_put_heading(stream, "成员", "Members");
  out_report_put_columns(stream, columns, AL_COUNT(columns), 2);
  for (size_t m = 0; m < ensemble->plan.member_count; m++) {
    const struct ensemble_member *member = &ensemble->plan.member[m];
    const struct ensemble_outcome *outcome = &ensemble->outcome[m];
    fprintf(stream, "<tr><td>%zu</td><td>", m + 1);
    al_markup_put(stream, member->name);
    fputs("</td><td>", stream);
    al_markup_put(stream, ensemble->plan.group[member->group]);
    fputs("</td><td>", stream);
    out_report_put_pair(stream, states[outcome->state][0], states[outcome->state][1]);
    if (outcome->fault) {
      fputs("<br><span class=\"small\">", stream);
      al_markup_put(stream, outcome->fault);
      fputs("</span>", stream);
    }
    fprintf(stream, "</td><td class=\"n\">%.4g</td><td class=\"n\">%.1e</td></tr>\n",
            member->weight, outcome->balance_error_share);
  }
  fputs("</tbody></table>\n<p class=\"small\">", stream);
  out_report_put_pair(stream, "各成员的取值和峰值见 members.csv，各组见 groups.csv。",
                      "Values and peaks of each member: members.csv; of the groups: groups.csv.");
  fputs("</p>\n", stream);
}

static al_status report_put_group_maps(FILE *stream, const struct ensemble *ensemble,
                                       const struct out_env *env, const struct out_zones *zones)
{
  for (size_t g = 0; g < ensemble->plan.group_count && ensemble->plan.group_count > 1; g++) {
    fputs("<h3>", stream);
    al_markup_put(stream, ensemble->plan.group[g]);
    fputs("</h3>\n", stream);
    const char *level =
        al_arena_printf(env->arena, "meow/%s/maps/zsmax.png", ensemble->plan.group[g]);
    AL_TRY(env->ctx, level ? out_report_put_map(stream, env, level) : AL_NO_MEMORY);
    for (size_t i = 0; i < zones->count && ensemble_has_land(env); i++) {
      const char *zoning = al_arena_printf(env->arena, "meow/%s/maps/zoning_%s.png",
                                           ensemble->plan.group[g], zones->zoning[i].rules.name);
      AL_TRY(env->ctx, zoning ? out_report_put_map(stream, env, zoning) : AL_NO_MEMORY);
    }
  }
  return AL_OK;
}

static al_status report_put_maps(FILE *stream, const struct ensemble *ensemble,
                                 const struct out_env *env, const struct out_zones *zones)
{
  static const char *const maps[] = {"maps/zsmax.png", "maps/hmax.png", "maps/arrival.png",
                                     "maps/driver.png", "maps/warning.png"};
  const struct al_number_list *depths = &ensemble->plan.config->depths_m;
  if (!env->output->maps)
    return AL_OK;
  out_report_put_heading(stream, "图件：全部成员的包络（MOM）", "Maps: envelope of all (MOM)");
  for (size_t i = 0; i < zones->count; i++) {
    const char *relative =
        al_arena_printf(env->arena, "maps/zoning_%s.png", zones->zoning[i].rules.name);
    AL_TRY(env->ctx, relative ? out_report_put_map(stream, env, relative) : AL_NO_MEMORY);
  }
  for (size_t i = 0; i < AL_COUNT(maps); i++)
    AL_TRY(env->ctx, out_report_put_map(stream, env, maps[i]));
  for (size_t k = 0; k < depths->count; k++) {
    const char *relative = al_arena_printf(env->arena, "maps/share_%gm.png", depths->value[k]);
    AL_TRY(env->ctx, relative ? out_report_put_map(stream, env, relative) : AL_NO_MEMORY);
  }
  if (ensemble->plan.group_count > 1)
    out_report_put_heading(stream, "图件：各组包络（MEOW）", "Maps: envelopes by group (MEOW)");
  return report_put_group_maps(stream, ensemble, env, zones);
}

static al_status report_put_ensemble(FILE *stream, const struct ensemble *ensemble,
                                     const struct envelope *all, const struct out_report *report,
                                     const struct out_zones *of_group)
{
  const struct out_env *env = report->env;
  const bool has_land = ensemble_has_land(env);
  out_report_begin(stream, al_scenario_title(env->scenario, true));
  out_report_put_head(stream, report);
  report_put_counts(stream, ensemble, all);
  if (has_land) {
    out_report_put_headline(stream, report);
    out_report_put_heading(stream, "各组包络淹没的陆地", "Land under water in the envelopes");
    report_put_areas(stream, ensemble, all);
    if (report->zones->count > 0 && ensemble->plan.group_count > 1)
      out_report_put_heading(stream, "各组区划：四色面积与人口",
                             "Zoning by group: area and people in each colour");
    for (size_t i = 0; i < report->zones->count && ensemble->plan.group_count > 1; i++)
      report_put_colours(stream, ensemble, of_group, i);
  }
  if (ensemble->gauge_count > 0) {
    out_report_put_heading(stream, "测点最高水位与对应成员",
                           "Highest level at the gauges, and the member that gave it");
    report_put_gauges(stream, ensemble);
  }
  if (ensemble->section_count > 0)
    report_put_sections(stream, ensemble);
  if (has_land) {
    out_report_put_bands(stream, report);
    out_report_put_zones(stream, report);
  }
  AL_TRY(env->ctx, report_put_maps(stream, ensemble, env, report->zones));
  report_put_members(stream, ensemble);
  out_report_put_limits(stream, report);
  AL_TRY(env->ctx, out_report_put_making(stream, report));
  out_report_end(stream);
  return AL_OK;
}

al_status ensemble_report_make(struct ensemble *ensemble, const struct out_env *env,
                               const struct envelope *all, const struct out_zones *zones,
                               const struct al_run_result *result)
{
  struct out_report report = {
      .env = env, .result = result, .zones = &zones[ensemble->plan.group_count]};
  struct al_file_writer writer;
  AL_TRY(env->ctx, out_flooded_sum(env, &all->planes, &report.flooded));
  AL_TRY(env->ctx, al_file_begin(env->ctx, out_path(env, "report.html"), &writer));
  const al_status status = report_put_ensemble(writer.stream, ensemble, all, &report, zones);
  if (status == AL_OK)
    return al_file_commit(&writer);
  al_file_abandon(&writer);
  return status;
}
