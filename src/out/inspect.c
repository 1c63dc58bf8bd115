/**
 * Jobs that look and tell: check, info, explain, init, doctor.
 */
#include "core/isa.h"
#include "core/log.h"
#include "doors/crs_door.h"
#include "doors/file_door.h"
#include "doors/raster_door.h"
#include "doors/versions_door.h"
#include "grids/recipe.h"
#include "out/manifest.h"
#include "out/ensemble_section.h"
#include "out/input_table.h"
#include "out/out.h"
#include "out/pipeline.h"
#include "run/run.h"
#include <errno.h>
#include <gnu/libc-version.h>
#include <math.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* More are tried on coarser cells: a build of so many takes a few seconds. */
enum { CHECK_CELLS_MOST = 1000000 };

al_status al_init(struct al_ctx *ctx, const struct al_job *job, const char *kind)
{
  static const char *const scenario_samples[] = {"scenario.name=my-storm", "scenario.duration=6 h",
                                                 "grid.path=my-city.yaml", "output.interval=15 min",
                                                 NULL};
  static const char *const recipe_samples[] = {"city.name=my-city", "terrain.sources.path=dem.tif",
                                               NULL};
  static const char *const ensemble_samples[] = {"ensemble.name=my-ensemble",
                                                 "ensemble.base=my-storm.yaml", NULL};
  const bool is_recipe = strcmp(kind, "recipe") == 0, is_ensemble = strcmp(kind, "ensemble") == 0;
  size_t count;
  (void)job;
  const struct al_section *const *sections = is_recipe     ? al_recipe_sections(&count)
                                             : is_ensemble ? ensemble_sections(&count)
                                                           : pipeline_sections(&count);
  if (!is_recipe && !is_ensemble && strcmp(kind, "scenario") != 0)
    return AL_FAIL(ctx, AL_BAD_USAGE,
                   "init '%s': there are templates of: scenario, recipe, ensemble", kind);
  fputs(al_ctx_language(ctx) == AL_CHINESE
            ? "# 去掉行首的第一个 # 即启用该行；未启用的键取其默认值，未启用的段不参与计算。\n"
              "# anlan explain 键名 查看说明；anlan check 文件 检查全部错误并列出输入数据。\n"
            : "# Take the first # off a line to use it: a key left out has its default, a section "
              "left out\n# takes no part. `anlan explain KEY` tells more; `anlan check FILE` shows "
              "every fault and the inputs.\n",
        stdout);
  al_config_write_template(ctx, stdout, sections, count,
                           is_recipe     ? recipe_samples
                           : is_ensemble ? ensemble_samples
                                         : scenario_samples);
  return AL_OK;
}

al_status al_explain(struct al_ctx *ctx, const struct al_job *job)
{
  const struct al_section *all[2 * PIPELINE_SECTIONS_MOST];
  size_t scenario, recipe, ensemble;
  const struct al_section *const *first = pipeline_sections(&scenario);
  memcpy(all, first, scenario * sizeof all[0]);
  const struct al_section *const *second = al_recipe_sections(&recipe);
  memcpy(all + scenario, second, recipe * sizeof all[0]);
  const struct al_section *const *third = ensemble_sections(&ensemble);
  memcpy(all + scenario + recipe, third, ensemble * sizeof all[0]);
  return al_config_explain(ctx, stdout, all, scenario + recipe + ensemble, job->path);
}

static void info_show_raster(struct al_ctx *ctx, const char *path,
                             const struct al_raster_info *info)
{
  const char *none = al_ctx_language(ctx) == AL_CHINESE ? "无坐标系" : "no coordinate system";
  printf("%s\n", path);
  al_print(ctx, stdout, "    raster %d x %d, %s, %s, %s\n", info->cols, info->rows, info->data_type,
           info->driver, *info->crs_name ? info->crs_name : none);
  al_print(ctx, stdout, "    x %.10g to %.10g, y %.10g to %.10g\n", info->west, info->east,
           info->south, info->north);
  al_print(ctx, stdout, "    min %.4g, mean %.4g, max %.4g, nodata %.2f %%\n", info->minimum,
           info->mean, info->maximum, 100.0 * info->nodata_share);
}

static void check_show_system(struct al_ctx *ctx, const char *crs_wkt)
{
  struct al_arena *arena;
  struct al_crs_info info;
  if (!*crs_wkt) {
    al_print(ctx, stdout, "    no coordinate system\n");
    return;
  }
  if (al_arena_create(ctx, 0, &arena) != AL_OK)
    return;
  if (al_crs_describe(ctx, arena, crs_wkt, &info) == AL_OK)
    al_print(ctx, stdout, "    coordinate system: %s (EPSG:%d)\n", info.name, info.epsg);
  al_arena_destroy(arena);
}

