/**
 * Walls on faces do not leak: from inside a closed line no path over faces without a wall leads
 * out, whatever the line, through cell centres and corners too.
 */
#include "config/key.h"
#include "core/rng.h"
#include "models/structures/structures_cut.h"
#include "support/support.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SIDE = 150, CELLS = SIDE * SIDE, LINES = 400, POINTS_MOST = 14 };

struct yard {
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct al_forest *forest;
  bool wall[2][CELLS];
};

static void yard_open(struct yard *yard)
{
  static const struct al_lattice lattice = {
      .cols = SIDE, .rows = SIDE, .west_m = 0.0, .north_m = SIDE, .cell_m = 1.0, .crs_wkt = ""};
  assert_int_equal(al_ctx_create(&yard->ctx), AL_OK);
  assert_int_equal(al_arena_create(yard->ctx, 0, &yard->arena), AL_OK);
  assert_int_equal(al_forest_create(yard->arena, &lattice, NULL, &yard->forest), AL_OK);
}

static void yard_close(struct yard *yard)
{
  al_arena_destroy(yard->arena);
  al_ctx_destroy(yard->ctx);
}

static void yard_fence(struct yard *yard, const double *x, const double *y, size_t count,
                       struct structures_faces *faces)
{
  *faces = (struct structures_faces){.count = 0};
  memset(yard->wall, 0, sizeof yard->wall);
  double xy[2 * (POINTS_MOST + 1)];
  for (size_t i = 0; i < count; i++) {
    xy[2 * i] = x[i];
    xy[2 * i + 1] = y[i];
  }
  const struct structures_face common = {.crest_m = 1.0};
  assert_int_equal(structures_cut_line(yard->ctx, yard->forest, xy, count, common, faces), AL_OK);
  structures_faces_order(faces);
  for (size_t f = 0; f < faces->count; f++) {
    const struct structures_face *face = &faces->item[f];
    const ptrdiff_t cell = face->index % AL_TILE_CELLS;
    const struct al_tile *tile = &yard->forest->tile[face->index / AL_TILE_CELLS];
    const int col = tile->col + (int)(cell % AL_TILE_SIDE),
              row = tile->row + (int)(cell / AL_TILE_SIDE);
    yard->wall[face->axis][row * SIDE + col] = true;
  }
}

/* Fills over faces without a wall. @return how many cells were reached. */
static int yard_fill(const struct yard *yard, int start, bool *reached)
{
  static int stack[CELLS];
  int depth = 0, count = 0;
  memset(reached, 0, CELLS);
  stack[depth++] = start;
  reached[start] = true;
  while (depth > 0) {
    const int at = stack[--depth], col = at % SIDE, row = at / SIDE;
    const int next[4] = {at + 1, at - 1, at + SIDE, at - SIDE};
    const bool shut[4] = {
        col + 1 == SIDE || yard->wall[0][at], col == 0 || yard->wall[0][at - (col > 0)],
        row + 1 == SIDE || yard->wall[1][at], row == 0 || yard->wall[1][row > 0 ? at - SIDE : at]};
    count++;
    for (int k = 0; k < 4; k++)
      if (!shut[k] && !reached[next[k]]) {
        reached[next[k]] = true;
        stack[depth++] = next[k];
      }
  }
  return count;
}

/* Even-odd rule, for centres that lie clearly on one side. */
static bool line_holds(const double *x, const double *y, size_t count, double px, double py)
{
  bool inside = false;
  for (size_t i = 0; i + 1 < count; i++)
    if ((y[i] > py) != (y[i + 1] > py) &&
        px < (x[i + 1] - x[i]) * (py - y[i]) / (y[i + 1] - y[i]) + x[i])
      inside = !inside;
  return inside;
}

static double line_distance(const double *x, const double *y, size_t count, double px, double py)
{
  double least = HUGE_VAL;
  for (size_t i = 0; i + 1 < count; i++) {
    const double dx = x[i + 1] - x[i], dy = y[i + 1] - y[i], length2 = dx * dx + dy * dy;
    const double t =
        length2 > 0.0 ? fmin(fmax(((px - x[i]) * dx + (py - y[i]) * dy) / length2, 0.0), 1.0) : 0.0;
    least = fmin(least, hypot(px - x[i] - t * dx, py - y[i] - t * dy));
  }
  return least;
}

static double draw(void)
{
  static uint64_t drawn;
  return al_rng_uniform(7, 1, drawn++);
}

