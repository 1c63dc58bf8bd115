/**
 * Roads: tags and speeds of OpenStreetMap, tables of GMNS, and what becomes of lines by hand: ends
 * that nearly touch, one-way, short links, loops, pieces that hang in the air.
 */
#include "models/evacuation/road_net.h"
#include "support/plain_room.h"
#include "support/support.h"
#include <math.h>
#include <stdio.h>
#include <string.h>

static struct road_classes classes;

static void read_classes(void)
{
  if (road_classes_read(room.ctx, room.arena, NULL, &classes) != AL_OK)
    fail_msg("%s", al_ctx_error_text(room.ctx));
}

static void tags_and_speeds(void **state)
{
  static const char tags[] =
      "\"lanes\"=>\"2\",\"name:en\"=>\"a \\\"b\\\" c\",\"maxspeed\"=>\"30 mph\",\"oneway\"=>\"-1\"";
  char text[16];
  (void)state;
  assert_true(road_osm_tag(tags, "lanes", text, sizeof text));
  assert_string_equal(text, "2");
  assert_true(road_osm_tag(tags, "name:en", text, sizeof text));
  assert_string_equal(text, "a \"b\" c");
  assert_false(road_osm_tag(tags, "name", text, sizeof text));
  assert_false(road_osm_tag(NULL, "name", text, sizeof text));
  assert_true(road_osm_tag(tags, "maxspeed", text, 3));
  assert_string_equal(text, "30");
  assert_true(fabs(road_osm_speed_mps("50") - 50.0 / 3.6) < 1e-12);
  assert_true(fabs(road_osm_speed_mps("30 mph") - 30.0 * 0.44704) < 1e-12);
  assert_true(isnan(road_osm_speed_mps("none")) && isnan(road_osm_speed_mps("-5")));
}

/* A street east in two pieces whose ends lie 0.4 m apart, a one-way street north from the middle, a
 * short end of 3 m, a loop, and a piece far away. */
static void lines_become_a_network(void **state)
{
  double x[] = {0, 100, 100.4, 200, 100, 100, 200, 203, 100, 150, 150, 100, 500, 600},
         y[] = {0, 0, 0, 0, 0, 90, 0, 0, 90, 140, 90, 90, 500, 500};
  struct road_line line[6];
  struct road_report report;
  struct al_evac_network net;
  (void)state;
  read_classes();
  const int residential = road_class_of(&classes, "residential");
  static const size_t first[] = {0, 2, 4, 6, 8, 12}, count[] = {2, 2, 2, 2, 4, 2};
  for (int k = 0; k < 6; k++)
    line[k] = (struct road_line){.first = first[k],
                                 .count = count[k],
                                 .id = k,
                                 .class_row = residential,
                                 .speed_mps = 10.0,
                                 .lanes = 1.0,
                                 .oneway = k == 2};
  const struct road_lines lines = {
      .line = line, .line_count = 6, .vertex_count = 14, .x = x, .y = y};
  if (road_net_make(room.ctx, &lines, &classes, 1.0, 5.0, &net, &report) != AL_OK)
    fail_msg("%s", al_ctx_error_text(room.ctx));
  assert_int_equal(report.nodes,
                   6); /* west, middle, east with its short end, north, two far away */
  assert_int_equal(report.links, 8);
  assert_int_equal(report.merged, 1);
  assert_int_equal(report.loops, 1);
  assert_int_equal(report.components, 2); /* on foot one-way says nothing */
  assert_int_equal(report.largest, 4);
  int cars = 0;
  for (int32_t l = 0; l < net.link_count; l++) {
    assert_true(net.twin[net.twin[l]] == l && net.from[net.twin[l]] == net.to[l]);
    cars += (net.modes[l] & AL_EVAC_MODE_BIT(AL_EVAC_CAR)) != 0;
  }
  assert_int_equal(cars, 7);
  al_evac_network_free(&net);
}

static void put(const char *folder, const char *name, const char *text)
{
  char path[4200];
  snprintf(path, sizeof path, "%s/%s", folder, name);
  FILE *stream = fopen(path, "w");
  assert_non_null(stream);
  fputs(text, stream);
  fclose(stream);
}

static al_status read_gmns(const char *folder, struct road_lines *out)
{
  const struct evac_roads_config config = {.path = folder};
  const struct al_lattice lattice = {.cols = 10, .rows = 10, .cell_m = 100.0, .crs_wkt = ""};
  return road_lines_read(room.ctx, room.arena, &config, &classes, &lattice, out);
}

static void tables_of_gmns(void **state)
{
  const char *folder = test_scratch_folder("gmns");
  struct road_lines lines;
  struct road_report report;
  struct al_evac_network net;
  (void)state;
  read_classes();
  put(folder, "node.csv", "node_id,x_coord,y_coord\na,0,0\nb,100,0\nc,100,50\n");
  put(folder, "link.csv",
      "link_id,from_node_id,to_node_id,lanes,free_speed,facility_type,directed,name\n"
      "1,a,b,2,36,primary,1,Harbour Road\n2,b,c,,,residential,0,\n");
  if (read_gmns(folder, &lines) != AL_OK)
    fail_msg("%s", al_ctx_error_text(room.ctx));
  assert_int_equal(lines.line_count, 2);
  assert_true(lines.line[0].oneway == 1 && lines.line[1].oneway == 0);
  assert_true(lines.line[0].lanes == 2.0 && fabs(lines.line[0].speed_mps - 10.0) < 1e-12);
  assert_int_equal(road_net_make(room.ctx, &lines, &classes, 1.0, 5.0, &net, &report), AL_OK);
  assert_int_equal(report.nodes, 3);
  assert_string_equal(net.name[0], "Harbour Road");
  assert_true(!net.name[2] && fabs(report.length_m - 150.0) < 1e-9);
  al_evac_network_free(&net);
  put(folder, "link.csv", "link_id,from_node_id,to_node_id,lanes\n1,a,z,2\n2,b,c,-3\n");
  assert_int_equal(read_gmns(folder, &lines), AL_BAD_INPUT);
  const char *said = al_ctx_error_text(room.ctx);
  assert_non_null(strstr(said, "link.csv:2"));
  assert_non_null(strstr(said, "'z' is not in node.csv"));
  assert_non_null(strstr(said, "'-3' where a number above 0"));
  al_ctx_clear(room.ctx);
  put(folder, "node.csv", "node_id,x_coord,y_coord\na,0,0\na,100,0\n");
  assert_int_equal(read_gmns(folder, &lines), AL_BAD_INPUT);
  assert_non_null(strstr(al_ctx_error_text(room.ctx), "stands twice"));
  al_ctx_clear(room.ctx);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(tags_and_speeds),
                                     cmocka_unit_test(lines_become_a_network),
                                     cmocka_unit_test(tables_of_gmns)};
  return cmocka_run_group_tests(tests, open_room, close_room);
}