static void check_show_grid(struct al_ctx *ctx, const struct al_grid *grid)
{
  const struct al_lattice *lattice = &grid->lattice;
  ptrdiff_t valid = 0;
  for (ptrdiff_t i = 0; i < al_lattice_cells(lattice); i++)
    valid += grid->valid[i];
  al_print(ctx, stdout,
           "grid %s: %d x %d cells of %g m, %td of them valid (%.2f %% nodata)\n"
           "    x %.2f to %.2f, y %.2f to %.2f\n",
           grid->city, lattice->cols, lattice->rows, lattice->cell_m, valid,
           100.0 * (1.0 - (double)valid / (double)al_lattice_cells(lattice)), lattice->west_m,
           lattice->west_m + lattice->cols * lattice->cell_m,
           lattice->north_m - lattice->rows * lattice->cell_m, lattice->north_m);
  check_show_system(ctx, lattice->crs_wkt);
  al_print(ctx, stdout, "    vertical datum: %s\n", grid->vertical_datum);
  if (*grid->terrain_note)
    printf("    %s\n", grid->terrain_note);
  for (size_t l = 0; l < grid->layer_count; l++) {
    double low = (double)INFINITY, high = -(double)INFINITY, sum = 0.0;
    for (ptrdiff_t i = 0; i < al_lattice_cells(lattice); i++)
      if (grid->valid[i]) {
        low = fmin(low, (double)grid->layer[l].value[i]);
        high = fmax(high, (double)grid->layer[l].value[i]);
        sum += (double)grid->layer[l].value[i];
      }
    al_print(ctx, stdout, "    %-15s %-8s min %10.4g, mean %10.4g, max %10.4g  %s\n",
             grid->layer[l].name, grid->layer[l].unit, low, sum / (double)valid, high,
             grid->layer[l].long_name);
  }
}

/* The levels of a grid that has several. */
static al_status info_show_levels(struct al_ctx *ctx, const struct al_grid *grid)
{
  struct al_arena *arena;
  struct al_forest *forest;
  if (grid->coarser_count == 0)
    return AL_OK;
  AL_TRY(ctx, al_arena_create(ctx, 0, &arena));
  const al_status status = al_grid_plant(arena, grid, &forest);
  for (int k = 0; status == AL_OK && k < forest->level_count; k++) {
    const struct al_forest_extent extent = al_forest_measure(forest, k);
    al_print(ctx, stdout,
             "    level %d of %d: cells of %g m, %td cells in %td tiles\n"
             "        x %.2f to %.2f, y %.2f to %.2f\n",
             k + 1, forest->level_count, forest->level[k].cell_m, extent.cells, extent.tiles,
             extent.west_m, extent.east_m, extent.south_m, extent.north_m);
  }
  al_arena_destroy(arena);
  return status;
}

/* What a recipe says of its levels; where each stands is known when the grid is built. */
static void check_show_asked_levels(struct al_ctx *ctx, const struct al_config *recipe)
{
  const struct recipe_levels *levels = al_config_section(recipe, "levels");
  const struct recipe_city *city = al_config_section(recipe, "city");
  const double *b = levels->bounds.value;
  if (!al_config_has(recipe, "levels") || levels->bounds.count != 4 || !(city->cell_m > 0.0))
    return;
  al_print(ctx, stdout,
           "    %.0f levels: cells of %g m, doubling to %g m\n"
           "        x %.2f to %.2f, y %.2f to %.2f\n",
           log2(levels->cell_m / city->cell_m) + 1.0, city->cell_m, levels->cell_m, b[0], b[2],
           b[1], b[3]);
}

/* A build of the recipe in memory, on coarser cells when there are many: what a table, a height or
 * a missing value makes impossible is known before `grid` and `run`. */
