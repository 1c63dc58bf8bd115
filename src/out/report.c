/**
 * report.html, put together.
 */
#include "out/report.h"
#include "anlan.h"
#include "core/log.h"
#include "core/markup.h"
#include "doors/file_door.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* The language is chosen by two radio buttons: no script is needed. */
static const char page_style[] =
    "<style>\n"
    ":root{--ink:#222b33;--faint:#66727c;--rule:#d5dbe0}\n"
    "body{margin:0;background:#eef1f4;color:var(--ink);font:16px/1.55 \"Noto Sans\",\"Noto Sans "
    "CJK "
    "SC\",\"PingFang SC\",\"Microsoft YaHei\",\"WenQuanYi Micro Hei\",sans-serif}\n"
    "main{max-width:960px;margin:0 auto;padding:28px 40px 60px;background:#fff}\n"
    "h1{font-size:30px;line-height:1.25;margin:6px 0}\n"
    "h2{font-size:21px;margin:38px 0 10px;padding-bottom:5px;border-bottom:2px solid #1f6fd6}\n"
    "h3{font-size:17px;margin:22px 0 6px}\n"
    ".sub,.small{color:var(--faint)}.small{font-size:13px;overflow-wrap:anywhere}\n"
    ".warn{background:#fdece6;border:1.5px solid #c4161c;color:#8a1c10;font-weight:600;"
    "padding:7px 14px;border-radius:4px}\n"
    ".cards{display:flex;flex-wrap:wrap;gap:14px;margin:22px 0}\n"
    ".card{flex:1 1 160px;border:1px solid var(--rule);border-top:4px solid #1f6fd6;border-radius:"
    "4px;padding:10px 14px;color:var(--faint);font-size:14px}\n"
    ".card b{display:block;font-size:25px;color:var(--ink);white-space:nowrap}\n"
    "table{border-collapse:collapse;width:100%;font-size:14.5px;font-variant-numeric:tabular-nums}"
    "\n"
    "th,td{padding:5px 10px;border-bottom:1px solid var(--rule);text-align:left;vertical-align:top;"
    "overflow-wrap:anywhere}\n"
    "th{color:var(--faint);font-weight:600;white-space:nowrap}\n"
    ".n,.figures .v{text-align:right}.figures table{max-width:560px}\n"
    "td:first-child{white-space:nowrap}.wide td:first-child{white-space:normal}\n"
    ".wide code{font-size:12px}\n"
    ".swatch{display:inline-block;width:22px;height:14px;margin-right:9px;border:1px solid "
    "var(--rule);vertical-align:-2px}\n"
    "figure{margin:18px 0}figure img{width:100%;border:1px solid var(--rule)}\n"
    "figcaption{font-weight:600;margin-bottom:4px}\n"
    "svg{width:100%;font-size:12px}svg text{fill:var(--faint)}svg path{fill:none;stroke-width:2}\n"
    "svg line.grid{stroke:#e6eaed}svg line.zero{stroke:#8a949c}\n"
    ".key span{margin-right:14px;white-space:nowrap}.key>span>span{margin:0}\n"
    ".key i{display:inline-block;width:18px;height:4px;margin-right:6px;vertical-align:4px}\n"
    ".lang{position:absolute;opacity:0}\n"
    "label{display:inline-block;padding:3px 13px;border:1px solid var(--rule);cursor:pointer;"
    "font-size:14px}\n"
    ".tongue{text-align:right}\n"
    "#lang-zh:checked~main .en,#lang-en:checked~main .zh{display:none}\n"
    "#lang-zh:checked~main label[for=lang-zh],#lang-en:checked~main label[for=lang-en],"
    "#lang-both:checked~main label[for=lang-both]{background:#1f6fd6;color:#fff}\n"
    "#lang-both:checked~main .en::before{content:\" \"}\n"
    "@media print{body{background:#fff}.tongue{display:none}}\n"
    "</style>\n";

static const char page_languages[] =
    "<input class=\"lang\" type=\"radio\" name=\"lang\" id=\"lang-zh\">"
    "<input class=\"lang\" type=\"radio\" name=\"lang\" id=\"lang-en\">"
    "<input class=\"lang\" type=\"radio\" name=\"lang\" id=\"lang-both\" checked>\n"
    "<main><p class=\"tongue\"><label for=\"lang-zh\">中文</label><label for=\"lang-en\">English"
    "</label><label for=\"lang-both\">中英 both</label></p>\n";

static void report_put_base64(FILE *stream, const unsigned char *data, size_t length)
{
  static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < length; i += 3) {
    const unsigned b = i + 1 < length ? data[i + 1] : 0, c = i + 2 < length ? data[i + 2] : 0;
    const unsigned word = (unsigned)data[i] << 16 | b << 8 | c;
    fputc(digit[word >> 18], stream);
    fputc(digit[word >> 12 & 63], stream);
    fputc(i + 1 < length ? digit[word >> 6 & 63] : '=', stream);
    fputc(i + 2 < length ? digit[word & 63] : '=', stream);
  }
}

