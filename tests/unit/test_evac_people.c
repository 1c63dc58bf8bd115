/**
 * People: places to nodes, parties, departures.
 */
#include "support/plain_room.h"
#include "support/support.h"
#include "core/rng.h"
#include "models/evacuation/evac_people.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NODES = 400, PLACES = 600 };

static void check(al_status status)
{
  if (status != AL_OK)
    fail_msg("%s", al_ctx_error_text(room.ctx));
}

/* Random nodes in 1 km; each but the last ten has a link to the next one. @param shift renumbers */
static struct al_evac_network make_network(int shift)
{
  struct al_evac_network net = {.node_count = NODES, .link_count = NODES - 10};
  net.node_x = calloc(NODES, sizeof *net.node_x);
  net.node_y = calloc(NODES, sizeof *net.node_y);
  net.from = calloc(NODES, sizeof *net.from);
  net.to = calloc(NODES, sizeof *net.to);
  net.modes = calloc(NODES, sizeof *net.modes);
  for (int i = 0; i < NODES; i++) {
    const int node = (i + shift) % NODES;
    net.node_x[node] = 5.0 * (double)al_rng_below(4, 1, (uint64_t)i, 200);
    net.node_y[node] = 5.0 * (double)al_rng_below(4, 2, (uint64_t)i, 200);
    net.from[i] = node;
    net.to[i] = (node + 1) % NODES;
    net.modes[i] = i % 3 ? AL_EVAC_MODE_BIT(AL_EVAC_CAR) : AL_EVAC_MODE_BIT(AL_EVAC_WALK);
  }
  return net;
}

static bool is_kept(int i)
{
  return i < NODES - 10 && i % 3 != 0;
} /* of the plain numbering */

static void the_nearest_node(void **state)
{
  (void)state;
  struct al_evac_network net = make_network(0);
  struct al_evac_node_index index;
  check(al_evac_node_index_make(room.ctx, &net, AL_EVAC_MODE_BIT(AL_EVAC_CAR), true, &index));
  for (uint64_t draw = 0; draw < 2000; draw++) {
    const double x = 3000.0 * al_rng_uniform(5, 1, draw) - 1000.0;
    const double y = 3000.0 * al_rng_uniform(5, 2, draw) - 1000.0;
    double best_m = INFINITY, got_m;
    for (int i = 0; i < NODES; i++)
      if (is_kept(i))
        best_m = fmin(best_m, hypot(net.node_x[i] - x, net.node_y[i] - y));
    const int32_t node = al_evac_nearest_node(&index, x, y, INFINITY, &got_m);
    assert_true(node >= 0 && is_kept(node) && fabs(got_m - best_m) < 1e-9);
    const int32_t within = al_evac_nearest_node(&index, x, y, 50.0, &got_m);
    assert_true(best_m <= 50.0 ? within == node : within == -1 && isinf(got_m));
  }
  al_evac_node_index_free(&index);
  net.link_count = 0; /* nothing to be near to */
  check(al_evac_node_index_make(room.ctx, &net, ~0u, true, &index));
  assert_int_equal(al_evac_nearest_node(&index, 0.0, 0.0, INFINITY, NULL), -1);
  al_evac_node_index_free(&index);
  al_evac_network_free(&net);
}

static struct al_evac_origins make_places(void)
{
  struct al_evac_origins origins = {0};
  for (uint64_t i = 0; i < PLACES; i++)
    check(al_evac_origins_add(room.ctx, &origins, 1001.0 * al_rng_uniform(6, 1, i),
                              999.0 * al_rng_uniform(6, 2, i), 1.0 + 9.0 * al_rng_uniform(6, 3, i),
                              i));
  check(al_evac_origins_add(room.ctx, &origins, 9000.0, 0.0, 7.0, PLACES));
  return origins;
}