static al_status check_try_recipe(struct al_ctx *ctx, const struct al_job *job,
                                  struct al_arena *arena, const struct al_config *recipe,
                                  const struct al_lattice *lattice)
{
  const double share = (double)al_lattice_cells(lattice) / CHECK_CELLS_MOST;
  struct al_ctx *quiet = NULL;
  struct al_grid *grid = NULL;
  if (share <= 1.0 || al_config_has(recipe, "levels")) {
    const al_status built = al_grid_build(ctx, job->path, job->overrides, job->override_count,
                                          job->max_memory_bytes, &grid);
    al_grid_destroy(grid);
    return built;
  }
  const double cell_m = lattice->cell_m * ceil(sqrt(share));
  const char **override =
      (const char **)al_arena_alloc(arena, job->override_count + 1, sizeof *override, "settings");
  if (!override)
    return AL_NO_MEMORY;
  for (size_t i = 0; i < job->override_count; i++)
    override[i] = job->overrides[i];
  override[job->override_count] = al_arena_printf(arena, "city.cell=%.17g m", cell_m);
  AL_TRY(ctx, al_ctx_create(&quiet));
  al_ctx_set_log(quiet, AL_LOG_TEXT, true, NULL);
  al_ctx_set_language(quiet, al_ctx_language(ctx));
  al_status status = al_grid_build(quiet, job->path, override, job->override_count + 1,
                                   job->max_memory_bytes, &grid);
  if (status != AL_OK)
    status = AL_FAIL(ctx, status, "tried on cells of %g m for %g m: %s", cell_m, lattice->cell_m,
                     al_ctx_error_text(quiet));
  al_grid_destroy(grid);
  al_ctx_destroy(quiet);
  return status;
}

static al_status check_recipe(struct al_ctx *ctx, const struct al_job *job)
{
  struct al_arena *arena;
  struct al_config *recipe;
  struct al_lattice lattice;
  AL_TRY(ctx, al_arena_create(ctx, 0, &arena));
  al_status status = pipeline_read_recipe(ctx, arena, job, &recipe);
  if (status == AL_OK)
    status = pipeline_check_files(ctx, recipe);
  if (status == AL_OK)
    status = al_recipe_lattice(ctx, arena, recipe, &lattice);
  if (status == AL_OK) {
    al_print(ctx, stdout, "grid %s: %d x %d cells of %g m\n    x %.2f to %.2f, y %.2f to %.2f\n",
             ((const struct recipe_city *)al_config_section(recipe, "city"))->name, lattice.cols,
             lattice.rows, lattice.cell_m, lattice.west_m,
             lattice.west_m + lattice.cols * lattice.cell_m,
             lattice.north_m - lattice.rows * lattice.cell_m, lattice.north_m);
    check_show_asked_levels(ctx, recipe);
    check_show_system(ctx, lattice.crs_wkt);
    const al_status fits = al_recipe_check_memory(ctx, recipe, &lattice, job->max_memory_bytes);
    status = out_show_inputs(ctx, recipe, &lattice);
    status = status == AL_OK ? fits : status;
    if (status == AL_OK)
      status = check_try_recipe(ctx, job, arena, recipe, &lattice);
  }
  al_arena_destroy(arena);
  return status;
}

/* Whether a file holds a section: `city` makes it a recipe, `ensemble` an ensemble. */
static bool check_holds(struct al_ctx *ctx, const char *path, const char *section)
{
  struct al_arena *arena;
  char *text = NULL, line[64];
  size_t length;
  bool holds = false;
  snprintf(line, sizeof line, "\n%s:", section);
  if (al_arena_create(ctx, 0, &arena) == AL_OK) {
    if (al_file_read_text(ctx, arena, path, &text, &length) == AL_OK)
      holds = strstr(text, line + 1) == text || strstr(text, line) != NULL;
    else
      al_ctx_clear(ctx);
    al_arena_destroy(arena);
  }
  return holds;
}

/* Inputs, then what needs the grid: each is looked at whatever the others found. */
static al_status check_all(struct pipeline *pipeline, const struct al_run_options *options)
{
  static const char *const inputs[] = {NULL};
  const struct al_out_options products = {.folder = options->folder, .inputs = inputs};
  struct al_out *out;
  struct al_plan plan;
  check_show_grid(pipeline->ctx, pipeline->grid);
  const al_status shown =
      out_show_inputs(pipeline->ctx, pipeline->scenario, &pipeline->grid->lattice);
  const al_status status = pipeline_examine(pipeline, options, &products, &out, &plan);
  if (status == AL_OK) {
    al_out_destroy(out);
    al_plan_print(&plan, pipeline->ctx);
  }
  return shown != AL_OK ? shown : status;
}

