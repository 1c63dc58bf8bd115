/**
 * The cells of a forest as a mesh.
 */
#include "tiles/cell_mesh.h"
#include "tiles/forest_inside.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NODES_ALONG = AL_TILE_SIDE + 1, TILE_NODES = NODES_ALONG * NODES_ALONG };
_Static_assert(AL_TILE_SIDE == 1 << AL_MESH_MERGE_MOST, "a tile merges to one face at most");

/* Nodes are found by their place in edges of the finest cells from the corner of the coarsest
 * lattice, row above column. */
static uint64_t mesh_key(int64_t x, int64_t y)
{
  return (uint64_t)y << 32 | (uint64_t)x;
}

/* Cells along the edge of a tile's faces, as a power of two. */
static int mesh_power(const struct al_forest *forest, int merge, ptrdiff_t tile)
{
  const int finer = forest->tile[tile].level - (forest->level_count - 1 - merge);
  return finer > 0 ? finer : 0;
}

static int mesh_squares(const struct al_mesh_faces *faces, ptrdiff_t tile)
{
  return AL_TILE_SIDE >> mesh_power(faces->forest, faces->merge, tile);
}

double al_mesh_edge_m(const struct al_mesh_faces *faces, ptrdiff_t tile)
{
  return ldexp(al_forest_cell_m(faces->forest, tile),
               mesh_power(faces->forest, faces->merge, tile));
}

/* Whether at least half of the cells of a square are valid. */
static bool mesh_is_face(const uint8_t *valid, int power, int col, int row)
{
  const int along = 1 << power;
  int count = 0;
  for (int r = row << power; r < (row + 1) << power; r++)
    for (int c = col << power; c < (col + 1) << power; c++)
      count += valid[r * AL_TILE_SIDE + c];
  return 2 * count >= along * along;
}

static bool mesh_is_inside(const struct al_forest *forest, ptrdiff_t tile, int power, int col,
                           int row, const double *bounds)
{
  const struct al_lattice *lattice = al_forest_lattice(forest, tile);
  const double half = 0.5 * (1 << power) - 0.5;
  const double x_m =
      al_lattice_x_m(lattice, forest->tile[tile].col + (double)(col << power) + half);
  const double y_m =
      al_lattice_y_m(lattice, forest->tile[tile].row + (double)(row << power) + half);
  return x_m >= bounds[0] && y_m >= bounds[1] && x_m <= bounds[2] && y_m <= bounds[3];
}

/* Lists the squares of a tile that are faces; with NULL only counts. */
static ptrdiff_t mesh_list_tile(const struct al_forest *forest, ptrdiff_t tile,
                                const struct al_mesh_choice *choice, uint16_t *block)
{
  const int power = mesh_power(forest, choice->merge, tile), squares = AL_TILE_SIDE >> power;
  const uint8_t *valid = forest->valid + tile * AL_TILE_CELLS;
  ptrdiff_t count = 0;
  for (int row = 0; row < squares; row++)
    for (int col = 0; col < squares; col++) {
      if (!mesh_is_face(valid, power, col, row) ||
          (choice->bounds && !mesh_is_inside(forest, tile, power, col, row, choice->bounds)))
        continue;
      if (block)
        block[count] = (uint16_t)(row * squares + col);
      count++;
    }
  return count;
}

ptrdiff_t al_mesh_count(const struct al_forest *forest, const struct al_mesh_choice *choice)
{
  ptrdiff_t count = 0;
  assert(choice->merge >= 0 && choice->merge <= AL_MESH_MERGE_MOST);
  for (ptrdiff_t t = 0; t < forest->tile_count; t++)
    count += mesh_list_tile(forest, t, choice, NULL);
  return count;
}

