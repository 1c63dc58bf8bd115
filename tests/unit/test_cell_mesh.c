/**
 * Cells of a forest as a mesh: areas, edges, nodes, merged cells, what faces show.
 */
#include "support/support.h"
#include "core/arena.h"
#include "tiles/cell_mesh.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROOT_TILES = 5, ROOT_CELLS = 64 * ROOT_TILES, FINE_TILES = 6, FINE_CELLS = 64 * FINE_TILES };
#define WEST_M 1000.0
#define NORTH_M 9000.0
#define ROOT_CELL_M 16.0

struct world {
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct al_forest *forest;
};

/* Two levels over 5 x 5 tiles. Finer tiles stand in a ring around the middle, which they leave
 * coarse, with a gap of one tile, a hole of void cells over a seam and another in the open. */
static void make_world(struct world *w)
{
  static uint8_t refined[ROOT_TILES * ROOT_TILES];
  static uint8_t coarse[ROOT_CELLS * ROOT_CELLS], fine[FINE_CELLS * FINE_CELLS];
  for (int i = 0; i < ROOT_TILES * ROOT_TILES; i++) {
    const int col = i % ROOT_TILES, row = i / ROOT_TILES;
    refined[i] = col > 0 && col < 4 && row > 0 && row < 4 && !(col == 2 && row == 2) &&
                 !(col == 3 && row == 3);
  }
  for (int i = 0; i < ROOT_CELLS * ROOT_CELLS; i++) {
    const int col = i % ROOT_CELLS, row = i / ROOT_CELLS;
    coarse[i] = hypot(col - 63.0, row - 100.0) > 5.0 && hypot(col - 20.0, row - 20.0) > 3.0;
  }
  for (int i = 0; i < FINE_CELLS * FINE_CELLS; i++) {
    const int col = i % FINE_CELLS, row = i / FINE_CELLS;
    fine[i] = hypot(0.5 * col + 64 - 63.0, 0.5 * row + 64 - 100.0) > 5.0;
  }
  assert_int_equal(al_ctx_create(&w->ctx), AL_OK);
  assert_int_equal(al_arena_create(w->ctx, 0, &w->arena), AL_OK);
  const struct al_forest_level levels[] = {
      {.lattice = {ROOT_CELLS, ROOT_CELLS, WEST_M, NORTH_M, ROOT_CELL_M, ""},
       .valid = coarse,
       .refined = refined},
      {.lattice = {FINE_CELLS, FINE_CELLS, WEST_M + 64 * ROOT_CELL_M, NORTH_M - 64 * ROOT_CELL_M,
                   ROOT_CELL_M / 2, ""},
       .valid = fine}};
  if (al_forest_create_levels(w->arena, levels, 2, &w->forest) != AL_OK)
    fail_msg("%s", al_ctx_error_text(w->ctx));
}

static void free_world(struct world *w)
{
  al_arena_destroy(w->arena);
  al_ctx_destroy(w->ctx);
}

static void make_mesh(struct world *w, const struct al_mesh_choice *choice,
                      struct al_mesh_faces *faces, struct al_mesh_shape *shape)
{
  assert_int_equal(al_mesh_faces_make(w->ctx, w->forest, choice, faces), AL_OK);
  assert_int_equal(al_mesh_shape_make(w->ctx, faces, shape), AL_OK);
  assert_int_equal(faces->count, al_mesh_count(w->forest, choice));
}

static int corners_of(const struct al_mesh_shape *shape, ptrdiff_t face)
{
  int count = 0;
  while (count < shape->corner_count &&
         shape->corner[face * shape->corner_count + count] != AL_MESH_NO_NODE)
    count++;
  return count;
}

static double cross(const struct al_mesh_shape *shape, int32_t o, int32_t a, int32_t b)
{
  const double ax = shape->node_x_m[a] - shape->node_x_m[o],
               ay = shape->node_y_m[a] - shape->node_y_m[o];
  return ax * (shape->node_y_m[b] - shape->node_y_m[o]) -
         ay * (shape->node_x_m[b] - shape->node_x_m[o]);
}

