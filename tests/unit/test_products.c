/**
 * What stands in a run's folder when it is done: the manifest tells the truth, maps show the
 * colours of their legend, the report escapes what it is given and asks for nothing from outside, a
 * new zoning replaces the old one and only with leave.
 */
#include "config/key.h"
#include "config/yaml_tree.h"
#include "doors/file_door.h"
#include "out/json.h"
#include "support/product_world.h"
#include "support/support.h"
#include <gdal.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static struct product_world town; /* run once, looked at by the tests that change nothing */

static int run_town(void **state)
{
  (void)state;
  product_world_make(&town, "town");
  product_world_run(&town);
  return 0;
}

static int leave_town(void **state)
{
  (void)state;
  product_world_free(&town);
  return 0;
}

static const struct yaml_node *parse(struct product_world *world, struct al_arena **arena)
{
  size_t length;
  struct yaml_node *root;
  static const struct yaml_source source = {
      .name = "manifest.json", .first_line = 1, .first_column = 1};
  char *text = product_world_read(world, "manifest.json", &length);
  assert_true(out_json_is_valid(text));
  assert_int_equal(al_arena_create(world->ctx, 0, arena), AL_OK);
  assert_int_equal(yaml_parse(world->ctx, *arena, &source, text, length, &root), AL_OK);
  free(text);
  return root;
}

static const struct yaml_node *find(const struct yaml_node *map, const char *key)
{
  const struct yaml_item *item = yaml_find(map, key);
  if (!item)
    fail_msg("no '%s'", key);
  return item->node;
}

/* Every checksum is that of the file as it stands; every file of the folder is listed. */
static void check_sums(struct product_world *world)
{
  struct al_arena *arena;
  char path[8300], sum[65];
  size_t count, seen = 0, listed = 0;
  const char *const *files;
  const struct yaml_node *outputs = find(parse(world, &arena), "outputs");
  for (const struct yaml_item *item = outputs->first; item; item = item->next, listed++) {
    snprintf(path, sizeof path, "%s/%s", world->folder, item->key);
    assert_int_equal(al_file_sha256(world->ctx, path, sum), AL_OK);
    assert_string_equal(sum, item->node->text);
  }
  assert_int_equal(al_folder_list(world->ctx, arena, world->folder, &count, &files), AL_OK);
  for (size_t i = 0; i < count; i++) {
    if (strcmp(files[i], "manifest.json") == 0 || strncmp(files[i], "checkpoint/", 11) == 0)
      continue;
    if (!yaml_find(outputs, files[i]))
      fail_msg("%s is not listed", files[i]);
    seen++;
  }
  assert_int_equal(seen, listed);
  assert_true(listed >= 20);
  al_arena_destroy(arena);
}

static void manifest_tells_the_truth(void **state)
{
  (void)state;
  struct al_arena *arena;
  char sum[65];
  const struct yaml_node *root = parse(&town, &arena);
  check_sums(&town);
  assert_string_equal(find(root, "command")->text, town.job.command);
  assert_string_equal(find(root, "threads")->text, "2");
  assert_string_equal(find(find(root, "scenario"), "seed")->text, "7");
  assert_string_equal(find(find(root, "scenario"), "scheme")->text, "muscl");
  assert_string_equal(find(find(root, "scenario"), "title_zh")->text, PRODUCT_TITLE_ZH);
  assert_string_equal(find(find(root, "grid"), "city")->text, "<i>town</i>");
  assert_int_equal(find(find(root, "grid"), "provenance")->kind, YAML_MAP);
  assert_int_equal(al_file_sha256(town.ctx, town.scenario, sum), AL_OK);
  assert_string_equal(find(find(root, "inputs"), town.scenario)->text, sum);
  static const char *const parts[] = {"versions", "build", "host", "cost", "figures", "zoning"};
  for (size_t i = 0; i < AL_COUNT(parts); i++)
    assert_true(find(root, parts[i])->count >= 3);
  al_arena_destroy(arena);
}