al_status al_mesh_faces_make(struct al_ctx *ctx, const struct al_forest *forest,
                             const struct al_mesh_choice *choice, struct al_mesh_faces *out)
{
  *out = (struct al_mesh_faces){
      .forest = forest, .merge = choice->merge, .count = al_mesh_count(forest, choice)};
  out->first = calloc((size_t)forest->tile_count + 1, sizeof *out->first);
  out->block = calloc((size_t)out->count + 1, sizeof *out->block);
  if (!out->first || !out->block) {
    al_mesh_faces_free(out);
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: a mesh of %td faces", out->count);
  }
  for (ptrdiff_t t = 0; t < forest->tile_count; t++)
    out->first[t + 1] =
        out->first[t] + mesh_list_tile(forest, t, choice, out->block + out->first[t]);
  assert(out->first[forest->tile_count] == out->count);
  return AL_OK;
}

void al_mesh_faces_free(struct al_mesh_faces *faces)
{
  free(faces->first);
  free(faces->block);
  faces->first = NULL;
  faces->block = NULL;
}

/* What stands at a tile: its corner in edges of the finest cells, and the edge of its faces. */
struct mesh_tile {
  int64_t x, y;
  int64_t edge;
  int squares;
};

static struct mesh_tile mesh_look_at(const struct al_mesh_faces *faces, ptrdiff_t tile)
{
  const struct forest *forest = (const struct forest *)(const void *)faces->forest;
  const struct al_tile *t = &faces->forest->tile[tile];
  const struct forest_level *level = &forest->level[t->level];
  const int finer = faces->forest->level_count - 1 - t->level;
  return (struct mesh_tile){.x = ((int64_t)level->first_col * AL_TILE_SIDE + t->col) << finer,
                            .y = ((int64_t)level->first_row * AL_TILE_SIDE + t->row) << finer,
                            .edge = (int64_t)1
                                    << (finer + mesh_power(faces->forest, faces->merge, tile)),
                            .squares = mesh_squares(faces, tile)};
}

/* Marks the corners that the faces of a tile use. @param used [TILE_NODES] */
static void mesh_mark_corners(const struct al_mesh_faces *faces, ptrdiff_t tile, uint8_t *used)
{
  const int squares = mesh_squares(faces, tile);
  memset(used, 0, TILE_NODES);
  for (ptrdiff_t f = faces->first[tile]; f < faces->first[tile + 1]; f++) {
    uint8_t *corner = used + (faces->block[f] / squares) * NODES_ALONG + faces->block[f] % squares;
    corner[0] = corner[1] = corner[NODES_ALONG] = corner[NODES_ALONG + 1] = 1;
  }
}

/* Keys of the corners of a tile's faces; with NULL only counts. */
static ptrdiff_t mesh_list_keys(const struct al_mesh_faces *faces, ptrdiff_t tile, uint64_t *key)
{
  uint8_t used[TILE_NODES];
  const struct mesh_tile at = mesh_look_at(faces, tile);
  ptrdiff_t count = 0;
  mesh_mark_corners(faces, tile, used);
  for (int row = 0; row <= at.squares; row++)
    for (int col = 0; col <= at.squares; col++)
      if (used[row * NODES_ALONG + col]) {
        if (key)
          key[count] = mesh_key(at.x + col * at.edge, at.y + row * at.edge);
        count++;
      }
  return count;
}

static int mesh_compare_keys(const void *a, const void *b)
{
  const uint64_t ka = *(const uint64_t *)a, kb = *(const uint64_t *)b;
  return (ka > kb) - (ka < kb);
}

/* All nodes in the order of their keys, each once; NULL when memory is out. */
static uint64_t *mesh_list_nodes(const struct al_mesh_faces *faces, ptrdiff_t *node_count)
{
  ptrdiff_t count = 0, kept = 0;
  for (ptrdiff_t t = 0; t < faces->forest->tile_count; t++)
    count += mesh_list_keys(faces, t, NULL);
  uint64_t *key = malloc(((size_t)count + 1) * sizeof *key);
  if (!key)
    return NULL;
  count = 0;
  for (ptrdiff_t t = 0; t < faces->forest->tile_count; t++)
    count += mesh_list_keys(faces, t, key + count);
  qsort(key, (size_t)count, sizeof *key, mesh_compare_keys);
  for (ptrdiff_t i = 0; i < count; i++)
    if (kept == 0 || key[kept - 1] != key[i])
      key[kept++] = key[i];
  *node_count = kept;
  return key;
}

