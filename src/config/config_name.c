/**
 * Names: keys called `name` head columns and become parts of files' names.
 */
#include "config/config_inside.h"
#include "doors/csv_door.h"
#include <assert.h>
#include <string.h>

enum { NAME_BYTES_MOST = 160 };

static bool name_is_key(const struct al_key *key)
{
  return key->type == AL_KEY_TEXT && strcmp(key->name, "name") == 0;
}

static bool name_may_hold(unsigned char byte)
{
  return byte >= 0x20 && byte != 0x7f && byte != '/' && byte != '\\';
}

static bool name_is_good(const char *name)
{
  bool good = *name && *name != '.' && strlen(name) <= NAME_BYTES_MOST;
  for (const char *c = name; *c; c++)
    good &= name_may_hold((unsigned char)*c);
  return good;
}

/* The nearest name that may stand: what is between the slashes, joined. */
static void name_mend(const char *name, char out[NAME_BYTES_MOST + 1])
{
  size_t used = 0;
  for (const char *c = name; *c && used < NAME_BYTES_MOST; c++) {
    const bool plain = name_may_hold((unsigned char)*c);
    if (used == 0 ? plain && *c != '.' : plain || out[used - 1] != '-')
      out[used++] = plain ? *c : '-';
  }
  while (used > 0 && ((unsigned char)out[used - 1] & 0xc0) == 0x80 && strlen(name) > used)
    used--; /* no half of a character at the end */
  out[used] = '\0';
  if (used == 0)
    snprintf(out, NAME_BYTES_MOST + 1, "a");
}

void config_check_name(struct config_reader *reader, const struct al_key *key,
                       const struct yaml_node *node, const char *where)
{
  assert(node->kind == YAML_TEXT);
  char better[NAME_BYTES_MOST + 1];
  const bool absent = key->fallback && !*node->text;
  if (!name_is_key(key) || absent || name_is_good(node->text))
    return;
  const struct al_source_mark mark = yaml_mark(node);
  name_mend(node->text, better);
  al_report(reader->ctx, AL_ERROR, &mark,
            "'%s': '%s' cannot name files: no / or \\, no control characters, no dot in front, at "
            "most %d bytes; '%s' can",
            where, node->text, NAME_BYTES_MOST, better);
}

void config_check_encoding(struct config_reader *reader, const struct al_key *key,
                           const struct yaml_node *node, const char *where)
{
  static const char *const usual[] = {"UTF-8", "GBK", "GB18030", "GB2312", "BIG5", "CP1252", NULL};
  assert(node->kind == YAML_TEXT);
  if (key->type != AL_KEY_TEXT || strcmp(key->name, "encoding") != 0 || !*node->text ||
      al_csv_encoding_is_known(node->text))
    return;
  config_fault_choice(reader, node, where, usual);
}

void config_check_twins(struct config_reader *reader, const struct al_section *section,
                        const struct yaml_node *list, const char *where)
{
  assert(list->kind == YAML_LIST);
  const struct al_key *key = config_find_key(section, "name");
  if (!key || !name_is_key(key) || key->fallback)
    return;
  for (const struct yaml_item *item = list->first; item; item = item->next)
    for (const struct yaml_item *other = list->first; other != item; other = other->next) {
      const struct yaml_item *here =
          item->node->kind == YAML_MAP ? yaml_find(item->node, "name") : NULL;
      const struct yaml_item *there =
          other->node->kind == YAML_MAP ? yaml_find(other->node, "name") : NULL;
      if (!here || !there || here->node->kind != YAML_TEXT || there->node->kind != YAML_TEXT ||
          strcmp(here->node->text, there->node->text) != 0)
        continue;
      const struct al_source_mark mark = yaml_mark(here->node);
      al_report(reader->ctx, AL_ERROR, &mark,
                "'%s': two of them are called '%s'; the first is in line %d", where,
                here->node->text, yaml_mark(there->node).line);
      break;
    }
}
