/**
 * A compound flood at the mouth of the Piave (Italy) against the output of another program, SFINCS:
 * tide and surge at the sea, a river, rain, on its cells of 150 m. One model against another, no
 * observations.
 *
 * The grid is turned by 27 degrees; here it stands upright in its own coordinates. SFINCS computes
 * on tables of the ground within each cell, this run on the mean bed of the cells, so that levels
 * over water can be compared and puddles on land cannot: with mean beds they lie elsewhere. Its
 * thin dams, its pump and its culvert are left out. Its maxima end after 27.8 hours.
 */
#include "doors/raster_door.h"
#include "support/case_run.h"
#include "support/flow_world.h"
#include "support/lab_table.h"
#include <math.h>
#include <stdio.h>

#define FOLDER "surge/sfincs_test_model/"
enum { COLS = 84, ROWS = 36, CELLS = COLS * ROWS, HOURS = 28 };
#define CELL_M 150.0
#define SINCE_S 345600.0 /* of the run's start on its clock */

static float bed[CELLS], mask[CELLS], level_day[CELLS], level_most[CELLS];

/* The files' planes have no place or a turned one: a virtual raster gives them one. */
static void read_plane(struct al_ctx *ctx, const char *source, int band, float *plane)
{
  const struct al_lattice lattice = {
      .cols = COLS, .rows = ROWS, .west_m = 0.0, .north_m = ROWS, .cell_m = 1.0};
  char path[4200];
  snprintf(path, sizeof path, "%s-plane.vrt", test_scratch_folder("sfincs"));
  FILE *stream = fopen(path, "w");
  assert_non_null(stream);
  fprintf(stream,
          "<VRTDataset rasterXSize=\"%d\" rasterYSize=\"%d\"><GeoTransform>0,1,0,%d,0,-1"
          "</GeoTransform><VRTRasterBand dataType=\"Float32\" band=\"1\"><SimpleSource>"
          "<SourceFilename>%s</SourceFilename><SourceBand>%d</SourceBand></SimpleSource>"
          "</VRTRasterBand></VRTDataset>\n",
          COLS, ROWS, ROWS, source, band);
  fclose(stream);
  if (al_raster_read(ctx, path, 1, &lattice, plane) != AL_OK)
    fail_msg("%s", al_ctx_error_text(ctx));
  remove(path);
}

static void read_output(struct al_ctx *ctx, const char *name, int band, float *plane)
{
  char source[4200];
  snprintf(source, sizeof source, "NETCDF:&quot;%s&quot;:%s",
           test_case_path(FOLDER "sfincs_map.nc"), name);
  read_plane(ctx, source, band, plane);
}

/* Hourly rain at the middle of the grid, mm/h, as a series. */
static void write_rain(struct al_ctx *ctx, char *text, size_t size)
{
  const struct al_lattice lattice = {.cols = 3,
                                     .rows = 5,
                                     .west_m = 273899.548493685084395,
                                     .north_m = 5111954.696647912263870,
                                     .cell_m = 24001.962793280516053};
  const double x = (323037.6 - lattice.west_m) / lattice.cell_m - 0.5,
               y = (lattice.north_m - 5045265.9) / lattice.cell_m - 0.5;
  const int c = (int)x, r = (int)y;
  const double right = x - c, below = y - r;
  char path[4200];
  float rain[15];
  size_t length = 0;
  snprintf(path, sizeof path, "NETCDF:\"%s\":Precipitation", test_case_path(FOLDER "precip_2d.nc"));
  for (int hour = 0; hour <= HOURS; hour++) {
    if (al_raster_read(ctx, path, hour + 1, &lattice, rain) != AL_OK)
      fail_msg("%s", al_ctx_error_text(ctx));
    const float *at = rain + 3 * r + c;
    const double here = (1.0 - below) * ((1.0 - right) * (double)at[0] + right * (double)at[1]) +
                        below * ((1.0 - right) * (double)at[3] + right * (double)at[4]);
    length += (size_t)snprintf(text + length, size - length, "%s[%d h, %.4f mm/h]",
                               hour ? ", " : "", hour, here);
  }
}

static void read_case(char *rain, size_t size)
{
  static float turned[CELLS];
  struct al_ctx *ctx;
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  read_output(ctx, "msk", 1, mask);
  read_output(ctx, "zs", 2, level_day);
  read_output(ctx, "zsmax", 1, level_most);
  read_plane(ctx, test_case_path(FOLDER "gis/dep.tif"), 1, turned);
  for (int i = 0; i < CELLS; i++) /* its first row lies at the sea */
    bed[i] = mask[i] > 0.0f ? turned[(ROWS - 1 - i / COLS) * COLS + i % COLS] : NAN;
  write_rain(ctx, rain, size);
  al_ctx_destroy(ctx);
}

static double bed_m(int col, int row)
{
  return (double)bed[row * COLS + col];
}

static double manning(int col, int row)
{
  return bed[row * COLS + col] > 0.0f ? 0.04 : 0.02;
}

