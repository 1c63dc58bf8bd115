/**
 * From lines of roads to a network.
 */
#include "models/evacuation/road_net.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SHARED_SNAP_M 0.01

/* Places where vertices lie, found by their square of the snapping distance. */
struct places {
  double snap_m;
  const double *x, *y;
  int32_t *table;        /* heads of chains, -1 = none */
  int32_t *next, *first; /* [place] in its chain; a vertex that lies there */
  uint8_t *uses;         /* [place] vertices, at most 2 counted; ends count twice */
  int32_t *parent;       /* [place] merged into, itself when it stands */
  int32_t count;
  uint32_t mask;
};

static uint32_t places_hash(int64_t col, int64_t row)
{
  uint64_t h = (uint64_t)col * 0x9e3779b97f4a7c15u ^ ((uint64_t)row * 0xc2b2ae3d27d4eb4fu);
  h ^= h >> 31;
  return (uint32_t)(h * 0xff51afd7ed558ccdu >> 32);
}

static bool places_open(struct places *places, const struct road_lines *lines, double snap_m)
{
  const size_t most = lines->vertex_count + 1;
  uint32_t size = 64;
  while (size < 2 * most)
    size *= 2;
  *places = (struct places){.snap_m = snap_m,
                            .x = lines->x,
                            .y = lines->y,
                            .mask = size - 1,
                            .table = malloc(size * sizeof *places->table),
                            .next = malloc(most * sizeof *places->next),
                            .first = malloc(most * sizeof *places->first),
                            .uses = calloc(most, 1),
                            .parent = malloc(most * sizeof *places->parent)};
  if (!places->table || !places->next || !places->first || !places->uses || !places->parent)
    return false;
  memset(places->table, -1, size * sizeof *places->table);
  return true;
}

static void places_close(struct places *places)
{
  free(places->table);
  free(places->next);
  free(places->first);
  free(places->uses);
  free(places->parent);
}

/* The place of a vertex: one known within the snapping distance, or a new one. */
static int32_t places_find(struct places *places, size_t vertex)
{
  const double x = places->x[vertex], y = places->y[vertex];
  const int64_t col = (int64_t)floor(x / places->snap_m), row = (int64_t)floor(y / places->snap_m);
  for (int64_t dy = -1; dy <= 1; dy++)
    for (int64_t dx = -1; dx <= 1; dx++)
      for (int32_t p = places->table[places_hash(col + dx, row + dy) & places->mask]; p >= 0;
           p = places->next[p])
        if (hypot(places->x[places->first[p]] - x, places->y[places->first[p]] - y) <=
            places->snap_m)
          return p;
  const int32_t place = places->count++;
  int32_t *head = &places->table[places_hash(col, row) & places->mask];
  places->first[place] = (int32_t)vertex;
  places->parent[place] = place;
  places->next[place] = *head;
  *head = place;
  return place;
}

static int32_t places_root(struct places *places, int32_t place)
{
  while (places->parent[place] != place) {
    places->parent[place] = places->parent[places->parent[place]];
    place = places->parent[place];
  }
  return place;
}

/* One stretch between two nodes. */
struct stretch {
  int32_t from, to; /* places, later nodes */
  int32_t line;
  size_t first, count; /* vertices */
  double length_m;
};

struct net_job {
  const struct road_lines *lines;
  struct places places;
  int32_t *place; /* [vertex] */
  struct stretch *stretch;
  int32_t stretch_count;
  struct road_report *report;
};

static void net_find_places(struct net_job *job)
{
  const struct road_lines *lines = job->lines;
  for (size_t l = 0; l < lines->line_count; l++) {
    const struct road_line *line = &lines->line[l];
    for (size_t k = 0; k < line->count; k++) {
      const int32_t place = places_find(&job->places, line->first + k);
      const bool end = k == 0 || k + 1 == line->count;
      const int uses = job->places.uses[place] + (end ? 2 : 1);
      job->place[line->first + k] = place;
      job->places.uses[place] = (uint8_t)(uses > 2 ? 2 : uses);
    }
  }
}

