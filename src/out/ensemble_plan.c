/**
 * The members of an ensemble.
 */
#include "out/ensemble_planner.h"
#include "doors/csv_door.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES = 160 };

struct al_source_mark planner_mark(const struct planner *planner, const char *key_path)
{
  return al_config_mark(planner->file, key_path ? key_path : "ensemble");
}

/* Names become folders: letters, digits, what is usual in file names, and whatever is not ASCII. */
static bool name_is_good(const char *name)
{
  static const char signs[] = "._+-=,()%@";
  if (!*name || *name == '.' || strlen(name) >= NAME_BYTES)
    return false;
  for (const char *c = name; *c; c++) {
    const bool plain = (*c >= '0' && *c <= '9') || (*c >= 'a' && *c <= 'z') ||
                       (*c >= 'A' && *c <= 'Z') || (unsigned char)*c >= 0x80;
    if (!plain && !strchr(signs, *c))
      return false;
  }
  return true;
}

void planner_check_name(const struct planner *planner, const char *name,
                        const struct al_source_mark *mark)
{
  if (!name_is_good(name))
    al_report(planner->ctx, AL_ERROR, mark,
              "'%s' is no name of a folder: letters, digits and . _ + - = , ( ) %% @, fewer than "
              "%d bytes, no dot in front",
              name, (int)NAME_BYTES);
}

const char *planner_label(const struct planner *planner, const char *name, const char *value)
{
  char text[NAME_BYTES] = "";
  size_t used = (size_t)snprintf(text, sizeof text, "%.60s", name);
  for (const char *c = value; *c && used + 1 < sizeof text; c++) {
    const char one[2] = {*c, '\0'};
    if (*c != ' ' && *c != '\t')
      text[used++] = name_is_good(one) || *c == '.' ? *c : '-';
  }
  text[used] = '\0';
  return al_arena_strdup(planner->arena, text);
}

size_t planner_group(struct planner *planner, const char *name, const struct al_source_mark *mark)
{
  for (size_t g = 0; g < planner->group_count; g++)
    if (strcmp(planner->group[g], name) == 0) {
      planner->group_used[g] = true;
      return g;
    }
  if (planner->plan->config->groups.count > 0) {
    al_report(planner->ctx, AL_ERROR, mark, "'%s' is none of ensemble.groups", name);
    return 0;
  }
  planner_check_name(planner, name, mark);
  if (planner->group_count == ENSEMBLE_GROUPS_MOST) {
    al_report(planner->ctx, AL_ERROR, mark, "more than %d groups", (int)ENSEMBLE_GROUPS_MOST);
    return 0;
  }
  planner->group[planner->group_count] = name;
  planner->group_used[planner->group_count] = true;
  return planner->group_count++;
}

static void plan_name_groups(struct planner *planner)
{
  const struct al_text_list *groups = &planner->plan->config->groups;
  for (size_t g = 0; g < groups->count && g < ENSEMBLE_GROUPS_MOST; g++) {
    const struct al_source_mark mark =
        planner_mark(planner, al_arena_printf(planner->arena, "ensemble.groups[%zu]", g));
    planner_check_name(planner, groups->text[g], &mark);
    for (size_t k = 0; k < g; k++)
      if (strcmp(groups->text[k], groups->text[g]) == 0)
        al_report(planner->ctx, AL_ERROR, &mark, "ensemble.groups: '%s' stands twice",
                  groups->text[g]);
    planner->group[planner->group_count++] = groups->text[g];
  }
}

static void plan_check_groups(const struct planner *planner)
{
  for (size_t g = 0; g < planner->group_count; g++)
    if (!planner->group_used[g]) {
      const struct al_source_mark mark =
          planner_mark(planner, al_arena_printf(planner->arena, "ensemble.groups[%zu]", g));
      al_report(planner->ctx, AL_ERROR, &mark, "the group '%s' has no members", planner->group[g]);
    }
}