/* Area as the fan of triangles from the first node, each of which must have some. */
static double area_of(const struct al_mesh_shape *shape, ptrdiff_t face)
{
  const int32_t *corner = shape->corner + face * shape->corner_count;
  double twice_m2 = 0.0;
  for (int k = 1; k + 1 < corners_of(shape, face); k++) {
    const double part_m2 = cross(shape, corner[0], corner[k], corner[k + 1]);
    assert_true(part_m2 > 0.0);
    twice_m2 += part_m2;
  }
  return 0.5 * twice_m2;
}

static double domain_m2(const struct al_forest *forest)
{
  double sum_m2 = 0.0;
  for (ptrdiff_t t = 0; t < forest->tile_count; t++)
    for (int i = 0; i < AL_TILE_CELLS; i++)
      sum_m2 += forest->valid[t * AL_TILE_CELLS + i] ? pow(al_forest_cell_m(forest, t), 2) : 0.0;
  return sum_m2;
}

static bool is_domain(const struct al_forest *forest, double x_m, double y_m)
{
  const ptrdiff_t index = al_forest_index_of_place(forest, x_m, y_m);
  return index >= 0 && forest->valid[index];
}

/* Length of the outline of the domain, looked up place by place. */
static double outline_m(const struct al_forest *forest)
{
  const double step_m = forest->lattice.cell_m;
  const int most = (int)(ROOT_CELLS * ROOT_CELL_M / step_m);
  double length_m = 0.0;
  for (int r = -1; r < most; r++)
    for (int c = -1; c < most; c++) {
      const double x_m = WEST_M + (c + 0.5) * step_m, y_m = NORTH_M - (r + 0.5) * step_m;
      const bool here = is_domain(forest, x_m, y_m);
      length_m += here != is_domain(forest, x_m + step_m, y_m) ? step_m : 0.0;
      length_m += here != is_domain(forest, x_m, y_m - step_m) ? step_m : 0.0;
    }
  return length_m;
}

static int compare(const void *a, const void *b)
{
  const uint64_t ka = *(const uint64_t *)a, kb = *(const uint64_t *)b;
  return (ka > kb) - (ka < kb);
}

/* Edges in the direction of their faces; every one is there once, and once the other way round,
 * but for those of the outline. @return length without a partner */
static double check_edges(const struct al_mesh_faces *faces, const struct al_mesh_shape *shape)
{
  uint64_t *edge = malloc((size_t)faces->count * AL_MESH_CORNERS_MOST * sizeof *edge);
  size_t count = 0;
  double alone_m = 0.0;
  for (ptrdiff_t f = 0; f < faces->count; f++) {
    const int n = corners_of(shape, f);
    const int32_t *corner = shape->corner + f * shape->corner_count;
    for (int k = 0; k < n; k++)
      edge[count++] = (uint64_t)corner[k] << 32 | (uint32_t)corner[(k + 1) % n];
  }
  qsort(edge, count, sizeof *edge, compare);
  for (size_t i = 0; i < count; i++) {
    assert_true(i == 0 || edge[i] != edge[i - 1]);
    const uint64_t a = edge[i] >> 32, b = edge[i] & 0xffffffffu, back = b << 32 | a;
    if (!bsearch(&back, edge, count, sizeof back, compare))
      alone_m +=
          hypot(shape->node_x_m[a] - shape->node_x_m[b], shape->node_y_m[a] - shape->node_y_m[b]);
  }
  free(edge);
  return alone_m;
}

static void faces_tile_the_domain(void **state)
{
  (void)state;
  struct world w;
  struct al_mesh_faces faces;
  struct al_mesh_shape shape;
  double sum_m2 = 0.0;
  int with[AL_MESH_CORNERS_MOST + 1] = {0};
  make_world(&w);
  make_mesh(&w, &(struct al_mesh_choice){0}, &faces, &shape);
  assert_int_equal(faces.count, w.forest->valid_count);
  assert_int_equal(shape.corner_count, 6);
  for (ptrdiff_t f = 0; f < faces.count; f++) {
    sum_m2 += area_of(&shape, f);
    with[corners_of(&shape, f)]++;
  }
  assert_true(sum_m2 == domain_m2(w.forest));
  assert_true(check_edges(&faces, &shape) == outline_m(w.forest));
  /* the coarse tile in the middle has finer ones on all sides: its four corners have six nodes; so
   * have those cells of the outer tiles that stand in a corner of the ring */
  assert_int_equal(with[6], 4 + 1);
  assert_true(with[5] > 400 && with[4] + with[5] + with[6] == faces.count);
  assert_true(al_mesh_bytes(faces.count) > (size_t)faces.count * 50);
  al_mesh_shape_free(&shape);
  al_mesh_faces_free(&faces);
  free_world(&w);
}