static double net_length_m(const struct road_lines *lines, size_t first, size_t count)
{
  double length_m = 0.0;
  for (size_t k = first; k + 1 < first + count; k++)
    length_m += hypot(lines->x[k + 1] - lines->x[k], lines->y[k + 1] - lines->y[k]);
  return length_m;
}

static void net_cut_line(struct net_job *job, int32_t number)
{
  const struct road_line *line = &job->lines->line[number];
  size_t from = line->first;
  assert(line->count >= 2 && line->first + line->count <= job->lines->vertex_count);
  job->report->length_m += net_length_m(job->lines, line->first, line->count);
  for (size_t k = line->first + 1; k < line->first + line->count; k++) {
    if (job->places.uses[job->place[k]] < 2)
      continue;
    job->stretch[job->stretch_count++] =
        (struct stretch){.from = job->place[from],
                         .to = job->place[k],
                         .line = number,
                         .first = from,
                         .count = k - from + 1,
                         .length_m = net_length_m(job->lines, from, k - from + 1)};
    from = k;
  }
}

static void net_merge_short(struct net_job *job, double shortest_m)
{
  for (int32_t s = 0; s < job->stretch_count; s++) {
    const struct stretch *stretch = &job->stretch[s];
    const int32_t a = places_root(&job->places, stretch->from),
                  b = places_root(&job->places, stretch->to);
    if (a == b || stretch->length_m >= shortest_m)
      continue;
    job->places.parent[a > b ? a : b] = a > b ? b : a;
    job->report->merged++;
  }
}

/* Places that ends of what is left become nodes, in the order of their places. */
static int32_t net_number_nodes(struct net_job *job, int32_t *node)
{
  int32_t kept = 0, nodes = 0;
  for (int32_t p = 0; p < job->places.count; p++)
    node[p] = -1;
  for (int32_t s = 0; s < job->stretch_count; s++) {
    struct stretch stretch = job->stretch[s];
    const bool shrunk = stretch.from != stretch.to;
    stretch.from = places_root(&job->places, stretch.from);
    stretch.to = places_root(&job->places, stretch.to);
    if (stretch.from == stretch.to) {
      job->report->loops += !shrunk;
      continue;
    }
    node[stretch.from] = node[stretch.to] = 0;
    job->stretch[kept++] = stretch;
  }
  job->stretch_count = kept;
  for (int32_t p = 0; p < job->places.count; p++)
    if (node[p] == 0)
      node[p] = nodes++;
  return nodes;
}

static bool net_allocate(struct al_evac_network *network, int32_t nodes, int32_t links,
                         size_t vertices)
{
  const size_t n = (size_t)nodes + 1, l = (size_t)links + 1;
  *network = (struct al_evac_network){.node_count = nodes,
                                      .node_x = malloc(n * sizeof *network->node_x),
                                      .node_y = malloc(n * sizeof *network->node_y),
                                      .from = malloc(l * sizeof *network->from),
                                      .to = malloc(l * sizeof *network->to),
                                      .length_m = malloc(l * sizeof *network->length_m),
                                      .free_speed_mps = malloc(l * sizeof(float)),
                                      .lanes = malloc(l * sizeof *network->lanes),
                                      .modes = malloc(l),
                                      .kind = malloc(l),
                                      .road_class = malloc(l),
                                      .twin = malloc(l * sizeof *network->twin),
                                      .feature = malloc(l * sizeof *network->feature),
                                      .name = (const char **)calloc(l, sizeof *network->name),
                                      .shape_start = malloc(l * sizeof *network->shape_start),
                                      .shape_x = malloc((vertices + 1) * sizeof(double)),
                                      .shape_y = malloc((vertices + 1) * sizeof(double))};
  return network->node_x && network->node_y && network->from && network->to && network->length_m &&
         network->free_speed_mps && network->lanes && network->modes && network->kind &&
         network->road_class && network->twin && network->feature && network->name &&
         network->shape_start && network->shape_x && network->shape_y;
}