static void places_without_a_road_are_told(void **state)
{
  (void)state;
  struct al_evac_network net = make_network(0);
  struct al_evac_origins origins = make_places();
  struct al_evac_node_index index;
  struct al_evac_people people;
  double sum = 0.0, grouped = 0.0;
  check(al_evac_node_index_make(room.ctx, &net, ~0u, true, &index));
  const size_t warnings = al_ctx_warning_count(room.ctx);
  check(al_evac_people_attach(room.ctx, &origins, &index, 200.0, &people));
  assert_int_equal(al_ctx_warning_count(room.ctx), warnings + 1);
  assert_int_equal(people.roadless_count, 1);
  assert_int_equal(people.roadless[0], PLACES);
  assert_true(people.roadless_persons == 7.0);
  for (int32_t i = 0; i < origins.count; i++)
    sum += origins.persons[i];
  for (int32_t i = 0; i < people.group_count; i++) {
    grouped += people.group[i].persons;
    assert_true(people.group[i].access_m >= 0.0 && people.group[i].access_m <= 200.0);
  }
  assert_true(fabs(grouped + 7.0 - sum) < 1e-6 && fabs(people.persons - grouped) < 1e-6);
  const char *const names[] = {"hall", "hill"};
  const double x[] = {500.0, -800.0}, y[] = {500.0, 0.0};
  int32_t node[2];
  assert_int_equal(al_evac_shelters_attach(room.ctx, &index, 2, names, x, y, 300.0, node), 1);
  assert_true(node[0] >= 0 && node[1] == -1);
  assert_non_null(strstr(al_ctx_error_text(room.ctx), "shelter 'hill'"));
  al_evac_people_free(&people);
  al_evac_node_index_free(&index);
  al_evac_origins_free(&origins);
  al_evac_network_free(&net);
}

static void curves_invert(void **state)
{
  (void)state;
  static const double at[] = {0.0, 600.0, 1200.0, 3600.0}, share[] = {0.0, 0.5, 0.5, 1.0};
  const struct al_evac_curve curves[] = {
      {.kind = AL_EVAC_RAYLEIGH, .scale_s = 1200.0, .delay_s = 60.0},
      {.kind = AL_EVAC_WEIBULL, .scale_s = 1800.0, .shape = 1.7},
      {.kind = AL_EVAC_SIGMOID, .scale_s = 300.0, .middle_s = 1800.0},
      {.kind = AL_EVAC_TABLE, .table_count = 4, .table_s = at, .table_share = share}};
  for (size_t c = 0; c < sizeof curves / sizeof *curves; c++) {
    double last_s = 0.0;
    check(al_evac_curve_check(room.ctx, &curves[c]));
    for (double p = 0.0; p < 1.0; p += 0.01) {
      const double time_s = al_evac_curve_time_s(&curves[c], p);
      assert_true(time_s >= last_s && isfinite(time_s));
      if (p > 0.005)
        assert_true(fabs(al_evac_curve_share(&curves[c], time_s) - p) < 1e-9);
      last_s = time_s;
    }
    assert_true(al_evac_curve_share(&curves[c], 1e6) > 1.0 - 1e-12);
    assert_true(al_evac_curve_share(&curves[c], -1.0) == 0.0);
  }
  /* F(sigma) = 1 - exp(-1/2), 60 s later */
  assert_true(fabs(al_evac_curve_share(&curves[0], 1260.0) - 0.3934693402873666) < 1e-12);
}

static const struct al_evac_class classes[] = {
    {.name = "grown",
     .share = 0.8,
     .walk_within_m = 300.0,
     .mode_share = {0.1, 0.2, 0.7, 0.0},
     .party_persons = {1.0, 1.5, 2.5, 30.0},
     .curve = {.kind = AL_EVAC_RAYLEIGH, .scale_s = 600.0}},
    {.name = "old",
     .share = 0.2,
     .on_foot = AL_EVAC_FRAIL,
     .mode_share = {0.0, 0.0, 0.5, 0.5},
     .party_persons = {1.0, 1.0, 2.0, 1e5}, /* one coach, not full */
     .curve = {.kind = AL_EVAC_AT_ONCE, .delay_s = 30.0}}};

struct made {
  struct al_evac_people people;
  struct al_evac_party *party;
  int32_t count;
  double shelter_m[NODES];
};

static void make_parties(struct made *made, int shift, uint64_t seed, bool stratified)
{
  struct al_evac_network net = make_network(shift);
  struct al_evac_origins origins = make_places();
  struct al_evac_node_index index;
  check(al_evac_node_index_make(room.ctx, &net, ~0u, true, &index));
  check(al_evac_people_attach(room.ctx, &origins, &index, 200.0, &made->people));
  for (int i = 0; i < NODES; i++)
    made->shelter_m[i] = net.node_x[i];
  const struct al_evac_party_request request = {.person_class = classes,
                                                .class_count = 2,
                                                .shelter_m = made->shelter_m,
                                                .seed = seed,
                                                .stratified = stratified};
  check(al_evac_parties_make(room.ctx, &made->people, &request, &made->party, &made->count));
  al_evac_node_index_free(&index);
  al_evac_origins_free(&origins);
  al_evac_network_free(&net);
}

