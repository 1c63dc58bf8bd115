/**
 * Seaside, Oregon: `anlan evacuate` end to end on a published case. Its plot has 21.6 % of the
 * people lost; asked for: within five points.
 */
#include "anlan.h"
#include "core/arena.h"
#include "doors/csv_door.h"
#include "support/case_run.h"
#include "support/plain_room.h"
#include <math.h>

static double of_row(const struct al_csv *csv, size_t row, const char *column)
{
  const int at = al_csv_column(csv, column);
  assert_true(at >= 0);
  return al_csv_number(room.ctx, csv, row, at);
}

static void people_are_lost_as_published(void **state)
{
  struct al_csv csv;
  (void)state;
  const char *folder = test_scratch_folder("seaside");
  const struct al_job job = {.path = test_source_path("scenarios/seaside-evacuation.yaml"),
                             .output = folder,
                             .overwrite = true};
  if (al_evacuate(room.ctx, &job) != AL_OK)
    fail_msg("%s", al_ctx_error_text(room.ctx));
  const char *path = al_arena_printf(room.arena, "%s/evacuation/variants.csv", folder);
  assert_int_equal(al_csv_read(room.ctx, room.arena, path, &csv), AL_OK);
  assert_int_equal(csv.row_count, 1);
  const double people = of_row(&csv, 0, "people"), arrived = of_row(&csv, 0, "arrived");
  const double lost = 100.0 * (1.0 - arrived / people);
  print_message("%.0f people, %.1f %% lost (published 21.6 %%)\n", people, lost);
  assert_true(people == 4502.0);
  assert_true(fabs(lost - 21.6) <= 5.0);
  double sum = 0.0;
  static const char *const fates[] = {"on_the_way", "arrived",    "caught", "trapped",
                                      "unserved",   "gridlocked", "cut_off"};
  for (int f = 0; f < 7; f++)
    sum += of_row(&csv, 0, fates[f]);
  assert_true(fabs(sum - people) < 1e-6 * people);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(people_are_lost_as_published)};
  if (!test_case_present("evacuation/seaside/road_network/road_network.shp"))
    return case_skip("evacuation/seaside/road_network/road_network.shp");
  return cmocka_run_group_tests(tests, open_room, close_room);
}
