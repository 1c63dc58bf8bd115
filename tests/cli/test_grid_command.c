/**
 * `anlan grid` as a user meets it: exit codes, what is said, and what stands on the disk
 * afterwards.
 */
#include "support/support.h"
#include "support/recipe_world.h"
#include "core/memory.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct al_lattice lattice = {
    .cols = 20, .rows = 20, .west_m = 0.0, .north_m = 200.0, .cell_m = 10.0, .crs_wkt = ""};

static float ground(double x, double y)
{
  return (float)(1.0 + 0.01 * x + 0.02 * y);
}

/* Runs the binary beside the tests. @return its exit code; what it said in `said`. */
static int run(const char *arguments, char *said, size_t room)
{
  char command[9200];
  snprintf(command, sizeof command, "../anlan %s 2>&1", arguments);
  FILE *pipe = popen(command, "r");
  assert_non_null(pipe);
  const size_t got = fread(said, 1, room - 1, pipe);
  said[got] = '\0';
  const int status = pclose(pipe);
  assert_true(WIFEXITED(status));
  return WEXITSTATUS(status);
}

static struct recipe_world world_make(const char *name)
{
  struct recipe_world world = recipe_world_open(name);
  recipe_world_raster(&world, "dem.tif", &lattice, ground);
  recipe_world_write(&world, "good.yaml",
                     "city: {name: t}\nterrain: {sources: [{path: dem.tif}]}\n");
  recipe_world_write(&world, "bad.yaml",
                     "city: {name: t}\nterrain: {sources: [{path: dem.tif}], depressions: fil}\n");
  return world;
}

static bool stands(const char *path)
{
  return access(path, F_OK) == 0;
}

static void a_good_recipe_writes_once(void **state)
{
  (void)state;
  struct recipe_world world = world_make("once");
  char arguments[9000], path[4400], said[8192];
  struct stat first, second;
  snprintf(path, sizeof path, "%s/t.grid.h5", world.folder);
  snprintf(arguments, sizeof arguments, "grid %s/good.yaml -o %s", world.folder, path);
  assert_int_equal(run(arguments, said, sizeof said), 0);
  assert_int_equal(stat(path, &first), 0);
  assert_int_equal(run(arguments, said, sizeof said), 2);
  assert_non_null(strstr(said, "--overwrite"));
  assert_int_equal(stat(path, &second), 0);
  assert_true(first.st_ino == second.st_ino && first.st_mtim.tv_nsec == second.st_mtim.tv_nsec);
  strcat(arguments, " --overwrite");
  assert_int_equal(run(arguments, said, sizeof said), 0);
  recipe_world_close(&world);
}

/* What stands is refused before the sources are looked at, not after minutes of building. */
static void what_stands_is_refused_first(void **state)
{
  (void)state;
  struct recipe_world world = world_make("first");
  char arguments[9000], said[8192];
  recipe_world_write(&world, "t.grid.h5", "precious");
  recipe_world_write(&world, "lost.yaml",
                     "city: {name: t}\nterrain: {sources: [{path: nowhere.tif}]}\n");
  snprintf(arguments, sizeof arguments, "grid %s/lost.yaml -o %s/t.grid.h5", world.folder,
           world.folder);
  assert_int_equal(run(arguments, said, sizeof said), 2);
  assert_non_null(strstr(said, "--overwrite"));
  assert_null(strstr(said, "nowhere"));
  recipe_world_close(&world);
}

static float pierced(double x, double y)
{
  return x > 50.0 && x < 80.0 && y > 100.0 && y < 120.0 ? (float)NAN : ground(x, y);
}

static void voids_are_counted_and_said(void **state)
{
  (void)state;
  struct recipe_world world = world_make("voids");
  char arguments[9000], said[8192];
  recipe_world_raster(&world, "dem.tif", &lattice, pierced);
  snprintf(arguments, sizeof arguments, "grid %s/good.yaml -o %s/v.h5", world.folder, world.folder);
  assert_int_equal(run(arguments, said, sizeof said), 0);
  assert_non_null(strstr(said, "6 cells of the grid (1.50 %) have no terrain"));
  assert_non_null(strstr(said, "x = 55.0, y = 115.0"));
  /* info knows a grid by what it holds, whatever its name. */
  snprintf(arguments, sizeof arguments, "info %s/v.h5", world.folder);
  assert_int_equal(run(arguments, said, sizeof said), 0);
  assert_non_null(strstr(said, "\"voids_left_cells\": 6"));
  snprintf(arguments, sizeof arguments, "grid %s/good.yaml -o %s/w.h5 --set terrain.void_fill=50",
           world.folder, world.folder);
  assert_int_equal(run(arguments, said, sizeof said), 0);
  assert_null(strstr(said, "have no terrain"));
  recipe_world_close(&world);
}