/* A star-shaped closed line; every second one has its points on centres or corners of cells. */
static size_t draw_line(bool snapped, double *x, double *y)
{
  const size_t points = 3 + (size_t)(draw() * (POINTS_MOST - 4));
  for (size_t i = 0; i < points; i++) {
    const double angle = 2.0 * M_PI * ((double)i + 0.8 * draw()) / (double)points,
                 radius = 10.0 + 55.0 * draw();
    x[i] = 75.0 + radius * cos(angle);
    y[i] = 75.0 + radius * sin(angle);
    if (snapped) {
      x[i] = 0.5 * round(2.0 * x[i]);
      y[i] = 0.5 * round(2.0 * y[i]);
    }
  }
  x[points] = x[0];
  y[points] = y[0];
  return points + 1;
}

static void closed_lines_hold(void **state)
{
  static struct yard yard;
  static bool reached[CELLS];
  (void)state;
  yard_open(&yard);
  for (int n = 0; n < LINES; n++) {
    double x[POINTS_MOST + 1] = {0}, y[POINTS_MOST + 1] = {0};
    struct structures_faces faces;
    const size_t count = draw_line(n % 2, x, y);
    yard_fence(&yard, x, y, count, &faces);
    yard_fill(&yard, 0, reached); /* from the corner, outside */
    for (int at = 0; at < CELLS; at++) {
      const double px = at % SIDE + 0.5, py = SIDE - (at / SIDE + 0.5);
      if (line_distance(x, y, count, px, py) < 1e-6)
        continue;
      if (line_holds(x, y, count, px, py))
        assert_false(reached[at]);
    }
    free(faces.item);
  }
  yard_close(&yard);
}

/* The shares of the faces add up to the length of the line. */
static void shares_make_the_length(void **state)
{
  static struct yard yard;
  (void)state;
  yard_open(&yard);
  for (int n = 0; n < 50; n++) {
    const double angle = 2.0 * M_PI * draw();
    const double x[2] = {75.0 - 60.0 * cos(angle), 75.0 + 60.0 * cos(angle)},
                 y[2] = {75.0 - 60.0 * sin(angle), 75.0 + 60.0 * sin(angle)};
    struct structures_faces faces;
    double length = 0.0;
    yard_fence(&yard, x, y, 2, &faces);
    for (size_t f = 0; f < faces.count; f++) {
      length += faces.item[f].share;
      assert_true(faces.item[f].along_m >= 0.0 && faces.item[f].along_m <= 120.0);
    }
    assert_true(fabs(length - 120.0) < 2.0);
    free(faces.item);
  }
  yard_close(&yard);
}

/* A patch of half the cell size in the middle of a coarser level: walls that come near its rim are
 * told, wherever they cross it; those that stay away are not. */
static void walls_keep_away_from_other_sizes(void **state)
{
  enum { TILES = 4 };
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct al_forest *forest;
  uint8_t refined[TILES * TILES] = {0};
  const struct al_forest_level levels[2] = {{.lattice = {.cols = TILES * AL_TILE_SIDE,
                                                         .rows = TILES * AL_TILE_SIDE,
                                                         .north_m = 512.0,
                                                         .cell_m = 2.0,
                                                         .crs_wkt = ""},
                                             .refined = refined},
                                            {.lattice = {.cols = 2 * AL_TILE_SIDE,
                                                         .rows = 2 * AL_TILE_SIDE,
                                                         .west_m = 128.0,
                                                         .north_m = 384.0,
                                                         .cell_m = 1.0,
                                                         .crs_wkt = ""}}};
  static const struct {
    double xy[4];
    bool near;
  } lines[] = {{{140.3, 300.2, 240.1, 350.7}, false}, {{20.3, 40.1, 480.2, 60.9}, false},
               {{140.3, 300.2, 300.3, 310.4}, true},  {{190.2, 300.7, 190.4, 470.1}, true},
               {{131.0, 260.0, 131.0, 380.0}, false}, {{129.0, 260.3, 129.1, 370.2}, true},
               {{125.0, 260.0, 125.4, 380.0}, true},  {{110.0, 100.0, 110.0, 400.0}, false}};
  (void)state;
  refined[1 * TILES + 1] = 1;
  assert_int_equal(al_ctx_create(&ctx), AL_OK);
  assert_int_equal(al_arena_create(ctx, 0, &arena), AL_OK);
  assert_int_equal(al_forest_create_levels(arena, levels, 2, &forest), AL_OK);
  for (size_t k = 0; k < AL_COUNT(lines); k++) {
    struct structures_faces faces = {.count = 0};
    const struct structures_face common = {.crest_m = 1.0};
    assert_int_equal(structures_cut_line(ctx, forest, lines[k].xy, 2, common, &faces), AL_OK);
    if ((faces.at_seams > 0) != lines[k].near || (!lines[k].near && faces.count == 0))
      fail_msg("line %zu: %zu faces, %zu near another size", k, faces.count, faces.at_seams);
    free(faces.item);
  }
  al_arena_destroy(arena);
  al_ctx_destroy(ctx);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(closed_lines_hold),
      cmocka_unit_test(shares_make_the_length),
      cmocka_unit_test(walls_keep_away_from_other_sizes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
