/**
 * Key tables of scenario, grid and run.
 */
#include "config/scenario_section.h"
#include "core/caltime.h"

static const struct al_key scenario_keys[] = {
    {.name = "name",
     .type = AL_KEY_TEXT,
     .offset = offsetof(struct al_scenario_config, name),
     .en = "Short name: folder and files are called by it.",
     .zh = "简称：用于文件夹和文件名。"},
    {.name = "title",
     .type = AL_KEY_TEXT,
     .offset = offsetof(struct al_scenario_config, title),
     .fallback = "",
     .en = "Title on maps and in the report.",
     .zh = "图件和报告的英文标题。"},
    {.name = "title_zh",
     .type = AL_KEY_TEXT,
     .offset = offsetof(struct al_scenario_config, title_zh),
     .fallback = "",
     .en = "Title in Chinese.",
     .zh = "中文标题。"},
    {.name = "start",
     .type = AL_KEY_TIME,
     .offset = offsetof(struct al_scenario_config, start_s),
     .fallback = "2000-01-01T00:00Z",
     .en = "Calendar time at which the scenario's clock is 0.",
     .zh = "情景时钟零点的日历时间。"},
    {.name = "duration",
     .type = AL_KEY_NUMBER,
     .offset = offsetof(struct al_scenario_config, duration_s),
     .unit = "s",
     .least = 1e-3,
     .most = 3.2e8,
     .en = "How long the scenario lasts.",
     .zh = "情景持续时间。"},
    {.name = "seed",
     .type = AL_KEY_INTEGER,
     .offset = offsetof(struct al_scenario_config, seed),
     .unit = "1",
     .least = 0.0,
     .most = 9e15,
     .fallback = "1",
     .en = "Key of the random numbers: another seed is another, equally likely draw.",
     .zh = "随机数种子：换一个种子就是另一次等可能的抽样。"},
};
const struct al_section al_scenario_section = {.name = "scenario",
                                               .keys = scenario_keys,
                                               .key_count = AL_COUNT(scenario_keys),
                                               .struct_bytes = sizeof(struct al_scenario_config),
                                               .en = "What is simulated.",
                                               .zh = "模拟什么。"};

static const struct al_key grid_keys[] = {
    {.name = "path",
     .type = AL_KEY_PATH,
     .offset = offsetof(struct al_grid_config, path),
     .en = "A recipe (.yaml), built when it has changed, or a grid file (.grid.h5).",
     .zh = "网格配方（.yaml，有变化时自动构建）或网格文件（.grid.h5）。"},
};
const struct al_section al_grid_section = {.name = "grid",
                                           .keys = grid_keys,
                                           .key_count = AL_COUNT(grid_keys),
                                           .struct_bytes = sizeof(struct al_grid_config),
                                           .en = "The city grid.",
                                           .zh = "城市网格。"};

static const struct al_key run_keys[] = {
    {.name = "exchange_interval",
     .type = AL_KEY_NUMBER,
     .offset = offsetof(struct al_run_config, exchange_interval_s),
     .unit = "s",
     .least = 0.01,
     .most = 3600.0,
     .fallback = "10 s",
     .en = "How often rain, soil, drains and sources exchange water with the surface.",
     .zh = "降雨、土壤、排水与地表水量交换的时间间隔。"},
    {.name = "checkpoint_interval",
     .type = AL_KEY_NUMBER,
     .offset = offsetof(struct al_run_config, checkpoint_interval_s),
     .unit = "s",
     .least = 0.0,
     .most = 1e7,
     .fallback = "10 min",
     .en = "Wall time between checkpoints; 0 = none but the one a stop writes.",
     .zh = "检查点的墙钟间隔；0 表示只在中断时写。"},
};
const struct al_section al_run_section = {.name = "run",
                                          .keys = run_keys,
                                          .key_count = AL_COUNT(run_keys),
                                          .struct_bytes = sizeof(struct al_run_config),
                                          .en = "How the run is stepped and saved.",
                                          .zh = "运行的步进与保存。"};

int al_scenario_utc_offset_s(const struct al_config *scenario)
{
  const char *text = al_config_text(scenario, "scenario.start");
  double epoch_s;
  int offset_s = 0;
  return text && al_time_parse(text, &epoch_s, &offset_s) ? offset_s : 0;
}

const char *al_scenario_title(const struct al_scenario_config *scenario, bool chinese)
{
  const char *first = chinese ? scenario->title_zh : scenario->title;
  const char *second = chinese ? scenario->title : scenario->title_zh;
  return first ? first : second ? second : scenario->name;
}
