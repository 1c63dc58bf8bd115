/**
 * Fields over a forest.
 */
#include "tiles/field.h"
#include <assert.h>
#include <math.h>
#include <string.h>

enum { FIELDS_MOST = 64 };

struct al_fields {
  struct al_arena *arena;
  const struct al_forest *forest;
  uint8_t *current; /* per tile, of all two-buffer fields */
  uint8_t *between; /* per tile, of all two-buffer fields */
  uint8_t *zero;    /* per tile, of all one-buffer fields */
  size_t count;
  struct al_field *field[FIELDS_MOST];
};

al_status al_fields_create(struct al_arena *arena, const struct al_forest *forest,
                           struct al_fields **out)
{
  assert(arena && forest && out);
  struct al_fields *fields = AL_NEW(arena, struct al_fields, 1);
  if (!fields)
    return AL_NO_MEMORY;
  fields->arena = arena;
  fields->forest = forest;
  fields->current = AL_NEW(arena, uint8_t, (size_t)forest->tile_count);
  fields->between = AL_NEW(arena, uint8_t, (size_t)forest->tile_count);
  fields->zero = AL_NEW(arena, uint8_t, (size_t)forest->tile_count);
  *out = fields;
  return fields->current && fields->between && fields->zero ? AL_OK : AL_NO_MEMORY;
}

struct al_field *al_fields_find(const struct al_fields *fields, const char *name)
{
  assert(name);
  for (size_t i = 0; i < fields->count; i++)
    if (strcmp(fields->field[i]->decl.name, name) == 0)
      return fields->field[i];
  return NULL;
}

size_t al_field_bytes(const struct al_forest *forest, const struct al_field_decl *decl)
{
  return (size_t)decl->buffers * (size_t)forest->tile_count * AL_TILE_CELLS * sizeof(al_real);
}

static void field_fill(const struct al_field *field, const struct al_forest *forest)
{
  const al_real value = (al_real)field->decl.fallback;
  for (int b = 0; b < field->decl.buffers; b++)
#pragma omp parallel for schedule(static)
    for (ptrdiff_t t = 0; t < forest->tile_count; t++)
      for (ptrdiff_t i = t * AL_TILE_CELLS; i < (t + 1) * AL_TILE_CELLS; i++)
        field->buffer[b][i] = value;
}

static al_status field_create(struct al_fields *fields, const struct al_field_decl *decl,
                              struct al_field **out)
{
  struct al_field *field = AL_NEW(fields->arena, struct al_field, 1);
  if (!field)
    return AL_NO_MEMORY;
  field->decl = *decl;
  field->current = decl->buffers == 2 ? fields->current : fields->zero;
  field->between = decl->buffers == 2 ? fields->between : fields->zero;
  const size_t cells = (size_t)fields->forest->tile_count * AL_TILE_CELLS;
  for (int b = 0; b < decl->buffers; b++) {
    field->buffer[b] = al_arena_alloc(fields->arena, cells, sizeof(al_real), decl->name);
    if (!field->buffer[b])
      return AL_NO_MEMORY;
  }
  assert((uintptr_t)field->buffer[0] % AL_ALIGN_BYTES == 0);
  if (decl->fallback != 0.0)
    field_fill(field, fields->forest);
  *out = field;
  return AL_OK;
}

al_status al_fields_add(struct al_fields *fields, const struct al_field_decl *decl,
                        struct al_field **out)
{
  assert(decl->name && *decl->name && decl->unit);
  assert(decl->buffers == 1 || decl->buffers == 2);
  assert(fields->count < FIELDS_MOST);
  struct al_ctx *ctx = al_arena_ctx(fields->arena);
  struct al_field *known = al_fields_find(fields, decl->name);
  if (known) {
    if (strcmp(known->decl.unit, decl->unit) != 0 || known->decl.buffers != decl->buffers)
      return AL_FAIL(ctx, AL_RUN_FAILED,
                     "field %s: declared in %s with %d buffers and in %s with %d", decl->name,
                     known->decl.unit, known->decl.buffers, decl->unit, decl->buffers);
    *out = known;
    return AL_OK;
  }
  AL_TRY(ctx, field_create(fields, decl, out));
  fields->field[fields->count++] = *out;
  return AL_OK;
}

size_t al_fields_count(const struct al_fields *fields)
{
  return fields->count;
}

struct al_field *al_fields_at(const struct al_fields *fields, size_t index)
{
  assert(index < fields->count);
  return fields->field[index];
}

const struct al_forest *al_fields_forest(const struct al_fields *fields)
{
  return fields->forest;
}

uint8_t *al_fields_current(struct al_fields *fields)
{
  return fields->current;
}

uint8_t *al_fields_between(struct al_fields *fields)
{
  return fields->between;
}

void al_field_scatter(struct al_field *field, const struct al_forest *forest, int level,
                      const float *raster, const uint8_t *valid)
{
  const int stride = forest->level[level].cols;
  assert(raster && level >= 0 && level < forest->level_count);
#pragma omp parallel for schedule(static)
  for (ptrdiff_t t = 0; t < forest->tile_count; t++) {
    const struct al_tile *tile = &forest->tile[t];
    al_real *cells = al_field_tile(field, t);
    if (tile->level != level)
      continue;
    for (int r = 0; r < tile->rows; r++)
      for (int c = 0; c < tile->cols; c++) {
        const ptrdiff_t from = (ptrdiff_t)(tile->row + r) * stride + tile->col + c;
        if (!valid || valid[from])
          cells[r * AL_TILE_SIDE + c] = (al_real)raster[from];
      }
  }
}

/* Cells of the finest lattice from `first`, as many as a coarser cell covers, held to the lattice.
 */
static void field_hold(int first, int count, int most, int *from, int *past)
{
  *from = first > 0 ? first : 0;
  *past = first + count < most ? first + count : most;
}

void al_forest_paint_tile(const struct al_forest *forest, ptrdiff_t tile, const al_real *value,
                          float *raster)
{
  assert(tile >= 0 && tile < forest->tile_count && value && raster);
  const struct al_tile *t = &forest->tile[tile];
  const struct al_lattice *finest = &forest->lattice, *own = &forest->level[t->level];
  const int covers = 1 << (forest->level_count - 1 - t->level);
  const uint8_t *valid = forest->valid + tile * AL_TILE_CELLS;
  const int west = (int)lround((own->west_m - finest->west_m) / finest->cell_m) + t->col * covers,
            north =
                (int)lround((finest->north_m - own->north_m) / finest->cell_m) + t->row * covers;
  for (int r = 0; r < t->rows; r++)
    for (int c = 0; c < t->cols; c++) {
      int row, row_past, col_first, col_past;
      field_hold(north + r * covers, covers, finest->rows, &row, &row_past);
      field_hold(west + c * covers, covers, finest->cols, &col_first, &col_past);
      for (; valid[r * AL_TILE_SIDE + c] && row < row_past; row++)
        for (int col = col_first; col < col_past; col++)
          raster[(ptrdiff_t)row * finest->cols + col] = (float)value[r * AL_TILE_SIDE + c];
    }
}

void al_field_collect(const struct al_field *field, const struct al_forest *forest, float outside,
                      float *raster)
{
  assert(raster);
  const ptrdiff_t count = al_lattice_cells(&forest->lattice);
  for (ptrdiff_t i = 0; i < count; i++)
    raster[i] = outside;
#pragma omp parallel for schedule(static)
  for (ptrdiff_t t = 0; t < forest->tile_count; t++)
    al_forest_paint_tile(forest, t, al_field_tile(field, t), raster);
}