static void balance_is_the_last_row_of_mass_csv(void **state)
{
  (void)state;
  struct al_arena *arena;
  const struct yaml_node *balance = find(parse(&town, &arena), "balance_m3");
  char *text = product_world_read(&town, "mass.csv", NULL), *line_end, *cell_end;
  char *header = strstr(text, "time_s,"), *last = text;
  for (char *at = text; at && at[0] && at[1]; at = strchr(at + 1, '\n'))
    last = at;
  assert_non_null(header);
  char *name = strtok_r(strtok_r(header, "\n", &line_end), ",", &cell_end);
  size_t compared = 0;
  for (char *cell = last + 1; name; name = strtok_r(NULL, ",", &cell_end)) {
    const struct yaml_item *item = yaml_find(balance, name);
    if (item) {
      const double here = strtod(cell, NULL), there = strtod(item->node->text, NULL);
      assert_true(fabs(here - there) <= 1e-10 * fabs(there) + 1e-9);
      compared++;
    }
    cell = strchr(cell, ',') ? strchr(cell, ',') + 1 : cell;
  }
  assert_int_equal(compared, balance->count);
  assert_true(compared >= 3);
  free(text);
  al_arena_destroy(arena);
}

/* Pixels of one colour in a picture. */
static long count_pixels(const char *relative, unsigned colour, int *width)
{
  char path[8300];
  snprintf(path, sizeof path, "%s/%s", town.folder, relative);
  GDALDatasetH set = GDALOpen(path, GA_ReadOnly);
  assert_non_null(set);
  const int cols = GDALGetRasterXSize(set), rows = GDALGetRasterYSize(set);
  unsigned char *rgb = malloc(3 * (size_t)cols * (size_t)rows);
  assert_int_equal(GDALDatasetRasterIO(set, GF_Read, 0, 0, cols, rows, rgb, cols, rows, GDT_Byte, 3,
                                       NULL, 3, 3 * cols, 1),
                   CE_None);
  long count = 0;
  for (ptrdiff_t i = 0; i < (ptrdiff_t)cols * rows; i++)
    count += rgb[3 * i] == colour >> 16 && rgb[3 * i + 1] == (colour >> 8 & 255u) &&
             rgb[3 * i + 2] == (colour & 255u);
  free(rgb);
  GDALClose(set);
  *width = cols;
  return count;
}

static void maps_show_their_colours(void **state)
{
  (void)state;
  static const unsigned colours[] = {0x1F6FD6, 0xFFE74C, 0xF08A24, 0xC4161C};
  int width;
  GDALAllRegister();
  for (size_t k = 0; k < AL_COUNT(colours); k++) /* at least the swatch of the legend */
    assert_true(count_pixels("maps/zoning_aidr.png", colours[k], &width) >= 34 * 20);
  assert_true(width > 1000 && width < 1700);
  /* the valley is drawn, not only its swatch: a cell is 13 x 13 pixels */
  assert_true(count_pixels("maps/zoning_aidr.png", 0x1F6FD6, &width) > 20 * 169);
  assert_true(count_pixels("maps/hmax.png", 0x7CC4EB, &width) > 20 * 169);
  assert_true(count_pixels("maps/vmax.png", 0xC7A6DF, &width) > 20 * 169);
  assert_true(count_pixels("maps/arrival.png", 0xF39C62, &width) > 34 * 20);
  assert_true(count_pixels("maps/zoning_depth_cn.png", 0xFDECE6, &width) > 1000); /* the note */
}

