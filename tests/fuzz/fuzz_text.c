/**
 * Quantities, units and times from any text.
 */
#include "fuzz/scratch_input.h"
#include "core/caltime.h"
#include "core/units.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const char *const units[] = {"m", "s", "m/s", "m3/s", "1"};
  char text[256], out[64];
  const size_t length = size < sizeof text ? size : sizeof text - 1;
  memcpy(text, data, length);
  text[length] = '\0';
  double value;
  for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
    if (al_quantity_parse(text, units[i], &value) == AL_QUANTITY_OK && isnan(value))
      abort();
  int offset_s;
  if (al_time_parse(text, &value, &offset_s)) {
    double again;
    al_time_format(value, offset_s, out, sizeof out);
    if (!al_time_parse(out, &again, NULL) || fabs(again - value) > 1.0)
      abort();
  }
  return 0;
}
