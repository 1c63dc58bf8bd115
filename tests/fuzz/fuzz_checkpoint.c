/**
 * Checkpoints with changed bytes: each 4 bytes of input put one byte at an offset of a whole
 * checkpoint, a rest cuts its end off. Whatever differs from what was written is refused.
 */
#include "fuzz/scratch_input.h"
#include "config/scenario_section.h"
#include "core/log.h"
#include "support/run_world.h"
#include "support/toy_model.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STOP_S = 20, BYTES_MOST = 1 << 20 };

static struct run_world world;
static uint8_t whole[BYTES_MOST];
static size_t whole_bytes;
static const char *written;

static double flat_bed_m(int col, int row)
{
  return col == 3 && row == 4 ? (double)NAN : 1.0;
}

static void checkpoint_path(const char *name, char path[4200])
{
  snprintf(path, 4200, "%s/checkpoint/%s", world.folder, name);
}

static void make_checkpoint(void)
{
  static const struct al_section *const sections[] = {&al_scenario_section, &al_grid_section,
                                                      &al_run_section, &toy_section};
  static const struct al_model *const models[] = {&toy_model};
  char path[4200];
  run_world_make(&world, "fuzz_checkpoint", 20, 16, 10.0, flat_bed_m, "60 s", "toy: {}\n", sections,
                 AL_COUNT(sections));
  world.options.models = models;
  world.options.model_count = AL_COUNT(models);
  al_ctx_set_log(world.ctx, AL_LOG_TEXT, true, stderr);
  if (run_world_run(&world, 1, STOP_S, false) != AL_STOPPED)
    abort();
  written = "b.h5";
  checkpoint_path(written, path);
  FILE *stream = fopen(path, "rb");
  if (!stream)
    abort();
  whole_bytes = fread(whole, 1, sizeof whole, stream);
  fclose(stream);
  if (whole_bytes == 0 || whole_bytes == sizeof whole)
    abort();
}

static void put_file(const uint8_t *bytes, size_t size)
{
  char path[4200];
  checkpoint_path(written, path);
  FILE *stream = fopen(path, "wb");
  if (!stream || fwrite(bytes, 1, size, stream) != size || fclose(stream) != 0)
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static uint8_t changed[BYTES_MOST];
  if (!written)
    make_checkpoint();
  memcpy(changed, whole, whole_bytes);
  size_t length = whole_bytes;
  for (; size >= 4; data += 4, size -= 4)
    changed[((size_t)data[0] << 16 | (size_t)data[1] << 8 | data[2]) % whole_bytes] = data[3];
  if (size > 0)
    length = whole_bytes * (size_t)data[0] / 256;
  put_file(changed, length);
  const bool same = length == whole_bytes && memcmp(changed, whole, whole_bytes) == 0;
  const al_status status = run_world_run(&world, 1, STOP_S, true);
  if (status != (same ? AL_STOPPED : AL_BAD_INPUT)) {
    fprintf(stderr, "%s checkpoint: status %d: %s\n", same ? "whole" : "changed", (int)status,
            al_ctx_error_text(world.ctx));
    abort();
  }
  if (same) { /* the resumed run wrote the other one of the ring */
    char path[4200];
    checkpoint_path("a.h5", path);
    remove(path);
  }
  return 0;
}
