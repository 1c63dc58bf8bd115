/**
 * Soil tables from any bytes, the first of which picks the method: refused with a reason, or soil
 * that takes no more than there is.
 */
#include "fuzz/scratch_input.h"
#include "core/log.h"
#include "models/models.h"
#include "support/column.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct al_model *find_soil(void)
{
  size_t count;
  const struct al_model *const *models = al_models(&count);
  for (size_t i = 0; i < count; i++)
    if (strcmp(models[i]->name, "soil") == 0)
      return models[i];
  abort();
}

static void check_step(struct column_bench *bench)
{
  column_bench_water(bench, 0.02, 0.01);
  if (column_bench_step(bench, 60.0, 1) != AL_OK)
    abort();
  for (int i = 0; i < AL_TILE_CELLS; i++)
    if (!(bench->take_m[i] >= 0) || bench->take_m[i] > bench->depth_m[i] + bench->supply_m[i])
      abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static const char *const kinds[] = {"constant", "horton", "modified_horton", "green_ampt",
                                      "scs_cn"};
  struct column_bench bench;
  char section[512];
  if (size == 0)
    return 0;
  const char *path = fuzz_file_write(data + 1, size - 1, ".csv");
  snprintf(section, sizeof section, "kind: %s, parameters: map, table: %s", kinds[data[0] % 5],
           path);
  column_bench_open(&bench, 4, 4, NULL);
  al_ctx_set_log(bench.ctx, AL_LOG_TEXT, true, stderr);
  column_bench_layer(&bench, "soil_group", 2.0);
  column_bench_layer(&bench, "landuse", 30.0);
  if (column_bench_create(&bench, find_soil(), section, 3600.0) == AL_OK)
    check_step(&bench);
  else if (*al_ctx_error_text(bench.ctx) == '\0')
    abort();
  column_bench_close(&bench);
  fuzz_file_remove();
  return 0;
}
