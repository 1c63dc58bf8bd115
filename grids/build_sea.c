/**
 * Sea and domain: which cells are sea, and which are no part of the grid.
 */
#include "core/log.h"
#include "grids/build.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void sea_add_land(void *self, size_t feature, ptrdiff_t cell, double amount)
{
  float *share = self;
  (void)feature;
  share[cell] += (float)amount;
}

static al_status sea_from_polygons(struct build *build, const struct recipe_sea *sea)
{
  const struct recipe_vector from = {.where = sea->land_where};
  struct al_vector_layer land;
  if (!sea->land)
    return AL_FAIL(build->ctx, AL_BAD_INPUT, "%s: sea.mode polygons needs sea.land",
                   al_config_path(build->recipe));
  AL_TRY(build->ctx, build_read_vector(build, "coast", sea->land, &from, NULL, &land));
  AL_TRY(build->ctx, al_cover_visit_layer(build->ctx, &land, &build->grid->lattice, "coast",
                                          sea_add_land, build->sea));
  for (ptrdiff_t i = 0; i < build->cells; i++)
    build->sea[i] = build->sea[i] < 0.5f ? 1.0f : 0.0f;
  return AL_OK;
}

static al_status sea_from_connection(struct build *build, const struct recipe_sea *sea)
{
  uint8_t *mark = malloc((size_t)build->cells);
  if (!mark)
    return AL_FAIL(build->ctx, AL_NO_MEMORY, "out of memory: sea of %td cells", build->cells);
  const al_status status = terrain_mark_sea(build->ctx, &build->grid->lattice, build->bed,
                                            build->grid->valid, NULL, sea->level_m, mark);
  for (ptrdiff_t i = 0; status == AL_OK && i < build->cells; i++)
    build->sea[i] = mark[i];
  free(mark);
  return status;
}

al_status build_sea(struct build *build)
{
  const struct recipe_sea *sea = al_config_section(build->recipe, "sea");
  if (!al_config_has(build->recipe, "sea") || sea->mode == RECIPE_SEA_NONE)
    return AL_OK;
  build->sea = build_add_layer(build, AL_LAYER_SEA, "1", "sea mask", 0.0f);
  if (!build->sea)
    return AL_NO_MEMORY;
  return sea->mode == RECIPE_SEA_POLYGONS ? sea_from_polygons(build, sea) : AL_OK;
}

al_status build_sea_connected(struct build *build)
{
  const struct recipe_sea *sea = al_config_section(build->recipe, "sea");
  return build->sea && sea->mode == RECIPE_SEA_CONNECTED ? sea_from_connection(build, sea) : AL_OK;
}

/* Says where the ground has no height and is not known to be sea: to the water it is a wall.
 * `share` of each cell lies in the domain; NULL = all of it. */
static void domain_tell_voids(struct build *build, const float *share)
{
  const struct al_lattice *lattice = &build->grid->lattice;
  ptrdiff_t count = 0, first = 0;
  assert(build->cells > 0);
  for (ptrdiff_t i = build->cells - 1; i >= 0; i--)
    if (!build->grid->valid[i] && (!share || share[i] >= 0.5f) &&
        !(build->sea && build->sea[i] > 0.5f)) {
      count++;
      first = i;
    }
  build_note(build, ", \"voids_left_cells\": %td", count);
  const ptrdiff_t col = first % lattice->cols, row = first / lattice->cols;
  if (count > 0)
    al_log(
        build->ctx, AL_WARNING,
        "%td cells of the grid (%.2f %%) have no terrain and are walls to the water, the first at "
        "x = %.1f, y = %.1f; terrain.void_fill fills voids from their rim",
        count, 100.0 * (double)count / (double)build->cells, al_lattice_x_m(lattice, (double)col),
        al_lattice_y_m(lattice, (double)row));
}

/* Cells less than half inside the polygons are left out. */
static al_status domain_cut_polygons(struct build *build, const struct recipe_city *city)
{
  const struct recipe_vector from = {.where = city->domain_where};
  struct al_vector_layer layer;
  ptrdiff_t kept = 0;
  AL_TRY(build->ctx, build_read_vector(build, "domain", city->domain, &from, NULL, &layer));
  float *share = calloc((size_t)build->cells, sizeof *share);
  if (!share)
    return AL_FAIL(build->ctx, AL_NO_MEMORY, "out of memory: domain of %td cells", build->cells);
  const al_status status = al_cover_visit_layer(build->ctx, &layer, &build->grid->lattice, "domain",
                                                sea_add_land, share);
  domain_tell_voids(build, share);
  for (ptrdiff_t i = 0; i < build->cells; i++) {
    build->grid->valid[i] = build->grid->valid[i] && share[i] >= 0.5f;
    kept += build->grid->valid[i];
  }
  free(share);
  build_note(build, ", \"domain_cells\": %td", kept);
  if (status == AL_OK && kept == 0)
    return AL_FAIL(build->ctx, AL_BAD_INPUT, "%s: no cell with terrain lies inside city.domain",
                   city->domain);
  return status;
}

/* Deep sea that reaches the edge of the grid, or ground that is no part of it, is left out. */
static al_status domain_cut_sea(struct build *build, const struct recipe_sea *sea)
{
  uint8_t *deep = malloc((size_t)build->cells);
  ptrdiff_t cut = 0;
  if (!deep)
    return AL_FAIL(build->ctx, AL_NO_MEMORY, "out of memory: sea of %td cells", build->cells);
  const al_status status =
      terrain_mark_sea(build->ctx, &build->grid->lattice, build->bed, build->grid->valid,
                       build->sea, sea->level_m - sea->keep_depth_m, deep);
  for (ptrdiff_t i = 0; status == AL_OK && i < build->cells; i++) {
    cut += deep[i];
    build->grid->valid[i] = build->grid->valid[i] && !deep[i];
  }
  free(deep);
  build_note(build, ", \"deep_sea_cells\": %td", cut);
  return status;
}

al_status build_domain(struct build *build)
{
  const struct recipe_city *city = al_config_section(build->recipe, "city");
  const struct recipe_sea *sea = al_config_section(build->recipe, "sea");
  if (city->domain)
    AL_TRY(build->ctx, domain_cut_polygons(build, city));
  else
    domain_tell_voids(build, NULL);
  return build->sea && sea->keep_depth_m >= 0.0 ? domain_cut_sea(build, sea) : AL_OK;
}
