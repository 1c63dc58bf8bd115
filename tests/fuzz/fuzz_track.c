/**
 * Tracks from any bytes, the first of which picks the format: refused with a reason, or a storm
 * whose wind and pressure are numbers everywhere and at any time.
 */
#include "fuzz/scratch_input.h"
#include "models/cyclone/cyclone_storm.h"
#include <math.h>
#include <stdlib.h>

static void check_rows(const struct cyclone_track *track)
{
  for (size_t i = 0; i < track->count; i++) {
    const struct cyclone_row *row = &track->row[i];
    if (!isfinite(row->epoch_s) || !isfinite(row->lon_deg) || !isfinite(row->lat_deg) ||
        !(row->pc_pa >= 85000.0 && row->pc_pa <= 105000.0))
      abort();
    if (i > 0 && !(row->epoch_s > track->row[i - 1].epoch_s))
      abort();
  }
}

static void check_fields(const struct cyclone_storm *storm, double epoch_s)
{
  struct cyclone_now now;
  cyclone_storm_at(storm, epoch_s, &now, NULL);
  for (double r = 0.0; r < 2e6; r = 2.0 * r + 100.0) {
    const struct cyclone_air air = cyclone_air_at(&now, (al_real)r, (al_real)(-0.3 * r));
    if (!(fabs((double)air.wind_x) < 300.0 && fabs((double)air.wind_y) < 300.0 &&
          air.pressure_pa > 80000 && air.pressure_pa < 110000))
      abort();
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct cyclone_track track;
  struct cyclone_storm storm;
  if (size == 0)
    return 0;
  struct fuzz_room room = fuzz_room_open();
  struct cyclone_settings settings = cyclone_settings_usual();
  const struct cyclone_source source = {.path = fuzz_file_write(data + 1, size - 1, ".csv"),
                                        .format = (enum cyclone_format)(data[0] % 4),
                                        .agency = data[0] & 4 ? "usa" : NULL};
  settings.profile = (enum cyclone_profile)(data[0] / 8 % 3);
  settings.asymmetry = (enum cyclone_asymmetry)(data[0] / 32 % 3);
  if (cyclone_read(room.ctx, room.arena, &source, &track) == AL_OK) {
    check_rows(&track);
    const double first_s = track.row[0].epoch_s, last_s = track.row[track.count - 1].epoch_s;
    const struct cyclone_target target = {
        .lon_deg = 118.6, .lat_deg = 24.7, .reach_m = 1e6, .start_s = first_s, .end_s = last_s};
    if (cyclone_storm_create(room.ctx, room.arena, &track, &settings, &target, &storm) == AL_OK)
      for (int k = 0; k <= 16; k++)
        check_fields(&storm, first_s + (last_s - first_s) * k / 16.0);
  } else if (*al_ctx_error_text(room.ctx) == '\0')
    abort();
  fuzz_file_remove();
  fuzz_room_close(&room);
  return 0;
}
