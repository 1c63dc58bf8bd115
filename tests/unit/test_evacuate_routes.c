/**
 * Ways in words: merging of links, turns, what is written.
 */
#include "out/evacuate_routes.h"
#include "support/support.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LINKS = 5 };

/* North on Harbour Road, over its bridge, a nameless bit of 20 m, right into Hill Street, left into
 * a road without a name. */
static const double along_x[LINKS + 1] = {0.0, 0.0, 0.0, 0.0, 500.0, 500.0};
static const double along_y[LINKS + 1] = {0.0, 300.0, 700.0, 720.0, 720.0, 1000.0};
static const char *const road_names[LINKS] = {"Harbour Road", "Harbour Road", NULL, "Hill Street",
                                              NULL};

static void make_study(struct evac_study *study)
{
  struct al_evac_network *network = &study->network;
  *study = (struct evac_study){0};
  study->classes.row[0] = (struct road_class){.name = "residential"};
  study->classes.count = 1;
  network->link_count = LINKS;
  network->length_m = calloc(LINKS, sizeof(float));
  network->kind = calloc(LINKS, 1);
  network->road_class = calloc(LINKS, 1);
  network->shape_start = calloc(LINKS + 1, sizeof(int32_t));
  network->shape_x = calloc(2 * LINKS, sizeof(double));
  network->shape_y = calloc(2 * LINKS, sizeof(double));
  network->name = (const char **)calloc(LINKS, sizeof(char *));
  assert_true(network->length_m && network->kind && network->road_class && network->shape_start &&
              network->shape_x && network->shape_y && network->name);
  for (int32_t l = 0; l < LINKS; l++) {
    network->length_m[l] = (float)hypot(along_x[l + 1] - along_x[l], along_y[l + 1] - along_y[l]);
    network->kind[l] = l == 1 ? AL_EVAC_BRIDGE : AL_EVAC_GROUND;
    network->name[l] = road_names[l];
    network->shape_start[l + 1] = 2 * (l + 1);
    for (int k = 0; k < 2; k++) {
      network->shape_x[2 * l + k] = along_x[l + k];
      network->shape_y[2 * l + k] = along_y[l + k];
    }
  }
}

static void links_of_one_name_are_one_step(void **state)
{
  static const int32_t links[LINKS] = {0, 1, 2, 3, 4};
  struct evac_study study;
  struct route_step step[LINKS];
  (void)state;
  make_study(&study);
  assert_int_equal(evacuate_route_steps(&study, links, LINKS, step), 3);
  assert_string_equal(step[0].name, "Harbour Road");
  assert_true(step[0].has_bridge && fabs(step[0].length_m - 720.0) < 1e-3);
  assert_int_equal(step[0].turn, ROUTE_START);
  assert_int_equal(step[0].heading, 0);
  assert_string_equal(step[1].name, "Hill Street");
  assert_int_equal(step[1].turn, ROUTE_RIGHT);
  assert_int_equal(step[1].heading, 2);
  assert_false(step[1].has_bridge || step[2].is_named);
  assert_int_equal(step[2].turn, ROUTE_LEFT);
  assert_string_equal(step[2].name, "residential");
  al_evac_network_free(&study.network);
}

static void a_way_is_told_in_two_languages(void **state)
{
  static const int32_t links[LINKS] = {0, 1, 2, 3, 4};
  struct evac_study study;
  struct evac_shelter shelter = {.name = "the school"};
  struct route_step step[LINKS];
  char text[1024] = "";
  (void)state;
  make_study(&study);
  study.shelter = &shelter;
  const size_t count = evacuate_route_steps(&study, links, LINKS, step);
  const struct evac_outcome of = {
      .way_people = 120.0, .way_traveller = AL_EVAC_DRIVER, .way_free_s = 180.0};
  FILE *stream = fmemopen(text, sizeof text - 1, "w");
  assert_non_null(stream);
  evacuate_route_put(&study, &of, "Dongshi", step, count, "09:30", stream);
  fclose(stream);
  print_message("%s", text);
  assert_non_null(strstr(text,
                         "Dongshi, 120 people by car: north on Harbour Road 0.7 km (over a "
                         "bridge), right into Hill Street 0.5 km, left into a road "
                         "(residential) 0.3 km, to the school; 3 min without queues, leave by "
                         "09:30\n"));
  assert_non_null(strstr(text, "沿Harbour Road向北行0.7公里（过桥），右转进入Hill Street"));
  al_evac_network_free(&study.network);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(links_of_one_name_are_one_step),
                                     cmocka_unit_test(a_way_is_told_in_two_languages)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
