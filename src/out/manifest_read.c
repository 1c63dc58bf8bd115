/**
 * Reading manifest.json back: JSON is YAML.
 */
#include "config/yaml_tree.h"
#include "core/units.h"
#include "doors/file_door.h"
#include "out/manifest.h"
#include "out/out.h"
#include <assert.h>
#include <math.h>
#include <string.h>

static al_status manifest_parse(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                                const struct yaml_node **out)
{
  char *text;
  size_t length;
  struct yaml_node *root = NULL;
  assert(path && out);
  struct yaml_source *source = AL_NEW(arena, struct yaml_source, 1);
  if (!source)
    return AL_NO_MEMORY;
  *source = (struct yaml_source){.name = path, .first_line = 1, .first_column = 1, .is_file = true};
  AL_TRY(ctx, al_file_read_text(ctx, arena, path, &text, &length));
  AL_TRY(ctx, yaml_parse(ctx, arena, source, text, length, &root));
  AL_TRY(ctx, al_report_close(ctx));
  if (!root || root->kind != YAML_MAP || !yaml_find(root, "software") || !yaml_find(root, "cost"))
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: is no manifest of this program", path);
  *out = root;
  return AL_OK;
}

static const struct yaml_node *manifest_node(const struct yaml_node *root, const char *path)
{
  bool whole = false;
  const struct yaml_node *node = yaml_walk(root, path, &whole);
  return whole ? node : NULL;
}

static double manifest_number(const struct yaml_node *node)
{
  double value;
  return node && node->kind == YAML_TEXT && al_number_parse(node->text, &value) ? value
                                                                                : (double)NAN;
}

static const char *manifest_text(const struct yaml_node *root, const char *path)
{
  const struct yaml_node *node = manifest_node(root, path);
  const bool none =
      !node || node->kind != YAML_TEXT || (!node->quoted && strcmp(node->text, "null") == 0);
  return none ? "" : node->text;
}

static size_t manifest_terms(const struct yaml_node *map, struct al_balance_term *term,
                             size_t capacity)
{
  size_t count = 0;
  if (!map || map->kind != YAML_MAP)
    return 0;
  for (const struct yaml_item *item = map->first; item && count < capacity; item = item->next)
    term[count++] =
        (struct al_balance_term){.name = item->key, .volume_m3 = manifest_number(item->node)};
  assert(count <= capacity);
  return count;
}

al_status out_manifest_read(const struct out_env *env, struct al_run_result *out,
                            const char **command)
{
  const char *path = out_path(env, "manifest.json");
  const struct yaml_node *root;
  assert(out && command);
  if (!path)
    return AL_NO_MEMORY;
  if (!al_file_exists(path))
    return AL_FAIL(env->ctx, AL_BAD_INPUT,
                   "%s holds no manifest.json: no finished run stands there", env->folder);
  AL_TRY(env->ctx, manifest_parse(env->ctx, env->arena, path, &root));
  *out = (struct al_run_result){
      .time_s = manifest_number(manifest_node(root, "cost.clock_s")),
      .wall_s = manifest_number(manifest_node(root, "cost.wall_s")),
      .cpu_s = manifest_number(manifest_node(root, "cost.cpu_s")),
      .cell_rate_per_s = manifest_number(manifest_node(root, "cost.cell_rate_per_s")),
      .active_cell_steps = manifest_number(manifest_node(root, "cost.active_cell_steps")),
      .balance_error_m3 = manifest_number(manifest_node(root, "balance_error_m3")),
      .balance_error_share = manifest_number(manifest_node(root, "balance_error_share")),
  };
  const double steps = manifest_number(manifest_node(root, "cost.steps"));
  *command = manifest_text(root, "command");
  out->steps = isfinite(steps) ? (long)steps : 0;
  out->balance_count = manifest_terms(manifest_node(root, "balance_m3"), out->balance,
                                      sizeof out->balance / sizeof out->balance[0]);
  out->figure_count = manifest_terms(manifest_node(root, "figures"), out->figures,
                                     sizeof out->figures / sizeof out->figures[0]);
  return AL_OK;
}

static bool manifest_is_among(const char *file, const char *const *products)
{
  for (; *products; products++) {
    const size_t length = strlen(*products);
    const bool below = (*products)[length - 1] == '/';
    if (below ? strncmp(file, *products, length) == 0 : strcmp(file, *products) == 0)
      return true;
  }
  return false;
}

