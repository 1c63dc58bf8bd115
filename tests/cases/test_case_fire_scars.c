/**
 * Real fires against what was mapped of them: two Belgian scars, and the Airport Fire of 2024
 * between two satellite outlines. What the cases do not tell (moisture, the Airport Fire's wind,
 * when the Belgian fires were put out) is assumed in the scenarios, so the gates are what these
 * runs reach, not a claim of skill.
 */
#include "doors/cover_door.h"
#include "support/case_run.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct scar {
  bool *burnt; /* [cells] */
  long count;
};

static void scar_visit(void *self, size_t feature, ptrdiff_t cell, double amount)
{
  double *share = self;
  (void)feature;
  share[cell] += amount;
}

/* Cells of which more than half lies in the polygons. */
static struct scar scar_read(const struct case_run *run, const struct al_lattice *lattice,
                             const char *relative, const char *where)
{
  const size_t cells = (size_t)al_lattice_cells(lattice);
  const struct al_vector_request request = {.path = test_case_path(relative),
                                            .where = where,
                                            .target_wkt = lattice->crs_wkt,
                                            .clip = lattice};
  struct al_vector_layer layer;
  double *share = AL_NEW(run->arena, double, cells);
  struct scar scar = {.burnt = AL_NEW(run->arena, bool, cells)};
  assert_true(share && scar.burnt);
  if (al_vector_read(run->ctx, run->arena, &request, &layer) != AL_OK ||
      al_cover_visit_layer(run->ctx, &layer, lattice, "scar", scar_visit, share) != AL_OK)
    fail_msg("%s", al_ctx_error_text(run->ctx));
  for (size_t i = 0; i < cells; i++) {
    scar.burnt[i] = share[i] > 0.5;
    scar.count += scar.burnt[i];
  }
  return scar;
}

static int compare_floats(const void *a, const void *b)
{
  const float x = *(const float *)a, y = *(const float *)b;
  return (x > y) - (x < y);
}

/* When as many cells are burnt as in the scar. */
static double time_of_area(const struct case_run *run, const float *arrival, size_t cells,
                           long count)
{
  float *sorted = AL_NEW(run->arena, float, cells);
  size_t n = 0;
  assert_non_null(sorted);
  for (size_t i = 0; i < cells; i++)
    if (!isnan(arrival[i]))
      sorted[n++] = arrival[i];
  qsort(sorted, n, sizeof *sorted, compare_floats);
  assert_true(n > (size_t)count);
  return (double)sorted[count - 1];
}

struct agreement {
  double sorensen, iou;
  long ours;
};

static struct agreement compare(const float *arrival, size_t cells, double time_s,
                                const struct scar *scar)
{
  long both = 0, ours = 0;
  for (size_t i = 0; i < cells; i++) {
    const bool here = !isnan(arrival[i]) && (double)arrival[i] <= time_s;
    ours += here;
    both += here && scar->burnt[i];
  }
  return (struct agreement){2.0 * (double)both / (double)(ours + scar->count),
                            (double)both / (double)(ours + scar->count - both), ours};
}

static double belgian(const char *scenario, const char *relative)
{
  struct case_run run;
  struct al_lattice lattice;
  case_run_scenario(&run, scenario, (const char *const[]){"output.gauge_interval=1 h", NULL});
  const float *arrival = case_raster(&run, "fire/arrival.tif", &lattice);
  const size_t cells = (size_t)al_lattice_cells(&lattice);
  const struct scar scar = scar_read(&run, &lattice, relative, NULL);
  const double at_s = time_of_area(&run, arrival, cells, scar.count);
  const struct agreement got = compare(arrival, cells, at_s, &scar);
  printf("%s: scar %.2f ha; as much has burnt after %.0f min: Sorensen %.3f, IoU %.3f\n", scenario,
         (double)scar.count * 1e-2, at_s / 60.0, got.sorensen, got.iou);
  case_run_free(&run);
  return got.sorensen;
}

static void belgian_scars(void **state)
{
  (void)state;
  const double clinge =
      belgian("fire-clinge", "fire/fire_belgium_2025/Case1_Clinge/observed_scar.shp");
  const double houffalize =
      belgian("fire-houffalize", "fire/fire_belgium_2025/Case2_Houffalize/observed_scar.shp");
  assert_true(clinge >= 0.68 && houffalize >= 0.45);
}

