/**
 * Writing manifest.json.
 */
#include "out/manifest.h"
#include "anlan.h"
#include "core/caltime.h"
#include "core/isa.h"
#include "doors/file_door.h"
#include "doors/versions_door.h"
#include "models/models.h"
#include "out/json.h"
#include <assert.h>
#include <gnu/libc-version.h>
#include <omp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/utsname.h>

/* What follows this line of a manifest is of the zoning, and may be written anew. */
#define ZONING_MARK "\n  \"zoning\": "

#if defined(__clang__)
#define COMPILER_NAME "clang "
#elif defined(__GNUC__)
#define COMPILER_NAME "gcc "
#else
#define COMPILER_NAME ""
#endif

/* "GDAL 3.6.2, 213 drivers" -> "GDAL": "3.6.2, 213 drivers" */
static void manifest_put_versions(struct out_json *json)
{
  char *text = NULL, *next;
  size_t length;
  FILE *stream = open_memstream(&text, &length);
  out_json_open(json, "versions", '{');
  out_json_text(json, "anlan", ANLAN_VERSION);
  out_json_text(json, "compiler", COMPILER_NAME __VERSION__);
  out_json_text(json, "C library", gnu_get_libc_version());
  if (stream) {
    al_door_print_versions(stream);
    fclose(stream);
    for (char *line = strtok_r(text, "\n", &next); line; line = strtok_r(NULL, "\n", &next)) {
      char *blank = strchr(line, ' ');
      if (blank)
        *blank = '\0';
      out_json_text(json, line, blank ? blank + 1 : "");
    }
  }
  free(text);
  out_json_close(json, '}');
  out_json_open(json, "build", '{');
  out_json_text(json, "type", ANLAN_BUILD_TYPE);
  out_json_text(json, "flags", ANLAN_C_FLAGS);
  out_json_number(json, "cell_bytes", sizeof(al_real));
  out_json_close(json, '}');
}

/* Model of the processor as the kernel names it. */
static void manifest_processor(char *out, size_t capacity)
{
  char line[256];
  FILE *stream = fopen("/proc/cpuinfo", "re");
  snprintf(out, capacity, "unknown");
  while (stream && fgets(line, sizeof line, stream))
    if (strncmp(line, "model name", 10) == 0 && strchr(line, ':')) {
      const char *name = strchr(line, ':') + 1;
      name += strspn(name, " ");
      snprintf(out, capacity, "%.*s", (int)strcspn(name, "\n"), name);
      break;
    }
  if (stream)
    fclose(stream);
}

static void manifest_put_host(struct out_json *json)
{
  struct utsname names;
  char processor[256], system[256];
  manifest_processor(processor, sizeof processor);
  out_json_open(json, "host", '{');
  if (uname(&names) == 0) {
    snprintf(system, sizeof system, "%.60s %.120s %.60s", names.sysname, names.release,
             names.machine);
    out_json_text(json, "name", names.nodename);
    out_json_text(json, "system", system);
  }
  out_json_text(json, "processor", processor);
  out_json_number(json, "cores", omp_get_num_procs());
  out_json_text(json, "kernels", al_isa_name(al_isa_level()));
  out_json_close(json, '}');
}