/* One direction of a stretch; its shape begins and ends at the nodes. */
static void net_add_link(const struct net_job *job, const struct road_classes *classes,
                         const struct stretch *stretch, int32_t from, int32_t to, bool back,
                         struct al_evac_network *network)
{
  const struct road_line *line = &job->lines->line[stretch->line];
  const int32_t link = network->link_count++;
  assert(from != to && from >= 0 && to >= 0 && stretch->count >= 2);
  int32_t at = network->shape_start[link];
  network->from[link] = from;
  network->to[link] = to;
  network->length_m[link] = (float)stretch->length_m;
  network->free_speed_mps[link] = (float)line->speed_mps;
  network->lanes[link] = (float)line->lanes;
  network->modes[link] = classes->row[line->class_row].modes;
  network->kind[link] = (uint8_t)line->kind;
  network->road_class[link] = (int8_t)line->class_row;
  network->twin[link] = -1;
  network->feature[link] = line->id;
  network->name[link] = line->name;
  for (size_t k = 0; k < stretch->count; k++, at++) {
    const size_t vertex = stretch->first + (back ? stretch->count - 1 - k : k);
    network->shape_x[at] = job->lines->x[vertex];
    network->shape_y[at] = job->lines->y[vertex];
  }
  network->shape_start[link + 1] = at;
}

/* Both directions of a stretch, or the one that is allowed; on foot one-way says nothing. */
static void net_add_stretch(const struct net_job *job, const struct road_classes *classes,
                            const struct stretch *stretch, const int32_t *node,
                            struct al_evac_network *network)
{
  const struct road_line *line = &job->lines->line[stretch->line];
  const int32_t a = node[stretch->from], b = node[stretch->to], link = network->link_count;
  const uint8_t walk = AL_EVAC_MODE_BIT(AL_EVAC_WALK);
  net_add_link(job, classes, stretch, a, b, false, network);
  net_add_link(job, classes, stretch, b, a, true, network);
  network->twin[link] = link + 1;
  network->twin[link + 1] = link;
  if (line->oneway > 0)
    network->modes[link + 1] &= walk;
  if (line->oneway < 0)
    network->modes[link] &= walk;
}

static al_status net_build(struct al_ctx *ctx, struct net_job *job,
                           const struct road_classes *classes, struct al_evac_network *network)
{
  int32_t *node = calloc((size_t)job->places.count + 1, sizeof *node);
  size_t vertices = 0;
  if (!node)
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: %zu roads", job->lines->line_count);
  const int32_t nodes = net_number_nodes(job, node);
  for (int32_t s = 0; s < job->stretch_count; s++)
    vertices += 2 * job->stretch[s].count;
  if (!net_allocate(network, nodes, 2 * job->stretch_count, vertices)) {
    free(node);
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: %zu roads", job->lines->line_count);
  }
  for (int32_t p = 0; p < job->places.count; p++)
    if (node[p] >= 0) {
      network->node_x[node[p]] = job->lines->x[job->places.first[p]];
      network->node_y[node[p]] = job->lines->y[job->places.first[p]];
    }
  network->shape_start[0] = 0;
  for (int32_t s = 0; s < job->stretch_count; s++) {
    net_add_stretch(job, classes, &job->stretch[s], node, network);
    job->report->kept_m += job->stretch[s].length_m;
  }
  free(node);
  return al_evac_network_close(ctx, network);
}

/* Tarjan's search, without recursion. */
struct tarjan {
  const struct al_evac_network *network;
  int32_t *index, *low, *stack, *path, *edge, *set;
  int32_t next, depth, sets;
};

static void tarjan_enter(struct tarjan *search, int32_t node, int32_t *level)
{
  search->index[node] = search->low[node] = search->next++;
  search->stack[search->depth++] = node;
  search->path[*level] = node;
  search->edge[(*level)++] = search->network->leaving_start[node];
}

/* A node whose links are all looked at: with what stands above it on the stack it is a set when
 * nothing there leads lower. */
static void tarjan_leave(struct tarjan *search, int32_t node, int32_t *level)
{
  if (search->low[node] == search->index[node]) {
    int32_t member;
    do {
      member = search->stack[--search->depth];
      search->set[member] = search->sets;
    } while (member != node);
    search->sets++;
  }
  if (--*level > 0) {
    const int32_t above = search->path[*level - 1];
    search->low[above] =
        search->low[above] < search->low[node] ? search->low[above] : search->low[node];
  }
}

