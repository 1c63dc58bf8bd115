/**
 * Key table of a fire season.
 */
#include "models/fire/fire_season_config.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

static const struct al_key source_keys[] = {
    AL_ROW_TEXT(AL_KEY_TEXT, fire_source_config, "name", from.name, NULL,
                "Name in messages and tables.", "用于消息与表格的名称。"),
    AL_ROW_NUMBERS(fire_source_config, "place", from.place,
                   "[x, y] a point; [x1, y1, x2, y2, ...] a line.",
                   "[x, y] 为点；[x1, y1, x2, y2, ...] 为线。"),
    AL_ROW_TEXT(AL_KEY_PATH, fire_source_config, "path", from.path, "",
                "Points, lines (by length) or polygons (by area); with neither place nor path "
                "fires begin anywhere.",
                "点、线（按长度）或面（按面积）图层；place 与 path 都不给则处处可能起火。"),
    AL_ROW_TEXT(AL_KEY_TEXT, fire_source_config, "layer", from.layer, "",
                "Layer of the file; absent = the first.", "图层名；不给则取第一个。"),
    AL_ROW_TEXT(AL_KEY_TEXT, fire_source_config, "where", from.where, "", "Attribute filter.",
                "属性过滤条件。"),
    AL_ROW_NUMBER(fire_source_config, "weight", weight, "1", 0.0, 1e9, "1",
                  "Share of the fires that begin here, against the other weights.",
                  "在此起火的比重（相对其他权重）。"),
    AL_ROW_NUMBER(fire_source_config, "scatter", scatter_m, "m", 0.0, 1e5, "0 m",
                  "Standard deviation, east and north, of the distance from the point, line or "
                  "polygon.",
                  "起火点相对该点、线、面在东西与南北方向的标准差。"),
};
AL_ROW_SECTION(source_section, "sources", source_keys, sizeof(struct fire_source_config),
               "Where fires begin by chance.", "随机起火的来源。");

static const struct al_key crew_keys[] = {
    AL_ROW_TEXT(AL_KEY_TEXT, fire_crew_config, "name", name, NULL, "Name in messages.",
                "用于消息的名称。"),
    AL_ROW_NUMBERS(fire_crew_config, "place", place,
                   "[x, y] of its station; absent: the delay alone counts.",
                   "驻地坐标 [x, y]；不给则只计延迟。"),
    AL_ROW_NUMBER(fire_crew_config, "delay", delay_s, "s", 0.0, 3.2e8, "30 min",
                  "From the ignition until it leaves: detection, alarm, getting ready.",
                  "从起火到出发的时间：发现、报警、集结。"),
    AL_ROW_NUMBER(fire_crew_config, "speed", speed_m_per_s, "m/s", 0.1, 100.0, "5 m/s",
                  "Over the straight line from the station to the ignition.",
                  "沿驻地到起火点直线的速度。"),
    AL_ROW_NUMBER(fire_crew_config, "line_rate", line_m_per_s, "m/s", 0.0, 10.0, NULL,
                  "Line that it builds and holds in a time.", "单位时间开设并守住的隔离线长度。"),
    AL_ROW_NUMBER(fire_crew_config, "flame_most", flame_most_m, "m", 0.0, 100.0, "1.2 m",
                  "Longest flame at which it works (1.2 m by hand, 2.4 m with engines: Andrews and "
                  "Rothermel 1982).",
                  "可作业的最大火焰长（人力 1.2 米，机具 2.4 米：Andrews 与 Rothermel 1982）。"),
};
AL_ROW_SECTION(crew_section, "crews", crew_keys, sizeof(struct fire_crew_config),
               "A crew of the initial attack.", "初期扑救力量。");

