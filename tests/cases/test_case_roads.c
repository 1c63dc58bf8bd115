/**
 * Real street networks read and made into nodes and links: lengths are kept, nothing hangs in the
 * air, what cannot be reached is counted.
 */
#include "core/arena.h"
#include "doors/crs_door.h"
#include "models/evacuation/road_net.h"
#include "support/case_run.h"
#include "support/plain_room.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct place {
  const char *path, *crs;
  double west_m, south_m, east_m, north_m;
  const char *class_attribute, *oneway_attribute;
};

static double cpu_s(void)
{
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void read_place(const struct place *place, struct road_lines *lines,
                       struct road_classes *classes, struct al_evac_network *network,
                       struct road_report *report)
{
  const struct evac_roads_config config = {.path = test_case_path(place->path),
                                           .class_attribute = place->class_attribute,
                                           .oneway_attribute = place->oneway_attribute};
  struct al_lattice lattice = {.cell_m = 10.0, .west_m = place->west_m, .north_m = place->north_m};
  lattice.cols = (int)((place->east_m - place->west_m) / 10.0);
  lattice.rows = (int)((place->north_m - place->south_m) / 10.0);
  struct al_crs_info crs;
  assert_int_equal(al_crs_describe(room.ctx, room.arena, place->crs, &crs), AL_OK);
  lattice.crs_wkt = crs.wkt;
  const double begin_s = cpu_s();
  if (road_classes_read(room.ctx, room.arena, NULL, classes) != AL_OK ||
      road_lines_read(room.ctx, room.arena, &config, classes, &lattice, lines) != AL_OK ||
      road_net_make(room.ctx, lines, classes, 1.0, 5.0, network, report) != AL_OK)
    fail_msg("%s: %s", place->path, al_ctx_error_text(room.ctx));
  print_message("%s: %zu lines of %.1f km (%zu of other kinds), %d nodes, %d links of %.1f km, %d "
                "merged, %d loops, %d sets, %d nodes in the greatest, %d dead ends, %.2f s\n",
                place->path, report->lines, 1e-3 * report->length_m, report->unknown_classes,
                (int)report->nodes, (int)report->links, 1e-3 * report->kept_m, (int)report->merged,
                (int)report->loops, (int)report->components, (int)report->largest,
                (int)report->dead_ends, cpu_s() - begin_s);
}

/* A link is as long as its shape, which runs from node to node but for what was merged. */
static void check_shapes(const struct al_evac_network *network)
{
  for (int32_t l = 0; l < network->link_count; l++) {
    double length_m = 0.0;
    const int32_t first = network->shape_start[l], past = network->shape_start[l + 1];
    assert_true(past - first >= 2);
    for (int32_t k = first; k + 1 < past; k++)
      length_m += hypot(network->shape_x[k + 1] - network->shape_x[k],
                        network->shape_y[k + 1] - network->shape_y[k]);
    assert_true(fabs(length_m - (double)network->length_m[l]) <= 1e-3 + 1e-5 * length_m);
    assert_true(network->from[l] != network->to[l] && network->twin[network->twin[l]] == l);
    assert_true(network->free_speed_mps[l] > 0.0f && network->lanes[l] > 0.0f);
  }
}

static void check_place(const struct place *place, int32_t links_least, double largest_share)
{
  struct road_lines lines;
  struct road_classes classes;
  struct al_evac_network network;
  struct road_report report;
  read_place(place, &lines, &classes, &network, &report);
  check_shapes(&network);
  assert_true(report.links >= links_least);
  assert_true(report.largest >= largest_share * report.nodes);
  assert_true(report.kept_m > 0.97 * report.length_m && report.kept_m <= report.length_m + 1e-6);
  al_evac_network_free(&network);
}

static void streets_become_networks(void **state)
{
  static const struct place porto = {
      "evacuation/osm/porto.osm.pbf", "EPSG:32629", 520000, 4550000, 545000, 4565000, NULL, NULL};
  static const struct place monaco = {"evacuation/osm/most_monaco_network.osm.gz",
                                      "EPSG:32632",
                                      360000,
                                      4830000,
                                      390000,
                                      4860000,
                                      NULL,
                                      NULL};
  static const struct place seaside = {"evacuation/seaside/road_network/road_network.shp",
                                       "EPSG:32610",
                                       420000,
                                       5080000,
                                       440000,
                                       5110000,
                                       "highway",
                                       NULL};
  (void)state;
  check_place(&porto, 9000, 0.85);
  check_place(&monaco, 2000, 0.5);
  check_place(&seaside, 900, 0.9);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(streets_become_networks)};
  if (!test_case_present("evacuation/osm/porto.osm.pbf"))
    return case_skip("evacuation/osm/porto.osm.pbf");
  return cmocka_run_group_tests(tests, open_room, close_room);
}