static void nodes_are_corners_of_cells(void **state)
{
  (void)state;
  struct world w;
  struct al_mesh_faces faces;
  struct al_mesh_shape shape;
  make_world(&w);
  make_mesh(&w, &(struct al_mesh_choice){0}, &faces, &shape);
  for (ptrdiff_t n = 0; n < shape.node_count; n++) {
    const double col = (shape.node_x_m[n] - WEST_M) / (ROOT_CELL_M / 2),
                 row = (NORTH_M - shape.node_y_m[n]) / (ROOT_CELL_M / 2);
    assert_true(col == floor(col) && row == floor(row));
    assert_true(n == 0 || shape.node_x_m[n] != shape.node_x_m[n - 1] ||
                shape.node_y_m[n] != shape.node_y_m[n - 1]);
  }
  for (ptrdiff_t t = 0; t < w.forest->tile_count; t++)
    for (ptrdiff_t f = faces.first[t]; f < faces.first[t + 1]; f++) {
      const struct al_lattice *lattice = al_forest_lattice(w.forest, t);
      const int col = w.forest->tile[t].col + faces.block[f] % AL_TILE_SIDE,
                row = w.forest->tile[t].row + faces.block[f] / AL_TILE_SIDE;
      assert_true(shape.face_x_m[f] == al_lattice_x_m(lattice, col));
      assert_true(shape.face_y_m[f] == al_lattice_y_m(lattice, row));
      assert_true(area_of(&shape, f) == lattice->cell_m * lattice->cell_m);
      for (int k = 0; k < corners_of(&shape, f); k++) {
        const int32_t node = shape.corner[f * shape.corner_count + k];
        const double dx = fabs(shape.node_x_m[node] - shape.face_x_m[f]),
                     dy = fabs(shape.node_y_m[node] - shape.face_y_m[f]);
        assert_true(fmax(dx, dy) == 0.5 * lattice->cell_m);
      }
    }
  al_mesh_shape_free(&shape);
  al_mesh_faces_free(&faces);
  free_world(&w);
}

/* Squares of two by two finest cells that are at least half valid, and all coarse cells. */
static ptrdiff_t half_squares(const struct al_forest *forest)
{
  ptrdiff_t count = 0;
  for (ptrdiff_t t = 0; t < forest->tile_count; t++)
    for (int i = 0; i < AL_TILE_CELLS; i++) {
      const uint8_t *valid = forest->valid + t * AL_TILE_CELLS + i;
      const bool corner = i % 2 == 0 && i / AL_TILE_SIDE % 2 == 0;
      if (forest->tile[t].level == 0)
        count += valid[0];
      else if (corner)
        count += valid[0] + valid[1] + valid[AL_TILE_SIDE] + valid[AL_TILE_SIDE + 1] >= 2;
    }
  return count;
}

static void merged_cells_make_whole_squares(void **state)
{
  (void)state;
  struct world w;
  struct al_mesh_faces faces;
  struct al_mesh_shape shape;
  make_world(&w);
  for (int merge = 1; merge <= AL_MESH_MERGE_MOST; merge += 5) {
    double sum_m2 = 0.0;
    make_mesh(&w, &(struct al_mesh_choice){.merge = merge}, &faces, &shape);
    for (ptrdiff_t f = 0; f < faces.count; f++)
      sum_m2 += area_of(&shape, f);
    /* merged to the coarse cells there are no seams left, and in area the rim of a hole is off;
     * merged to half tiles the holes are gone */
    const double whole_m2 = pow(ROOT_CELLS * ROOT_CELL_M, 2);
    assert_int_equal(shape.corner_count, 4);
    assert_true(merge == 1 ? fabs(sum_m2 / domain_m2(w.forest) - 1.0) < 1e-4 : sum_m2 == whole_m2);
    assert_int_equal(faces.count, merge == 1 ? half_squares(w.forest) : 100);
    check_edges(&faces, &shape);
    al_mesh_shape_free(&shape);
    al_mesh_faces_free(&faces);
  }
  free_world(&w);
}