static void manifest_put_scenario(struct out_json *json, const struct out_env *env)
{
  const struct al_scenario_config *scenario = env->scenario;
  const struct al_grid *grid = env->grid;
  char start[64];
  size_t count;
  const struct al_model *const *models = al_models(&count);
  al_time_format(scenario->start_s, env->utc_offset_s, start, sizeof start);
  out_json_open(json, "scenario", '{');
  out_json_text(json, "name", scenario->name);
  out_json_text(json, "title", scenario->title);
  out_json_text(json, "title_zh", scenario->title_zh);
  out_json_text(json, "start", start);
  out_json_number(json, "duration_s", scenario->duration_s);
  out_json_number(json, "seed", (double)scenario->seed);
  out_json_open(json, "random_streams", '[');
  for (const char *const *seed = env->seeds; seed && *seed; seed++)
    out_json_text(json, NULL, *seed);
  out_json_close(json, ']');
  out_json_open(json, "models", '[');
  for (size_t m = 0; m < count; m++)
    if (al_model_runs(models[m], env->scenario_file))
      out_json_text(json, NULL, models[m]->name);
  out_json_close(json, ']');
  out_json_text(json, "scheme", al_config_text(env->scenario_file, "flow.scheme"));
  out_json_close(json, '}');
  out_json_open(json, "grid", '{');
  out_json_text(json, "city", grid->city);
  out_json_number(json, "columns", grid->lattice.cols);
  out_json_number(json, "rows", grid->lattice.rows);
  out_json_number(json, "cell_m", grid->lattice.cell_m);
  out_json_number(json, "west_m", grid->lattice.west_m);
  out_json_number(json, "north_m", grid->lattice.north_m);
  out_json_text(json, "crs", grid->lattice.crs_wkt);
  out_json_text(json, "vertical_datum", grid->vertical_datum);
  out_json_text(json, "terrain_note", grid->terrain_note);
  out_json_raw(json, "provenance", grid->provenance);
  out_json_close(json, '}');
}

/* A file's checksum; what is no plain file of this machine is named without one. */
static al_status manifest_put_sum(struct out_json *json, const struct out_env *env,
                                  const char *name, const char *path)
{
  struct stat info;
  char sum[65];
  if (stat(path, &info) != 0 || !S_ISREG(info.st_mode)) {
    out_json_text(json, name, NULL);
    return AL_OK;
  }
  AL_TRY(env->ctx, al_file_sha256(env->ctx, path, sum));
  out_json_text(json, name, sum);
  return AL_OK;
}

static al_status manifest_put_inputs(struct out_json *json, const struct out_env *env)
{
  size_t count;
  const char *const *named = al_config_named_paths(env->scenario_file, &count);
  out_json_open(json, "inputs", '{');
  for (const char *const *path = env->inputs; path && *path; path++)
    AL_TRY(env->ctx, manifest_put_sum(json, env, *path, *path));
  for (size_t i = 0; i < count; i++) {
    bool stands = false;
    for (const char *const *path = env->inputs; path && *path; path++)
      stands = stands || strcmp(*path, named[i]) == 0;
    if (!stands)
      AL_TRY(env->ctx, manifest_put_sum(json, env, named[i], named[i]));
  }
  out_json_close(json, '}');
  return AL_OK;
}

static void manifest_put_terms(struct out_json *json, const char *key,
                               const struct al_balance_term *term, size_t count)
{
  out_json_open(json, key, '{');
  for (size_t i = 0; i < count; i++) {
    bool stands = false; /* keys of an object are unique */
    for (size_t k = 0; k < i; k++)
      stands = stands || strcmp(term[k].name, term[i].name) == 0;
    if (!stands)
      out_json_number(json, term[i].name, term[i].volume_m3 + 0.0);
  }
  out_json_close(json, '}');
}

static void manifest_put_result(struct out_json *json, const struct al_run_result *result)
{
  struct rusage usage;
  manifest_put_terms(json, "balance_m3", result->balance, result->balance_count);
  out_json_number(json, "balance_error_m3", result->balance_error_m3);
  out_json_number(json, "balance_error_share", result->balance_error_share);
  manifest_put_terms(json, "figures", result->figures, result->figure_count);
  out_json_open(json, "cost", '{');
  out_json_number(json, "clock_s", result->time_s);
  out_json_number(json, "steps", (double)result->steps);
  out_json_number(json, "wall_s", result->wall_s);
  out_json_number(json, "cpu_s", result->cpu_s);
  out_json_number(json, "active_cell_steps", result->active_cell_steps);
  out_json_number(json, "cell_rate_per_s", result->cell_rate_per_s);
  if (getrusage(RUSAGE_SELF, &usage) == 0)
    out_json_number(json, "peak_memory_bytes", 1024.0 * (double)usage.ru_maxrss);
  out_json_close(json, '}');
}