#define OUTLINES "fire/fire_airport_2024_ca/airport_fire_perimeters_firecast.geojson"

static void airport_fire(void **state)
{
  (void)state;
  struct case_run run;
  struct al_lattice lattice;
  case_run_scenario(&run, "fire-airport", (const char *const[]){"output.gauge_interval=6 h", NULL});
  const float *arrival = case_raster(&run, "fire/arrival.tif", &lattice);
  const size_t cells = (size_t)al_lattice_cells(&lattice);
  const double cell_km2 = lattice.cell_m * lattice.cell_m * 1e-6;
  const struct scar next = scar_read(&run, &lattice, OUTLINES, "window_idx = 1");
  const struct scar final = scar_read(&run, &lattice, OUTLINES, "type = 'calfire_actual'");
  const double later_s = 12.75 * 3600.0; /* 10 September 10:39 */
  const struct agreement at_time = compare(arrival, cells, later_s, &next);
  const double at_s = time_of_area(&run, arrival, cells, final.count);
  const struct agreement at_area = compare(arrival, cells, at_s, &final);
  printf("airport: 12.75 h later %.1f km2, the satellite's outline %.1f: Sorensen %.3f, IoU %.3f\n",
         (double)at_time.ours * cell_km2, (double)next.count * cell_km2, at_time.sorensen,
         at_time.iou);
  printf(
      "airport: final outline %.1f km2, as much has burnt after %.1f h: Sorensen %.3f, IoU %.3f\n",
      (double) final.count * cell_km2, at_s / 3600.0, at_area.sorensen, at_area.iou);
  const struct scar last = scar_read(&run, &lattice, OUTLINES, "window_idx = 9");
  long both = 0;
  for (size_t i = 0; i < cells; i++)
    both += last.burnt[i] && final.burnt[i];
  printf("airport: the satellite's last outline against the final one: IoU %.3f\n",
         (double)both / (double)(last.count + final.count - both));
  assert_true(at_time.iou >= 0.40 && at_area.iou >= 0.36);
  case_run_free(&run);
}

/* Fires whose outline is not in the case: they burn down the wind, and all of it is accounted for.
 */
static void unmapped(const char *scenario, const double lit[2], double towards_deg,
                     const double km2[2])
{
  struct case_run run;
  struct al_lattice lattice;
  case_run_scenario(&run, scenario, (const char *const[]){"output.gauge_interval=1 h", NULL});
  const float *arrival = case_raster(&run, "fire/arrival.tif", &lattice);
  double east = 0.0, north = 0.0;
  long burnt = 0;
  for (ptrdiff_t i = 0; i < al_lattice_cells(&lattice); i++) {
    if (isnan(arrival[i]))
      continue;
    east += al_lattice_x_m(&lattice, (double)(i % lattice.cols)) - lit[0];
    north += al_lattice_y_m(&lattice, (double)(i / lattice.cols)) - lit[1];
    burnt++;
  }
  const double area = (double)burnt * lattice.cell_m * lattice.cell_m * 1e-6;
  const double deg = atan2(east, north) * 180.0 / acos(-1.0);
  printf("%s: %.2f km2, its middle %.0f m from where it began, towards %.0f deg\n", scenario, area,
         hypot(east, north) / (double)burnt, deg);
  assert_true(fabs(remainder(deg - towards_deg, 360.0)) < 35.0);
  assert_true(area > km2[0] && area < km2[1]);
  case_run_free(&run);
}

static void fires_without_outlines(void **state)
{
  (void)state;
  unmapped("fire-vilopriu", (const double[]){498402.4, 4660605.7}, 150.0,
           (const double[]){2.0, 10.0});
  unmapped("fire-dogrib", (const double[]){466950.0, 5720350.0}, 65.0,
           (const double[]){1.0, 200.0});
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(belgian_scars),
                                     cmocka_unit_test(airport_fire),
                                     cmocka_unit_test(fires_without_outlines)};
  if (!test_case_present("fire/fire_belgium_2025/Case1_Clinge/fuels.tif"))
    return case_skip("fire/fire_belgium_2025");
  return cmocka_run_group_tests(tests, NULL, NULL);
}