static const struct al_key season_keys[] = {
    {AL_ROW_KEY(AL_KEY_INTEGER, al_fire_season_config, "fires", fires, "1000",
                "How many fires burn, each alone.", "模拟的火灾次数，各自独立。"),
     .unit = "1", .least = 1.0, .most = 1e7},
    AL_ROW_NUMBER(al_fire_season_config, "burn_time", burn_time_s, "s", 60.0, 3.2e7, "6 h",
                  "How long each burns; the scenario's duration is only shared among them.",
                  "每次火灾的燃烧时长；情景时长仅由各次火灾分摊。"),
    AL_ROW_NUMBER(al_fire_season_config, "fires_a_year", fires_a_year, "1", 1e-4, 1e6, "10",
                  "Fires that are to be expected in the city in a year like these: makes burn "
                  "probabilities annual.",
                  "全市每年此类火灾的期望次数，用于换算年过火概率。"),
    AL_ROW_TEXT(AL_KEY_PATH, al_fire_season_config, "weathers", weathers, "",
                "Table of weathers, one drawn a fire; absent: all have fire.weather.",
                "天气表，每次火灾抽取一种；不给则都用 fire.weather。"),
    AL_ROW_RECORDS(al_fire_season_config, "sources", sources, &source_section,
                   "Where fires begin by chance; absent: fire.ignitions one after the other.",
                   "随机起火的来源；不给则依次取 fire.ignitions。"),
    {AL_ROW_KEY(
        AL_KEY_TEXTS, al_fire_season_config, "without", without, "",
        "Names of fire.barriers without which all fires burn a second time: what these "
        "barriers save.",
        "fire.barriers 中的名称：全部火灾在没有这些阻隔的情况下再模拟一次，以得出其效果。")},
    AL_ROW_RECORDS(al_fire_season_config, "crews", crews, &crew_section,
                   "Initial attack; absent: all fires burn out their time.",
                   "初期扑救；不给则火灾燃烧至时长结束。"),
    AL_ROW_NUMBER(al_fire_season_config, "attack_interval", attack_interval_s, "s", 10.0, 86400.0,
                  "5 min", "Between two looks at whether a fire is contained.",
                  "两次判断火灾是否被控制的间隔。"),
};

const struct al_section al_fire_season_section = {
    .name = "fire_season",
    .keys = season_keys,
    .key_count = AL_COUNT(season_keys),
    .struct_bytes = sizeof(struct al_fire_season_config),
    .en = "Many fires on the section fire's ground: burn probability, flame classes, containment.",
    .zh = "在 fire 节的地面上模拟多次火灾：过火概率、火焰等级、控制概率。"};

static void check_source(struct al_ctx *ctx, const struct al_source_mark *mark,
                         const struct fire_source_config *source)
{
  const size_t coordinates = source->from.place.count;
  if (coordinates % 2 != 0 || (coordinates > 0 && source->from.path))
    al_report(ctx, AL_ERROR, mark,
              "fire_season.sources: '%s' needs coordinates in pairs x, y, or a path, or neither",
              source->from.name);
}

static void check_without(struct al_ctx *ctx, const struct al_source_mark *mark,
                          const struct al_fire_config *fire, const char *name)
{
  const struct fire_barrier_config *barrier = fire->barriers.record;
  for (size_t k = 0; k < fire->barriers.count; k++)
    if (strcmp(barrier[k].name, name) == 0)
      return;
  al_report(ctx, AL_ERROR, mark, "fire_season.without: fire.barriers has no '%s'", name);
}

void fire_season_check(struct al_ctx *ctx, const struct al_config *scenario, const void *config)
{
  const struct al_fire_season_config *season = config;
  const struct al_fire_config *fire = al_config_section(scenario, "fire");
  const struct al_source_mark mark = al_config_mark(scenario, "fire_season");
  const struct fire_source_config *source = season->sources.record;
  const struct fire_crew_config *crew = season->crews.record;
  double weight = 0.0;
  assert(fire && season->fires > 0);
  fire_config_check(ctx, scenario, fire, !season->weathers);
  if (season->weathers && (fire->conditioning.weather || fire->rasters.count > 0))
    al_report(ctx, AL_ERROR, &mark,
              "fire_season.weathers: a table of weathers goes with neither fire.conditioning nor "
              "fire.rasters");
  for (size_t k = 0; k < season->sources.count; k++) {
    check_source(ctx, &mark, &source[k]);
    weight += source[k].weight;
  }
  if (season->sources.count > 0 && !(weight > 0.0))
    al_report(ctx, AL_ERROR, &mark, "fire_season.sources: no weight is above 0");
  if (season->sources.count == 0 && fire->ignitions.count == 0)
    al_report(ctx, AL_ERROR, &mark, "fire_season: give sources, or ignitions in section fire");
  for (size_t k = 0; k < season->without.count; k++)
    check_without(ctx, &mark, fire, season->without.text[k]);
  for (size_t k = 0; k < season->crews.count; k++)
    if (crew[k].place.count != 0 && crew[k].place.count != 2)
      al_report(ctx, AL_ERROR, &mark, "fire_season.crews: '%s' has %zu coordinates; allowed: 2",
                crew[k].name, crew[k].place.count);
}
