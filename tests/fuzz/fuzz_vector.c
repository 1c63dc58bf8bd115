/**
 * Vector layers from any bytes: read onto a small lattice, every cell of every shape visited.
 */
#include "fuzz/scratch_input.h"
#include "doors/cover_door.h"
#include <math.h>
#include <stdlib.h>

static const struct al_lattice lattice = {.cols = 24, .rows = 18, .north_m = 18.0, .cell_m = 1.0};

static void check_visit(void *self, size_t feature, ptrdiff_t cell, double amount)
{
  const struct al_vector_layer *layer = self;
  if (feature >= layer->feature_count || cell < 0 || cell >= al_lattice_cells(&lattice) ||
      !isfinite(amount) || amount < 0.0)
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct fuzz_room room = fuzz_room_open();
  struct al_vector_layer layer;
  struct al_vector_request request = {
      .path = fuzz_file_write(data, size, ".geojson"), .target_wkt = "", .clip = &lattice};
  request.swap_axes = size % 2 == 1;
  if (al_vector_read(room.ctx, room.arena, &request, &layer) == AL_OK)
    (void)al_cover_visit_layer(room.ctx, &layer, &lattice, "cover", check_visit, &layer);
  else if (*al_ctx_error_text(room.ctx) == '\0')
    abort();
  fuzz_file_remove();
  fuzz_room_close(&room);
  return 0;
}
