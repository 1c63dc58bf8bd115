#include "models/evacuation/evac_nearest.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

static int nearest_clamp(double value, int count)
{
  return value >= count ? count - 1 : value > 0.0 ? (int)value : 0;
}

static int nearest_bucket(const struct al_evac_node_index *index, int32_t node)
{
  const double x = index->network->node_x[node], y = index->network->node_y[node];
  return nearest_clamp((y - index->south_m) / index->cell_m, index->rows) * index->cols +
         nearest_clamp((x - index->west_m) / index->cell_m, index->cols);
}

/* About two nodes a bucket over the bounds of those that are kept. */
static void nearest_lay_out(struct al_evac_node_index *index, const uint8_t *kept)
{
  const struct al_evac_network *network = index->network;
  double west = INFINITY, south = INFINITY, east = -INFINITY, north = -INFINITY, count = 0.0;
  for (int32_t node = 0; node < network->node_count; node++)
    if (kept[node]) {
      west = fmin(west, network->node_x[node]);
      east = fmax(east, network->node_x[node]);
      south = fmin(south, network->node_y[node]);
      north = fmax(north, network->node_y[node]);
      count += 1.0;
    }
  index->cols = index->rows = 1;
  index->cell_m = 1.0;
  if (count == 0.0)
    return;
  const double width = fmax(east - west, 1.0), height = fmax(north - south, 1.0);
  index->west_m = west;
  index->south_m = south;
  index->cell_m = fmax(sqrt(2.0 * width * height / count), fmax(width, height) / 4096.0);
  index->cols = (int)(width / index->cell_m) + 1;
  index->rows = (int)(height / index->cell_m) + 1;
}

static void nearest_mark(const struct al_evac_network *network, unsigned modes, bool leaving,
                         uint8_t *kept)
{
  for (int32_t link = 0; link < network->link_count; link++)
    if (network->modes[link] & modes)
      kept[leaving ? network->from[link] : network->to[link]] = 1;
}

al_status al_evac_node_index_make(struct al_ctx *ctx, const struct al_evac_network *network,
                                  unsigned modes, bool leaving, struct al_evac_node_index *out)
{
  uint8_t *kept = calloc((size_t)network->node_count + 1, sizeof *kept);
  *out = (struct al_evac_node_index){.network = network};
  if (kept) {
    nearest_mark(network, modes, leaving, kept);
    nearest_lay_out(out, kept);
    out->start = calloc((size_t)out->cols * (size_t)out->rows + 2, sizeof *out->start);
    out->node = malloc(((size_t)network->node_count + 1) * sizeof *out->node);
  }
  if (!kept || !out->start || !out->node) {
    free(kept);
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: an index of %d nodes",
                   (int)network->node_count);
  }
  const int buckets = out->cols * out->rows;
  for (int32_t node = 0; node < network->node_count; node++)
    if (kept[node])
      out->start[nearest_bucket(out, node) + 2]++;
  for (int b = 0; b < buckets; b++)
    out->start[b + 2] += out->start[b + 1];
  for (int32_t node = 0; node < network->node_count; node++)
    if (kept[node])
      out->node[out->start[nearest_bucket(out, node) + 1]++] = node;
  free(kept);
  return AL_OK;
}

void al_evac_node_index_free(struct al_evac_node_index *index)
{
  free(index->start);
  free(index->node);
  *index = (struct al_evac_node_index){0};
}

/* The best so far, and the nodes of one bucket against it. */
struct nearest_search {
  double x, y, square;
  int32_t best;
};

static void nearest_try(const struct al_evac_node_index *index, int bucket,
                        struct nearest_search *search)
{
  const double *node_x = index->network->node_x, *node_y = index->network->node_y;
  for (int32_t i = index->start[bucket]; i < index->start[bucket + 1]; i++) {
    const int32_t node = index->node[i], best = search->best;
    const double dx = node_x[node] - search->x, dy = node_y[node] - search->y;
    const double square = dx * dx + dy * dy;
    if (square > search->square)
      continue;
    const bool ties = best >= 0 && square == search->square;
    if (ties && (node_x[node] > node_x[best] ||
                 (node_x[node] == node_x[best] && node_y[node] >= node_y[best])))
      continue;
    search->square = square;
    search->best = node;
  }
}

/* The ring of buckets at a distance from the middle one. @return whether it touches the grid. */
static bool nearest_try_ring(const struct al_evac_node_index *index, int col, int row, int ring,
                             struct nearest_search *search)
{
  bool touches = false;
  for (int y = row - ring; y <= row + ring; y++) {
    const int step = abs(y - row) == ring || ring == 0 ? 1 : 2 * ring;
    if (y < 0 || y >= index->rows)
      continue;
    for (int x = col - ring; x <= col + ring; x += step)
      if (x >= 0 && x < index->cols) {
        touches = true;
        nearest_try(index, y * index->cols + x, search);
      }
  }
  return touches;
}

int32_t al_evac_nearest_node(const struct al_evac_node_index *index, double x_m, double y_m,
                             double within_m, double *distance_m)
{
  struct nearest_search search = {.x = x_m, .y = y_m, .square = within_m * within_m, .best = -1};
  assert(within_m > 0.0 && isfinite(x_m) && isfinite(y_m));
  const int col = nearest_clamp((x_m - index->west_m) / index->cell_m, index->cols);
  const int row = nearest_clamp((y_m - index->south_m) / index->cell_m, index->rows);
  /* From outside the grid the rings stand around the nearest bucket: what lies in ring r is at
   * least (r - 1) buckets from there, and not nearer to the point. */
  for (int ring = 0;
       nearest_try_ring(index, col, row, ring, &search) || ring <= index->cols + index->rows;
       ring++)
    if (ring * index->cell_m > sqrt(search.square))
      break;
  if (distance_m)
    *distance_m = search.best >= 0 ? sqrt(search.square) : (double)INFINITY;
  return search.best;
}
