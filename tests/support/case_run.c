/**
 * Published cases end to end.
 */
#include "support/case_run.h"
#include "anlan.h"
#include "core/log.h"
#include "doors/csv_door.h"
#include "doors/hdf_door.h"
#include "doors/raster_door.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void case_require(const struct case_run *run, al_status status)
{
  if (status != AL_OK)
    fail_msg("%s: %s", run->name, al_ctx_error_text(run->ctx));
}

void case_read_table(const struct case_run *run, const char *path, struct case_table *out)
{
  struct al_csv csv;
  case_require(run, al_csv_read(run->ctx, run->arena, path, &csv));
  *out = (struct case_table){
      .column_count = csv.column_count, .row_count = csv.row_count, .header = csv.header};
  out->value = AL_NEW(run->arena, double, csv.column_count *csv.row_count);
  assert_non_null(out->value);
  for (size_t c = 0; c < csv.column_count; c++)
    for (size_t r = 0; r < csv.row_count; r++) {
      const char *text = csv.cell[r * csv.column_count + c];
      char *end;
      const double value = strtod(text, &end);
      out->value[c * csv.row_count + r] = end == text ? (double)NAN : value;
    }
}

static double process_cpu_s(void)
{
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

void case_run_scenario(struct case_run *run, const char *name, const char *const *overrides)
{
  const char *all[CASE_OVERRIDES_MOST] = {"output.maps=false", "output.report=false"};
  char path[4200], scenario[64], cases[4096];
  size_t count = 2;
  *run = (struct case_run){0};
  snprintf(run->name, sizeof run->name, "%s", name);
  snprintf(run->folder, sizeof run->folder, "%s", test_scratch_folder(name));
  snprintf(scenario, sizeof scenario, "scenarios/%s.yaml", name);
  snprintf(cases, sizeof cases, "%s", test_case_path(""));
  setenv("ANLAN_CASES", cases, 1);
  if (al_ctx_create(&run->ctx) != AL_OK || al_arena_create(run->ctx, 0, &run->arena) != AL_OK)
    abort();
  al_ctx_set_log(run->ctx, AL_LOG_TEXT, true, stderr);
  for (; overrides && *overrides; overrides++) {
    assert_true(count < CASE_OVERRIDES_MOST);
    all[count++] = *overrides;
  }
  const struct al_job job = {.path = test_source_path(scenario),
                             .output = run->folder,
                             .overrides = all,
                             .override_count = count,
                             .threads = 1,
                             .overwrite = true};
  const double start_s = process_cpu_s();
  case_require(run, al_run(run->ctx, &job));
  run->cpu_s = process_cpu_s() - start_s;
  print_message("%s: %.1f s of CPU\n", name, run->cpu_s);
  snprintf(path, sizeof path, "%s/gauges.csv", run->folder);
  if (access(path, R_OK) == 0) /* a scenario without gauges writes none */
    case_read_table(run, path, &run->gauges);
  snprintf(path, sizeof path, "%s/mass.csv", run->folder);
  if (access(path, R_OK) == 0) /* one without water has no balance of it */
    case_read_table(run, path, &run->mass);
}

void case_run_free(struct case_run *run)
{
  char command[4200];
  al_arena_destroy(run->arena);
  al_ctx_destroy(run->ctx);
  snprintf(command, sizeof command, "rm -rf '%s'", run->folder);
  if (system(command) != 0)
    print_message("%s stays\n", run->folder);
}

const double *case_column(const struct case_table *table, const char *name)
{
  for (size_t c = 0; c < table->column_count; c++)
    if (strcmp(table->header[c], name) == 0)
      return table->value + c * table->row_count;
  fail_msg("no column '%s'", name);
  return NULL;
}

const double *case_gauge(const struct case_run *run, const char *name, const char *what)
{
  char header[128];
  snprintf(header, sizeof header, "%s.%s", name, what);
  return case_column(&run->gauges, header);
}

double case_highest(const struct case_run *run, const char *name, const char *what)
{
  const double *value = case_gauge(run, name, what);
  double most = -(double)INFINITY;
  for (size_t r = 0; r < run->gauges.row_count; r++)
    most = fmax(most, value[r]);
  return most;
}

double case_last(const struct case_run *run, const char *name, const char *what)
{
  assert_true(run->gauges.row_count > 0);
  return case_gauge(run, name, what)[run->gauges.row_count - 1];
}

double case_at(const struct case_run *run, const char *name, const char *what, double time_s)
{
  const double *value = case_gauge(run, name, what), *time = case_column(&run->gauges, "time_s");
  for (size_t r = 1; r < run->gauges.row_count; r++)
    if (time[r] >= time_s)
      return value[r - 1] +
             (value[r] - value[r - 1]) * (time_s - time[r - 1]) / (time[r] - time[r - 1]);
  return case_last(run, name, what);
}

double case_passing_s(const struct case_run *run, const char *name, const char *what, double passed)
{
  const double *value = case_gauge(run, name, what), *time = case_column(&run->gauges, "time_s");
  if (run->gauges.row_count > 0 && value[0] >= passed)
    return time[0];
  for (size_t r = 1; r < run->gauges.row_count; r++)
    if (value[r] >= passed)
      return time[r - 1] +
             (time[r] - time[r - 1]) * (passed - value[r - 1]) / (value[r] - value[r - 1]);
  return (double)INFINITY;
}

double case_balance_share(const struct case_run *run)
{
  const struct case_table *mass = &run->mass;
  const double *error = case_column(mass, "error_m3"), *volume = case_column(mass, "volume_m3");
  double most = 0.0, water = 0.0;
  for (size_t r = 0; r < mass->row_count; r++) {
    double in = 0.0;
    for (size_t c = 0; c < mass->column_count; c++)
      if (strncmp(mass->header[c], "time", 4) != 0 && strcmp(mass->header[c], "volume_m3") != 0 &&
          strcmp(mass->header[c], "storage") != 0 && strcmp(mass->header[c], "error_m3") != 0)
        in += fmax(mass->value[c * mass->row_count + r], 0.0);
    water = fmax(water, fmax(volume[r], in));
    most = fmax(most, fabs(error[r]));
  }
  assert_true(water > 0.0);
  return most / water;
}

const float *case_raster(const struct case_run *run, const char *relative,
                         struct al_lattice *lattice)
{
  char path[4300];
  snprintf(path, sizeof path, "%s/%s", run->folder, relative);
  case_require(run, al_raster_lattice(run->ctx, run->arena, path, lattice));
  float *value = AL_NEW(run->arena, float, (size_t)al_lattice_cells(lattice));
  assert_non_null(value);
  case_require(run, al_raster_read(run->ctx, path, 1, lattice, value));
  return value;
}

const float *case_field_at(const struct case_run *run, const char *field, size_t at, size_t *times,
                           size_t *rows, size_t *cols)
{
  char path[4300];
  struct al_hdf *file;
  size_t shape[3];
  int rank;
  snprintf(path, sizeof path, "%s/fields/%s.nc", run->folder, run->name);
  case_require(run, al_hdf_open(run->ctx, path, false, &file));
  case_require(run, al_hdf_shape(file, field, &rank, shape));
  assert_int_equal(rank, 3);
  assert_true(shape[0] > 0);
  float *value = AL_NEW(run->arena, float, shape[0] * shape[1] * shape[2]);
  assert_non_null(value);
  case_require(run, al_hdf_read(file, field, AL_HDF_FLOAT32, rank, shape, value));
  case_require(run, al_hdf_close(file, true));
  *times = shape[0];
  *rows = shape[1];
  *cols = shape[2];
  return value + (at < shape[0] ? at : shape[0] - 1) * shape[1] * shape[2];
}

const float *case_last_field(const struct case_run *run, const char *field, size_t *rows,
                             size_t *cols)
{
  size_t times;
  return case_field_at(run, field, SIZE_MAX, &times, rows, cols);
}

int case_skip(const char *relative)
{
  printf("SKIPPED: %s is not there (ANLAN_CASES names the folder of cases)\n",
         test_case_path(relative));
  return CASE_SKIPPED;
}

bool case_is_long(void)
{
  const char *asked = getenv("ANLAN_LONG");
  return asked && *asked && strcmp(asked, "0") != 0;
}
