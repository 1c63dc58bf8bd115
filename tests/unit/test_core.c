/**
 * Status, arena, message catalogue.
 */
#include "support/support.h"
#include "core/arena.h"
#include "core/log.h"
#include "core/message.h"
#include "core/reduce.h"
#include <stdlib.h>
#include <string.h>

static void reports_are_collected_and_closed(void **state)
{
  (void)state;
  struct al_ctx *ctx;
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  assert_int_equal(al_report_close(ctx), AL_OK);
  const struct al_source_mark mark = {"a.yaml", 3, 5, "  key: -1"};
  al_report(ctx, AL_ERROR, &mark, "'%s' is out of range", "key");
  al_report(ctx, AL_WARNING, NULL, "odd");
  assert_int_equal(al_report_close(ctx), AL_BAD_INPUT);
  assert_int_equal(al_report_close(ctx), AL_OK);
  assert_non_null(strstr(al_ctx_error_text(ctx), "a.yaml:3:5: error: 'key' is out of range"));
  assert_non_null(strstr(al_ctx_error_text(ctx), "    3 |   key: -1\n        |     ^"));
  assert_int_equal(al_ctx_warning_count(ctx), 1);
  al_ctx_destroy(ctx);
}

static void arena_is_aligned_zeroed_and_limited(void **state)
{
  (void)state;
  struct al_ctx *ctx;
  struct al_arena *arena;
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  assert_int_equal(al_arena_create(ctx, 300000, &arena), AL_OK);
  for (size_t n = 1; n < 100000; n = n * 3 + 1) {
    unsigned char *p = al_arena_alloc(arena, n, 1, "bytes");
    assert_non_null(p);
    assert_int_equal((uintptr_t)p % 64, 0);
    assert_int_equal(p[0] | p[n - 1], 0);
    memset(p, 255, n);
  }
  assert_null(al_arena_alloc(arena, 1000000, 1, "too much"));
  assert_non_null(strstr(al_ctx_error_text(ctx), "too much"));
  assert_null(al_arena_alloc(arena, SIZE_MAX / 2, 8, "overflow"));
  al_arena_destroy(arena);
  al_ctx_destroy(ctx);
}

static void sums_are_compensated(void **state)
{
  (void)state;
  struct al_sum sum = {0.0, 0.0};
  al_sum_add(&sum, 1e16);
  for (int i = 0; i < 1000; i++)
    al_sum_add(&sum, 1.0);
  al_sum_add(&sum, -1e16);
  assert_true(al_sum_value(&sum) == 1000.0);
}

/* What files hold may be in another encoding, or full of control characters. */
static void what_is_told_is_text(void **state)
{
  (void)state;
  struct al_ctx *ctx;
  char *text = NULL;
  size_t length = 0;
  const struct al_source_mark mark = {
      .file = "t.csv", .line = 3, .column = 1, .line_text = "\xb5\xd8,1"};
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  FILE *stream = open_memstream(&text, &length);
  al_ctx_set_log(ctx, AL_LOG_JSON, false, stream);
  al_log(ctx, AL_WARNING, "the class '%s' (%s)", "\xb5\xd8\xcc\xef", "\x1b[31m水田");
  al_report(ctx, AL_ERROR, &mark, "'%s' is \"wrong\"", "a\xff\nb");
  (void)AL_FAIL(ctx, AL_BAD_INPUT, "then %s", "this");
  (void)al_ctx_trace(ctx, AL_BAD_INPUT, "while reading");
  al_ctx_print_errors(ctx, stream);
  fclose(stream);
  assert_string_equal(
      text, "{\"level\":\"warning\",\"text\":\"the class '???\?' (?[31m水田)\"}\n"
            "{\"level\":\"error\",\"text\":\"t.csv:3:1: error: 'a?\\u000ab' is \\\"wrong\\\""
            "\\u000a      3 | ??,1\\u000a        | ^\"}\n"
            "{\"level\":\"error\",\"text\":\"then this\\u000a  while reading\"}\n");
  free(text);
  al_ctx_destroy(ctx);
}

static void message_ids_are_unique(void **state)
{
  (void)state;
  size_t count;
  const struct al_message *rows = al_message_table(&count);
  assert_true(count > 0);
  for (size_t i = 0; i < count; i++)
    for (size_t j = 0; j < i; j++) {
      assert_string_not_equal(rows[i].id, rows[j].id);
      assert_string_not_equal(rows[i].en, rows[j].en);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reports_are_collected_and_closed),
      cmocka_unit_test(arena_is_aligned_zeroed_and_limited),
      cmocka_unit_test(sums_are_compensated),
      cmocka_unit_test(what_is_told_is_text),
      cmocka_unit_test(message_ids_are_unique),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