al_status al_check(struct al_ctx *ctx, const struct al_job *job)
{
  struct pipeline pipeline;
  if (check_holds(ctx, job->path, "city"))
    return check_recipe(ctx, job);
  if (check_holds(ctx, job->path, "ensemble")) {
    struct al_job dry = *job;
    dry.dry_run = true;
    return al_ensemble(ctx, &dry);
  }
  al_status status = pipeline_open(ctx, job, &pipeline), files = AL_OK;
  const struct al_run_options options = {.folder = pipeline.folder,
                                         .threads = job->threads,
                                         .max_memory_bytes = job->max_memory_bytes};
  if (status == AL_OK)
    files = pipeline_check_files(ctx, pipeline.scenario);
  if (status == AL_OK)
    status = pipeline_get_grid(&pipeline, job, false);
  if (status == AL_OK)
    status = check_all(&pipeline, &options);
  pipeline_close(&pipeline);
  return status == AL_OK ? files : status;
}

/* Whether a file begins as HDF5 files do. */
static bool info_is_hdf5(const char *path)
{
  static const char signature[8] = {'\x89', 'H', 'D', 'F', '\r', '\n', '\x1a', '\n'};
  char head[8] = {0};
  FILE *stream = fopen(path, "rb");
  if (!stream)
    return false;
  const size_t got = fread(head, 1, sizeof head, stream);
  fclose(stream);
  return got == sizeof head && memcmp(head, signature, sizeof head) == 0;
}

al_status al_info(struct al_ctx *ctx, const struct al_job *job)
{
  struct stat info;
  char path[PIPELINE_PATH_BYTES + 32];
  const size_t length = strlen(job->path);
  if (stat(job->path, &info) == 0 && S_ISDIR(info.st_mode)) {
    snprintf(path, sizeof path, "%.4000s/manifest.json", job->path);
    if (!al_file_exists(path))
      return AL_FAIL(ctx, AL_BAD_INPUT, "%s holds no manifest.json: no finished run stands there",
                     job->path);
    return out_manifest_show(ctx, path, stdout);
  }
  if (stat(job->path, &info) != 0 && strncmp(job->path, "/vsi", 4) != 0)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: cannot be read: %s", job->path, strerror(errno));
  if (info_is_hdf5(job->path)) {
    struct al_grid *grid;
    const al_status status = al_grid_read(ctx, job->path, &grid);
    if (status != AL_OK && length > 8 && strcmp(job->path + length - 8, ".grid.h5") == 0)
      return status;
    if (status == AL_OK) {
      check_show_grid(ctx, grid);
      const al_status shown = info_show_levels(ctx, grid);
      printf("%s\n", grid->provenance);
      al_grid_destroy(grid);
      return shown;
    }
    al_ctx_clear(ctx); /* another HDF5 file: perhaps a raster */
  }
  struct al_arena *arena;
  struct al_raster_info raster;
  AL_TRY(ctx, al_arena_create(ctx, 0, &arena));
  const al_status status = al_raster_describe(ctx, arena, job->path, 1, true, &raster);
  if (status == AL_OK)
    info_show_raster(ctx, job->path, &raster);
  al_arena_destroy(arena);
  return status;
}

static double doctor_now_s(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Best of five triads a = b + 3 c over 3 x 64 MB, GB/s of useful bytes. */
static double doctor_triad_gb_per_s(void)
{
  enum { COUNT = 1 << 24 };
  float *a = malloc(3 * COUNT * sizeof *a);
  double best = 0.0;
  if (!a)
    return 0.0;
  float *b = a + COUNT, *c = b + COUNT;
#pragma omp parallel for schedule(static)
  for (ptrdiff_t i = 0; i < COUNT; i++) {
    a[i] = 0.0f;
    b[i] = 1.0f;
    c[i] = (float)i;
  }
  for (int round = 0; round < 5; round++) {
    const double start_s = doctor_now_s();
#pragma omp parallel for schedule(static)
    for (ptrdiff_t i = 0; i < COUNT; i++)
      a[i] = b[i] + 3.0f * c[i];
    best = fmax(best, 12.0 * COUNT / (doctor_now_s() - start_s) / 1e9);
  }
  free(a);
  return best;
}

al_status al_doctor(struct al_ctx *ctx, const struct al_job *job)
{
  uint64_t free_bytes = 0;
  (void)job;
  printf("anlan %s, cells of %zu bytes\n", ANLAN_VERSION, sizeof(al_real));
  printf("processor: %d cores, kernels for %s\n", omp_get_num_procs(), al_isa_name(al_isa_level()));
  printf("memory bandwidth (triad): %.1f GB/s\n", doctor_triad_gb_per_s());
  printf("C library: glibc %s\n", gnu_get_libc_version());
  al_door_print_versions(stdout);
  AL_TRY(ctx, al_file_free_bytes(ctx, ".", &free_bytes));
  printf("disk free here: %.1f GB\n", (double)free_bytes / 1e9);
  return al_door_check_data(ctx);
}