static void report_escapes_and_stays_at_home(void **state)
{
  (void)state;
  static const char *const never[] = {"<script", "http://", "https://", "<link", "@import",
                                      "url(",    "<b>洪水", "<i>town",  "g<1>",  "\"flood\""};
  static const char *const wanted[] = {
      "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more",
      "测试 &lt;b&gt;洪水&lt;/b&gt;",
      "g&lt;1&gt;&amp;&#39;x",
      "<span class=\"zh\" lang=\"zh\">水量平衡</span><span class=\"en\" lang=\"en\">Water balance",
      "合成地形，非实测",
      "data:image/png;base64,iVBOR",
      "<svg viewBox",
      "unverified",
      "</html>"};
  char *text = product_world_read(&town, "report.html", NULL);
  for (size_t i = 0; i < AL_COUNT(never); i++)
    if (strstr(text, never[i]))
      fail_msg("'%s' stands in the report", never[i]);
  for (size_t i = 0; i < AL_COUNT(wanted); i++)
    if (!strstr(text, wanted[i]))
      fail_msg("'%s' does not stand in the report", wanted[i]);
  for (const char *at = strstr(text, "src=\""); at; at = strstr(at + 1, "src=\""))
    assert_int_equal(strncmp(at, "src=\"data:", 10), 0);
  free(text);
}

/* The town has 0.63 km2. */
static void areas_have_one_unit(void **state)
{
  (void)state;
  size_t length;
  char *text = product_world_read(&town, "report.html", &length);
  assert_non_null(strstr(text, " m²</td>"));
  assert_null(strstr(text, " km²"));
  assert_null(strstr(text, " ha<"));
  free(text);
}

static void project_names_what_stands_there(void **state)
{
  (void)state;
  char *text = product_world_read(&town, "project.qgs", NULL), path[8300];
  size_t layers = 0;
  for (const char *at = strstr(text, "<datasource>"); at; at = strstr(at + 1, "<datasource>")) {
    const char *dot = at + strlen("<datasource>");
    dot += strncmp(dot, "NETCDF:&quot;", 13) == 0 ? 13 : 0;
    assert_int_equal(strncmp(dot, "./", 2), 0);
    snprintf(path, sizeof path, "%s/%.*s", town.folder, (int)strcspn(dot, "&<"), dot);
    if (!al_file_exists(path))
      fail_msg("%s is not there", path);
    layers++;
  }
  assert_int_equal(layers, 8);
  assert_null(strstr(text, town.folder));
  assert_null(strstr(text, "<b>"));
  free(text);
}

static void zoning_is_made_again_with_leave(void **state)
{
  (void)state;
  struct product_world world;
  char path[8300], before[65], after[65];
  static const char *const sets[] = {"zoning.rules=defra"};
  product_world_make(&world, "again");
  product_world_run(&world);
  const struct al_job job = {
      .path = world.folder, .overrides = sets, .override_count = 1, .command = "anlan zone"};
  struct al_job leave = job;
  leave.overwrite = true;
  snprintf(path, sizeof path, "%s/zoning/zones.csv", world.folder);
  assert_int_equal(al_file_sha256(world.ctx, path, before), AL_OK);
  assert_int_equal(al_zone(world.ctx, &job), AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(world.ctx), "--overwrite"));
  al_ctx_clear(world.ctx);
  assert_int_equal(al_file_sha256(world.ctx, path, after), AL_OK);
  assert_string_equal(before, after);
  char *first = product_world_read(&world, "manifest.json", NULL);
  if (al_zone(world.ctx, &leave) != AL_OK)
    fail_msg("%s", al_ctx_error_text(world.ctx));
  char *second = product_world_read(&world, "manifest.json", NULL);
  const char *mark = strstr(first, "\"zoning\"");
  assert_non_null(mark);
  assert_memory_equal(first, second, (size_t)(mark - first)); /* the run stays as it was */
  assert_non_null(strstr(second, "\"command\": \"anlan zone\""));
  check_sums(&world);
  snprintf(path, sizeof path, "%s/zoning/aidr.tif", world.folder);
  assert_false(al_file_exists(path));
  snprintf(path, sizeof path, "%s/maps/zoning_defra.png", world.folder);
  assert_true(al_file_exists(path));
  free(first);
  free(second);
  snprintf(path, sizeof path, "%s/manifest.json", world.folder);
  unlink(path); /* a run that did not get to its end */
  assert_int_equal(al_zone(world.ctx, &leave), AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(world.ctx), "manifest.json"));
  product_world_free(&world);
}

