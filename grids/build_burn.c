/**
 * Lines worked into the ground: streams, walls, roads, bridges.
 */
#include "grids/build.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a line does to the cells it touches. */
struct burning {
  struct build *build;
  const struct recipe_burn *burn;
  const float *before; /* bed before this layer, so that a cell crossed twice changes once */
  ptrdiff_t count;
};

static void burn_cell(struct burning *b, ptrdiff_t cell)
{
  struct build *build = b->build;
  if (cell < 0 || !build->grid->valid[cell])
    return;
  if (b->burn->kind == RECIPE_STREAM && build->sea && build->sea[cell] > 0.5f)
    return; /* a river ends where the sea begins */
  const float was = b->before[cell];
  float now = was;
  switch (b->burn->kind) {
  case RECIPE_STREAM:
    now = was - (float)b->burn->depth_m;
    break;
  case RECIPE_WALL:
  case RECIPE_ROAD:
    now = was + (float)b->burn->height_m;
    break;
  default: { /* a bridge: the lowest ground around its deck goes through */
    const struct al_lattice *lattice = &build->grid->lattice;
    const int col = (int)(cell % lattice->cols), row = (int)(cell / lattice->cols);
    for (int r = row - 1; r <= row + 1; r++)
      for (int c = col - 1; c <= col + 1; c++)
        if (r >= 0 && c >= 0 && r < lattice->rows && c < lattice->cols &&
            build->grid->valid[(ptrdiff_t)r * lattice->cols + c])
          now = fminf(now, b->before[(ptrdiff_t)r * lattice->cols + c]);
  }
  }
  if (build->bed[cell] != now)
    b->count++;
  build->bed[cell] = now;
}

static void burn_visit(void *self, size_t feature, ptrdiff_t cell, double amount)
{
  struct burning *b = self;
  const struct al_lattice *lattice = &b->build->grid->lattice;
  const int reach = (int)floor(0.5 * b->burn->width_m / lattice->cell_m);
  const int col = (int)(cell % lattice->cols), row = (int)(cell / lattice->cols);
  (void)feature;
  (void)amount;
  for (int r = row - reach; r <= row + reach; r++)
    for (int c = col - reach; c <= col + reach; c++)
      if (r >= 0 && c >= 0 && r < lattice->rows && c < lattice->cols &&
          (r - row) * (r - row) + (c - col) * (c - col) <= reach * reach)
        burn_cell(b, (ptrdiff_t)r * lattice->cols + c);
}

static al_status burn_layer(struct build *build, const struct recipe_burn *burn, float *before)
{
  struct burning burning = {.build = build, .burn = burn, .before = before};
  struct al_vector_layer lines;
  AL_TRY(build->ctx, build_read_vector(build, "lines", burn->path, &burn->from, NULL, &lines));
  memcpy(before, build->bed, (size_t)build->cells * sizeof *before);
  AL_TRY(build->ctx, al_cover_visit_layer(build->ctx, &lines, &build->grid->lattice, "lines",
                                          burn_visit, &burning));
  build_note(build, ", \"lines_cells\": %td", burning.count);
  return AL_OK;
}

al_status build_burn(struct build *build)
{
  const struct recipe_burns *burns = al_config_section(build->recipe, "burn");
  const struct recipe_burn *burn = burns->lines.record;
  if (burns->lines.count == 0)
    return AL_OK;
  float *before = malloc((size_t)build->cells * sizeof *before);
  al_status status = before ? AL_OK
                            : AL_FAIL(build->ctx, AL_NO_MEMORY,
                                      "out of memory: lines over %td cells", build->cells);
  for (size_t i = 0; status == AL_OK && i < burns->lines.count; i++)
    status = burn_layer(build, &burn[i], before);
  free(before);
  return status;
}
