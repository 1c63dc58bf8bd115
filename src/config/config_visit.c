/**
 * Walks the values of a configuration with their keys.
 */
#include "config/config_inside.h"
#include <assert.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

struct visit {
  al_config_visitor visitor;
  void *self;
};

static void visit_keys(const struct visit *visit, const struct al_section *section,
                       const void *data, const char *where)
{
  char path[CONFIG_PATH_BYTES];
  for (size_t k = 0; k < section->key_count; k++) {
    const struct al_key *key = &section->keys[k];
    const void *place = (const char *)data + key->offset;
    assert(key->offset < section->struct_bytes);
    snprintf(path, sizeof path, "%.150s.%.90s", where, key->name);
    if (key->type == AL_KEY_SECTION) {
      visit_keys(visit, key->section, place, path);
    } else if (key->type == AL_KEY_RECORDS) {
      const struct al_record_list *list = place;
      for (size_t i = 0; i < list->count; i++) {
        snprintf(path, sizeof path, "%.150s.%.70s[%zu]", where, key->name, i);
        visit_keys(visit, key->section, (const char *)list->record + i * key->section->struct_bytes,
                   path);
      }
    } else {
      visit->visitor(visit->self, path, section, key, data);
    }
  }
}

void al_config_visit(const struct al_config *config, al_config_visitor visitor, void *self)
{
  assert(config && visitor);
  const struct visit visit = {.visitor = visitor, .self = self};
  for (size_t i = 0; i < config->part_count; i++)
    if (config->part[i].node)
      visit_keys(&visit, config->part[i].section, config->part[i].data,
                 config->part[i].section->name);
}

struct file_check {
  struct al_ctx *ctx;
  const struct al_config *config;
};

/* Patterns and what is no path of this machine are left to their reader. */
static void visit_check_file(void *self, const char *where, const struct al_section *section,
                             const struct al_key *key, const void *data)
{
  const struct file_check *check = self;
  const char *path =
      key->type == AL_KEY_PATH ? *(const char *const *)((const char *)data + key->offset) : NULL;
  struct stat info;
  (void)section;
  if (!path || *path != '/' || strncmp(path, "/vsi", 4) == 0 || strpbrk(path, "*?[") ||
      stat(path, &info) == 0)
    return;
  const int reason = errno;
  const struct al_source_mark mark = al_config_mark(check->config, where);
  al_report(check->ctx, AL_ERROR, &mark, "'%s': %s cannot be read: %s", where, path,
            strerror(reason));
}

void al_config_check_files(struct al_ctx *ctx, const struct al_config *config)
{
  assert(ctx && config);
  struct file_check check = {.ctx = ctx, .config = config};
  al_config_visit(config, visit_check_file, &check);
}
