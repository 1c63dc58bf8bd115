/**
 * The table of units. Factors after the SI brochure (9th edition) and ISO 31; each as a quotient so
 * that 36 mm/h is 1e-5 m/s exactly rounded.
 */
#include "core/units.h"
#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct unit {
  const char *name, *si;
  double times, over;
  bool other_spelling; /* understood, not offered */
};

static const struct unit units[] = {
    {"m", "m", 1.0, 1.0, false},
    {"mm", "m", 1.0, 1e3, false},
    {"cm", "m", 1.0, 1e2, false},
    {"km", "m", 1e3, 1.0, false},
    {"ft", "m", 0.3048, 1.0, false},
    {"metres", "m", 1.0, 1.0, true},
    {"米", "m", 1.0, 1.0, true},
    {"毫米", "m", 1.0, 1e3, true},
    {"s", "s", 1.0, 1.0, false},
    {"sec", "s", 1.0, 1.0, true},
    {"secs", "s", 1.0, 1.0, true},
    {"seconds", "s", 1.0, 1.0, true},
    {"秒", "s", 1.0, 1.0, true},
    {"min", "s", 60.0, 1.0, false},
    {"mins", "s", 60.0, 1.0, true},
    {"minutes", "s", 60.0, 1.0, true},
    {"分钟", "s", 60.0, 1.0, true},
    {"h", "s", 3600.0, 1.0, false},
    {"hr", "s", 3600.0, 1.0, true},
    {"hrs", "s", 3600.0, 1.0, true},
    {"hours", "s", 3600.0, 1.0, true},
    {"小时", "s", 3600.0, 1.0, true},
    {"d", "s", 86400.0, 1.0, false},
    {"days", "s", 86400.0, 1.0, true},
    {"天", "s", 86400.0, 1.0, true},
    {"m/s", "m/s", 1.0, 1.0, false},
    {"mm/h", "m/s", 1.0, 3.6e6, false},
    {"mm/hr", "m/s", 1.0, 3.6e6, true},
    {"mm/hour", "m/s", 1.0, 3.6e6, true},
    {"mm/min", "m/s", 1.0, 6e4, false},
    {"mm/s", "m/s", 1.0, 1e3, false},
    {"cm/h", "m/s", 1.0, 3.6e5, false},
    {"mm/d", "m/s", 1.0, 8.64e7, false},
    {"mm/day", "m/s", 1.0, 8.64e7, true},
    {"m/d", "m/s", 1.0, 86400.0, false},
    {"km/h", "m/s", 1.0, 3.6, false},
    {"kt", "m/s", 1852.0, 3600.0, false},
    {"kn", "m/s", 1852.0, 3600.0, true},
    {"knots", "m/s", 1852.0, 3600.0, true},
    {"毫米/小时", "m/s", 1.0, 3.6e6, true},
    {"毫米/分钟", "m/s", 1.0, 6e4, true},
    {"米/秒", "m/s", 1.0, 1.0, true},
    {"m3/s", "m3/s", 1.0, 1.0, false},
    {"m^3/s", "m3/s", 1.0, 1.0, true},
    {"m³/s", "m3/s", 1.0, 1.0, true},
    {"cumecs", "m3/s", 1.0, 1.0, false},
    {"l/s", "m3/s", 1.0, 1e3, false},
    {"m3/h", "m3/s", 1.0, 3600.0, false},
    {"立方米/秒", "m3/s", 1.0, 1.0, true},
    {"m2/s", "m2/s", 1.0, 1.0, false},
    {"m3", "m3", 1.0, 1.0, false},
    {"m^3", "m3", 1.0, 1.0, true},
    {"l", "m3", 1.0, 1e3, false},
    {"m2", "m2", 1.0, 1.0, false},
    {"m^2", "m2", 1.0, 1.0, true},
    {"ha", "m2", 1e4, 1.0, false},
    {"km2", "m2", 1e6, 1.0, false},
    {"Pa", "Pa", 1.0, 1.0, false},
    {"hPa", "Pa", 100.0, 1.0, false},
    {"mbar", "Pa", 100.0, 1.0, true},
    {"kPa", "Pa", 1000.0, 1.0, false},
    {"1", "1", 1.0, 1.0, false},
    {"%", "1", 1.0, 100.0, false},
    {"percent", "1", 1.0, 100.0, true},
    {"deg", "rad", 3.14159265358979323846, 180.0, false},
    {"rad", "rad", 1.0, 1.0, false},
    {"kg", "kg", 1.0, 1.0, false},
    {"g", "kg", 1.0, 1e3, false},
    {"t", "kg", 1e3, 1.0, false},
    {"K", "K", 1.0, 1.0, false},
    {"B", "B", 1.0, 1.0, false},
    {"KiB", "B", 1024.0, 1.0, false},
    {"MiB", "B", 1048576.0, 1.0, false},
    {"GiB", "B", 1073741824.0, 1.0, false},
    {"TiB", "B", 1099511627776.0, 1.0, false},
    {"kB", "B", 1e3, 1.0, false},
    {"MB", "B", 1e6, 1.0, false},
    {"GB", "B", 1e9, 1.0, false},
    {"s/m^(1/3)", "s/m^(1/3)", 1.0, 1.0, false},
};