static void bounds_cut_by_centres(void **state)
{
  (void)state;
  struct world w;
  struct al_mesh_faces faces;
  struct al_mesh_shape shape;
  make_world(&w);
  /* 10 columns of coarse cells and 8 of fine ones across the western seam, 6 coarse rows */
  const double seam_m = WEST_M + 64 * ROOT_CELL_M, top_m = NORTH_M - 70 * ROOT_CELL_M;
  const double bounds[4] = {seam_m - 10 * ROOT_CELL_M, top_m - 6 * ROOT_CELL_M,
                            seam_m + 4 * ROOT_CELL_M, top_m};
  make_mesh(&w, &(struct al_mesh_choice){.bounds = bounds}, &faces, &shape);
  assert_int_equal(faces.count, 10 * 6 + 8 * 12);
  assert_int_equal(shape.corner_count, 5);
  assert_true(check_edges(&faces, &shape) == 2 * (14 + 6) * ROOT_CELL_M);
  al_mesh_shape_free(&shape);
  al_mesh_faces_free(&faces);
  const double nowhere[4] = {0, 0, 1, 1};
  assert_int_equal(al_mesh_count(w.forest, &(struct al_mesh_choice){.bounds = nowhere}), 0);
  free_world(&w);
}

static void faces_show_what_they_merge(void **state)
{
  (void)state;
  struct world w;
  struct al_mesh_faces faces;
  al_real value[AL_TILE_CELLS], weight[AL_TILE_CELLS];
  ptrdiff_t tile = 0;
  make_world(&w);
  while (w.forest->tile[tile].level == 0 || w.forest->tile[tile].has_void)
    tile++;
  assert_int_equal(
      al_mesh_faces_make(w.ctx, w.forest, &(struct al_mesh_choice){.merge = 1}, &faces), AL_OK);
  assert_int_equal(faces.first[tile + 1] - faces.first[tile], 32 * 32);
  assert_true(al_mesh_edge_m(&faces, tile) == ROOT_CELL_M);
  float *out = calloc((size_t)faces.count, sizeof *out), *own = out + faces.first[tile];
  for (int i = 0; i < AL_TILE_CELLS; i++) {
    value[i] = (al_real)i;
    weight[i] = (al_real)(i == 0 ? 3 : i == 1 ? 1 : 0);
  }
  al_mesh_take_tile(&faces, tile, AL_MESH_MEAN, value, NULL, out);
  assert_true(own[0] == 32.5f && own[33] == 2 * 64 + 2 + 32.5f);
  al_mesh_take_tile(&faces, tile, AL_MESH_MEAN, value, weight, out);
  assert_true(own[0] == 0.25f && own[1] == 0.0f);
  al_mesh_take_tile(&faces, tile, AL_MESH_GREATEST, value, NULL, out);
  assert_true(own[0] == 65.0f);
  value[0] = (al_real)NAN;
  al_mesh_take_tile(&faces, tile, AL_MESH_LEAST, value, NULL, out);
  assert_true(own[0] == 1.0f);
  value[1] = value[64] = value[65] = (al_real)NAN;
  al_mesh_take_tile(&faces, tile, AL_MESH_MEAN, value, NULL, out);
  assert_true(isnan(own[0]) && own[1] == 34.5f);
  free(out);
  al_mesh_faces_free(&faces);
  free_world(&w);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(faces_tile_the_domain), cmocka_unit_test(nodes_are_corners_of_cells),
      cmocka_unit_test(merged_cells_make_whole_squares), cmocka_unit_test(bounds_cut_by_centres),
      cmocka_unit_test(faces_show_what_they_merge)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
