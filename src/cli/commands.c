/**
 * The commands and their help.
 */
#include "cli/cli.h"
#include <assert.h>
#include <stdio.h>

static al_status command_init(struct al_ctx *ctx, const struct al_job *job)
{
  return al_init(ctx, job, job->path);
}

static const struct cli_command commands[] = {
    {"init", "scenario|recipe|ensemble", "print a commented template", "打印带注释的模板",
     command_init},
    {"check", "FILE", "check a scenario or recipe and show its inputs; nothing is written",
     "检查情景或配方并列出输入数据；不写任何文件", al_check},
    {"grid", "RECIPE", "build a city grid", "构建城市网格", al_build_grid},
    {"run", "SCENARIO", "run a scenario: every product it names",
     "运行情景，生成其中指定的全部成果", al_run},
    {"resume", "FOLDER", "go on with a run that was stopped or killed", "从检查点继续中断的运行",
     al_resume},
    {"ensemble", "FILE",
     "run the members of an ensemble and their envelopes; goes on with what was stopped",
     "运行集合的全部成员并求包络；可继续中断的集合", al_ensemble},
    {"zone", "FOLDER",
     "zone a finished run or ensemble anew, for example with --set zoning.rules=aidr,defra "
     "--overwrite",
     "对已完成的运行或集合重新区划，例如 --set zoning.rules=aidr,defra --overwrite", al_zone},
    {"evacuate", "SCENARIO|FOLDER",
     "evacuation timings on a stored hazard: the scenario's section evacuation",
     "在已存储的灾害上计算疏散时间：情景的 evacuation 节", al_evacuate},
    {"fire-behaviour", "TABLE.csv",
     "fire behaviour of each place in a table, into the table that -o names",
     "计算表中各地点的林火行为，写入 -o 指定的表", al_fire_behaviour},
    {"info", "PATH", "show a grid, a run folder or a raster", "查看网格、运行文件夹或栅格",
     al_info},
    {"explain", "KEY", "explain a section or key: flow, rain.kind",
     "解释某个配置段或键：flow、rain.kind", al_explain},
    {"doctor", "", "show versions, vector width, bandwidth, data",
     "显示版本、向量宽度、内存带宽与数据", al_doctor},
};

const struct cli_command *cli_commands(size_t *count)
{
  *count = sizeof commands / sizeof commands[0];
  return commands;
}

static const struct cli_text options[] = {
    {"-o, --output DIR", "-o, --output 文件夹", "where the results go (default out/NAME)",
     "结果文件夹（默认 out/名称）"},
    {"-j, --threads N", "-j, --threads N", "threads (default: all cores)",
     "线程数（默认全部核心）"},
    {"    --set KEY=VALUE", "    --set 键=值",
     "override a key, for example --set flow.cfl=0.4; may be repeated",
     "覆盖某个键，例如 --set flow.cfl=0.4；可重复"},
    {"    --dry-run", "    --dry-run",
     "say what would be done and how much memory it takes; write nothing",
     "只说明将做什么、需要多少内存；不写文件"},
    {"    --overwrite", "    --overwrite", "replace results that stand already", "替换已有结果"},
    {"    --max-mem SIZE", "    --max-mem 大小", "refuse to start above this, for example 4GiB",
     "超过则拒绝启动，例如 4GiB"},
    {"    --log json|text", "    --log json|text",
     "json: all that is said, results too, as JSON lines on standard error",
     "json：全部输出（含结果说明）以 JSON 行写到标准错误"},
    {"    --quiet", "    --quiet", "errors only", "只显示错误"},
    {"    --lang zh|en", "    --lang zh|en", "language of messages", "消息语言"},
    {"-h, --help", "-h, --help", "this text; after a command, the command's", "显示帮助"},
    {"    --version", "    --version", "the version", "显示版本"},
};

static const struct cli_text exits[] = {
    {"0", "0", "done", "完成"},
    {"1", "1", "the run failed", "运行失败"},
    {"2", "2", "bad input or usage", "输入或用法有误"},
    {"3", "3", "stopped on request (a checkpoint was written)", "按请求停止（已写检查点）"},
};

const struct cli_text *cli_options_help(size_t *count)
{
  *count = sizeof options / sizeof options[0];
  return options;
}

const struct cli_text *cli_exit_codes(size_t *count)
{
  *count = sizeof exits / sizeof exits[0];
  return exits;
}

/* Columns a text of ASCII and Chinese takes on a terminal. */
static int help_width(const char *text)
{
  int width = 0;
  for (const unsigned char *at = (const unsigned char *)text; *at; at++)
    width += *at < 0x80 ? 1 : *at >= 0xe0 ? 2 : 0;
  return width;
}

static void help_print_options(bool zh)
{
  enum { COLUMN = 22 };
  for (size_t i = 0; i < sizeof options / sizeof options[0]; i++) {
    const char *form = zh ? options[i].form_zh : options[i].form;
    const int gap = COLUMN - help_width(form);
    printf("  %s%*s%s\n", form, gap > 1 ? gap : 1, "", zh ? options[i].zh : options[i].en);
  }
  fputs(zh ? "\n退出码：" : "\nExit codes: ", stdout);
  for (size_t i = 0; i < sizeof exits / sizeof exits[0]; i++)
    printf("%s%s %s", i ? (zh ? "，" : ", ") : "", exits[i].form, zh ? exits[i].zh : exits[i].en);
  fputc('\n', stdout);
}

void cli_print_help(enum al_language language)
{
  const bool zh = language == AL_CHINESE;
  printf("%s\n\n%s: anlan %s\n\n",
         zh ? "安澜：城市灾害模拟引擎" : "anlan: hazard simulation for cities",
         zh ? "用法" : "usage", zh ? "命令 文件 [选项]" : "COMMAND FILE [options]");
  for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
    printf("  %-14s %-16s %s\n", commands[i].name, commands[i].argument,
           zh ? commands[i].zh : commands[i].en);
  fputc('\n', stdout);
  help_print_options(zh);
}

void cli_print_command_help(const struct cli_command *command, enum al_language language)
{
  assert(command && command->argument);
  const bool zh = language == AL_CHINESE;
  printf("%s: anlan %s%s%s [%s]\n%s\n\n", zh ? "用法" : "usage", command->name,
         *command->argument ? " " : "", command->argument, zh ? "选项" : "options",
         zh ? command->zh : command->en);
  help_print_options(zh);
}