struct mesh_nodes {
  const uint64_t *key; /* ascending */
  ptrdiff_t count;
};

/* Number of a node, or AL_MESH_NO_NODE. */
static int32_t mesh_find_node(const struct mesh_nodes *nodes, int64_t x, int64_t y)
{
  const uint64_t key = mesh_key(x, y);
  const uint64_t *found =
      bsearch(&key, nodes->key, (size_t)nodes->count, sizeof key, mesh_compare_keys);
  return found ? (int32_t)(found - nodes->key) : AL_MESH_NO_NODE;
}

/* Whether faces beyond a side of a tile are finer than its own. */
static bool mesh_is_finer_beyond(const struct al_mesh_faces *faces, ptrdiff_t tile, int side)
{
  const struct al_tile *t = &faces->forest->tile[tile];
  return t->side[side].step == 1 && t->level < faces->forest->level_count - 1 - faces->merge;
}

/* The node in the middle of a side of a face at the tile's edge, where finer faces have one. */
static int32_t mesh_middle(const struct al_mesh_faces *faces, const struct mesh_nodes *nodes,
                           ptrdiff_t tile, const struct mesh_tile *at, int col, int row, int side)
{
  const bool at_edge = side == AL_SIDE_W   ? col == 0
                       : side == AL_SIDE_E ? col == at->squares - 1
                       : side == AL_SIDE_N ? row == 0
                                           : row == at->squares - 1;
  if (!at_edge || !mesh_is_finer_beyond(faces, tile, side))
    return AL_MESH_NO_NODE;
  const bool upright = side == AL_SIDE_W || side == AL_SIDE_E;
  const int64_t x = at->x + col * at->edge, y = at->y + row * at->edge;
  return upright ? mesh_find_node(nodes, side == AL_SIDE_E ? x + at->edge : x, y + at->edge / 2)
                 : mesh_find_node(nodes, x + at->edge / 2, side == AL_SIDE_S ? y + at->edge : y);
}

/* The ring of a face from its north-western corner, anticlockwise, turned so that it begins at a
 * node on a side where there is one. @return how many nodes it has */
static int mesh_ring(const int32_t corner[4], const int32_t middle[4], int32_t *out)
{
  int32_t ring[AL_MESH_CORNERS_MOST];
  int count = 0, first = 0;
  for (int k = 0; k < 4; k++) {
    ring[count++] = corner[k];
    if (middle[k] != AL_MESH_NO_NODE) {
      first = first ? first : count;
      ring[count++] = middle[k];
    }
  }
  for (int k = 0; k < count; k++)
    out[k] = ring[(first + k) % count];
  return count;
}

/* Corners of the faces of one tile, AL_MESH_CORNERS_MOST a face. @return the most that a face has
 */