static void overwriting_takes_only_products(void **state)
{
  (void)state;
  struct product_world world;
  char path[8300], stale[8300];
  static const char *const bad[] = {"output.gauges=[{name: far, point: [0, 0]}]"};
  product_world_make(&world, "overwrite");
  product_world_run(&world);
  snprintf(path, sizeof path, "%s/notes.txt", world.folder);
  snprintf(stale, sizeof stale, "%s/zoning/old_rules.tif", world.folder);
  fclose(fopen(path, "w"));
  fclose(fopen(stale, "w"));
  assert_int_equal(al_run(world.ctx, &world.job), AL_BAD_INPUT); /* no leave */
  world.job.overwrite = true;
  world.job.overrides = bad;
  world.job.override_count = 1;
  assert_int_equal(al_run(world.ctx, &world.job), AL_BAD_INPUT);
  al_ctx_clear(world.ctx);
  assert_true(al_file_exists(stale)); /* bad input: nothing was touched */
  world.job.override_count = 0;
  product_world_run(&world);
  assert_true(al_file_exists(path));
  assert_false(al_file_exists(stale));
  product_world_free(&world);
}

/* What stands under its final name is whole, or older than the failure. */
static void check_no_stumps(struct product_world *world, rlim_t limit)
{
  struct al_arena *arena;
  struct stat info;
  char path[8300];
  size_t count;
  const char *const *files;
  assert_int_equal(al_arena_create(world->ctx, 0, &arena), AL_OK);
  assert_int_equal(al_folder_list(world->ctx, arena, world->folder, &count, &files), AL_OK);
  for (size_t i = 0; i < count; i++) {
    snprintf(path, sizeof path, "%s/%s", world->folder, files[i]);
    assert_int_equal(stat(path, &info), 0);
    if (strstr(files[i], ".part") || (rlim_t)info.st_size == limit)
      fail_msg("%s of %ld bytes was left at a limit of %ld", path, (long)info.st_size, (long)limit);
  }
  al_arena_destroy(arena);
}

/* A limit on the size of files fails writes as a full disk does, at every product in turn. */
static void failed_writes_leave_no_stumps(void **state)
{
  (void)state;
  struct product_world world;
  struct rlimit old;
  static const rlim_t limits[] = {300, 700, 1000, 2000, 5000, 30000, 60000, 90000, 150000, 250000};
  product_world_make(&world, "stumps");
  product_world_run(&world);
  signal(SIGXFSZ, SIG_IGN);
  assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
  const struct al_job job = {.path = world.folder, .overwrite = true};
  size_t failed = 0;
  for (size_t i = 0; i < AL_COUNT(limits); i++) {
    const struct rlimit tight = {.rlim_cur = limits[i], .rlim_max = old.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &tight), 0);
    const al_status status = al_zone(world.ctx, &job);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    assert_int_equal(status, AL_IO_FAILED);
    assert_int_equal(al_status_exit_code(status), 1);
    if (!strstr(al_ctx_error_text(world.ctx), "cannot be written"))
      fail_msg("limit %ld: %s", (long)limits[i], al_ctx_error_text(world.ctx));
    al_ctx_clear(world.ctx);
    check_no_stumps(&world, limits[i]);
    failed++;
  }
  assert_int_equal(failed, AL_COUNT(limits));
  assert_int_equal(al_zone(world.ctx, &job), AL_OK);
  check_sums(&world);
  product_world_free(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(manifest_tells_the_truth),
      cmocka_unit_test(balance_is_the_last_row_of_mass_csv),
      cmocka_unit_test(areas_have_one_unit),
      cmocka_unit_test(maps_show_their_colours),
      cmocka_unit_test(report_escapes_and_stays_at_home),
      cmocka_unit_test(project_names_what_stands_there),
      cmocka_unit_test(zoning_is_made_again_with_leave),
      cmocka_unit_test(overwriting_takes_only_products),
      cmocka_unit_test(failed_writes_leave_no_stumps),
  };
  return cmocka_run_group_tests(tests, run_town, leave_town);
}
