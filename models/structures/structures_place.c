/**
 * Where walls stand: their lines, and the faces that these part.
 */
#include "core/log.h"
#include "core/units.h"
#include "doors/vector_door.h"
#include "models/structures/structures_state.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct placer {
  const struct al_model_env *env;
  struct structures *structures;
  size_t wall;
  struct al_source_mark mark;
};

static al_status place_line(struct placer *placer, const double *xy, size_t count, double crest_m)
{
  struct structures *structures = placer->structures;
  const struct structures_face common = {
      .wall = placer->wall, .line = structures->line_count++, .crest_m = crest_m};
  return structures_cut_line(placer->env->ctx, structures->forest, xy, count, common,
                             &structures->faces);
}

static al_status place_parts(struct placer *placer, const struct al_vector_layer *layer,
                             const struct al_feature *feature, double crest_m)
{
  for (size_t p = feature->first_part; p < feature->first_part + feature->part_count; p++) {
    const struct al_part *part = &layer->part[p];
    const double *xy = al_vector_part_xy(placer->env->arena, layer, part);
    if (!xy)
      return AL_NO_MEMORY;
    if (part->count >= 2)
      AL_TRY(placer->env->ctx, place_line(placer, xy, part->count, crest_m));
  }
  return AL_OK;
}

static al_status place_layer(struct placer *placer, const struct structures_wall_config *config)
{
  const char *attributes[] = {config->crest_attribute, NULL};
  const struct al_vector_request request = {.path = config->path,
                                            .layer = config->layer,
                                            .where = config->where,
                                            .attributes = attributes,
                                            .target_wkt = placer->env->forest->lattice.crs_wkt};
  struct al_vector_layer layer;
  AL_TRY(placer->env->ctx, al_vector_read(placer->env->ctx, placer->env->arena, &request, &layer));
  for (size_t f = 0; f < layer.feature_count; f++) {
    const struct al_feature *feature = &layer.feature[f];
    const char *text = config->crest_attribute ? feature->attribute[0] : NULL;
    double crest_m = config->crest_m;
    if (feature->shape != AL_SHAPE_LINE)
      al_report(placer->env->ctx, AL_ERROR, &placer->mark,
                "wall '%s': feature %lld of %s is no line", config->name, feature->id,
                config->path);
    else if (config->crest_attribute && !(text && al_number_parse(text, &crest_m)))
      al_report(placer->env->ctx, AL_ERROR, &placer->mark,
                "wall '%s': feature %lld of %s has '%s' for %s, which is no level", config->name,
                feature->id, config->path, text ? text : "", config->crest_attribute);
    else
      AL_TRY(placer->env->ctx, place_parts(placer, &layer, feature, crest_m));
  }
  return AL_OK;
}

/* The middle of a face. */
static void place_middle(const struct al_forest *forest, const struct structures_face *face,
                         double *x_m, double *y_m)
{
  const ptrdiff_t t = face->index / AL_TILE_CELLS, cell = face->index % AL_TILE_CELLS;
  const struct al_lattice *lattice = al_forest_lattice(forest, t);
  assert(face->axis == 0 || face->axis == 1);
  const int row = (int)(cell / AL_TILE_SIDE), col = (int)(cell % AL_TILE_SIDE);
  *x_m = al_lattice_x_m(lattice, forest->tile[t].col + col + (face->axis == 0 ? 0.5 : 0.0));
  *y_m = al_lattice_y_m(lattice, forest->tile[t].row + row + (face->axis == 1 ? 0.5 : 0.0));
}

static void place_find_point(struct structures *structures, struct structures_wall *wall,
                             size_t number)
{
  const double *point = wall->config->breach_point.value;
  double nearest_m = HUGE_VAL;
  wall->point_face = structures->faces.count;
  for (size_t f = 0; f < structures->faces.count; f++) {
    const struct structures_face *face = &structures->faces.item[f];
    double x_m, y_m;
    if (face->wall != number)
      continue;
    wall->face_count++;
    place_middle(structures->forest, face, &x_m, &y_m);
    const double away_m =
        wall->config->breach_point.count == 2 ? hypot(x_m - point[0], y_m - point[1]) : HUGE_VAL;
    if (away_m < nearest_m) {
      nearest_m = away_m;
      wall->point_face = f;
    }
  }
}

