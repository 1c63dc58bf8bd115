/**
 * Small recipes for tests.
 */
#include "support/support.h"
#include "support/recipe_world.h"
#include "core/log.h"
#include "doors/crs_door.h"
#include "doors/raster_door.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct recipe_world recipe_world_open(const char *name)
{
  struct recipe_world world = {0};
  snprintf(world.folder, sizeof world.folder, "%s", test_scratch_folder(name));
  assert_int_equal(al_ctx_create(&world.ctx), AL_OK);
  assert_int_equal(al_arena_create(world.ctx, 0, &world.arena), AL_OK);
  return world;
}

void recipe_world_close(struct recipe_world *world)
{
  al_grid_destroy(world->grid);
  al_arena_destroy(world->arena);
  al_ctx_destroy(world->ctx);
}

const char *recipe_world_crs(const struct recipe_world *world, const char *name)
{
  struct al_crs_info info;
  assert_int_equal(al_crs_describe(world->ctx, world->arena, name, &info), AL_OK);
  return info.wkt;
}

void recipe_world_write(const struct recipe_world *world, const char *name, const char *text)
{
  char path[4400];
  snprintf(path, sizeof path, "%s/%s", world->folder, name);
  FILE *stream = fopen(path, "w");
  assert_non_null(stream);
  assert_true(fputs(text, stream) >= 0 && fclose(stream) == 0);
}

void recipe_world_raster(const struct recipe_world *world, const char *name,
                         const struct al_lattice *lattice, recipe_height *height)
{
  char path[4400];
  snprintf(path, sizeof path, "%s/%s", world->folder, name);
  float *value = malloc((size_t)al_lattice_cells(lattice) * sizeof *value);
  assert_non_null(value);
  for (int r = 0; r < lattice->rows; r++)
    for (int c = 0; c < lattice->cols; c++)
      value[(ptrdiff_t)r * lattice->cols + c] =
          height(al_lattice_x_m(lattice, c), al_lattice_y_m(lattice, r));
  const struct al_raster_output output = {.path = path,
                                          .lattice = lattice,
                                          .name = "height",
                                          .unit = "m",
                                          .long_name = "height",
                                          .value = value};
  assert_int_equal(al_raster_write_cog(world->ctx, &output), AL_OK);
  free(value);
}

al_status recipe_world_build(struct recipe_world *world, const char *recipe)
{
  char path[4400];
  recipe_world_write(world, "recipe.yaml", recipe);
  snprintf(path, sizeof path, "%s/recipe.yaml", world->folder);
  FILE *log = fmemopen(world->log, sizeof world->log - 1, "w");
  assert_non_null(log);
  memset(world->log, 0, sizeof world->log);
  al_grid_destroy(world->grid);
  world->grid = NULL;
  al_ctx_clear(world->ctx);
  al_ctx_set_log(world->ctx, AL_LOG_TEXT, false, log);
  const al_status status = al_grid_build(world->ctx, path, NULL, 0, 0, &world->grid);
  al_ctx_set_log(world->ctx, AL_LOG_TEXT, true, NULL);
  fclose(log);
  return status;
}

void recipe_world_refuses(struct recipe_world *world, const char *recipe, const char *const *words)
{
  const al_status status = recipe_world_build(world, recipe);
  const char *said = al_ctx_error_text(world->ctx);
  if (status != AL_BAD_INPUT)
    fail_msg("status %d for:\n%s\n%s", (int)status, recipe, said);
  for (; *words; words++)
    if (!strstr(said, *words))
      fail_msg("'%s' is not in: %s", *words, said);
}

const float *recipe_world_layer(const struct recipe_world *world, const char *name)
{
  assert_non_null(world->grid);
  const struct al_layer *layer = al_grid_layer(world->grid, name);
  if (!layer)
    fail_msg("no layer %s", name);
  return layer->value;
}
