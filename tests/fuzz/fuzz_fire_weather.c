/**
 * Tables of weather for the dead fuel from any bytes: refused with a reason, or rows whose times
 * rise and whose numbers lie in their ranges.
 */
#include "fuzz/scratch_input.h"
#include "core/log.h"
#include "models/fire/fire_damp.h"
#include <stdlib.h>

static void check_rows(const struct fire_damp *damp)
{
  for (size_t r = 0; r < damp->row_count; r++) {
    const struct fire_damp_row *row = &damp->row[r];
    if (r > 0 && !(row->from_s > damp->row[r - 1].from_s))
      abort();
    if (!(row->celsius >= -40.0 && row->celsius <= 60.0) || !(row->humidity_pct >= 1.0) ||
        !(row->rain_mm_per_h >= 0.0) || !(row->cloud >= 0.0 && row->cloud <= 1.0) ||
        !(row->wind_m_per_s >= 0.0))
      abort();
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct fuzz_room room = fuzz_room_open();
  struct fire_damp damp = {0};
  const char *path = fuzz_file_write(data, size, ".csv");
  if (fire_damp_read_rows(room.ctx, room.arena, path, &damp) == AL_OK)
    check_rows(&damp);
  else if (*al_ctx_error_text(room.ctx) == '\0')
    abort();
  fuzz_file_remove();
  fuzz_room_close(&room);
  return 0;
}