/* Tells how much of a wall is lower than the ground it stands on. */
static void place_tell_low(struct placer *placer, const struct structures_wall *wall)
{
  const struct structures *structures = placer->structures;
  size_t low = 0;
  double x_m = 0.0, y_m = 0.0, crest_m = 0.0, ground_m = 0.0;
  for (size_t f = 0; f < structures->faces.count; f++) {
    const struct structures_face *face = &structures->faces.item[f];
    const double here_m = structures_ground_m(structures, face);
    if (face->wall != placer->wall || face->crest_m >= here_m)
      continue;
    if (low++ == 0) {
      place_middle(structures->forest, face, &x_m, &y_m);
      crest_m = face->crest_m;
      ground_m = here_m;
    }
  }
  if (low > 0)
    al_log(
        placer->env->ctx, AL_WARNING,
        "wall '%s': on %zu of %zu faces its crest lies below the ground, which counts there; the "
        "first at x = %.1f, y = %.1f: %g m, the ground %g m",
        wall->config->name, low, wall->face_count, x_m, y_m, crest_m, ground_m);
}

static al_status place_wall(struct placer *placer)
{
  struct structures *structures = placer->structures;
  const struct structures_wall *wall = &structures->wall[placer->wall];
  const size_t before = structures->faces.count, seams = structures->faces.at_seams;
  AL_TRY(placer->env->ctx, wall->config->path
                               ? place_layer(placer, wall->config)
                               : place_line(placer, wall->config->line.value,
                                            wall->config->line.count / 2, wall->config->crest_m));
  const struct al_lattice *whole = &structures->forest->level[0];
  if (structures->faces.count == before)
    al_report(placer->env->ctx, AL_ERROR, &placer->mark,
              "wall '%s' parts no two cells of the grid, which reaches from x %.10g to %.10g, y "
              "%.10g to %.10g",
              wall->config->name, whole->west_m, whole->west_m + whole->cols * whole->cell_m,
              whole->north_m - whole->rows * whole->cell_m, whole->north_m);
  if (structures->faces.at_seams > seams)
    al_report(placer->env->ctx, AL_ERROR, &placer->mark,
              "wall '%s' passes between cells of two sizes, near x = %.1f, y = %.1f; ask for one "
              "cell size along it: a region of levels with a distance around the line",
              wall->config->name, structures->faces.seam_x_m, structures->faces.seam_y_m);
  return AL_OK;
}

static al_status place_crests(struct structures *structures, struct al_arena *arena)
{
  struct structures_faces *faces = &structures->faces;
  structures->crests.item = AL_NEW(arena, struct al_crest, faces->count);
  struct structures_face *kept = AL_NEW(arena, struct structures_face, faces->count);
  if (!structures->crests.item || !kept)
    return AL_NO_MEMORY;
  structures->crests.count = faces->count;
  if (faces->count > 0)
    memcpy(kept, faces->item, faces->count * sizeof *kept);
  free(faces->item);
  faces->item = kept;
  faces->room = 0;
  for (size_t f = 0; f < faces->count; f++) {
    struct al_crest *crest = &structures->crests.item[f];
    crest->index = faces->item[f].index;
    crest->axis = faces->item[f].axis;
    crest->crest_m = faces->item[f].crest_m;
    crest->share = faces->item[f].share;
    crest->per_root_m = structures->wall[faces->item[f].wall].config->coefficient;
  }
  return AL_OK;
}

static al_status place_all(const struct al_model_env *env, struct structures *structures)
{
  struct placer placer = {.env = env, .structures = structures};
  char key[64];
  for (placer.wall = 0; placer.wall < structures->wall_count; placer.wall++) {
    snprintf(key, sizeof key, "structures.walls[%zu]", placer.wall);
    placer.mark = al_config_mark(env->scenario, key);
    AL_TRY(env->ctx, place_wall(&placer));
  }
  AL_TRY(env->ctx, al_report_close(env->ctx));
  structures_faces_order(&structures->faces);
  for (placer.wall = 0; placer.wall < structures->wall_count; placer.wall++) {
    place_find_point(structures, &structures->wall[placer.wall], placer.wall);
    place_tell_low(&placer, &structures->wall[placer.wall]);
  }
  return AL_OK;
}

al_status structures_place(const struct al_model_env *env, struct structures *structures)
{
  const al_status status = place_all(env, structures);
  if (status != AL_OK) {
    free(structures->faces.item);
    return status;
  }
  return place_crests(structures, env->arena);
}
