/**
 * Fuel tables from any bytes: refused with a reason, or models whose behaviour is finite and never
 * negative at any moisture.
 */
#include "fuzz/scratch_input.h"
#include "core/log.h"
#include "models/fire/fire_point.h"
#include <math.h>
#include <stdlib.h>

static void check_fuels(const struct fire_fuels *fuels)
{
  static const double wet[] = {0.01, 0.1, 0.3, 0.6};
  for (size_t row = 0; row < fuels->count; row++)
    for (size_t i = 0; i < sizeof wet / sizeof wet[0]; i++) {
      const struct fire_site site = {.wind = FIRE_WIND_CANOPY,
                                     .fuel_row = (int)row,
                                     .moisture = {wet[i], wet[i], wet[i], 2 * wet[i], 3 * wet[i]},
                                     .wind_m_per_s = 8.0,
                                     .wind_from_deg = 77.0,
                                     .slope_deg = 30.0,
                                     .canopy = {0.5, 20.0, 2.0, 0.2, 1.0}};
      const struct fire_point point = fire_point_compute(fuels, fire_fuels_row(fuels, 10), &site);
      if (!isfinite(point.crown.spread_m_per_s) || point.crown.spread_m_per_s < 0.0 ||
          !isfinite(point.crown.intensity_kw_per_m) || !isfinite(point.towards_deg) ||
          !(point.surface.length_to_width >= 1.0 && point.surface.length_to_width <= 8.0))
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct fuzz_room room = fuzz_room_open();
  struct fire_fuels *fuels = AL_NEW(room.arena, struct fire_fuels, 1);
  const char *path = fuzz_file_write(data, size, ".csv");
  if (!fuels)
    abort();
  if (fire_fuels_read(room.ctx, room.arena, path, fuels) == AL_OK)
    check_fuels(fuels);
  else if (*al_ctx_error_text(room.ctx) == '\0')
    abort();
  fuzz_file_remove();
  fuzz_room_close(&room);
  return 0;
}
