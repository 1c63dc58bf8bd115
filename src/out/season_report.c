/**
 * The report of a fire season without water.
 */
#include "doors/csv_door.h"
#include "doors/file_door.h"
#include "models/fire/fire_season_config.h"
#include "out/fire_products.h"
#include "out/report.h"
#include "out/season_products.h"
#include <stdio.h>

static void season_put_headline(FILE *stream, const struct out_report *report)
{
  const struct al_fire_season_config *config =
      al_config_section(report->env->scenario_file, "fire_season");
  const struct al_run_result *result = report->result;
  char value[64];
  fputs("<section class=\"cards\">\n", stream);
  snprintf(value, sizeof value, "%.0f", out_fire_figure(result, "fires"));
  out_report_put_card(stream, value, "模拟火灾次数", "fires");
  out_area_text(out_fire_figure(result, "burnt_mean_m2"), report->env->domain_m2, value,
                sizeof value);
  out_report_put_card(stream, value, "平均过火面积", "burnt by a fire, mean");
  out_area_text(out_fire_figure(result, "burnt_most_m2"), report->env->domain_m2, value,
                sizeof value);
  out_report_put_card(stream, value, "最大过火面积", "burnt by a fire, most");
  snprintf(value, sizeof value, "%.0f %%",
           100.0 * out_fire_figure(result, "containment_probability"));
  out_report_put_card(stream, value, "初期扑救控制概率", "contained by the initial attack");
  if (config->without.count > 0) {
    out_area_text(out_fire_figure(result, "without_burnt_mean_m2"), report->env->domain_m2, value,
                  sizeof value);
    out_report_put_card(stream, value, "无阻隔时的平均过火面积",
                        "burnt without the barriers, mean");
  }
  fputs("</section>\n", stream);
}

/* sources.csv as a table. */
static al_status season_put_sources(FILE *stream, const struct out_env *env)
{
  static const char *const columns[][2] = {{"起火来源", "Source"},
                                           {"天气", "Weather"},
                                           {"火灾次数", "Fires"},
                                           {"控制概率", "Contained"},
                                           {"平均过火面积", "Burnt, mean"}};
  struct al_csv csv;
  char area[64];
  AL_TRY(env->ctx, al_csv_read(env->ctx, env->arena, out_path(env, "fire/sources.csv"), &csv));
  out_report_put_heading(stream, "起火来源与天气", "Sources and weathers");
  out_report_put_columns(stream, columns, AL_COUNT(columns), 3);
  for (size_t row = 0; row < csv.row_count; row++) {
    const char *const *cell = &csv.cell[row * csv.column_count];
    out_area_text(al_csv_number(env->ctx, &csv, row, 6), env->domain_m2, area, sizeof area);
    fputs("<tr><td>", stream);
    out_report_put_pair(stream, cell[0], cell[0]);
    fputs("</td><td>", stream);
    out_report_put_pair(stream, cell[1], cell[1]);
    fprintf(stream,
            "</td><td class=\"number\">%s</td><td class=\"number\">%.0f %%</td>"
            "<td class=\"number\">%s</td></tr>\n",
            cell[2], 100.0 * al_csv_number(env->ctx, &csv, row, 5), area);
  }
  fputs("</tbody></table>\n", stream);
  return al_report_close(env->ctx);
}

static void season_put_limits(FILE *stream, const struct out_env *env)
{
  static const char *const limits[][2] = {
      {"本报告是模型结果，不是观测，也不是官方火险区划。",
       "This is what a model computed: no observation, no official zoning."},
      {"起火密度、天气权重和每年次数由情景给定；概率随之而变。",
       "Density of ignitions, weights of weathers and fires a year are given by the scenario; the "
       "probabilities are only as good."},
      {"可燃物模型由土地覆盖推定；未计风场地形修正，飞火仅在情景要求时计入。",
       "Fuel models are guessed from land cover; no wind changed by the terrain, spotting only "
       "where "
       "the scenario asks for it."}};
  out_report_put_limit_list(stream, env, AL_COUNT(limits), limits);
}

static al_status season_put_page(FILE *stream, const struct out_report *report)
{
  static const char *const pictures[] = {"maps/fire_burn_annual_saved.png",
                                         "maps/fire_burn_annual.png", "maps/fire_flame_mean.png",
                                         "maps/fire_arrival_first.png"};
  const struct out_env *env = report->env;
  out_report_begin(stream, al_scenario_title(env->scenario, true));
  out_report_put_head(stream, report);
  season_put_headline(stream, report);
  for (size_t i = 0; i < report->zones->count; i++)
    AL_TRY(env->ctx, out_report_put_map(stream, env,
                                        al_arena_printf(env->arena, "maps/zoning_%s.png",
                                                        report->zones->zoning[i].rules.name)));
  for (size_t i = 0; i < AL_COUNT(pictures); i++)
    AL_TRY(env->ctx, out_report_put_map(stream, env, pictures[i]));
  AL_TRY(env->ctx, season_put_sources(stream, env));
  out_report_put_zones(stream, report);
  season_put_limits(stream, env);
  AL_TRY(env->ctx, out_report_put_making(stream, report));
  out_report_end(stream);
  return AL_OK;
}

al_status out_season_report(const struct out_env *env, const struct out_zones *zones,
                            const struct al_run_result *result)
{
  const struct out_report report = {.env = env, .result = result, .zones = zones};
  return out_fire_write_page(&report, season_put_page);
}