static const struct unit *unit_row(const char *name)
{
  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
    if (strcmp(units[i].name, name) == 0)
      return &units[i];
  return NULL;
}

bool al_unit_find(const char *unit, double *factor, const char **si)
{
  assert(unit && factor && si);
  const struct unit *row = unit_row(unit);
  if (!row)
    return false;
  *factor = row->times / row->over;
  *si = row->si;
  return true;
}

void al_unit_list(const char *si, char *out, size_t capacity)
{
  assert(si && out && capacity > 0);
  size_t used = 0;
  out[0] = '\0';
  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
    if (!units[i].other_spelling && strcmp(units[i].si, si) == 0 &&
        used + strlen(units[i].name) + 3 < capacity)
      used +=
          (size_t)snprintf(out + used, capacity - used, "%s%s", used ? ", " : "", units[i].name);
  assert(used < capacity);
}

const char *al_unit_dimension(const char *si)
{
  static const char *const names[][2] = {{"m", "length"},
                                         {"s", "time"},
                                         {"m/s", "speed or rate"},
                                         {"m3/s", "discharge"},
                                         {"m3", "volume"},
                                         {"m2", "area"},
                                         {"Pa", "pressure"},
                                         {"1", "pure number"},
                                         {"rad", "angle"},
                                         {"kg", "mass"},
                                         {"K", "temperature"},
                                         {"B", "memory"},
                                         {"m2/s", "discharge per width"},
                                         {"s/m^(1/3)", "roughness"}};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    if (strcmp(names[i][0], si) == 0)
      return names[i][1];
  return "";
}

/* End of the decimal number at the start of a text; NULL when there is none. */
static const char *number_end(const char *text)
{
  const char *at = text + (*text == '-' || *text == '+');
  const char *whole = at;
  while (isdigit((unsigned char)*at))
    at++;
  ptrdiff_t digits = at - whole;
  if (*at == '.') {
    const char *part = ++at;
    while (isdigit((unsigned char)*at))
      at++;
    digits += at - part;
  }
  if (digits == 0)
    return NULL;
  if (*at == 'e' || *at == 'E') {
    const char *power = at + 1 + (at[1] == '-' || at[1] == '+');
    if (isdigit((unsigned char)*power))
      for (at = power; isdigit((unsigned char)*at);)
        at++;
  }
  return at;
}

/* Reads the number that opens a text. @return what follows, blanks skipped; NULL when none does. */
static const char *number_take(const char *text, double *value)
{
  text += strspn(text, " \t");
  const char *end = number_end(text);
  if (!end)
    return NULL;
  *value = strtod(text, NULL);
  return isfinite(*value) ? end + strspn(end, " \t\r") : NULL;
}

bool al_number_parse(const char *text, double *value)
{
  assert(text && value);
  const char *rest = number_take(text, value);
  return rest && *rest == '\0';
}

enum al_quantity_fault al_quantity_parse(const char *text, const char *si, double *value)
{
  assert(text && si && value);
  const char *rest = number_take(text, value);
  if (!rest)
    return AL_QUANTITY_NO_NUMBER;
  if (*rest == '\0')
    return AL_QUANTITY_OK;
  const struct unit *row = unit_row(rest);
  if (!row)
    return AL_QUANTITY_UNKNOWN_UNIT;
  if (strcmp(row->si, si) != 0)
    return AL_QUANTITY_OTHER_DIMENSION;
  *value = *value * row->times / row->over;
  return AL_QUANTITY_OK;
}

/* "mm_per_h" -> "mm/h", in place. */
static void unit_spell(char *text)
{
  for (char *per; (per = strstr(text, "_per_"));) {
    *per = '/';
    memmove(per + 1, per + 5, strlen(per + 5) + 1);
  }
}

/* What stands in the last brackets of a header, of either width. */
static bool header_brackets(const char *header, char *out, size_t capacity)
{
  static const char *const pairs[][2] = {{"(", ")"}, {"[", "]"}, {"（", "）"}};
  for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
    const char *start = NULL;
    for (const char *at = header; (at = strstr(at, pairs[i][0])); start = at)
      at += strlen(pairs[i][0]);
    const char *close = start ? strstr(start, pairs[i][1]) : NULL;
    if (!close)
      continue;
    assert(close >= start);
    snprintf(out, capacity, "%.*s", (int)(close - start), start);
    return true;
  }
  return false;
}

bool al_unit_of_header(const char *header, char *out, size_t capacity)
{
  assert(header && out && capacity > 0);
  if (header_brackets(header, out, capacity))
    return unit_row(out) != NULL;
  for (const char *at = strchr(header, '_'); at; at = strchr(at + 1, '_')) {
    snprintf(out, capacity, "%s", at + 1);
    unit_spell(out);
    if (unit_row(out))
      return true;
  }
  out[0] = '\0';
  return false;
}