static bool manifest_lists(const char *file)
{
  return strcmp(file, "manifest.json") != 0 && strncmp(file, "checkpoint/", 11) != 0 &&
         !strstr(file, AL_PART);
}

/* Rules and products: the part a new zoning writes again. */
static al_status manifest_put_products(struct out_json *json, const struct out_env *env,
                                       const struct out_zones *zones)
{
  size_t count;
  const char *const *files;
  assert(json->depth == 1);
  out_json_open(json, "zoning", '{');
  out_json_text(json, "command", env->command);
  for (size_t i = 0; i < zones->count; i++) {
    const struct zoning_rules *rules = &zones->zoning[i].rules;
    out_json_open(json, rules->name, '{');
    out_json_text(json, "version", rules->version);
    out_json_text(json, "sha256", rules->sha256);
    out_json_text(json, "status", rules->verified ? "read" : "unverified");
    out_json_close(json, '}');
  }
  out_json_close(json, '}');
  AL_TRY(env->ctx, al_folder_list(env->ctx, env->arena, env->folder, &count, &files));
  out_json_open(json, "outputs", '{');
  for (size_t i = 0; i < count; i++)
    if (manifest_lists(files[i]))
      AL_TRY(env->ctx, manifest_put_sum(json, env, files[i], out_path(env, files[i])));
  out_json_close(json, '}');
  return AL_OK;
}

static al_status manifest_finish(struct al_file_writer *writer, al_status status)
{
  if (status == AL_OK)
    return al_file_commit(writer);
  al_file_abandon(writer);
  return status;
}

al_status out_manifest_write(const struct out_env *env, const struct al_run_result *result,
                             const struct out_zones *zones)
{
  struct al_file_writer writer;
  assert(result && zones && result->balance_count <= AL_COUNT(result->balance));
  AL_TRY(env->ctx, al_file_begin(env->ctx, out_path(env, "manifest.json"), &writer));
  struct out_json json = {.stream = writer.stream};
  out_json_open(&json, NULL, '{');
  out_json_text(&json, "software", "anlan " ANLAN_VERSION);
  out_json_text(&json, "command", env->command);
  out_json_number(&json, "threads", env->threads);
  manifest_put_scenario(&json, env);
  manifest_put_versions(&json);
  manifest_put_host(&json);
  al_status status = manifest_put_inputs(&json, env);
  if (status == AL_OK) {
    manifest_put_result(&json, result);
    status = manifest_put_products(&json, env, zones);
  }
  if (status == AL_OK)
    out_json_close(&json, '}');
  return manifest_finish(&writer, status);
}

al_status out_manifest_rezone(const struct out_env *env, const struct out_zones *zones)
{
  const char *path = out_path(env, "manifest.json");
  struct al_file_writer writer;
  char *text;
  size_t length;
  AL_TRY(env->ctx, al_file_read_text(env->ctx, env->arena, path, &text, &length));
  char *mark = strstr(text, ZONING_MARK);
  if (!mark || mark == text)
    return AL_FAIL(env->ctx, AL_BAD_INPUT, "%s: is no manifest of this program", path);
  *mark = '\0';
  if (mark[-1] == ',') /* the writer puts its own */
    mark[-1] = '\0';
  AL_TRY(env->ctx, al_file_begin(env->ctx, path, &writer));
  fputs(text, writer.stream);
  struct out_json json = {.stream = writer.stream, .depth = 1, .filled = {true, true}};
  const al_status status = manifest_put_products(&json, env, zones);
  if (status == AL_OK)
    out_json_close(&json, '}');
  return manifest_finish(&writer, status);
}
