/**
 * The manual page, written from the tables that the help is written from.
 */
#include "cli/cli.h"
#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Roff takes a dash for a hyphen, a backslash for a command and a dot or quote that begins a line
 * for a request. */
static void manual_put(const char *text)
{
  assert(text && !strchr(text, '\n'));
  for (const char *at = text; *at; at++) {
    if (at == text && (*at == '.' || *at == '\''))
      fputs("\\&", stdout);
    if (*at == '-')
      fputs("\\-", stdout);
    else if (*at == '\\')
      fputs("\\e", stdout);
    else
      fputc(*at, stdout);
  }
}

static void manual_put_entry(const char *term, const char *argument, const char *meaning)
{
  fputs(".TP\n.B ", stdout);
  manual_put(term);
  if (*argument) {
    fputs(" \\fI", stdout);
    manual_put(argument);
    fputs("\\fR", stdout);
  }
  fputc('\n', stdout);
  manual_put(meaning);
  fputc('\n', stdout);
}

static void manual_put_texts(const char *title, const struct cli_text *texts, size_t count)
{
  printf(".SH %s\n", title);
  for (size_t i = 0; i < count; i++)
    manual_put_entry(texts[i].form + strspn(texts[i].form, " "), "", texts[i].en);
}

static void manual_put_environment(void)
{
  static const char *const rows[][2] = {
      {"LC_ALL, LC_MESSAGES, LANG", "the first that is set chooses the language of messages: "
                                    "Chinese when it begins with zh"},
      {"ANLAN_DATA", "folder of the program's own tables instead of the installed one"},
      {"ANLAN_ISA", "v2, v3 or v4: highest vector width to use; results do not depend on it"},
      {"ANLAN_TRACE", "when set, errors name the place in the source that found them"},
      {"OMP_WAIT_POLICY", "passive: threads sleep at barriers; faster where other programs use "
                          "the same cores"}};
  puts(".SH ENVIRONMENT");
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    manual_put_entry(rows[i][0], "", rows[i][1]);
}

static void manual_put_examples(void)
{
  static const char *const rows[][2] = {
      {"anlan init scenario > storm.yaml", "A commented template."},
      {"anlan check storm.yaml", "All faults at once, and a table of the inputs."},
      {"anlan run storm.yaml -o out/storm", "Every product the scenario names."},
      {"anlan resume out/storm", "Go on after a stop, a kill or a power cut: the same bits."},
      {"anlan ensemble fan.yaml -o out/fan", "Every member of an ensemble, and their envelopes."},
      {"anlan explain flow.cfl", "What a key means, its range, its default."}};
  puts(".SH EXAMPLES");
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
    manual_put_entry(rows[i][0], "", rows[i][1]);
}

void cli_print_manual(void)
{
  size_t count;
  const struct cli_command *commands = cli_commands(&count);
  puts(".TH ANLAN 1 \"\" \"anlan " ANLAN_VERSION "\" \"User Commands\"\n"
       ".SH NAME\nanlan \\- hazard simulation for cities\n"
       ".SH SYNOPSIS\n.B anlan\n.I COMMAND\n.RI [ FILE ]\n.RI [ options ]\n"
       ".SH DESCRIPTION\n"
       "Builds a city grid from terrain and land use, simulates water on it, and writes maxima,\n"
       "series, maps, a report and hazard zoning. A scenario is a YAML file; one command makes\n"
       "every product that it names.\n"
       ".SH COMMANDS");
  for (size_t i = 0; i < count; i++)
    manual_put_entry(commands[i].name, commands[i].argument, commands[i].en);
  const struct cli_text *texts = cli_options_help(&count);
  manual_put_texts("OPTIONS", texts, count);
  texts = cli_exit_codes(&count);
  manual_put_texts("EXIT STATUS", texts, count);
  puts(".PP\nA first SIGTERM or SIGINT lets\n.BR run ,\n.B ensemble\nand\n.B resume\nwrite a "
       "checkpoint and leave; "
       "a second one ends them at once.");
  puts(
      ".SH OUTPUT\nResults are text on standard output: where they stand, what a plan or a check "
      "says.\n"
      "Progress goes to standard error: one line that is rewritten on a terminal, elsewhere one\n"
      "JSON object a line, at most one a percent, with stage, percent, eta_s and detail. Warnings\n"
      "and faults are text on standard error; with\n.B \\-\\-log json\nall of it, results "
      "included, is JSON on standard error, faults excepted.");
  manual_put_environment();
  puts(".SH FILES\n.TP\n.I out/NAME/\n"
       "scenario.used.yaml (every key with its value and where it came from), max/, fields/,\n"
       "zoning/, gauges.csv, sections.csv, mass.csv, report.html, manifest.json, checkpoint/\n"
       ".TP\n.I out/grids/\ngrids built from recipes, kept until a source changes");
  manual_put_examples();
}