static void free_parties(struct made *made)
{
  al_evac_people_free(&made->people);
  free(made->party);
}

static void parties_hold_all_people(void **state)
{
  (void)state;
  struct made made;
  double near = 0.0, walking = 0.0, of_class[2] = {0}, coach = 0.0;
  make_parties(&made, 0, 11, true);
  const double all = made.people.persons;
  for (int32_t i = 0; i < made.people.group_count; i++)
    if (made.shelter_m[made.people.group[i].node] < 300.0)
      near += made.people.group[i].persons;
  for (int32_t i = 0; i < made.count; i++) {
    const struct al_evac_party *party = &made.party[i];
    of_class[party->person_class] += party->persons;
    walking += party->mode == AL_EVAC_WALK ? party->persons : 0.0;
    coach += party->mode == AL_EVAC_BUS ? 1.0 : 0.0;
    assert_true(party->node == made.people.group[party->group].node);
    if (party->mode == AL_EVAC_CAR && party->person_class == 0)
      assert_true(fabs(party->persons - 2.5) < 0.01);
    if (party->person_class == 0 && made.shelter_m[party->node] < 300.0)
      assert_int_equal(party->mode, AL_EVAC_WALK);
    if (party->person_class == 1)
      assert_true(party->depart_s == 30.0);
  }
  assert_true(fabs(of_class[0] - 0.8 * all) < 1e-6 && fabs(of_class[1] - 0.2 * all) < 1e-6);
  assert_true(fabs(walking - 0.8 * (near + 0.1 * (all - near))) < 1e-6);
  assert_true(coach == 1.0);
  free_parties(&made);
}

static int compare_doubles(const void *a, const void *b)
{
  const double one = *(const double *)a, other = *(const double *)b;
  return (one > other) - (one < other);
}

/* Greatest distance of the departures of the first class from its curve. */
static double curve_distance(const struct made *made, int32_t *count)
{
  double *depart_s = malloc((size_t)made->count * sizeof *depart_s), worst = 0.0;
  int32_t n = 0;
  for (int32_t i = 0; i < made->count; i++)
    if (made->party[i].person_class == 0)
      depart_s[n++] = made->party[i].depart_s;
  qsort(depart_s, (size_t)n, sizeof *depart_s, compare_doubles);
  for (int32_t i = 0; i < n; i++)
    worst = fmax(worst, fabs(al_evac_curve_share(&classes[0].curve, depart_s[i]) - (i + 0.5) / n));
  free(depart_s);
  *count = n;
  return worst;
}

static void departures_follow_the_curve(void **state)
{
  (void)state;
  struct made even, drawn;
  int32_t n;
  make_parties(&even, 0, 11, true);
  make_parties(&drawn, 0, 11, false);
  assert_true(curve_distance(&even, &n) <= 0.5 / n + 1e-9);
  const double worst = curve_distance(&drawn, &n);
  assert_true(worst < 1.95 / sqrt(n) && worst > 0.6 / n); /* Kolmogorov, one in a thousand */
  free_parties(&even);
  free_parties(&drawn);
}

/* Other numbers of nodes, the same people at the same places and times. */
static void renumbering_changes_nothing(void **state)
{
  (void)state;
  struct made one, other, seeded;
  double moved = 0.0;
  make_parties(&one, 0, 11, true);
  make_parties(&other, 137, 11, true);
  make_parties(&seeded, 0, 12, true);
  assert_int_equal(one.count, other.count);
  for (int32_t i = 0; i < one.count; i++) {
    assert_int_equal((one.party[i].node + 137) % NODES, other.party[i].node);
    assert_true(one.party[i].mode == other.party[i].mode &&
                one.party[i].depart_s == other.party[i].depart_s);
  }
  for (int32_t i = 0; i < one.count && i < seeded.count; i++)
    moved += one.party[i].depart_s != seeded.party[i].depart_s;
  assert_true(moved > 100.0);
  free_parties(&one);
  free_parties(&other);
  free_parties(&seeded);
}

static void refused(al_status status, const char *word)
{
  assert_int_equal(status, AL_BAD_INPUT);
  if (!strstr(al_ctx_error_text(room.ctx), word))
    fail_msg("'%s' is not in: %s", word, al_ctx_error_text(room.ctx));
  al_ctx_clear(room.ctx);
}

