/**
 * The command line: one table of commands, on the public interface only.
 */
#ifndef AL_CLI_CLI_H
#define AL_CLI_CLI_H

#include "anlan.h"

struct cli_command {
  const char *name, *argument; /* "FILE", "KEY", "" */
  const char *en, *zh;
  al_status (*run)(struct al_ctx *ctx, const struct al_job *job);
};

/** All commands, in the order of the help. */
const struct cli_command *cli_commands(size_t *count);

/** A row of the help: an option or an exit code, as it is written and what it means. */
struct cli_text {
  const char *form, *form_zh, *en, *zh;
};
const struct cli_text *cli_options_help(size_t *count);
const struct cli_text *cli_exit_codes(size_t *count);
/** Prints the manual page (roff, man macros) from the tables of commands, options, exit codes. */
void cli_print_manual(void);

void cli_print_help(enum al_language language);
void cli_print_command_help(const struct cli_command *command, enum al_language language);

struct cli_options {
  const char *command; /* the first word that is no option; NULL when there is none */
  struct al_job job;   /* its path is the second */
  enum al_language language;
  enum al_log_format log_format;
  bool quiet, help, version, manual;
};

/** Parses the words after the program's name, options before, between or after the others.
 * @param room holds the --set values: argc pointers. Prints what is wrong and returns false. */
bool cli_parse_options(int argc, char **argv, const char **room, struct cli_options *out);
/** Language of the last --lang, else of LC_ALL, LC_MESSAGES or LANG. */
enum al_language cli_language(int argc, char **argv);
/** Prints "anlan: ..." to standard error in a language. @return false. */
bool cli_fault(enum al_language language, const char *en, const char *zh, ...);
/** Prints the nearest of `names` to a word that is none of them, with what stands before a name. */
void cli_suggest(const char *word, const char *const *names, size_t count, const char *before,
                 enum al_language language);

#endif
