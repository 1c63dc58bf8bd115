/**
 * Files appear whole or not at all; checksums; folders.
 */
#include "support/support.h"
#include "doors/file_door.h"
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct al_ctx *ctx;

static int open_ctx(void **state)
{
  (void)state;
  return al_ctx_create(&ctx) == AL_OK ? 0 : 1;
}

static int close_ctx(void **state)
{
  (void)state;
  al_ctx_destroy(ctx);
  return 0;
}

static const char *in_scratch(const char *folder, const char *name)
{
  static char path[2][4400];
  static int at;
  at = !at;
  snprintf(path[at], sizeof path[at], "%s/%s", folder, name);
  return path[at];
}

static void write_text(const char *path, const char *text)
{
  struct al_file_writer writer;
  assert_int_equal(al_file_begin(ctx, path, &writer), AL_OK);
  fputs(text, writer.stream);
  assert_int_equal(al_file_commit(&writer), AL_OK);
}

static void nothing_shows_before_commit(void **state)
{
  (void)state;
  struct al_file_writer writer;
  const char *path = in_scratch(test_scratch_folder("file"), "a.txt");
  assert_int_equal(al_file_begin(ctx, path, &writer), AL_OK);
  fputs("half", writer.stream);
  fflush(writer.stream);
  assert_false(al_file_exists(path));
  assert_true(al_file_exists(writer.beside));
  al_file_abandon(&writer);
  al_file_abandon(&writer);
  assert_false(al_file_exists(writer.beside) || al_file_exists(path));
  write_text(path, "old");
  assert_int_equal(al_file_begin(ctx, path, &writer), AL_OK);
  fputs("new", writer.stream);
  struct al_arena *arena;
  char *text;
  size_t length;
  assert_int_equal(al_arena_create(ctx, 0, &arena), AL_OK);
  assert_int_equal(al_file_read_text(ctx, arena, path, &text, &length), AL_OK);
  assert_string_equal(text, "old");
  assert_int_equal(al_file_commit(&writer), AL_OK);
  assert_int_equal(al_file_read_text(ctx, arena, path, &text, &length), AL_OK);
  assert_string_equal(text, "new");
  assert_int_equal(length, 3);
  al_arena_destroy(arena);
}

static void failures_name_the_file(void **state)
{
  (void)state;
  struct al_file_writer writer;
  struct al_arena *arena;
  char *text, digest[65];
  size_t length;
  assert_int_equal(al_arena_create(ctx, 0, &arena), AL_OK);
  assert_int_equal(al_file_begin(ctx, "/nowhere/at/all.txt", &writer), AL_IO_FAILED);
  assert_int_equal(al_file_read_text(ctx, arena, "/nowhere/at/all.txt", &text, &length),
                   AL_BAD_INPUT);
  assert_int_equal(al_file_read_text(ctx, arena, "/", &text, &length), AL_BAD_INPUT);
  assert_int_equal(al_file_sha256(ctx, "/nowhere/at/all.txt", digest), AL_IO_FAILED);
  assert_int_equal(al_folder_make(ctx, "/proc/nowhere/at"), AL_IO_FAILED);
  assert_non_null(strstr(al_ctx_error_text(ctx), "/nowhere/at/all.txt"));
  assert_non_null(strstr(al_ctx_error_text(ctx), "/proc/nowhere/at"));
  if (al_file_begin(ctx, "/dev/full.x", &writer) == AL_OK)
    al_file_abandon(&writer);
  al_arena_destroy(arena);
}

static void a_full_disk_is_told(void **state)
{
  (void)state;
  struct al_file_writer writer;
  const char *path = in_scratch(test_scratch_folder("full"), "a.txt");
  assert_int_equal(al_file_begin(ctx, path, &writer), AL_OK);
  fclose(writer.stream);
  writer.stream = fopen("/dev/full", "w");
  fputs("text", writer.stream);
  assert_int_equal(al_file_commit(&writer), AL_IO_FAILED);
  assert_false(al_file_exists(path) || al_file_exists(writer.beside));
}

/* FIPS 180-2, appendix B. */
static void checksums_are_sha256(void **state)
{
  (void)state;
  const char *folder = test_scratch_folder("sha");
  const char *path = in_scratch(folder, "abc");
  char digest[65];
  write_text(path, "abc");
  assert_int_equal(al_file_sha256(ctx, path, digest), AL_OK);
  assert_string_equal(digest, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  write_text(path, "");
  assert_int_equal(al_file_sha256(ctx, path, digest), AL_OK);
  assert_string_equal(digest, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

static void folders_are_made_with_parents(void **state)
{
  (void)state;
  const char *folder = test_scratch_folder("folders");
  const char *deep = in_scratch(folder, "a/b//c/");
  uint64_t free_bytes = 0;
  assert_int_equal(al_folder_make(ctx, deep), AL_OK);
  assert_int_equal(al_folder_make(ctx, deep), AL_OK);
  assert_true(al_file_exists(deep));
  assert_int_equal(al_file_free_bytes(ctx, in_scratch(folder, "not/yet"), &free_bytes), AL_OK);
  assert_true(free_bytes > 0);
  write_text(in_scratch(folder, "file"), "x");
  assert_int_equal(al_folder_make(ctx, in_scratch(folder, "file/sub")), AL_IO_FAILED);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(nothing_shows_before_commit, open_ctx, close_ctx),
      cmocka_unit_test_setup_teardown(failures_name_the_file, open_ctx, close_ctx),
      cmocka_unit_test_setup_teardown(a_full_disk_is_told, open_ctx, close_ctx),
      cmocka_unit_test_setup_teardown(checksums_are_sha256, open_ctx, close_ctx),
      cmocka_unit_test_setup_teardown(folders_are_made_with_parents, open_ctx, close_ctx),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
