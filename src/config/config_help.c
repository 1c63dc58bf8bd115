/**
 * Key tables for people: template, explanation, Markdown.
 */
#include "config/config_inside.h"
#include "core/log.h"
#include "core/nearest.h"
#include "core/units.h"
#include <assert.h>
#include <string.h>

static const char *write_help(const struct al_ctx *ctx, const struct al_key *key)
{
  const char *text = al_ctx_language(ctx) == AL_CHINESE ? key->zh : key->en;
  return text ? text : "";
}

/* Kind, choices, unit and range on one line: "number, 0 .. 1000 mm/h". */
static void key_form(const struct al_key *key, bool chinese, char *text, size_t capacity)
{
  char range[128];
  size_t used = (size_t)snprintf(text, capacity, "%s", config_type_name(key->type, chinese));
  for (size_t i = 0; key->choices && key->choices[i] && used < capacity; i++)
    used +=
        (size_t)snprintf(text + used, capacity - used, "%s%s", i ? " | " : ": ", key->choices[i]);
  config_range_text(key, config_unit(key), range, sizeof range);
  if (*range && used < capacity)
    snprintf(text + used, capacity - used, ", %s", range);
  else if (key->unit && strcmp(key->unit, "1") != 0 && used < capacity)
    snprintf(text + used, capacity - used, ", %s", key->unit);
}

/* What a template puts in the place of a key that must be given; NULL when it says nothing. */
static const char *template_sample(const char *const *samples, const char *path, bool below)
{
  const size_t length = strlen(path);
  for (; samples && *samples; samples++)
    if (strncmp(*samples, path, length) == 0 && (*samples)[length] == (below ? '.' : '='))
      return *samples + length + 1;
  return NULL;
}

static void template_keys(struct al_ctx *ctx, FILE *stream, const struct al_section *section,
                          const char *const *samples, const char *path, const char *margin);

/* A list or a nested map: its keys stand deeper, as one record of a list. */
static void template_group(struct al_ctx *ctx, FILE *stream, const struct al_key *key,
                           const char *const *samples, const char *path, const char *margin)
{
  char deeper[64];
  const bool given = template_sample(samples, path, true) != NULL;
  const bool list = key->type == AL_KEY_RECORDS;
  fprintf(stream, "%s%s%s:\n", margin, given ? "" : "#", key->name);
  snprintf(deeper, sizeof deeper, "%.40s%s", margin, given ? "  " : "#  ");
  if (list)
    fprintf(stream, "%s-\n", deeper);
  snprintf(deeper, sizeof deeper, "%.40s%s%s", margin, given ? "  " : "#  ", list ? "  " : "");
  template_keys(ctx, stream, key->section, samples, path, deeper);
}

static void template_keys(struct al_ctx *ctx, FILE *stream, const struct al_section *section,
                          const char *const *samples, const char *path, const char *margin)
{
  char form[512], whole[512];
  for (size_t k = 0; k < section->key_count; k++) {
    const struct al_key *key = &section->keys[k];
    snprintf(whole, sizeof whole, "%.400s.%.100s", path, key->name);
    key_form(key, al_ctx_language(ctx) == AL_CHINESE, form, sizeof form);
    fprintf(stream, "%s# %s (%s)\n", margin, write_help(ctx, key), form);
    if (key->section) {
      template_group(ctx, stream, key, samples, whole, margin);
      continue;
    }
    const char *sample = template_sample(samples, whole, false);
    const char *value = sample ? sample : key->fallback ? key->fallback : "";
    fprintf(stream, "%s%s%s:%s%s\n", margin, key->fallback && !sample ? "#" : "", key->name,
            *value ? " " : "", value);
  }
}

void al_config_write_template(struct al_ctx *ctx, FILE *stream,
                              const struct al_section *const *sections, size_t section_count,
                              const char *const *samples)
{
  for (size_t s = 0; s < section_count; s++) {
    const struct al_section *section = sections[s];
    const bool given = template_sample(samples, section->name, true) != NULL;
    fprintf(stream, "\n# %s\n%s%s:\n",
            al_ctx_language(ctx) == AL_CHINESE ? section->zh : section->en, given ? "" : "#",
            section->name);
    template_keys(ctx, stream, section, samples, section->name, given ? "  " : "#  ");
  }
}

static void explain_key(struct al_ctx *ctx, FILE *stream, const char *path,
                        const struct al_key *key)
{
  const bool chinese = al_ctx_language(ctx) == AL_CHINESE;
  char form[512], units[256] = "";
  key_form(key, chinese, form, sizeof form);
  fprintf(stream, "%s  (%s)\n  %s\n", path, form, write_help(ctx, key));
  if (!key->fallback && key->type != AL_KEY_SECTION)
    fputs(chinese ? "  必填\n" : "  required\n", stream);
  else if (key->fallback && *key->fallback)
    fprintf(stream, chinese ? "  默认：%s\n" : "  default: %s\n", key->fallback);
  if (key->unit)
    al_unit_list(key->unit, units, sizeof units);
  if (*units && strcmp(key->unit, "1") != 0)
    fprintf(stream, chinese ? "  可用单位：%s\n" : "  units: %s\n", units);
}

static void explain_section(struct al_ctx *ctx, FILE *stream, const char *path,
                            const struct al_section *section)
{
  for (size_t k = 0; k < section->key_count; k++) {
    char full[1024];
    if (snprintf(full, sizeof full, "%s.%s", path, section->keys[k].name) >= (int)sizeof full)
      continue;
    explain_key(ctx, stream, full, &section->keys[k]);
    if (section->keys[k].section)
      explain_section(ctx, stream, full, section->keys[k].section);
  }
}

