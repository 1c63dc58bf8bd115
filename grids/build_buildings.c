/**
 * Buildings: the exact share of each cell under roofs, and what that does to the ground.
 */
#include "grids/build.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>

static void buildings_add(void *self, size_t feature, ptrdiff_t cell, double amount)
{
  float *share = self;
  (void)feature;
  share[cell] = fminf(share[cell] + (float)amount, 1.0f); /* footprints may overlap */
}

/* Cells that became walls, in the order of their distance to open ground. */
struct roofs {
  struct build *build;
  int32_t *order;  /* cells, those beside open ground first */
  int32_t *level;  /* [cells] 0 open ground, steps from it under roofs, -1 neither */
  ptrdiff_t count; /* of order */
};

/* Calls for each of the eight neighbours; the lattice's edge has fewer. @return their number. */
static int roofs_around(const struct al_lattice *lattice, ptrdiff_t cell, ptrdiff_t around[8])
{
  const int col = (int)(cell % lattice->cols), row = (int)(cell / lattice->cols);
  int count = 0;
  for (int k = 0; k < 9; k++) {
    const int c = col + k % 3 - 1, r = row + k / 3 - 1;
    if (k != 4 && c >= 0 && r >= 0 && c < lattice->cols && r < lattice->rows)
      around[count++] = (ptrdiff_t)r * lattice->cols + c;
  }
  return count;
}

/* Marks cells under roofs level by level from the open ground inward. */
static void roofs_order(struct roofs *roofs, const uint8_t *roof)
{
  const struct build *build = roofs->build;
  ptrdiff_t around[8], done = 0;
  for (ptrdiff_t i = 0; i < build->cells; i++)
    roofs->level[i] = build->grid->valid[i] ? 0 : -1;
  for (ptrdiff_t i = 0; i < build->cells; i++) {
    const int count = roof[i] ? roofs_around(&build->grid->lattice, i, around) : 0;
    for (int k = 0; k < count; k++)
      if (roofs->level[around[k]] == 0) {
        roofs->level[i] = 1;
        roofs->order[roofs->count++] = (int32_t)i;
        break;
      }
  }
  for (; done < roofs->count; done++) {
    const ptrdiff_t cell = roofs->order[done];
    const int count = roofs_around(&build->grid->lattice, cell, around);
    for (int k = 0; k < count; k++)
      if (roof[around[k]] && roofs->level[around[k]] < 0) {
        roofs->level[around[k]] = roofs->level[cell] + 1;
        roofs->order[roofs->count++] = (int32_t)around[k];
      }
  }
}

/* Rain on walls runs outward to the open ground; nothing is lost on the way. */
static void roofs_drain(const struct roofs *roofs, float *share)
{
  ptrdiff_t around[8];
  for (ptrdiff_t i = roofs->count; i-- > 0;) {
    const ptrdiff_t cell = roofs->order[i];
    const int count = roofs_around(&roofs->build->grid->lattice, cell, around);
    int lower = 0;
    for (int k = 0; k < count; k++)
      lower += roofs->level[around[k]] == roofs->level[cell] - 1;
    assert(lower > 0);
    for (int k = 0; k < count; k++)
      if (roofs->level[around[k]] == roofs->level[cell] - 1)
        share[around[k]] += share[cell] / (float)lower;
    share[cell] = 0.0f;
  }
}

static al_status buildings_share_rain(struct build *build, const uint8_t *roof)
{
  float *share = build_add_layer(build, AL_LAYER_RAIN_SHARE, "1",
                                 "rain on the cell over rain on open ground", 1.0f);
  struct roofs roofs = {.build = build,
                        .order = malloc((size_t)build->cells * sizeof(int32_t)),
                        .level = malloc((size_t)build->cells * sizeof(int32_t))};
  al_status status = AL_OK;
  if (!share || !roofs.order || !roofs.level) {
    status = AL_FAIL(build->ctx, AL_NO_MEMORY, "out of memory: roofs of %td cells", build->cells);
  } else {
    roofs_order(&roofs, roof);
    roofs_drain(&roofs, share);
    build_note(build, ", \"wall_cells\": %td", roofs.count);
  }
  free(roofs.order);
  free(roofs.level);
  return status;
}

static al_status buildings_make_holes(struct build *build)
{
  uint8_t *roof = calloc((size_t)build->cells, 1);
  if (!roof)
    return AL_FAIL(build->ctx, AL_NO_MEMORY, "out of memory: roofs of %td cells", build->cells);
  for (ptrdiff_t i = 0; i < build->cells; i++) {
    roof[i] = build->grid->valid[i] && build->buildings[i] > 0.5f;
    build->grid->valid[i] = build->grid->valid[i] && !roof[i];
  }
  const al_status status = buildings_share_rain(build, roof);
  free(roof);
  return status;
}

static al_status buildings_make_rough(struct build *build, const struct recipe_buildings *buildings)
{
  if (!build->manning)
    build->manning =
        build_add_layer(build, AL_LAYER_MANNING, "s m-1/3", "Manning's roughness", 0.035f);
  for (ptrdiff_t i = 0; build->manning && i < build->cells; i++)
    build->manning[i] += build->buildings[i] * ((float)buildings->roughness - build->manning[i]);
  return build->manning ? AL_OK : AL_NO_MEMORY;
}

static al_status buildings_treat(struct build *build, const struct recipe_buildings *buildings)
{
  if (buildings->treatment == RECIPE_HOLES)
    return buildings_make_holes(build);
  if (buildings->treatment == RECIPE_ROUGH)
    return buildings_make_rough(build, buildings);
  for (ptrdiff_t i = 0; buildings->treatment == RECIPE_RAISED && i < build->cells; i++)
    build->bed[i] += build->buildings[i] * (float)buildings->height_m;
  return AL_OK;
}

al_status build_buildings(struct build *build)
{
  const struct recipe_buildings *buildings = al_config_section(build->recipe, "buildings");
  if (!al_config_has(build->recipe, "buildings"))
    return AL_OK;
  struct al_vector_layer layer;
  AL_TRY(build->ctx,
         build_read_vector(build, "buildings", buildings->path, &buildings->from, NULL, &layer));
  build->buildings =
      build_add_layer(build, AL_LAYER_BUILDING, "1", "share of the cell under roofs", 0.0f);
  if (!build->buildings)
    return AL_NO_MEMORY;
  AL_TRY(build->ctx, al_cover_visit_layer(build->ctx, &layer, &build->grid->lattice, "buildings",
                                          buildings_add, build->buildings));
  build_note(build, ", \"buildings\": %zu, \"buildings_repaired\": %zu, \"buildings_dropped\": %zu",
             layer.feature_count, layer.repaired_count, layer.dropped_count);
  return buildings_treat(build, buildings);
}
