/**
 * CSV tables: encodings, comments, quotes, and faults with their lines.
 */
#include "support/support.h"
#include "doors/csv_door.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

struct fixture {
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct al_csv csv;
  char path[4200];
};

static al_status read_bytes(struct fixture *f, const char *bytes, size_t length)
{
  *f = (struct fixture){0};
  assert_int_equal(al_ctx_create(&f->ctx), AL_OK);
  assert_int_equal(al_arena_create(f->ctx, 0, &f->arena), AL_OK);
  snprintf(f->path, sizeof f->path, "%s/t.csv", test_scratch_folder("csv"));
  FILE *stream = fopen(f->path, "wb");
  fwrite(bytes, 1, length, stream);
  fclose(stream);
  return al_csv_read(f->ctx, f->arena, f->path, &f->csv);
}

static al_status read_text(struct fixture *f, const char *text)
{
  return read_bytes(f, text, strlen(text));
}

static void release(struct fixture *f)
{
  al_arena_destroy(f->arena);
  al_ctx_destroy(f->ctx);
}

static void rows_know_their_lines(void **state)
{
  (void)state;
  struct fixture f;
  assert_int_equal(
      read_text(&f, "\xef\xbb\xbf# source: here\n# second\nTime (mins),\"a, b\"\r\n0,1\r\n\r\n"
                    "5,\"two\nlines\"\r\n,\r\n10, 3 \n"),
      AL_OK);
  assert_int_equal(f.csv.row_count, 3);
  assert_int_equal(f.csv.column_count, 2);
  assert_int_equal(f.csv.line[0], 4);
  assert_int_equal(f.csv.line[1], 6);
  assert_int_equal(f.csv.line[2], 9);
  assert_string_equal(f.csv.header[1], "a, b");
  assert_string_equal(f.csv.cell[3], "two\nlines");
  assert_non_null(strstr(f.csv.comment, "source: here"));
  assert_true(al_csv_number(f.ctx, &f.csv, 2, 1) == 3.0);
  assert_int_equal(al_csv_column(&f.csv, "Time"), 0);
  assert_int_equal(al_csv_column(&f.csv, "Tim"), -1);
  release(&f);
}

static void faults_are_all_told(void **state)
{
  (void)state;
  struct fixture f;
  assert_int_equal(read_text(&f, "a,b\n1,2,3\n1,2\n4\n"), AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(f.ctx), "t.csv:2: error"));
  assert_non_null(strstr(al_ctx_error_text(f.ctx), "t.csv:4: error"));
  release(&f);
  assert_int_equal(read_text(&f, "a,b\n1,x\n2,\n3,1e999\n4,0x1\n"), AL_OK);
  for (size_t row = 0; row < 4; row++)
    assert_true(isnan(al_csv_number(f.ctx, &f.csv, row, 1)));
  assert_non_null(strstr(al_ctx_error_text(f.ctx), "t.csv:2: error: [AL2808] column 'b': 'x'"));
  assert_non_null(strstr(al_ctx_error_text(f.ctx), "t.csv:3: error"));
  release(&f);
  assert_int_equal(read_text(&f, ""), AL_BAD_INPUT);
  release(&f);
  assert_int_equal(read_text(&f, "# only a remark\n"), AL_BAD_INPUT);
  release(&f);
  assert_int_equal(read_bytes(&f, "a,b\n1,\0\n", 8), AL_BAD_INPUT);
  release(&f);
}

static void other_encodings_and_delimiters(void **state)
{
  (void)state;
  struct fixture f;
  /* "时间,水位" in GBK */
  assert_int_equal(read_text(&f, "\xca\xb1\xbc\xe4,\xcb\xae\xce\xbb\n0,1\n"), AL_OK);
  assert_string_equal(f.csv.header[0], "时间");
  assert_string_equal(f.csv.header[1], "水位");
  release(&f);
  assert_int_equal(read_text(&f, "a;b\n1;2\n"), AL_OK);
  assert_int_equal(f.csv.column_count, 2);
  release(&f);
  assert_int_equal(read_text(&f, "a\tb\n1\t2"), AL_OK);
  assert_true(al_csv_number(f.ctx, &f.csv, 0, 1) == 2.0);
  release(&f);
  assert_int_equal(read_bytes(&f, "a,b\n\xff\xff\n", 7), AL_BAD_INPUT);
  release(&f);
}

static void unit_suffixes_are_no_part_of_the_name(void **state)
{
  (void)state;
  struct fixture f;
  assert_int_equal(read_text(&f, "time_s,rain_mm_per_h,rain_gauge,水位（米）\n0,1,2,3\n"), AL_OK);
  assert_int_equal(al_csv_column(&f.csv, "time"), 0);
  assert_int_equal(al_csv_column(&f.csv, "rain"), 1);
  assert_int_equal(al_csv_column(&f.csv, "rain_gauge"), 2);
  assert_int_equal(al_csv_column(&f.csv, "rain_mm"), -1);
  assert_int_equal(al_csv_column(&f.csv, "水位"), 3);
  release(&f);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(rows_know_their_lines),
      cmocka_unit_test(faults_are_all_told),
      cmocka_unit_test(other_encodings_and_delimiters),
      cmocka_unit_test(unit_suffixes_are_no_part_of_the_name),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
