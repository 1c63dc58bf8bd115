/**
 * The members of an ensemble as the product of dimensions.
 */
#include "out/ensemble_planner.h"
#include <assert.h>
#include <string.h>

enum { DIMENSIONS_MOST = 16 };

/* One dimension, its values cut into the parts for its keys. */
struct dimension {
  const char *name;
  size_t key_count, count;
  const char *const *key;
  const char *const *label;
  const char *const *part; /* [count][key_count] */
  const double *weight;    /* NULL = all alike */
  struct al_source_mark *mark;
};

/* "a; b" into its parts. @return how many there are; only the first `most` are kept. */
static size_t value_split(const struct planner *planner, const char *value, const char **part,
                          size_t most)
{
  size_t count = 0;
  for (const char *at = value;; at++) {
    at += strspn(at, " \t");
    size_t length = strcspn(at, ";");
    const char *end = at + length;
    while (length > 0 && (at[length - 1] == ' ' || at[length - 1] == '\t'))
      length--;
    if (count < most)
      part[count] = al_arena_printf(planner->arena, "%.*s", (int)length, at);
    count++;
    at = end;
    if (!*at)
      return count;
  }
}

static void dimension_check(const struct planner *planner, const struct ensemble_vary_config *vary,
                            const char *path)
{
  const struct al_source_mark mark = planner_mark(planner, path);
  double sum = 0.0;
  if (vary->key.count == 0)
    al_report(planner->ctx, AL_ERROR, &mark, "'%s.key' names no key", path);
  if (vary->value.count == 0)
    al_report(planner->ctx, AL_ERROR, &mark, "'%s.values' is empty: the product has no members",
              path);
  if (vary->label.count > 0 && vary->label.count != vary->value.count)
    al_report(planner->ctx, AL_ERROR, &mark, "'%s': %zu labels for %zu values", path,
              vary->label.count, vary->value.count);
  if (vary->weight.count > 0 && vary->weight.count != vary->value.count)
    al_report(planner->ctx, AL_ERROR, &mark, "'%s': %zu weights for %zu values", path,
              vary->weight.count, vary->value.count);
  for (size_t i = 0; i < vary->weight.count; i++)
    sum += vary->weight.value[i];
  if (vary->weight.count > 0 && !(sum > 0.0))
    al_report(planner->ctx, AL_ERROR, &mark, "'%s.weights' add up to nothing", path);
}

static al_status dimension_cut(const struct planner *planner,
                               const struct ensemble_vary_config *vary, const char *path,
                               struct dimension *out)
{
  const size_t keys = vary->key.count;
  assert(keys > 0 && vary->value.count > 0);
  const char **part =
      (const char **)al_arena_alloc(planner->arena, keys * vary->value.count, sizeof *part, path);
  const char **label =
      (const char **)al_arena_alloc(planner->arena, vary->value.count, sizeof *label, path);
  out->mark = AL_NEW(planner->arena, struct al_source_mark, vary->value.count);
  if (!part || !label || !out->mark)
    return AL_NO_MEMORY;
  for (size_t v = 0; v < vary->value.count; v++) {
    const char *text = vary->value.text[v];
    out->mark[v] =
        planner_mark(planner, al_arena_printf(planner->arena, "%s.values[%zu]", path, v));
    size_t cut = 1;
    if (keys == 1)
      part[v] = text;
    else
      cut = value_split(planner, text, part + v * keys, keys);
    for (size_t k = cut; k < keys; k++)
      part[v * keys + k] = "";
    if (cut != keys)
      al_report(planner->ctx, AL_ERROR, &out->mark[v], "'%s' holds %zu values; there are %zu keys",
                text, cut, keys);
    label[v] = vary->label.count == vary->value.count ? vary->label.text[v]
                                                      : planner_label(planner, out->name, text);
    if (!label[v])
      return AL_NO_MEMORY;
    planner_check_name(planner, label[v], &out->mark[v]);
  }
  out->part = part;
  out->label = label;
  return AL_OK;
}

static al_status dimension_make(struct planner *planner, const struct ensemble_vary_config *vary,
                                size_t at, struct dimension *out)
{
  const char *path = al_arena_printf(planner->arena, "ensemble.vary[%zu]", at);
  if (!path)
    return AL_NO_MEMORY;
  dimension_check(planner, vary, path);
  if (vary->key.count == 0 || vary->value.count == 0)
    return AL_OK;
  const struct al_source_mark mark =
      planner_mark(planner, al_arena_printf(planner->arena, "%s.key", path));
  const char *dot = strrchr(vary->key.text[0], '.');
  *out = (struct dimension){.name = vary->name ? vary->name
                                    : dot      ? dot + 1
                                               : vary->key.text[0],
                            .key_count = vary->key.count,
                            .count = vary->value.count,
                            .key = vary->key.text,
                            .weight = vary->weight.count == vary->value.count ? vary->weight.value
                                                                              : NULL};
  for (size_t k = 0; k < vary->key.count; k++) {
    const size_t before = planner->key_count;
    if (planner_key(planner, vary->key.text[k], &mark) < before)
      al_report(planner->ctx, AL_ERROR, &mark, "'%s' stands in two dimensions", vary->key.text[k]);
  }
  return dimension_cut(planner, vary, path, out);
}

