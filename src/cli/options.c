/**
 * Options of the command line.
 */
#include "cli/cli.h"
#include <assert.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SET = 1000, DRY_RUN, OVERWRITE, MAX_MEM, LOG, QUIET, LANG, HELP, VERSION, MANUAL };

static const struct option long_options[] = {{"output", required_argument, NULL, 'o'},
                                             {"threads", required_argument, NULL, 'j'},
                                             {"set", required_argument, NULL, SET},
                                             {"dry-run", no_argument, NULL, DRY_RUN},
                                             {"overwrite", no_argument, NULL, OVERWRITE},
                                             {"max-mem", required_argument, NULL, MAX_MEM},
                                             {"log", required_argument, NULL, LOG},
                                             {"quiet", no_argument, NULL, QUIET},
                                             {"lang", required_argument, NULL, LANG},
                                             {"help", no_argument, NULL, HELP},
                                             {"version", no_argument, NULL, VERSION},
                                             {"manual", no_argument, NULL, MANUAL},
                                             {NULL, 0, NULL, 0}};

static enum al_language language_of_environment(void)
{
  static const char *const names[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
  for (int i = 0; i < 3; i++) {
    const char *value = getenv(names[i]);
    if (value && *value)
      return strncmp(value, "zh", 2) == 0 ? AL_CHINESE : AL_ENGLISH;
  }
  return AL_ENGLISH;
}

enum al_language cli_language(int argc, char **argv)
{
  enum al_language language = language_of_environment();
  for (int i = 1; i < argc; i++) {
    assert(argv[i]);
    const bool split = strcmp(argv[i], "--lang") == 0 && i + 1 < argc;
    const char *value = split                                 ? argv[i + 1]
                        : strncmp(argv[i], "--lang=", 7) == 0 ? argv[i] + 7
                                                              : NULL;
    if (value)
      language = strcmp(value, "zh") == 0 ? AL_CHINESE : AL_ENGLISH;
  }
  return language;
}

static bool option_number(enum al_language language, const char *name, const char *text, long least,
                          long *out)
{
  char *end;
  errno = 0;
  *out = strtol(text, &end, 10);
  if (errno == 0 && end != text && *end == '\0' && *out >= least && *out <= 4096)
    return true;
  return cli_fault(language, "%s '%s': a whole number from %ld to 4096 is needed",
                   "%s “%s”：需要 %ld 到 4096 的整数", name, text, least);
}

/* "4GiB", "500 MB", "2000000". */
static bool option_size(enum al_language language, const char *text, size_t *out)
{
  static const struct {
    const char *unit;
    double factor;
  } units[] = {{"", 1.0},   {"B", 1.0},      {"kB", 1e3},        {"MB", 1e6},
               {"GB", 1e9}, {"KiB", 1024.0}, {"MiB", 1048576.0}, {"GiB", 1073741824.0}};
  char *end;
  const double value = strtod(text, &end);
  while (*end == ' ')
    end++;
  for (size_t i = 0; end != text && i < sizeof units / sizeof units[0]; i++)
    if (strcmp(end, units[i].unit) == 0 && value * units[i].factor >= 1.0 &&
        value * units[i].factor < 1e18) {
      *out = (size_t)(value * units[i].factor);
      return true;
    }
  return cli_fault(language, "--max-mem '%s': a size such as 4GiB or 500MB is needed",
                   "--max-mem “%s”：需要 4GiB 或 500MB 这样的大小", text);
}

static bool option_word(enum al_language language, const char *name, const char *text,
                        const char *a, const char *b)
{
  if (strcmp(text, a) == 0 || strcmp(text, b) == 0)
    return true;
  return cli_fault(language, "%s '%s': it is either %s or %s", "%s “%s”：只能是 %s 或 %s", name,
                   text, a, b);
}

static bool option_take(int option, const char **room, struct cli_options *out)
{
  long number = 0;
  switch (option) {
  case 'o':
    out->job.output = optarg;
    return true;
  case 'j':
    if (!option_number(out->language, "-j", optarg, 1, &number))
      return false;
    out->job.threads = (int)number;
    return true;
  case SET:
    room[out->job.override_count++] = optarg;
    return true;
  case DRY_RUN:
    out->job.dry_run = true;
    return true;
  case OVERWRITE:
    out->job.overwrite = true;
    return true;
  case MAX_MEM:
    return option_size(out->language, optarg, &out->job.max_memory_bytes);
  case LOG:
    out->log_format = strcmp(optarg, "json") == 0 ? AL_LOG_JSON : AL_LOG_TEXT;
    return option_word(out->language, "--log", optarg, "json", "text");
  case QUIET:
    out->quiet = true;
    return true;
  case LANG:
    return option_word(out->language, "--lang", optarg, "zh", "en");
  case 'h':
  case HELP:
    out->help = true;
    return true;
  case MANUAL:
    out->manual = true;
    return true;
  default:
    out->version = true;
    return true;
  }
}

static bool option_refuse(int option, const char *word, const struct cli_options *out)
{
  const char *names[16];
  size_t count = 0;
  for (; long_options[count].name; count++)
    names[count] = long_options[count].name;
  if (option == ':')
    return cli_fault(out->language, "option '%s' needs a value", "选项“%s”需要一个值", word);
  cli_fault(out->language, "unknown option '%s'", "没有选项“%s”", word);
  if (strncmp(word, "--", 2) == 0)
    cli_suggest(word + 2, names, count, "--", out->language);
  return false;
}

static bool option_take_word(const char *word, struct cli_options *out)
{
  assert(word && (out->command || !out->job.path));
  if (out->job.path)
    return cli_fault(out->language, "'%s' is one argument too many", "“%s”是多余的参数", word);
  if (out->command)
    out->job.path = word;
  else
    out->command = word;
  return true;
}

bool cli_parse_options(int argc, char **argv, const char **room, struct cli_options *out)
{
  assert(argc > 0 && argv && room);
  *out = (struct cli_options){.language = cli_language(argc, argv), .log_format = AL_LOG_TEXT};
  out->job.overrides = room;
  opterr = 0;
  optind = 1;
  while (optind < argc) {
    const int option = getopt_long(argc, argv, "+:ho:j:", long_options, NULL);
    if (option == -1) {
      if (optind < argc && !option_take_word(argv[optind++], out))
        return false;
    } else if (option == '?' || option == ':') {
      return option_refuse(option, argv[optind - 1], out);
    } else if (!option_take(option, room, out)) {
      return false;
    }
  }
  return true;
}