static int mesh_fill_tile(const struct al_mesh_faces *faces, const struct mesh_nodes *nodes,
                          ptrdiff_t tile, int32_t *corner)
{
  static const int sides[4] = {AL_SIDE_W, AL_SIDE_S, AL_SIDE_E, AL_SIDE_N};
  uint8_t used[TILE_NODES];
  int32_t number[TILE_NODES];
  const struct mesh_tile at = mesh_look_at(faces, tile);
  int most = 4;
  mesh_mark_corners(faces, tile, used);
  for (int i = 0; i < TILE_NODES; i++)
    number[i] = used[i] ? mesh_find_node(nodes, at.x + i % NODES_ALONG * at.edge,
                                         at.y + i / NODES_ALONG * at.edge)
                        : AL_MESH_NO_NODE;
  for (ptrdiff_t f = faces->first[tile]; f < faces->first[tile + 1]; f++) {
    const int row = faces->block[f] / at.squares, col = faces->block[f] % at.squares;
    const int32_t *own = number + row * NODES_ALONG + col;
    const int32_t corners[4] = {own[0], own[NODES_ALONG], own[NODES_ALONG + 1], own[1]};
    int32_t middle[4], *out = corner + f * AL_MESH_CORNERS_MOST;
    for (int k = 0; k < 4; k++)
      middle[k] = mesh_middle(faces, nodes, tile, &at, col, row, sides[k]);
    const int count = mesh_ring(corners, middle, out);
    assert(count <= AL_MESH_CORNERS_MOST && own[0] >= 0);
    most = count > most ? count : most;
    for (int k = count; k < AL_MESH_CORNERS_MOST; k++)
      out[k] = AL_MESH_NO_NODE;
  }
  return most;
}

/* Moves the corners of all faces together, as many a face as the most that one has. */
static void mesh_close_ranks(ptrdiff_t face_count, int most, int32_t *corner)
{
  assert(most >= 4 && most <= AL_MESH_CORNERS_MOST);
  for (ptrdiff_t f = 0; f < face_count && most < AL_MESH_CORNERS_MOST; f++)
    memmove(corner + f * most, corner + f * AL_MESH_CORNERS_MOST, (size_t)most * sizeof *corner);
}

static void mesh_place_faces(const struct al_mesh_faces *faces, struct al_mesh_shape *out)
{
  for (ptrdiff_t t = 0; t < faces->forest->tile_count; t++) {
    const struct al_lattice *lattice = al_forest_lattice(faces->forest, t);
    const struct al_tile *tile = &faces->forest->tile[t];
    const int power = mesh_power(faces->forest, faces->merge, t), squares = AL_TILE_SIDE >> power;
    const double half = 0.5 * (1 << power) - 0.5;
    for (ptrdiff_t f = faces->first[t]; f < faces->first[t + 1]; f++) {
      const int row = faces->block[f] / squares, col = faces->block[f] % squares;
      out->face_x_m[f] = al_lattice_x_m(lattice, tile->col + (double)(col << power) + half);
      out->face_y_m[f] = al_lattice_y_m(lattice, tile->row + (double)(row << power) + half);
    }
  }
}

/* Corners of the finest lattice come out as that has them, to the last bit. */
static void mesh_place_nodes(const struct al_forest *view, const struct mesh_nodes *nodes,
                             struct al_mesh_shape *out)
{
  const struct forest *forest = (const struct forest *)(const void *)view;
  const struct forest_level *finest = &forest->level[view->level_count - 1];
  const int64_t x = (int64_t)finest->first_col * AL_TILE_SIDE,
                y = (int64_t)finest->first_row * AL_TILE_SIDE;
  for (ptrdiff_t i = 0; i < nodes->count; i++) {
    const int64_t col = (int64_t)(nodes->key[i] & 0xffffffffu) - x,
                  row = (int64_t)(nodes->key[i] >> 32) - y;
    out->node_x_m[i] = view->lattice.west_m + (double)col * view->lattice.cell_m;
    out->node_y_m[i] = view->lattice.north_m - (double)row * view->lattice.cell_m;
  }
}

static bool mesh_make_room(const struct al_mesh_faces *faces, struct al_mesh_shape *out)
{
  const size_t face_count = (size_t)faces->count + 1, node_count = (size_t)out->node_count + 1;
  out->node_x_m = malloc(node_count * sizeof *out->node_x_m);
  out->node_y_m = malloc(node_count * sizeof *out->node_y_m);
  out->face_x_m = malloc(face_count * sizeof *out->face_x_m);
  out->face_y_m = malloc(face_count * sizeof *out->face_y_m);
  out->corner = malloc(face_count * AL_MESH_CORNERS_MOST * sizeof *out->corner);
  return out->node_x_m && out->node_y_m && out->face_x_m && out->face_y_m && out->corner;
}

