/**
 * anlan: entry of the command line.
 */
#include "cli/cli.h"
#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORD_MOST = 48, COMMANDS_MOST = 32 };

static void main_on_signal(int signal_number)
{
  (void)signal_number;
  al_request_stop();
}

/* Length of the longest common subsequence: enough to find the word that was meant. */
static size_t suggest_likeness(const char *a, const char *b)
{
  size_t row[2][WORD_MOST] = {{0}};
  const size_t na = strlen(a), nb = strlen(b);
  if (na >= WORD_MOST || nb >= WORD_MOST)
    return 0;
  for (size_t i = 1; i <= na; i++)
    for (size_t j = 1; j <= nb; j++) {
      const size_t up = row[(i - 1) & 1][j], left = row[i & 1][j - 1];
      row[i & 1][j] = a[i - 1] == b[j - 1] ? row[(i - 1) & 1][j - 1] + 1 : up > left ? up : left;
    }
  return row[na & 1][nb];
}

void cli_suggest(const char *word, const char *const *names, size_t count, const char *before,
                 enum al_language language)
{
  assert(word && before && (names || count == 0));
  const char *best = NULL;
  size_t likeness = 0;
  for (size_t i = 0; i < count; i++) {
    const size_t here = suggest_likeness(word, names[i]);
    const size_t longest = strlen(names[i]) > strlen(word) ? strlen(names[i]) : strlen(word);
    if (here > likeness && 2 * here >= longest) {
      likeness = here;
      best = names[i];
    }
  }
  if (best)
    cli_fault(language, "did you mean '%s%s'?", "您是不是要用“%s%s”？", before, best);
}

bool cli_fault(enum al_language language, const char *en, const char *zh, ...)
{
  assert(en && zh);
  va_list args;
  va_start(args, zh);
  fputs(language == AL_CHINESE ? "anlan：" : "anlan: ", stderr);
  vfprintf(stderr, language == AL_CHINESE ? zh : en, args);
  fputc('\n', stderr);
  va_end(args);
  return false;
}

static const struct cli_command *main_find_command(const char *name)
{
  size_t count;
  const struct cli_command *all = cli_commands(&count);
  for (size_t i = 0; i < count; i++)
    if (strcmp(all[i].name, name) == 0)
      return &all[i];
  return NULL;
}

static int main_unknown_command(const char *name, enum al_language language)
{
  const char *names[COMMANDS_MOST];
  size_t count;
  const struct cli_command *all = cli_commands(&count);
  for (size_t i = 0; i < count && i < COMMANDS_MOST; i++)
    names[i] = all[i].name;
  cli_fault(language, "no command '%s'; `anlan --help` lists them",
            "没有命令“%s”；anlan --help 列出全部命令", name);
  cli_suggest(name, names, count, "", language);
  return 2;
}

/* The first signal asks; a second one ends the program at once. */
static void main_catch_signals(void)
{
  struct sigaction action = {.sa_handler = main_on_signal, .sa_flags = (int)SA_RESETHAND};
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGTERM, &action, NULL);
  signal(SIGPIPE, SIG_IGN); /* nobody may read the progress any more: the run goes on */
}

/* The command line as one text, for the manifest. */
static char *main_join_arguments(int argc, char **argv)
{
  size_t length = 1;
  for (int i = 0; i < argc; i++)
    length += strlen(argv[i]) + 1;
  char *text = calloc(length, 1);
  char *end = text;
  for (int i = 0; text && i < argc; i++)
    end = stpcpy(i ? stpcpy(end, " ") : end, argv[i]);
  return text;
}

/* With --log json, what commands print for people goes into a file first; a template, which is
 * itself a result, does not. @return the file, NULL when there is none. */
static FILE *main_keep_output(const struct cli_command *command, const struct cli_options *options,
                              int *output)
{
  FILE *kept = NULL;
  if (options->log_format == AL_LOG_JSON && strcmp(command->name, "init") != 0)
    kept = tmpfile();
  *output = kept ? dup(STDOUT_FILENO) : -1;
  if (kept && (*output < 0 || dup2(fileno(kept), STDOUT_FILENO) < 0)) {
    fclose(kept);
    kept = NULL;
  }
  return kept;
}

static void main_tell_output(struct al_ctx *ctx, FILE *kept, int output)
{
  assert(ctx && (output >= 0 || !kept));
  if (!kept)
    return;
  fflush(stdout);
  (void)dup2(output, STDOUT_FILENO);
  close(output);
  rewind(kept);
  al_log_lines(ctx, kept);
  fclose(kept);
}

static int main_run_command(const struct cli_command *command, struct cli_options *options)
{
  struct al_ctx *ctx;
  if (al_ctx_create(&ctx) != AL_OK) {
    cli_fault(options->language, "out of memory", "内存不足");
    return 1;
  }
  al_ctx_set_language(ctx, options->language);
  al_ctx_set_log(ctx, options->log_format, options->quiet, stderr);
  al_ctx_set_notes(ctx, stdout);
  signal(SIGXFSZ, SIG_IGN); /* a file-size limit shall be a write error, not a death */
  if (command->run == al_run || command->run == al_resume || command->run == al_ensemble)
    main_catch_signals();
  int output;
  FILE *kept = main_keep_output(command, options, &output);
  const al_status status = command->run(ctx, &options->job);
  main_tell_output(ctx, kept, output);
  if (status != AL_OK || (al_ctx_warning_count(ctx) > 0 && !options->quiet))
    al_ctx_print_errors(ctx, stderr);
  al_ctx_destroy(ctx);
  if (fflush(stdout) != 0 && errno != EPIPE && status == AL_OK) {
    cli_fault(options->language, "standard output cannot be written: %s", "无法写标准输出：%s",
              strerror(errno));
    return 1;
  }
  return al_status_exit_code(status);
}

static int main_dispatch(struct cli_options *options)
{
  const bool asks = options->command && strcmp(options->command, "help") == 0;
  const char *name = asks ? options->job.path : options->command;
  const struct cli_command *command = name ? main_find_command(name) : NULL;
  if (options->manual) {
    cli_print_manual();
    return 0;
  }
  if (options->version) {
    puts("anlan " ANLAN_VERSION);
    return 0;
  }
  if (name && !command)
    return main_unknown_command(name, options->language);
  if (!command) {
    cli_print_help(options->language);
    return asks || options->help ? 0 : 2;
  }
  if (asks || options->help) {
    cli_print_command_help(command, options->language);
    return 0;
  }
  if (*command->argument && !options->job.path) {
    cli_fault(options->language, "%s needs %s; see `anlan %s --help`",
              "%s 需要参数 %s；见 anlan %s --help", command->name, command->argument,
              command->name);
    return 2;
  }
  return main_run_command(command, options);
}

/* Threads that wait at the end of a loop spin for milliseconds unless told otherwise, which on a
 * machine with other work made runs up to five times longer; libgomp reads how long before main
 * begins. */
static void main_shorten_waits(char **argv)
{
  if (getenv("OMP_WAIT_POLICY") || getenv("GOMP_SPINCOUNT"))
    return;
  if (setenv("GOMP_SPINCOUNT", "2000", 1) == 0)
    (void)execv("/proc/self/exe", argv); /* where it cannot, the run is only slower */
}

int main(int argc, char **argv)
{
  main_shorten_waits(argv);
  struct cli_options options;
  const char **room = calloc((size_t)argc, sizeof *room);
  char *line = main_join_arguments(argc, argv);
  int code = 2;
  if (room && cli_parse_options(argc, argv, room, &options)) {
    options.job.command = line;
    code = main_dispatch(&options);
  }
  free(line);
  free(room);
  return code;
}