size_t planner_key(struct planner *planner, const char *key, const struct al_source_mark *mark)
{
  for (size_t k = 0; k < planner->key_count; k++)
    if (strcmp(planner->key[k], key) == 0)
      return k;
  if (strncmp(key, "grid.", 5) == 0 || strcmp(key, "scenario.name") == 0)
    al_report(planner->ctx, AL_ERROR, mark,
              "'%s' cannot change between members: they share one grid and one base", key);
  else if (!strchr(key, '.'))
    al_report(planner->ctx, AL_ERROR, mark, "'%s' is no key of a scenario: write section.key", key);
  if (planner->key_count == PLANNER_KEYS_MOST) {
    al_report(planner->ctx, AL_ERROR, mark, "more than %d keys change", (int)PLANNER_KEYS_MOST);
    return 0;
  }
  planner->key[planner->key_count] = key;
  return planner->key_count++;
}

bool planner_settings_begin(const struct planner *planner, size_t own, struct planner_settings *out)
{
  const struct al_text_list *common = &planner->plan->config->set;
  const size_t most = common->count + planner->more_count + own;
  out->override = (const char **)al_arena_alloc(planner->arena, most, sizeof(char *), "members");
  out->mark = AL_NEW(planner->arena, struct al_source_mark, most);
  out->value =
      (const char **)al_arena_alloc(planner->arena, PLANNER_KEYS_MOST, sizeof(char *), "members");
  out->count = 0;
  if (!out->override || !out->mark || !out->value)
    return false;
  for (size_t k = 0; k < PLANNER_KEYS_MOST; k++)
    out->value[k] = "";
  for (size_t i = 0; i < common->count; i++) {
    out->mark[out->count] =
        planner_mark(planner, al_arena_printf(planner->arena, "ensemble.set[%zu]", i));
    const char *equal = strchr(common->text[i], '=');
    out->mark[out->count].column += equal ? (int)(equal + 1 - common->text[i]) : 0;
    out->override[out->count++] = common->text[i];
  }
  for (size_t i = 0; i < planner->more_count; i++)
    out->override[out->count++] = planner->more[i];
  return true;
}

void planner_settings_add(struct planner *planner, struct planner_settings *settings,
                          const char *key, const char *value, const struct al_source_mark *mark)
{
  const size_t at = planner_key(planner, key, mark);
  assert(at < PLANNER_KEYS_MOST && value);
  settings->value[at] = value;
  settings->mark[settings->count] = *mark;
  settings->override[settings->count++] =
      al_arena_printf(planner->arena, "%s=%s", planner->key[at], value);
}

void planner_settings_keep(const struct planner_settings *settings, struct ensemble_member *member)
{
  member->override = settings->override;
  member->mark = settings->mark;
  member->override_count = settings->count;
  member->value = settings->value;
}

static al_status list_member(struct planner *planner, const struct ensemble_member_config *config,
                             size_t at, struct ensemble_member *member)
{
  struct planner_settings settings;
  const char *path = al_arena_printf(planner->arena, "ensemble.members[%zu]", at);
  if (!path || !planner_settings_begin(planner, config->set.count, &settings))
    return AL_NO_MEMORY;
  member->where = planner_mark(planner, path);
  member->name = config->name ? config->name : "";
  member->weight = config->weight;
  planner_check_name(planner, member->name, &member->where);
  member->group = planner_group(planner, config->group ? config->group : "all", &member->where);
  for (size_t i = 0; i < config->set.count; i++) {
    const char *text = config->set.text[i], *equal = strchr(text, '=');
    struct al_source_mark mark =
        planner_mark(planner, al_arena_printf(planner->arena, "%s.set[%zu]", path, i));
    if (!equal || equal == text) {
      al_report(planner->ctx, AL_ERROR, &mark, "'%s' is no setting: write section.key=value", text);
      continue;
    }
    const char *key = al_arena_printf(planner->arena, "%.*s", (int)(equal - text), text);
    if (!key)
      return AL_NO_MEMORY;
    mark.column += (int)(equal + 1 - text);
    planner_settings_add(planner, &settings, key, equal + 1, &mark);
  }
  planner_settings_keep(&settings, member);
  return AL_OK;
}

static al_status plan_list(struct planner *planner)
{
  const struct al_record_list *list = &planner->plan->config->members;
  const struct ensemble_member_config *config = list->record;
  planner->plan->member_count = list->count;
  planner->plan->member = AL_NEW(planner->arena, struct ensemble_member, list->count);
  if (!planner->plan->member)
    return AL_NO_MEMORY;
  for (size_t m = 0; m < list->count; m++)
    AL_TRY(planner->ctx, list_member(planner, &config[m], m, &planner->plan->member[m]));
  return AL_OK;
}