static void bad_classes_and_curves(void **state)
{
  (void)state;
  static const double at[] = {0.0, 60.0}, share[] = {0.5, 0.4};
  const struct al_evac_people people = {0};
  struct al_evac_class bad[2] = {classes[0], classes[1]};
  const struct al_evac_party_request request = {.person_class = bad, .class_count = 2};
  struct al_evac_party *party;
  int32_t count;
  bad[1].share = 0.3;
  refused(al_evac_parties_make(room.ctx, &people, &request, &party, &count), "add up to 1.1");
  bad[1].mode_share[AL_EVAC_CAR] = 0.6;
  refused(al_evac_parties_make(room.ctx, &people, &request, &party, &count), "class 'old'");
  bad[0].party_persons[AL_EVAC_CAR] = 0.0;
  refused(al_evac_parties_make(room.ctx, &people, &request, &party, &count), "0 persons a vehicle");
  bad[0] = classes[0];
  bad[0].curve.scale_s = -1.0;
  refused(al_evac_parties_make(room.ctx, &people, &request, &party, &count), "scale -1 s");
  bad[0].curve = (struct al_evac_curve){
      .kind = AL_EVAC_TABLE, .table_count = 2, .table_s = at, .table_share = share};
  refused(al_evac_curve_check(room.ctx, &bad[0].curve), "row 2 (60 s, 0.4) does not follow");
}

static void layers_and_rasters(void **state)
{
  (void)state;
  struct al_evac_origins origins = {0};
  const struct al_lattice lattice = {
      .cols = 4, .rows = 2, .north_m = 20.0, .cell_m = 10.0, .crs_wkt = ""};
  float persons[8] = {NAN, 0.0f, 2.5f, 0.0f, 0.0f, 0.0f, 0.0f, 1.0f};
  check(al_evac_origins_add_raster(room.ctx, &origins, &lattice, persons));
  assert_int_equal(origins.count, 2);
  assert_true(origins.x_m[0] == 25.0 && origins.y_m[0] == 15.0 && origins.persons[0] == 2.5);
  persons[5] = -1.0f;
  refused(al_evac_origins_add_raster(room.ctx, &origins, &lattice, persons), "row 2, column 2");
  al_evac_origins_free(&origins);
  /* a point of 3 and a zone of 40 over two cells and as much off the lattice */
  double x[] = {5.0, 20.0, 60.0, 60.0, 20.0, 20.0}, y[] = {5.0, 0.0, 0.0, 10.0, 10.0, 0.0};
  const char *const three[] = {"3"}, *const forty[] = {"40"}, *const few[] = {"few"};
  struct al_part part[] = {{0, 1, false}, {1, 5, false}};
  struct al_feature feature[] = {{7, AL_SHAPE_POINT, 0, 1, three},
                                 {8, AL_SHAPE_POLYGON, 1, 1, forty}};
  struct al_vector_layer layer = {.feature_count = 2,
                                  .part_count = 2,
                                  .point_count = 6,
                                  .attribute_count = 1,
                                  .feature = feature,
                                  .part = part,
                                  .x = x,
                                  .y = y};
  const size_t warnings = al_ctx_warning_count(room.ctx);
  check(al_evac_origins_add_layer(room.ctx, &origins, &layer, 0, &lattice));
  assert_int_equal(al_ctx_warning_count(room.ctx), warnings + 1);
  assert_int_equal(origins.count, 3);
  assert_true(origins.persons[0] == 3.0 && origins.x_m[0] == 5.0);
  assert_true(fabs(origins.persons[1] - 10.0) < 1e-9 && fabs(origins.persons[2] - 10.0) < 1e-9);
  assert_true(origins.x_m[1] == 25.0 && origins.x_m[2] == 35.0 && origins.y_m[2] == 5.0);
  feature[1].attribute = few;
  refused(al_evac_origins_add_layer(room.ctx, &origins, &layer, 0, &lattice),
          "feature 8 has 'few'");
  feature[0].shape = AL_SHAPE_LINE;
  refused(al_evac_origins_add_layer(room.ctx, &origins, &layer, 0, &lattice),
          "feature 7 is a line");
  al_evac_origins_free(&origins);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_nearest_node),
      cmocka_unit_test(places_without_a_road_are_told),
      cmocka_unit_test(curves_invert),
      cmocka_unit_test(parties_hold_all_people),
      cmocka_unit_test(departures_follow_the_curve),
      cmocka_unit_test(renumbering_changes_nothing),
      cmocka_unit_test(bad_classes_and_curves),
      cmocka_unit_test(layers_and_rasters),
  };
  return cmocka_run_group_tests(tests, open_room, close_room);
}
