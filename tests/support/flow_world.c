/**
 * A world of water for analytic tests.
 */
#include "support/flow_world.h"
#include "config/scenario_section.h"
#include "doors/raster_door.h"
#include "models/models.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECTIONS_MOST = 40 };

static const struct al_section *const *world_sections(size_t *count)
{
  static const struct al_section *all[SECTIONS_MOST];
  size_t models;
  const struct al_model *const *model = al_models(&models);
  *count = 0;
  all[(*count)++] = &al_scenario_section;
  all[(*count)++] = &al_grid_section;
  all[(*count)++] = &al_run_section;
  for (size_t m = 0; m < models; m++)
    all[(*count)++] = model[m]->section;
  return all;
}

/* Writes a raster of a function over the lattice into the world's folder. */
static void world_write_raster(struct flow_world *world, const char *name, flow_world_of *of)
{
  const struct al_lattice *lattice = &world->run.grid.lattice;
  const size_t cells = (size_t)al_lattice_cells(lattice);
  float *value = malloc(cells * sizeof *value);
  char path[4200];
  assert_non_null(value);
  for (int row = 0; row < lattice->rows; row++)
    for (int col = 0; col < lattice->cols; col++)
      value[row * lattice->cols + col] = (float)of(col, row);
  snprintf(path, sizeof path, "%s/%s", world->run.folder, name);
  const struct al_raster_output output = {.path = path,
                                          .lattice = lattice,
                                          .name = "value",
                                          .unit = "1",
                                          .long_name = "value",
                                          .value = value};
  if (al_raster_write_cog(world->run.ctx, &output) != AL_OK)
    fail_msg("%s", al_ctx_error_text(world->run.ctx));
  free(value);
}

/* One raster of two bands over the files of u and v. */
static void world_write_velocity(struct flow_world *world)
{
  const struct al_lattice *lattice = &world->run.grid.lattice;
  char path[4200];
  world_write_raster(world, "u.tif", world->of.u_m_per_s);
  world_write_raster(world, "v.tif", world->of.v_m_per_s);
  snprintf(path, sizeof path, "%s/velocity.vrt", world->run.folder);
  FILE *stream = fopen(path, "w");
  assert_non_null(stream);
  fprintf(stream,
          "<VRTDataset rasterXSize=\"%d\" rasterYSize=\"%d\"><GeoTransform>%.17g, %.17g, 0, %.17g, "
          "0, %.17g</GeoTransform>\n",
          lattice->cols, lattice->rows, lattice->west_m, lattice->cell_m, lattice->north_m,
          -lattice->cell_m);
  for (int band = 1; band <= 2; band++)
    fprintf(stream,
            "<VRTRasterBand dataType=\"Float32\" band=\"%d\"><SimpleSource><SourceFilename "
            "relativeToVRT=\"1\">%s.tif</SourceFilename><SourceBand>1</SourceBand></SimpleSource>"
            "</VRTRasterBand>\n",
            band, band == 1 ? "u" : "v");
  fprintf(stream, "</VRTDataset>\n");
  fclose(stream);
}

static void world_fill_layer(struct flow_world *world, const char *name, flow_world_of *value)
{
  const struct al_lattice *lattice = &world->run.grid.lattice;
  if (!value)
    return;
  float *n = run_world_add_layer(&world->run, name, 0.0f);
  for (int row = 0; row < lattice->rows; row++)
    for (int col = 0; col < lattice->cols; col++)
      n[row * lattice->cols + col] = (float)value(col, row);
}

static al_status watch_begin(void *self, struct al_arena *arena, struct al_fields *fields,
                             const struct al_run_view *view, bool resumed)
{
  struct flow_world *world = self;
  const size_t cells = (size_t)al_lattice_cells(&view->forest->lattice);
  const size_t samples = (size_t)world->of.gauge_count * FLOW_WORLD_SAMPLES_MOST;
  (void)arena; /* what is read after the run lives in the world */
  (void)fields;
  (void)resumed;
  world->gauge_samples = 0;
  world->gauge_time_s = AL_NEW(world->run.arena, double, FLOW_WORLD_SAMPLES_MOST);
  world->gauge_level_m = AL_NEW(world->run.arena, double, samples);
  world->now_d_m = AL_NEW(world->run.arena, float, cells);
  world->highest_d_m = AL_NEW(world->run.arena, float, cells);
  for (size_t i = 0; i < cells; i++)
    world->highest_d_m[i] = -1e30f;
  return AL_OK;
}