/* Columns of a table that are no keys of the scenario; -1 where there is none. */
struct table_columns {
  int name, group, weight;
};

static al_status table_member(struct planner *planner, const struct al_csv *csv, size_t row,
                              const struct table_columns *at, struct ensemble_member *member)
{
  struct planner_settings settings;
  if (!planner_settings_begin(planner, csv->column_count, &settings))
    return AL_NO_MEMORY;
  const char *const *cell = csv->cell + row * csv->column_count;
  member->where = (struct al_source_mark){.file = csv->path, .line = csv->line[row]};
  member->weight = 1.0;
  for (size_t c = 0; c < csv->column_count; c++)
    if (!*cell[c])
      al_report(planner->ctx, AL_ERROR, &member->where, "column '%s': the value is missing",
                csv->header[c]);
  if (at->weight >= 0 && *cell[at->weight])
    member->weight = al_csv_number(planner->ctx, csv, row, at->weight);
  if (!(member->weight >= 0.0 && member->weight <= 1e9)) {
    al_report(planner->ctx, AL_ERROR, &member->where, "weight %s: it is from 0 to 1e9",
              cell[at->weight]);
    member->weight = 0.0;
  }
  member->name =
      at->name >= 0 ? cell[at->name] : al_arena_printf(planner->arena, "m%03zu", row + 1);
  if (!member->name)
    return AL_NO_MEMORY;
  if (*member->name)
    planner_check_name(planner, member->name, &member->where);
  member->group = planner_group(
      planner, at->group >= 0 && *cell[at->group] ? cell[at->group] : "all", &member->where);
  for (size_t c = 0; c < csv->column_count; c++)
    if ((int)c != at->name && (int)c != at->group && (int)c != at->weight && *cell[c])
      planner_settings_add(planner, &settings, csv->header[c], cell[c], &member->where);
  planner_settings_keep(&settings, member);
  return AL_OK;
}

static int table_column(const struct al_csv *csv, const char *name)
{
  for (size_t c = 0; c < csv->column_count; c++)
    if (strcmp(csv->header[c], name) == 0)
      return (int)c;
  return -1;
}

static al_status plan_table(struct planner *planner)
{
  struct al_csv csv;
  AL_TRY(planner->ctx,
         al_csv_read(planner->ctx, planner->arena, planner->plan->config->table, &csv));
  const struct table_columns at = {.name = table_column(&csv, "name"),
                                   .group = table_column(&csv, "group"),
                                   .weight = table_column(&csv, "weight")};
  const struct al_source_mark mark = {.file = csv.path};
  for (size_t c = 0; c < csv.column_count; c++)
    for (size_t k = 0; k < c; k++)
      if (strcmp(csv.header[k], csv.header[c]) == 0)
        al_report(planner->ctx, AL_ERROR, &mark, "the column '%s' stands twice", csv.header[c]);
  if (csv.row_count == 0 || csv.row_count > ENSEMBLE_MEMBERS_MOST)
    al_report(planner->ctx, AL_ERROR, &mark, "%zu rows: a table has 1 to %d members", csv.row_count,
              (int)ENSEMBLE_MEMBERS_MOST);
  planner->plan->member_count = csv.row_count;
  planner->plan->member = AL_NEW(planner->arena, struct ensemble_member, csv.row_count);
  if (!planner->plan->member)
    return AL_NO_MEMORY;
  for (size_t m = 0; m < csv.row_count; m++)
    AL_TRY(planner->ctx, table_member(planner, &csv, m, &at, &planner->plan->member[m]));
  return AL_OK;
}

static int member_order(const void *a, const void *b)
{
  const struct ensemble_member *const *one = a, *const *two = b;
  const int order = strcmp((*one)->name, (*two)->name);
  return order ? order : (*one > *two) - (*one < *two);
}