/* Explains what stands at a path below a section; false when nothing does. */
static bool explain_below(struct al_ctx *ctx, FILE *stream, const char *path, const char *rest,
                          const struct al_section *section)
{
  const size_t length = strcspn(rest, ".[");
  const char *next = rest + length;
  next += strcspn(next, ".");
  for (size_t k = 0; k < section->key_count; k++) {
    const struct al_key *key = &section->keys[k];
    if (strlen(key->name) != length || strncmp(key->name, rest, length) != 0)
      continue;
    if (*next == '.' && key->section)
      return explain_below(ctx, stream, path, next + 1, key->section);
    explain_key(ctx, stream, path, key);
    if (key->section)
      explain_section(ctx, stream, path, key->section);
    return *next == '\0';
  }
  return false;
}

/* The key whose last word is nearest to that of a path that names none; "" when none is near. */
struct explain_near {
  const char *word;
  size_t distance;
  char path[256];
};

static void explain_look(struct explain_near *near, const char *path, const char *name)
{
  const char *only[] = {name};
  if (!al_nearest(near->word, only, 1))
    return;
  const size_t distance = al_edit_distance(near->word, name);
  if (*near->path && distance >= near->distance)
    return;
  near->distance = distance;
  snprintf(near->path, sizeof near->path, "%s", path);
}

static void explain_look_below(struct explain_near *near, const char *path,
                               const struct al_section *section)
{
  char whole[256];
  for (size_t k = 0; k < section->key_count; k++) {
    const struct al_key *key = &section->keys[k];
    if (snprintf(whole, sizeof whole, "%s.%s", path, key->name) >= (int)sizeof whole)
      continue;
    explain_look(near, whole, key->name);
    if (key->section)
      explain_look_below(near, whole, key->section);
  }
}

/* In the section that the path names when it names one, else everywhere. */
static al_status explain_refuse(struct al_ctx *ctx, const struct al_section *const *sections,
                                size_t section_count, const char *key_path)
{
  assert(key_path && (sections || section_count == 0));
  const char *last = strrchr(key_path, '.');
  const size_t length = strcspn(key_path, ".");
  struct explain_near near = {.word = last ? last + 1 : key_path};
  char names[1024] = "";
  for (size_t s = 0; s < section_count; s++)
    if (last && strlen(sections[s]->name) == length &&
        strncmp(sections[s]->name, key_path, length) == 0)
      explain_look_below(&near, sections[s]->name, sections[s]);
  const bool inside = *near.path != '\0';
  for (size_t s = 0; s < section_count && !inside; s++)
    explain_look(&near, sections[s]->name, sections[s]->name);
  const bool found = *near.path != '\0';
  for (size_t s = 0; s < section_count; s++) {
    if (!found)
      explain_look_below(&near, sections[s]->name, sections[s]);
    const size_t used = strlen(names);
    snprintf(names + used, sizeof names - used, "%s%s", s ? ", " : "", sections[s]->name);
  }
  return *near.path
             ? AL_FAIL(ctx, AL_BAD_USAGE, "no key '%s'; did you mean '%s'?", key_path, near.path)
             : AL_FAIL(ctx, AL_BAD_USAGE, "no key '%s'; the sections are %s", key_path, names);
}

al_status al_config_explain(struct al_ctx *ctx, FILE *stream,
                            const struct al_section *const *sections, size_t section_count,
                            const char *key_path)
{
  const size_t length = strcspn(key_path, ".");
  for (size_t s = 0; s < section_count; s++) {
    const struct al_section *section = sections[s];
    if (strlen(section->name) != length || strncmp(section->name, key_path, length) != 0)
      continue;
    if (key_path[length] == '\0') {
      fprintf(stream, "%s: %s\n", section->name,
              al_ctx_language(ctx) == AL_CHINESE ? section->zh : section->en);
      explain_section(ctx, stream, section->name, section);
      return AL_OK;
    }
    if (explain_below(ctx, stream, key_path, key_path + length + 1, section))
      return AL_OK;
  }
  return explain_refuse(ctx, sections, section_count, key_path);
}

static void markdown_keys(FILE *stream, const struct al_section *section, const char *prefix)
{
  char form[512], range[128], path[512];
  for (size_t k = 0; k < section->key_count; k++) {
    const struct al_key *key = &section->keys[k];
    const bool nested = key->type == AL_KEY_SECTION;
    snprintf(form, sizeof form, "%s", config_type_name(key->type, false));
    for (size_t i = 0; key->choices && key->choices[i]; i++)
      snprintf(form + strlen(form), sizeof form - strlen(form), "%s`%s`", i ? ", " : ": ",
               key->choices[i]);
    config_range_text(key, config_unit(key), range, sizeof range);
    const char *absent = key->fallback ? "-" : nested ? "" : "required";
    fprintf(stream, "| `%s%s` | %s | %s | %s | %s | %s |\n", prefix, key->name, form,
            key->fallback && *key->fallback ? key->fallback : absent, range, key->en,
            key->zh ? key->zh : "");
    snprintf(path, sizeof path, "%s%s%s.", prefix, key->name, nested ? "" : "[]");
    if (key->section)
      markdown_keys(stream, key->section, path);
  }
}

void al_config_write_markdown(FILE *stream, const struct al_section *section)
{
  fprintf(stream,
          "| `%s` key | kind | default | range | meaning | 含义 |\n|---|---|---|---|---|---|\n",
          section->name);
  markdown_keys(stream, section, "");
}