static void tarjan_from(struct tarjan *search, int32_t start)
{
  const struct al_evac_network *network = search->network;
  int32_t level = 0;
  tarjan_enter(search, start, &level);
  while (level > 0) {
    const int32_t node = search->path[level - 1];
    if (search->edge[level - 1] == network->leaving_start[node + 1]) {
      tarjan_leave(search, node, &level);
      continue;
    }
    const int32_t link = network->leaving[search->edge[level - 1]++], to = network->to[link];
    if (network->modes[link] == 0)
      continue;
    if (search->index[to] < 0)
      tarjan_enter(search, to, &level);
    else if (search->set[to] < 0 && search->index[to] < search->low[node])
      search->low[node] = search->index[to];
  }
}

int32_t road_net_components(const struct al_evac_network *network, int32_t *set)
{
  const size_t nodes = (size_t)network->node_count;
  int32_t *work = malloc((5 * nodes + 1) * sizeof *work);
  if (!work)
    return -1;
  struct tarjan search = {.network = network,
                          .index = work,
                          .low = work + nodes,
                          .stack = work + 2 * nodes,
                          .path = work + 3 * nodes,
                          .edge = work + 4 * nodes,
                          .set = set};
  for (size_t n = 0; n < nodes; n++)
    search.index[n] = set[n] = -1;
  for (size_t n = 0; n < nodes; n++)
    if (search.index[n] < 0)
      tarjan_from(&search, (int32_t)n);
  free(work);
  return search.sets;
}

static al_status net_tell_components(struct al_ctx *ctx, const struct al_evac_network *network,
                                     struct road_report *report)
{
  const size_t nodes = (size_t)network->node_count;
  int32_t *set = malloc((nodes + 1) * sizeof *set), *size = calloc(nodes + 1, sizeof *size);
  report->components = set && size ? road_net_components(network, set) : -1;
  for (size_t n = 0; report->components >= 0 && n < nodes; n++)
    if (++size[set[n]] > report->largest)
      report->largest = size[set[n]];
  free(set);
  free(size);
  for (size_t n = 0; n < nodes; n++) {
    bool leaves = false;
    for (int32_t k = network->leaving_start[n]; k < network->leaving_start[n + 1]; k++)
      leaves = leaves || network->modes[network->leaving[k]] != 0;
    report->dead_ends += !leaves;
  }
  if (report->components < 0)
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: a network of %d nodes and %d links",
                   (int)network->node_count, (int)network->link_count);
  return AL_OK;
}

al_status road_net_make(struct al_ctx *ctx, const struct road_lines *lines,
                        const struct road_classes *classes, double snap_m, double shortest_m,
                        struct al_evac_network *network, struct road_report *report)
{
  struct net_job job = {.lines = lines,
                        .place = malloc((lines->vertex_count + 1) * sizeof *job.place),
                        .stretch = malloc((lines->vertex_count + 1) * sizeof *job.stretch),
                        .report = report};
  al_status status = AL_OK;
  *network = (struct al_evac_network){0};
  *report =
      (struct road_report){.lines = lines->line_count, .unknown_classes = lines->unknown_classes};
  const double within_m = lines->shares_nodes ? SHARED_SNAP_M : fmax(snap_m, SHARED_SNAP_M);
  if (!places_open(&job.places, lines, within_m) || !job.place || !job.stretch) {
    status = AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: %zu roads", lines->line_count);
  } else {
    net_find_places(&job);
    for (size_t l = 0; l < lines->line_count; l++)
      net_cut_line(&job, (int32_t)l);
    net_merge_short(&job, shortest_m);
    status = net_build(ctx, &job, classes, network);
  }
  places_close(&job.places);
  free(job.place);
  free(job.stretch);
  if (status == AL_OK && network->link_count == 0)
    status = AL_FAIL(ctx, AL_BAD_INPUT, "no road is longer than %g m: nothing is left of %zu lines",
                     shortest_m, lines->line_count);
  if (status == AL_OK)
    status = net_tell_components(ctx, network, report);
  report->nodes = network->node_count;
  report->links = network->link_count;
  if (status != AL_OK)
    al_evac_network_free(network);
  return status;
}