static al_status plan_check_names(const struct planner *planner)
{
  const struct ensemble_plan *plan = planner->plan;
  const struct ensemble_member **sorted = (const struct ensemble_member **)al_arena_alloc(
      planner->arena, plan->member_count, sizeof *sorted, "names of members");
  if (!sorted)
    return AL_NO_MEMORY;
  for (size_t m = 0; m < plan->member_count; m++)
    sorted[m] = &plan->member[m];
  qsort(sorted, plan->member_count, sizeof *sorted, member_order);
  for (size_t m = 1; m < plan->member_count; m++)
    if (strcmp(sorted[m - 1]->name, sorted[m]->name) == 0 && *sorted[m]->name)
      al_report(planner->ctx, AL_ERROR, &sorted[m]->where,
                "two members are called '%s'; the first is in line %d", sorted[m]->name,
                sorted[m - 1]->where.line);
  return AL_OK;
}

/* Weights become shares of their sum. */
static void plan_weigh(const struct planner *planner)
{
  struct ensemble_plan *plan = planner->plan;
  double sum = 0.0;
  for (size_t m = 0; m < plan->member_count; m++)
    sum += plan->member[m].weight;
  if (!(sum > 0.0)) {
    const struct al_source_mark mark = planner_mark(planner, "ensemble");
    al_report(planner->ctx, AL_ERROR, &mark, "the weights of all members add up to nothing");
    return;
  }
  for (size_t m = 0; m < plan->member_count; m++) {
    plan->member[m].weight /= sum;
    plan->member[m].units = (uint32_t)floor(plan->member[m].weight * ENSEMBLE_UNITS + 0.5);
  }
}

static al_status plan_members(struct planner *planner)
{
  const struct al_ensemble_config *config = planner->plan->config;
  const struct al_source_mark mark = planner_mark(planner, "ensemble");
  const int ways = (config->vary.count > 0) + (config->members.count > 0) +
                   (config->draw.count > 0) + (config->table != NULL);
  if (ways > 1)
    al_report(planner->ctx, AL_ERROR, &mark,
              "ensemble.vary, members, table and draw are four ways to name the members: give one");
  else if (ways == 0)
    al_report(planner->ctx, AL_ERROR, &mark,
              "no members: give ensemble.vary, ensemble.members, ensemble.table or ensemble.draw");
  if (ways != 1)
    return AL_OK;
  if (config->group_by.count > 0 && config->vary.count == 0) {
    const struct al_source_mark by = planner_mark(planner, "ensemble.group_by");
    al_report(
        planner->ctx, AL_ERROR, &by,
        "ensemble.group_by is for dimensions; members of a list or a table have a group each");
  }
  return config->vary.count      ? planner_product(planner)
         : config->members.count ? plan_list(planner)
         : config->draw.count    ? planner_draws(planner)
                                 : plan_table(planner);
}

al_status ensemble_plan_make(struct al_ctx *ctx, struct al_arena *arena,
                             const struct al_config *file, const char *const *more,
                             size_t more_count, struct ensemble_plan *out)
{
  struct planner *planner = AL_NEW(arena, struct planner, 1);
  const struct al_ensemble_config *config = al_config_section(file, "ensemble");
  assert(config && out);
  if (!planner)
    return AL_NO_MEMORY;
  *out = (struct ensemble_plan){.config = config};
  *planner = (struct planner){.ctx = ctx,
                              .arena = arena,
                              .file = file,
                              .more = more,
                              .more_count = more_count,
                              .plan = out};
  if (config->depths_m.count > ENSEMBLE_DEPTHS_MOST) {
    const struct al_source_mark mark = planner_mark(planner, "ensemble.depths");
    al_report(ctx, AL_ERROR, &mark, "ensemble.depths has %zu depths; at most %d are kept",
              config->depths_m.count, (int)ENSEMBLE_DEPTHS_MOST);
  }
  struct planner_settings common;
  plan_name_groups(planner);
  if (!planner_settings_begin(planner, 0, &common))
    return AL_NO_MEMORY;
  planner_settings_keep(&common, &out->base);
  const al_status status = plan_members(planner);
  out->key = planner->key;
  out->key_count = planner->key_count;
  out->group = planner->group;
  out->group_count = planner->group_count;
  if (status == AL_OK && out->member_count > 0) {
    AL_TRY(ctx, plan_check_names(planner));
    plan_check_groups(planner);
    plan_weigh(planner);
  }
  const al_status reported = al_report_close(ctx);
  return status == AL_OK ? reported : status;
}
