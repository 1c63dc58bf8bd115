/**
 * Fields: named arrays [tile][64 x 64] over a forest, with unit and description.
 * A field with two buffers is stepped from the current one into the other; which one is current is
 * kept per tile in the store, because resting tiles do not flip.
 */
#ifndef AL_TILES_FIELD_H
#define AL_TILES_FIELD_H

#include "tiles/forest.h"
#include <assert.h>

enum al_field_role {
  AL_FIELD_STATIC, /* set before the run, constant in it: not in checkpoints */
  AL_FIELD_STATE,  /* kept: in checkpoints */
  AL_FIELD_DERIVED /* recomputed from others on request */
};

struct al_field_decl {
  const char *name, *unit, *long_name;
  enum al_field_role role;
  int buffers;   /* 1, or 2 for what is stepped */
  bool optional; /* a static field the grid need not have: `fallback` is used */
  double fallback;
};

struct al_field {
  struct al_field_decl decl;
  al_real *buffer[2];
  const uint8_t *current; /* per tile, the store's; all zero for one buffer */
  const uint8_t *between; /* per tile, the store's; all zero for one buffer */
};

struct al_fields;

al_status al_fields_create(struct al_arena *arena, const struct al_forest *forest,
                           struct al_fields **out);
/** Adds a field filled with `fallback` (first touched by the threads that will step it), or returns
 * the one of that name; a different unit or buffer count is AL_RUN_FAILED. */
al_status al_fields_add(struct al_fields *fields, const struct al_field_decl *decl,
                        struct al_field **out);
/** @return the field or NULL. */
struct al_field *al_fields_find(const struct al_fields *fields, const char *name);
size_t al_fields_count(const struct al_fields *fields);
struct al_field *al_fields_at(const struct al_fields *fields, size_t index);
const struct al_forest *al_fields_forest(const struct al_fields *fields);
/** The per-tile buffer switch of all two-buffer fields. */
uint8_t *al_fields_current(struct al_fields *fields);

/** Per tile: 1 while others stand in the middle of its last step, so that its two-buffer fields
 * hold the end of that step in the current and its start in the other buffer. All 0 between steps
 * of the run. */
uint8_t *al_fields_between(struct al_fields *fields);

/** Bytes that al_fields_add would take for this declaration. */
size_t al_field_bytes(const struct al_forest *forest, const struct al_field_decl *decl);

/** Fills the tiles of a level from a row-major raster over that level's lattice; cells where
 * `valid` (may be NULL) is 0 keep what they had. */
void al_field_scatter(struct al_field *field, const struct al_forest *forest, int level,
                      const float *raster, const uint8_t *valid);
/** Lays the valid cells of a tile into a row-major raster over the finest lattice; a coarser cell
 * fills all that it covers. Thread-safe over tiles. @param value [4096] */
void al_forest_paint_tile(const struct al_forest *forest, ptrdiff_t tile, const al_real *value,
                          float *raster);
/** Row-major copy of the current buffer over the finest lattice; cells outside the domain get
 * `outside`. */
void al_field_collect(const struct al_field *field, const struct al_forest *forest, float outside,
                      float *raster);

static inline al_real *al_field_tile(const struct al_field *field, ptrdiff_t tile)
{
  return field->buffer[field->current[tile]] + tile * AL_TILE_CELLS;
}

static inline al_real *al_field_next_tile(const struct al_field *field, ptrdiff_t tile)
{
  assert(field->decl.buffers == 2);
  return field->buffer[!field->current[tile]] + tile * AL_TILE_CELLS;
}

#endif