static double watch_next_s(const void *self, double time_s)
{
  const struct flow_world *world = self;
  (void)time_s;
  return world->gauge_samples * world->of.gauges_every_s;
}

static al_status watch_sample(void *self, const struct al_run_view *view)
{
  struct flow_world *world = self;
  const ptrdiff_t cells = al_lattice_cells(&view->forest->lattice);
  if (world->gauge_samples == FLOW_WORLD_SAMPLES_MOST)
    return AL_OK;
  const int k = world->gauge_samples++;
  al_field_collect(al_fields_find(view->fields, "d"), view->forest, 0.0f, world->now_d_m);
  world->gauge_time_s[k] = view->time_s;
  for (ptrdiff_t i = 0; i < cells; i++)
    world->highest_d_m[i] = fmaxf(world->highest_d_m[i], world->now_d_m[i]);
  for (int g = 0; g < world->of.gauge_count; g++) {
    const struct flow_world_gauge *gauge = &world->of.gauges[g];
    const double bed_m = flow_world_bed_m(world, gauge->col, gauge->row);
    world->gauge_level_m[g * FLOW_WORLD_SAMPLES_MOST + k] =
        bed_m + fmax(-bed_m, 0.0) +
        (double)world->now_d_m[gauge->row * world->of.cols + gauge->col];
  }
  return AL_OK;
}

static al_status follow_begin(void *self, struct al_arena *arena, struct al_fields *fields,
                              const struct al_run_view *view, bool resumed)
{
  struct flow_world *world = self;
  (void)arena;
  (void)fields;
  (void)view;
  (void)resumed;
  world->sample_count = 0;
  return AL_OK;
}

static double follow_next_s(const void *self, double time_s)
{
  const struct flow_world *world = self;
  (void)time_s;
  return world->sample_count * world->of.followed_every_s;
}

static al_status follow_sample(void *self, const struct al_run_view *view)
{
  struct flow_world *world = self;
  if (world->sample_count == FLOW_WORLD_SAMPLES_MOST)
    return AL_OK;
  const int k = world->sample_count++;
  world->sample_time_s[k] = view->time_s;
  for (size_t i = 0; i < view->balance_count; i++)
    if (strcmp(view->balance[i].name, world->of.followed) == 0)
      world->sample_m3[k] = view->balance[i].volume_m3;
  return AL_OK;
}

static al_status follow_end(void *self, const struct al_run_view *view)
{
  (void)self;
  (void)view;
  return AL_OK;
}

void flow_world_run(struct flow_world *world, const struct flow_world_case *of)
{
  char yaml[8192];
  size_t count;
  const struct al_section *const *sections = world_sections(&count);
  memset(world, 0, sizeof *world);
  world->of = *of;
  snprintf(yaml, sizeof yaml, "flow: {%s%s%s}\n%s", of->depth_m ? "initial_depth: depth.tif, " : "",
           of->u_m_per_s ? "initial_velocity: velocity.vrt, " : "", of->flow,
           of->sections ? of->sections : "");
  run_world_make(&world->run, of->name, of->cols, of->rows, of->cell_m, of->bed_m, of->duration,
                 yaml, sections, count);
  if (of->depth_m)
    world_write_raster(world, "depth.tif", of->depth_m);
  if (of->u_m_per_s)
    world_write_velocity(world);
  world_fill_layer(world, AL_LAYER_MANNING, of->manning);
  world_fill_layer(world, AL_LAYER_SEA, of->sea);
  const struct al_observer follow = {.name = "follow",
                                     .self = world,
                                     .begin = follow_begin,
                                     .next_s = follow_next_s,
                                     .sample = follow_sample,
                                     .end = follow_end,
                                     .needs_balance = true};
  const struct al_observer watch = {.name = "watch",
                                    .self = world,
                                    .begin = watch_begin,
                                    .next_s = watch_next_s,
                                    .sample = watch_sample,
                                    .end = follow_end};
  assert_false(of->followed && of->gauges); /* one more observer at most */
  world->run.options.models = of->models;
  world->run.options.model_count = of->model_count;
  if (run_world_run_with(&world->run, of->threads ? of->threads : 1, (double)INFINITY, false,
                         of->followed ? &follow
                         : of->gauges ? &watch
                                      : NULL) != AL_OK)
    fail_msg("%s", al_ctx_error_text(world->run.ctx));
  world->d_m = run_world_field(&world->run, "d");
  const bool at_faces = strstr(of->flow, "inertial") != NULL;
  world->u_m_per_s = run_world_field(&world->run, at_faces ? "qx" : "u");
  world->v_m_per_s = run_world_field(&world->run, at_faces ? "qy" : "v");
}