al_status out_manifest_lost(struct al_ctx *ctx, struct al_arena *arena, const char *folder,
                            size_t *total, size_t lost[2], const char *first[2])
{
  const char *const *const lists[] = {out_run_products, out_zoning_products};
  const struct yaml_node *root;
  const char *path = al_arena_printf(arena, "%s/manifest.json", folder);
  assert(folder && total && lost && first);
  if (!path)
    return AL_NO_MEMORY;
  AL_TRY(ctx, manifest_parse(ctx, arena, path, &root));
  const struct yaml_node *map = manifest_node(root, "outputs");
  *total = lost[0] = lost[1] = 0;
  first[0] = first[1] = "";
  for (const struct yaml_item *item = map && map->kind == YAML_MAP ? map->first : NULL; item;
       item = item->next)
    for (size_t i = 0; i < 2; i++) {
      if (!manifest_is_among(item->key, lists[i]))
        continue;
      (*total)++;
      const char *file = al_arena_printf(arena, "%s/%s", folder, item->key);
      if (!file)
        return AL_NO_MEMORY;
      if (al_file_exists(file))
        continue;
      first[i] = lost[i]++ ? first[i] : item->key;
    }
  return AL_OK;
}

static void show_terms(FILE *stream, const struct yaml_node *map, const char *unit)
{
  if (!map || map->kind != YAML_MAP)
    return;
  for (const struct yaml_item *item = map->first; item; item = item->next)
    fprintf(stream, "  %-24s %18.6g %s\n", item->key, manifest_number(item->node), unit);
}

static void show_sums(FILE *stream, const struct yaml_node *map)
{
  if (!map || map->kind != YAML_MAP)
    return;
  for (const struct yaml_item *item = map->first; item; item = item->next)
    fprintf(stream, "  %.12s  %s\n",
            item->node->kind == YAML_TEXT && item->node->quoted ? item->node->text : "-",
            item->key);
}

static void show_run(FILE *stream, const struct yaml_node *root)
{
  fprintf(stream, "%s  %s  %s\n", manifest_text(root, "scenario.name"),
          manifest_text(root, "scenario.title"), manifest_text(root, "scenario.title_zh"));
  fprintf(stream, "  start %s, duration %g s, seed %s, scheme %s\n",
          manifest_text(root, "scenario.start"),
          manifest_number(manifest_node(root, "scenario.duration_s")),
          manifest_text(root, "scenario.seed"), manifest_text(root, "scenario.scheme"));
  fprintf(stream, "  grid %s: %s x %s cells of %s m, datum %s\n", manifest_text(root, "grid.city"),
          manifest_text(root, "grid.columns"), manifest_text(root, "grid.rows"),
          manifest_text(root, "grid.cell_m"), manifest_text(root, "grid.vertical_datum"));
  if (*manifest_text(root, "grid.terrain_note"))
    fprintf(stream, "  %s\n", manifest_text(root, "grid.terrain_note"));
  fprintf(stream, "  %s, %s, built %s %s\n  host %s, %s cores, kernels for %s, %s threads\n",
          manifest_text(root, "software"), manifest_text(root, "versions.compiler"),
          manifest_text(root, "build.type"), manifest_text(root, "build.flags"),
          manifest_text(root, "host.name"), manifest_text(root, "host.cores"),
          manifest_text(root, "host.kernels"), manifest_text(root, "threads"));
  fprintf(stream, "  command: %s\n", manifest_text(root, "command"));
}

al_status out_manifest_show(struct al_ctx *ctx, const char *path, FILE *stream)
{
  struct al_arena *arena;
  const struct yaml_node *root = NULL;
  AL_TRY(ctx, al_arena_create(ctx, 0, &arena));
  const al_status status = manifest_parse(ctx, arena, path, &root);
  if (status == AL_OK) {
    show_run(stream, root);
    fputs("balance\n", stream);
    show_terms(stream, manifest_node(root, "balance_m3"), "m3");
    fprintf(stream, "  %-24s %18.6g m3, %.2g of the water\n", "error",
            manifest_number(manifest_node(root, "balance_error_m3")),
            manifest_number(manifest_node(root, "balance_error_share")));
    fputs("figures\n", stream);
    show_terms(stream, manifest_node(root, "figures"), "");
    fputs("cost\n", stream);
    show_terms(stream, manifest_node(root, "cost"), "");
    fputs("inputs (SHA-256)\n", stream);
    show_sums(stream, manifest_node(root, "inputs"));
    fputs("outputs (SHA-256)\n", stream);
    show_sums(stream, manifest_node(root, "outputs"));
  }
  al_arena_destroy(arena);
  return status;
}