static void a_bad_recipe_leaves_what_was_there(void **state)
{
  (void)state;
  struct recipe_world world = world_make("left");
  char arguments[9000], path[4400], said[8192], kept[16] = "";
  snprintf(path, sizeof path, "%s/t.grid.h5", world.folder);
  recipe_world_write(&world, "t.grid.h5", "precious");
  snprintf(arguments, sizeof arguments, "grid %s/bad.yaml -o %s --overwrite", world.folder, path);
  assert_int_equal(run(arguments, said, sizeof said), 2);
  assert_non_null(strstr(said, "bad.yaml:2"));
  assert_non_null(strstr(said, "fill"));
  FILE *stream = fopen(path, "r");
  assert_non_null(stream);
  assert_non_null(fgets(kept, sizeof kept, stream));
  fclose(stream);
  assert_string_equal(kept, "precious");
  recipe_world_close(&world);
}

/* /proc takes no new files, not even from root. */
static void a_folder_that_takes_no_files(void **state)
{
  (void)state;
  struct recipe_world world = world_make("readonly");
  char arguments[9000], said[8192];
  snprintf(arguments, sizeof arguments, "grid %s/good.yaml -o /proc/t.grid.h5", world.folder);
  assert_int_equal(run(arguments, said, sizeof said), 1);
  assert_non_null(strstr(said, "/proc/t.grid.h5"));
  recipe_world_close(&world);
}

static void a_dry_run_writes_nothing(void **state)
{
  (void)state;
  struct recipe_world world = world_make("dry");
  char arguments[9000], path[4400], said[8192];
  snprintf(path, sizeof path, "%s/t.grid.h5", world.folder);
  snprintf(arguments, sizeof arguments, "grid %s/good.yaml -o %s --dry-run", world.folder, path);
  assert_int_equal(run(arguments, said, sizeof said), 0);
  assert_non_null(strstr(said, "GB of memory"));
  assert_false(stands(path));
  recipe_world_close(&world);
}

static void too_little_memory_is_said_before(void **state)
{
  (void)state;
  struct recipe_world world = world_make("memory");
  char arguments[9000], path[4400], said[8192];
  snprintf(path, sizeof path, "%s/t.grid.h5", world.folder);
  snprintf(arguments, sizeof arguments,
           "grid %s/good.yaml -o %s --set city.cell=0.01 --max-mem 100MiB", world.folder, path);
  assert_int_equal(run(arguments, said, sizeof said), 1);
  assert_non_null(strstr(said, "larger city.cell"));
  assert_non_null(strstr(said, "--set:1:"));
  assert_false(stands(path));
  snprintf(arguments, sizeof arguments, "grid %s/good.yaml --dry-run --set city.cell=0.01 %s",
           world.folder, "--set 'city.bounds=[0, 0, 9999, 9999]'");
  assert_int_equal(run(arguments, said, sizeof said), 2);
  assert_non_null(strstr(said, "'city.cell': the grid would have 999900 x 999900 cells"));
  recipe_world_close(&world);
}

/* Asked for or not, and for a dry run. */
static void what_the_machine_has_free_is_a_limit(void **state)
{
  (void)state;
  struct recipe_world world = world_make("free");
  char arguments[9000], said[8192];
  snprintf(arguments, sizeof arguments, "grid %s/good.yaml --dry-run --set city.cell=0.01 %s",
           world.folder, "--set 'city.bounds=[0, 0, 440, 440]'");
  if (al_memory_limit(0) > (size_t)60e9) /* such a machine would build it */
    skip();
  assert_int_equal(run(arguments, said, sizeof said), 1);
  assert_non_null(strstr(said, "'city.cell': 1936000000 cells of 0.01 m"));
  assert_non_null(strstr(said, "GB are allowed; cells of"));
  recipe_world_close(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_good_recipe_writes_once),
      cmocka_unit_test(what_stands_is_refused_first),
      cmocka_unit_test(voids_are_counted_and_said),
      cmocka_unit_test(a_bad_recipe_leaves_what_was_there),
      cmocka_unit_test(a_folder_that_takes_no_files),
      cmocka_unit_test(a_dry_run_writes_nothing),
      cmocka_unit_test(too_little_memory_is_said_before),
      cmocka_unit_test(what_the_machine_has_free_is_a_limit),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