al_status out_report_put_map(FILE *stream, const struct out_env *env, const char *relative)
{
  const char *path = out_path(env, relative);
  char *data;
  size_t length;
  if (!path)
    return AL_NO_MEMORY;
  if (!al_file_exists(path))
    return AL_OK;
  AL_TRY(env->ctx, al_file_read_text(env->ctx, env->arena, path, &data, &length));
  fputs("<figure><img alt=\"", stream);
  al_markup_put(stream, relative);
  fputs("\" src=\"data:image/png;base64,", stream);
  report_put_base64(stream, (const unsigned char *)data, length);
  fputs("\"></figure>\n", stream);
  return AL_OK;
}

static al_status report_put_maps(FILE *stream, const struct out_report *report)
{
  static const char *const maxima[] = {"maps/hmax.png",         "maps/arrival.png",
                                       "maps/vmax.png",         "maps/warning.png",
                                       "maps/fire_arrival.png", "maps/fire_flame.png"};
  const struct out_env *env = report->env;
  if (!env->output->maps)
    return AL_OK;
  fputs("<h2>", stream);
  out_report_put_pair(stream, "图件", "Maps");
  fputs("</h2>\n", stream);
  for (size_t i = 0; i < report->zones->count; i++) {
    const char *relative =
        al_arena_printf(env->arena, "maps/zoning_%s.png", report->zones->zoning[i].rules.name);
    AL_TRY(env->ctx, relative ? out_report_put_map(stream, env, relative) : AL_NO_MEMORY);
  }
  for (size_t i = 0; i < AL_COUNT(maxima); i++)
    AL_TRY(env->ctx, out_report_put_map(stream, env, maxima[i]));
  return AL_OK;
}

static al_status report_put_all_curves(FILE *stream, const struct out_env *env)
{
  static const char *const not_terms[] = {"volume_m3", "error_m3", NULL};
  const struct out_curves curves[] = {{.path = out_path(env, "gauges.csv"),
                                       .suffix = ".depth_m",
                                       .title_zh = "测点水深",
                                       .title_en = "Depth at the gauges",
                                       .unit = "m"},
                                      {.path = out_path(env, "sections.csv"),
                                       .suffix = ".discharge_m3_per_s",
                                       .title_zh = "断面流量",
                                       .title_en = "Discharge through the sections",
                                       .unit = "m³/s"},
                                      {.path = out_path(env, "warning.csv"),
                                       .suffix = ".level_m",
                                       .title_zh = "岸段最高水位（网格高程基准）",
                                       .title_en = "Highest level by coast section, grid's datum",
                                       .unit = "m"},
                                      {.path = out_path(env, "mass.csv"),
                                       .leave_out = not_terms,
                                       .title_zh = "各过程累计水量（流入为正）",
                                       .title_en = "Volume by process, into the city positive",
                                       .unit = "m³"}};
  fputs("<h2>", stream);
  out_report_put_pair(stream, "过程线", "Curves");
  fputs("</h2>\n", stream);
  for (size_t i = 0; i < AL_COUNT(curves); i++)
    AL_TRY(env->ctx, out_report_put_curves(stream, env, &curves[i]));
  return AL_OK;
}

void out_report_begin(FILE *stream, const char *title)
{
  fputs("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width\">\n<title>",
        stream);
  al_markup_put(stream, title);
  fputs("</title>\n", stream);
  fputs(page_style, stream);
  fputs("</head>\n<body>\n", stream);
  fputs(page_languages, stream);
}

void out_report_end(FILE *stream)
{
  fputs("</main>\n</body>\n</html>\n", stream);
}

static al_status report_put_page(FILE *stream, const struct out_report *report)
{
  const struct out_env *env = report->env;
  out_report_begin(stream, al_scenario_title(env->scenario, true));
  out_report_put_head(stream, report);
  out_report_put_headline(stream, report);
  out_report_put_bands(stream, report);
  out_report_put_zones(stream, report);
  AL_TRY(env->ctx, out_report_put_warning(stream, env));
  AL_TRY(env->ctx, report_put_maps(stream, report));
  AL_TRY(env->ctx, report_put_all_curves(stream, env));
  out_report_put_balance(stream, report);
  out_report_put_limits(stream, report);
  AL_TRY(env->ctx, out_report_put_making(stream, report));
  out_report_end(stream);
  return AL_OK;
}

al_status out_report_make(const struct out_env *env, const struct out_planes *planes,
                          const struct out_zones *zones, const struct al_run_result *result)
{
  struct out_report report = {.env = env, .result = result, .zones = zones};
  struct al_file_writer writer;
  assert(result && zones);
  AL_TRY(env->ctx, out_flooded_sum(env, planes, &report.flooded));
  AL_TRY(env->ctx, al_file_begin(env->ctx, out_path(env, "report.html"), &writer));
  const al_status status = report_put_page(writer.stream, &report);
  if (status == AL_OK)
    return al_file_commit(&writer);
  al_file_abandon(&writer);
  return status;
}
