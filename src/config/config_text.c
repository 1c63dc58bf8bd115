/**
 * Numbers, ranges and types as texts.
 */
#include "config/config_inside.h"
#include "core/message.h"
#include "core/units.h"
#include <stdlib.h>
#include <string.h>

void config_number_text(double value, char out[CONFIG_NUMBER_BYTES])
{
  for (int digits = 15; digits <= 17; digits++) {
    snprintf(out, CONFIG_NUMBER_BYTES, "%.*g", digits, value);
    if (strtod(out, NULL) == value)
      return;
  }
}

const char *config_dimension(const struct al_ctx *ctx, const char *unit)
{
  return al_message_text(al_unit_dimension(unit), al_ctx_language(ctx));
}

const char *config_unit(const struct al_key *key)
{
  return key->unit ? key->unit : "1";
}

static bool range_is_open(const struct al_key *key)
{
  return (key->least == 0.0 && key->most == 0.0) || (isinf(key->least) && isinf(key->most));
}

bool config_in_range(const struct al_key *key, double value)
{
  return range_is_open(key) || (value >= key->least && value <= key->most);
}

static void range_in_unit(const struct al_key *key, const char *unit, double factor, char *out,
                          size_t capacity)
{
  const char *tail = strcmp(unit, "1") == 0 ? "" : unit, *gap = *tail ? " " : "";
  const double least = key->least / factor, most = key->most / factor;
  if (isinf(key->most))
    snprintf(out, capacity, ">= %.6g%s%s", least, gap, tail);
  else if (isinf(key->least))
    snprintf(out, capacity, "<= %.6g%s%s", most, gap, tail);
  else
    snprintf(out, capacity, "%.6g .. %.6g%s%s", least, most, gap, tail);
}

void config_range_text(const struct al_key *key, const char *unit, char *out, size_t capacity)
{
  char other[CONFIG_PATH_BYTES];
  double factor;
  const char *si;
  out[0] = '\0';
  if (range_is_open(key))
    return;
  range_in_unit(key, config_unit(key), 1.0, out, capacity);
  if (!al_unit_find(unit, &factor, &si) || strcmp(si, config_unit(key)) != 0)
    return;
  range_in_unit(key, unit, factor, other, sizeof other);
  if (strlen(other) <= strlen(out)) /* the neater of the two */
    snprintf(out, capacity, "%s", other);
}

const char *config_type_name(enum al_key_type type, bool chinese)
{
  static const char *const names[][2] = {
      [AL_KEY_NUMBER] = {"number", "数"},
      [AL_KEY_INTEGER] = {"whole number", "整数"},
      [AL_KEY_BOOL] = {"true or false", "true 或 false"},
      [AL_KEY_TEXT] = {"text", "文字"},
      [AL_KEY_PATH] = {"path", "路径"},
      [AL_KEY_CHOICE] = {"choice", "选项"},
      [AL_KEY_TIME] = {"time", "时刻"},
      [AL_KEY_POINT] = {"point [x, y]", "点 [x, y]"},
      [AL_KEY_SERIES] = {"series", "过程线"},
      [AL_KEY_NUMBERS] = {"list of numbers", "数的列表"},
      [AL_KEY_TEXTS] = {"list of texts", "文字列表"},
      [AL_KEY_SECTION] = {"map", "子节"},
      [AL_KEY_RECORDS] = {"list of maps", "记录列表"},
  };
  return names[type][chinese];
}

const struct al_key *config_find_key(const struct al_section *section, const char *name)
{
  for (size_t i = 0; i < section->key_count; i++)
    if (strcmp(section->keys[i].name, name) == 0)
      return &section->keys[i];
  return NULL;
}
