/**
 * Tables of harmonic constants from any bytes: refused with a reason, or a tide that stays below
 * the sum of its amplitudes (times the largest nodal factors).
 */
#include "fuzz/scratch_input.h"
#include "models/tide/tide.h"
#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct fuzz_room room = fuzz_room_open();
  struct tide *tide = AL_NEW(room.arena, struct tide, 1);
  if (!tide)
    abort();
  const char *path = fuzz_file_write(data, size, ".csv");
  if (tide_read(room.ctx, room.arena, path, NULL, tide) == AL_OK) {
    double sum_m = 0.0;
    for (size_t i = 0; i < tide->count; i++)
      sum_m += tide->constituent[i].amplitude_m;
    for (int hour = 0; hour < 48; hour++) {
      double rate;
      const double level_m = tide_level_m(tide, 1.69e9 + 3600.0 * hour, &rate);
      if (!(fabs(level_m) <= 3.0 * sum_m) || !isfinite(rate))
        abort();
    }
  } else if (*al_ctx_error_text(room.ctx) == '\0')
    abort();
  fuzz_file_remove();
  fuzz_room_close(&room);
  return 0;
}
