/**
 * Rings from CSV files.
 */
#include "support/support.h"
#include "doors/ring_door.h"
#include <stdio.h>
#include <string.h>

static void write_file(const char *folder, const char *name, const char *text)
{
  char path[4400];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *stream = fopen(path, "w");
  assert_non_null(stream);
  fputs(text, stream);
  fclose(stream);
}

static void rings_are_closed_and_ordered(void **state)
{
  (void)state;
  const char *folder = test_scratch_folder("rings");
  struct al_ctx *ctx;
  struct al_arena *arena;
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  assert_int_equal(al_arena_create(ctx, 0, &arena), AL_OK);
  write_file(folder, "b.csv", "x,y\n0,0\n4,0\n4,4\n0,0\n");
  write_file(folder, "a.csv", "1,1\n2,1\n\n2,2\n");
  char pattern[4400];
  snprintf(pattern, sizeof pattern, "%s/*.csv", folder);
  assert_true(al_ring_is_path(pattern));
  struct al_vector_layer layer;
  assert_int_equal(al_ring_read(ctx, arena, pattern, &layer), AL_OK);
  assert_int_equal(layer.feature_count, 2);
  assert_int_equal(layer.part[0].count, 4);
  assert_int_equal(layer.part[1].count, 4);
  assert_true(layer.x[0] == 1.0 && layer.x[3] == 1.0 && layer.y[3] == 1.0);
  write_file(folder, "c.csv", "1,1\nx,1\n");
  assert_int_equal(al_ring_read(ctx, arena, pattern, &layer), AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(ctx), "c.csv:2: 'x,1'"));
  al_ctx_clear(ctx);
  assert_int_equal(al_ring_read(ctx, arena, "nowhere/*.csv", &layer), AL_BAD_INPUT);
  al_arena_destroy(arena);
  al_ctx_destroy(ctx);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(rings_are_closed_and_ordered)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