/* Where water stands at the start, and whose outer faces are open: the sea, not the ditches. */
static double sea(int col, int row)
{
  return mask[row * COLS + col] == 2.0f || (row >= 15 && bed[row * COLS + col] < 0.0f);
}

struct away {
  double mean_m, rms_m;
  int count;
};

/* Difference of levels over cells whose bed, and theirs, lies below -0.5 m. */
static struct away over_water(const struct flow_world *world, const float *theirs, bool highest)
{
  struct away out = {0};
  for (int i = 0; i < CELLS; i++) {
    if (!(mask[i] == 1.0f && bed[i] < -0.5f && theirs[i] > -900.0f))
      continue;
    const int col = i % COLS, row = i / COLS;
    const double depth_m =
        highest ? flow_world_highest_m(world, col, row) : flow_world_depth_m(world, col, row);
    const double away_m = bed_m(col, row) + depth_m - (double)theirs[i];
    out.mean_m += away_m;
    out.rms_m += away_m * away_m;
    out.count++;
  }
  assert_true(out.count > 400);
  out.mean_m /= out.count;
  out.rms_m = sqrt(out.rms_m / out.count);
  return out;
}

/* Cells of land under 5 cm at some time, above the mean bed of the cell in both. */
static void tell_land(const struct flow_world *world)
{
  int both = 0, ours = 0, theirs = 0;
  for (int i = 0; i < CELLS; i++) {
    if (!(mask[i] == 1.0f && bed[i] >= 0.0f))
      continue;
    const bool here = flow_world_highest_m(world, i % COLS, i / COLS) > 0.05;
    const bool there = level_most[i] > -900.0f && level_most[i] - bed[i] > 0.05f;
    both += here && there;
    ours += here && !there;
    theirs += there && !here;
  }
  print_message("land under 5 cm: %d cells in both, %d here only, %d there only\n", both, ours,
                theirs);
}

static void run_case(struct flow_world *world, const char *duration, const char *rain)
{
  static const struct flow_world_gauge gauges[] = {{"obs1", 17, 22}, {"obs2", 68, 24}};
  static struct lab_table level;
  static char flow[8000], sections[4000];
  lab_read(&level, FOLDER "sfincs.bzs", 3, 200);
  lab_scale(&level, 0, -SINCE_S, 1.0);
  snprintf(flow, sizeof flow,
           "initial_level: 0.43 m, boundaries: [{name: sea, side: edge, over: sea, kind: level, "
           "level: %s}], sources: [{name: river, point: [%g, %g], discharge: [[0 h, 2 m3/s], "
           "[24 h, 5 m3/s], [48 h, 2 m3/s]]}]",
           lab_write_series(&level, 1, 0.0, 172800.0, "sfincs-sea"), 1000.0 + 39.5 * CELL_M,
           5000.0 - 0.5 * CELL_M);
  snprintf(sections, sizeof sections, "rain: {kind: uniform, intensity: [%s]}\n", rain);
  const struct flow_world_case of = {.name = "sfincs",
                                     .cols = COLS,
                                     .rows = ROWS,
                                     .cell_m = CELL_M,
                                     .bed_m = bed_m,
                                     .manning = manning,
                                     .sea = sea,
                                     .duration = duration,
                                     .flow = flow,
                                     .sections = sections,
                                     .gauges = gauges,
                                     .gauge_count = 2,
                                     .gauges_every_s = 60.0};
  flow_world_run(world, &of);
}

static void test_sfincs(void **state)
{
  static struct flow_world world;
  static char rain[3500];
  (void)state;
  read_case(rain, sizeof rain);
  run_case(&world, "24 h", rain);
  const struct away day = over_water(&world, level_day, false);
  const double first_m = flow_world_gauge_m(&world, 0, 86400.0),
               second_m = flow_world_gauge_m(&world, 1, 86400.0);
  print_message("after a day: obs1 %.3f m (SFINCS 0.649), obs2 %.3f m (0.649)\n", first_m,
                second_m);
  print_message("water, after a day: mean %+.3f m, rms %.3f m over %d cells\n", day.mean_m,
                day.rms_m, day.count);
  flow_world_gate("water after a day, rms (m)", day.rms_m, 0.12);
  flow_world_gate("gauges after a day (m)", fmax(fabs(first_m - 0.649), fabs(second_m - 0.649)),
                  0.02);
  flow_world_gate("balance", flow_world_balance_share(&world), 1e-7);
  flow_world_free(&world);
  run_case(&world, "99999 s", rain);
  const struct away most = over_water(&world, level_most, true);
  print_message("water, highest of 27.8 h: mean %+.3f m, rms %.3f m over %d cells\n", most.mean_m,
                most.rms_m, most.count);
  flow_world_gate("water, highest, rms (m)", most.rms_m, 0.13);
  tell_land(&world);
  flow_world_free(&world);
}

int main(void)
{
  const struct CMUnitTest tests[] = {cmocka_unit_test(test_sfincs)};
  if (!test_case_present(FOLDER "sfincs_map.nc"))
    return case_skip(FOLDER "sfincs_map.nc");
  return cmocka_run_group_tests(tests, NULL, NULL);
}
