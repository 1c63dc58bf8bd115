/**
 * Texts for machines: JSON that any reader takes, markup that stands for itself.
 */
#include "core/markup.h"
#include "out/json.h"
#include "support/support.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static char *written(const char *text, double number, const char *raw)
{
  char *out = NULL;
  size_t length;
  FILE *stream = open_memstream(&out, &length);
  struct out_json json = {.stream = stream};
  out_json_open(&json, NULL, '{');
  out_json_text(&json, "text", text);
  out_json_number(&json, "number", number);
  out_json_raw(&json, "raw", raw);
  out_json_close(&json, '}');
  fclose(stream);
  return out;
}

static void what_is_written_is_json(void **state)
{
  (void)state;
  static const char *const hostile[] = {
      "plain", "", "\"\\\b\t\n\x7f\x01", "晋江 – é", "cut \xe6\x99", "\xff\xc0\x80 latin"};
  for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
    char *text = written(hostile[i], i ? (double)NAN : -1.5e-300, "[1, {\"a\": null}]");
    if (!out_json_is_valid(text))
      fail_msg("no JSON: %s", text);
    free(text);
  }
  char *text = written("cut \xe6\x99", 0.1, "{broken");
  assert_non_null(strstr(text, "cut \\ufffd\\ufffd"));
  assert_non_null(strstr(text, "\"raw\": null"));
  free(text);
}

static void what_is_no_json_is_known(void **state)
{
  (void)state;
  static const char *const good[] = {"0", " [ ] ", "{\"a\":[1,-2.5e+3,true,false,null]}",
                                     "\"\\u00e9\\n\""};
  static const char *const bad[] = {
      "",    "{",     "[1,]",       "{\"a\"}", "{a: 1}", "01", "1 2", "\"\n\"",    "\"\\x\"",
      "nul", "[1 2]", "{\"a\":1,}", "1.",      "-",      "1e", "\"",  "\"\\u12\"", "]"};
  for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
    if (!out_json_is_valid(good[i]))
      fail_msg("refused: %s", good[i]);
  for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
    if (out_json_is_valid(bad[i]))
      fail_msg("taken: %s", bad[i]);
  char deep[400];
  memset(deep, '[', 200);
  memset(deep + 200, ']', 199);
  deep[399] = '\0';
  assert_false(out_json_is_valid(deep));
}

static void markup_stands_for_itself(void **state)
{
  (void)state;
  char *out = NULL;
  size_t length;
  FILE *stream = open_memstream(&out, &length);
  al_markup_put(stream, "a<b>&\"'\x01\t水\xff");
  al_markup_put(stream, NULL);
  fclose(stream);
  assert_string_equal(out, "a&lt;b&gt;&amp;&quot;&#39;\xef\xbf\xbd\t水\xef\xbf\xbd");
  free(out);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_written_is_json),
      cmocka_unit_test(what_is_no_json_is_known),
      cmocka_unit_test(markup_stands_for_itself),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