/* Which dimensions make the groups; every name of group_by must be one. */
static void product_find_groups(const struct planner *planner, const struct dimension *dimension,
                                size_t count, bool *grouped)
{
  const struct al_text_list *by = &planner->plan->config->group_by;
  for (size_t i = 0; i < by->count; i++) {
    bool found = false;
    for (size_t d = 0; d < count; d++)
      if (strcmp(dimension[d].name, by->text[i]) == 0)
        found = grouped[d] = true;
    const struct al_source_mark mark =
        planner_mark(planner, al_arena_printf(planner->arena, "ensemble.group_by[%zu]", i));
    if (!found)
      al_report(planner->ctx, AL_ERROR, &mark, "'%s' is no dimension of ensemble.vary",
                by->text[i]);
  }
}

/* "_"-joined labels of a member; all, or those that make its group. */
static const char *product_name(const struct planner *planner, const struct dimension *dimension,
                                size_t count, const size_t *digit, const bool *which)
{
  const char *name = "";
  for (size_t d = 0; d < count && name; d++)
    if (!which || which[d])
      name = al_arena_printf(planner->arena, "%s%s%s", name, *name ? "_" : "",
                             dimension[d].label[digit[d]]);
  return name;
}

static al_status product_member(struct planner *planner, const struct dimension *dimension,
                                size_t count, const size_t *digit, const bool *grouped,
                                struct ensemble_member *member)
{
  struct planner_settings settings;
  size_t own = 0;
  bool any = false;
  assert(count > 0 && dimension[0].mark);
  member->weight = 1.0;
  for (size_t d = 0; d < count; d++) {
    own += dimension[d].key_count;
    any = any || grouped[d];
    member->weight *= dimension[d].weight ? dimension[d].weight[digit[d]] : 1.0;
  }
  member->where = dimension[0].mark[digit[0]];
  member->name = product_name(planner, dimension, count, digit, NULL);
  const char *group = any ? product_name(planner, dimension, count, digit, grouped) : "all";
  if (!member->name || !group || !planner_settings_begin(planner, own, &settings))
    return AL_NO_MEMORY;
  member->group = planner_group(planner, group, &member->where);
  for (size_t d = 0; d < count; d++) {
    const struct al_source_mark *mark = &dimension[d].mark[digit[d]];
    assert(dimension[d].mark);
    for (size_t k = 0; k < dimension[d].key_count; k++)
      planner_settings_add(planner, &settings, dimension[d].key[k],
                           dimension[d].part[digit[d] * dimension[d].key_count + k], mark);
  }
  planner_settings_keep(&settings, member);
  return AL_OK;
}

static al_status product_make(struct planner *planner, const struct dimension *dimension,
                              size_t count)
{
  size_t digit[DIMENSIONS_MOST] = {0}, members = 1;
  bool grouped[DIMENSIONS_MOST] = {false};
  const struct al_source_mark mark = planner_mark(planner, "ensemble.vary");
  for (size_t d = 0; d < count; d++) {
    members *= dimension[d].count;
    if (members > ENSEMBLE_MEMBERS_MOST) {
      al_report(planner->ctx, AL_ERROR, &mark, "the product has more than %d members",
                (int)ENSEMBLE_MEMBERS_MOST);
      return AL_OK;
    }
  }
  assert(members > 0);
  product_find_groups(planner, dimension, count, grouped);
  planner->plan->member_count = members;
  planner->plan->member = AL_NEW(planner->arena, struct ensemble_member, members);
  if (!planner->plan->member)
    return AL_NO_MEMORY;
  for (size_t m = 0; m < members; m++) {
    AL_TRY(planner->ctx,
           product_member(planner, dimension, count, digit, grouped, &planner->plan->member[m]));
    for (size_t d = count; d-- > 0 && ++digit[d] == dimension[d].count;)
      digit[d] = 0;
  }
  return AL_OK;
}

al_status planner_product(struct planner *planner)
{
  const struct al_record_list *list = &planner->plan->config->vary;
  const struct ensemble_vary_config *vary = list->record;
  const struct al_source_mark mark = planner_mark(planner, "ensemble.vary");
  struct dimension dimension[DIMENSIONS_MOST] = {{0}};
  bool whole = true;
  if (list->count > DIMENSIONS_MOST) {
    al_report(planner->ctx, AL_ERROR, &mark, "more than %d dimensions", (int)DIMENSIONS_MOST);
    return AL_OK;
  }
  for (size_t d = 0; d < list->count; d++) {
    AL_TRY(planner->ctx, dimension_make(planner, &vary[d], d, &dimension[d]));
    whole = whole && dimension[d].part;
  }
  return whole ? product_make(planner, dimension, list->count) : AL_OK;
}
