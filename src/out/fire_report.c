/**
 * The report of a forest fire without water.
 */
#include "core/log.h"
#include "doors/file_door.h"
#include "doors/raster_door.h"
#include "out/fire_products.h"
#include "out/report.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

double out_fire_figure(const struct al_run_result *result, const char *name)
{
  for (size_t i = 0; i < result->figure_count; i++)
    if (strcmp(result->figures[i].name, name) == 0)
      return result->figures[i].volume_m3;
  return 0.0;
}

static void fire_put_area(FILE *stream, const struct out_env *env, double area_m2, const char *zh,
                          const char *en)
{
  char value[64];
  out_area_text(area_m2, env->domain_m2, value, sizeof value);
  out_report_put_card(stream, value, zh, en);
}

/* People who live in cells that the fire came to. */
static al_status fire_put_people(FILE *stream, const struct out_env *env)
{
  const float *people = out_layer(env, AL_LAYER_PEOPLE);
  const size_t cells = (size_t)al_lattice_cells(&env->grid->lattice);
  float *arrival = AL_NEW(env->arena, float, cells);
  char value[64];
  double sum = 0.0;
  if (!people)
    return AL_OK;
  if (!arrival)
    return AL_NO_MEMORY;
  AL_TRY(env->ctx, al_raster_read(env->ctx, out_path(env, "fire/arrival.tif"), 1,
                                  &env->grid->lattice, arrival));
  for (size_t i = 0; i < cells; i++)
    sum += env->grid->valid[i] && isfinite(arrival[i]) ? (double)people[i] : 0.0;
  snprintf(value, sizeof value, "%.0f", sum);
  out_report_put_card(stream, value, "过火单元内居住人口", "people living in burnt cells");
  return AL_OK;
}

static al_status fire_put_headline(FILE *stream, const struct out_env *env,
                                   const struct al_run_result *result)
{
  char value[64];
  fputs("<section class=\"cards\">\n", stream);
  fire_put_area(stream, env, out_fire_figure(result, "burnt_m2"), "过火面积", "burnt");
  fire_put_area(stream, env,
                out_fire_figure(result, "burnt_passive_crown_m2") +
                    out_fire_figure(result, "burnt_active_crown_m2"),
                "其中树冠火", "of it by crown fire");
  snprintf(value, sizeof value, "%.1f m", out_fire_figure(result, "flame_max_m"));
  out_report_put_card(stream, value, "最大火焰长度", "longest flame");
  const al_status status = fire_put_people(stream, env);
  fputs("</section>\n", stream);
  return status;
}

static void fire_put_limits(FILE *stream, const struct out_env *env)
{
  static const char *const limits[][2] = {
      {"本报告是模型结果，不是观测，也不是官方火险预警。",
       "This is what a model computed: no observation, no official warning."},
      {"可燃物模型由土地覆盖推定；未计扑救和风场地形修正，飞火仅在情景要求时计入。",
       "Fuel models are guessed from land cover; no suppression, no wind changed by the terrain, "
       "spotting only where the scenario asks for it."},
      {"本次运行未与观测资料比较。", "This run was not compared with measurements."}};
  out_report_put_limit_list(stream, env, AL_COUNT(limits), limits);
}

static al_status fire_put_page(FILE *stream, const struct out_report *report)
{
  static const char *const pictures[] = {"maps/fire_arrival.png", "maps/fire_flame.png",
                                         "maps/fire_crown.png"};
  const struct out_env *env = report->env;
  const struct out_curves curve = {.path = out_path(env, "fire.csv"),
                                   .suffix = "_m2",
                                   .title_zh = "过火面积",
                                   .title_en = "Burnt area",
                                   .unit = "m²"};
  out_report_begin(stream, al_scenario_title(env->scenario, true));
  out_report_put_head(stream, report);
  AL_TRY(env->ctx, fire_put_headline(stream, env, report->result));
  for (size_t i = 0; i < AL_COUNT(pictures); i++)
    AL_TRY(env->ctx, out_report_put_map(stream, env, pictures[i]));
  AL_TRY(env->ctx, out_report_put_curves(stream, env, &curve));
  fire_put_limits(stream, env);
  AL_TRY(env->ctx, out_report_put_making(stream, report));
  out_report_end(stream);
  return AL_OK;
}

al_status out_fire_write_page(const struct out_report *report,
                              al_status (*put)(FILE *, const struct out_report *))
{
  const struct out_env *env = report->env;
  struct al_file_writer writer;
  AL_TRY(env->ctx, al_file_begin(env->ctx, out_path(env, "report.html"), &writer));
  const al_status status = put(writer.stream, report);
  if (status == AL_OK)
    return al_file_commit(&writer);
  al_file_abandon(&writer);
  return status;
}

al_status out_fire_report(const struct out_env *env, const struct al_run_result *result)
{
  const struct out_zones none = {0};
  const struct out_report report = {.env = env, .result = result, .zones = &none};
  return out_fire_write_page(&report, fire_put_page);
}