double flow_world_bed_m(const struct flow_world *world, int col, int row)
{
  return (double)(float)world->of.bed_m(col, row);
}

double flow_world_depth_m(const struct flow_world *world, int col, int row)
{
  const double bed_m = flow_world_bed_m(world, col, row);
  return (double)world->d_m[row * world->of.cols + col] + fmax(-bed_m, 0.0);
}

double flow_world_u(const struct flow_world *world, int col, int row)
{
  return (double)world->u_m_per_s[row * world->of.cols + col];
}

double flow_world_v(const struct flow_world *world, int col, int row)
{
  return -(double)world->v_m_per_s[row * world->of.cols + col];
}

double flow_world_gauge_m(const struct flow_world *world, int gauge, double time_s)
{
  const double *level_m = world->gauge_level_m + (ptrdiff_t)gauge * FLOW_WORLD_SAMPLES_MOST,
               *at_s = world->gauge_time_s;
  for (int k = 1; k < world->gauge_samples; k++)
    if (at_s[k] >= time_s)
      return level_m[k - 1] +
             (level_m[k] - level_m[k - 1]) * (time_s - at_s[k - 1]) / (at_s[k] - at_s[k - 1]);
  return level_m[world->gauge_samples - 1];
}

double flow_world_highest_m(const struct flow_world *world, int col, int row)
{
  return (double)world->highest_d_m[row * world->of.cols + col] +
         fmax(-flow_world_bed_m(world, col, row), 0.0);
}

double flow_world_run_up_m(const struct flow_world *world, bool (*among)(int col, int row),
                           double depth_m)
{
  double ground_m = -(double)INFINITY, level_m = ground_m;
  for (int row = 0; row < world->of.rows; row++)
    for (int col = 0; col < world->of.cols; col++) {
      const double highest_m = flow_world_highest_m(world, col, row),
                   bed_m = flow_world_bed_m(world, col, row);
      if ((among && !among(col, row)) || !(highest_m >= depth_m) || bed_m <= ground_m)
        continue;
      ground_m = bed_m;
      level_m = bed_m + highest_m;
    }
  return level_m;
}

double flow_world_balance_share(const struct flow_world *world)
{
  return fabs(world->run.result.balance_error_share);
}

double flow_world_outflow(const struct flow_world *world, int sample)
{
  return -(world->sample_m3[sample + 1] - world->sample_m3[sample]) /
         (world->sample_time_s[sample + 1] - world->sample_time_s[sample]);
}

void flow_world_free(struct flow_world *world)
{
  run_world_free(&world->run);
}

void flow_world_gate(const char *what, double measured, double gate)
{
  print_message("%s: %.6g (gate %.6g)\n", what, measured, gate);
  if (!(measured <= gate))
    fail_msg("%s: measured %.6g is above the gate %.6g", what, measured, gate);
}

double flow_world_nse(int count, const double *got, const double *reference)
{
  double mean = 0.0, error = 0.0, spread = 0.0;
  for (int i = 0; i < count; i++)
    mean += reference[i] / count;
  for (int i = 0; i < count; i++) {
    error += (got[i] - reference[i]) * (got[i] - reference[i]);
    spread += (reference[i] - mean) * (reference[i] - mean);
  }
  return 1.0 - error / spread;
}