al_status al_mesh_shape_make(struct al_ctx *ctx, const struct al_mesh_faces *faces,
                             struct al_mesh_shape *out)
{
  assert(faces->count > 0 && faces->count <= INT32_MAX / 4);
  *out = (struct al_mesh_shape){.corner_count = 4};
  uint64_t *key = mesh_list_nodes(faces, &out->node_count);
  if (!key || !mesh_make_room(faces, out)) {
    free(key);
    al_mesh_shape_free(out);
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: a mesh of %td faces", faces->count);
  }
  const struct mesh_nodes nodes = {.key = key, .count = out->node_count};
  int most = 4;
#pragma omp parallel for schedule(dynamic, 8) reduction(max : most)
  for (ptrdiff_t t = 0; t < faces->forest->tile_count; t++) {
    const int here = mesh_fill_tile(faces, &nodes, t, out->corner);
    most = here > most ? here : most;
  }
  out->corner_count = most;
  mesh_close_ranks(faces->count, most, out->corner);
  mesh_place_faces(faces, out);
  mesh_place_nodes(faces->forest, &nodes, out);
  free(key);
  return AL_OK;
}

void al_mesh_shape_free(struct al_mesh_shape *shape)
{
  free(shape->node_x_m);
  free(shape->node_y_m);
  free(shape->face_x_m);
  free(shape->face_y_m);
  free(shape->corner);
  *shape = (struct al_mesh_shape){0};
}

size_t al_mesh_bytes(ptrdiff_t face_count)
{
  /* A node a face and some at edges of tiles and of the domain; keys twice while they are sorted.
   */
  const size_t node_bytes = 2 * sizeof(double) + 2 * sizeof(uint64_t);
  const size_t face_bytes = 2 * sizeof(double) + AL_MESH_CORNERS_MOST * sizeof(int32_t) + 2;
  return (size_t)face_count * (face_bytes + node_bytes * 11 / 10);
}

/* One face of several cells. */
static float mesh_merge(enum al_mesh_rule rule, int power, int col, int row, const al_real *value,
                        const al_real *weight)
{
  double sum = 0.0, weights = 0.0, most = -(double)INFINITY, least = (double)INFINITY;
  bool any = false;
  for (int r = row << power; r < (row + 1) << power; r++)
    for (int c = col << power; c < (col + 1) << power; c++) {
      const double v = (double)value[r * AL_TILE_SIDE + c];
      const double w = weight ? (double)weight[r * AL_TILE_SIDE + c] : 1.0;
      if (isnan(v))
        continue;
      any = true;
      sum += w * v;
      weights += w;
      most = fmax(most, v);
      least = fmin(least, v);
    }
  if (!any)
    return NAN;
  if (rule == AL_MESH_MEAN)
    return weights > 0.0 ? (float)(sum / weights) : 0.0f;
  return (float)(rule == AL_MESH_GREATEST ? most : least);
}

void al_mesh_take_tile(const struct al_mesh_faces *faces, ptrdiff_t tile, enum al_mesh_rule rule,
                       const al_real *value, const al_real *weight, float *out)
{
  assert(tile >= 0 && tile < faces->forest->tile_count && value && out);
  const int power = mesh_power(faces->forest, faces->merge, tile), squares = AL_TILE_SIDE >> power;
  for (ptrdiff_t f = faces->first[tile]; f < faces->first[tile + 1]; f++) {
    const int row = faces->block[f] / squares, col = faces->block[f] % squares;
    out[f] = power == 0 ? (float)value[faces->block[f]]
                        : mesh_merge(rule, power, col, row, value, weight);
  }
}
