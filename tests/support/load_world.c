/**
 * Networks, routes and trips for tests of evacuation.
 */
#include "support/load_world.h"
#include "core/rng.h"
#include "doors/csv_door.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *world_new(size_t count, size_t bytes)
{
  void *memory = calloc(count + 1, bytes);
  assert_non_null(memory);
  return memory;
}

void load_world_open(struct load_world *world, int32_t nodes, int32_t links, int32_t routes,
                     int32_t route_links, int32_t trips)
{
  struct al_evac_network *network = &world->network;
  *world = (struct load_world){0};
  assert_int_equal(al_ctx_create(&world->ctx), AL_OK);
  network->node_count = nodes;
  network->node_x = world_new((size_t)nodes, sizeof *network->node_x);
  network->node_y = world_new((size_t)nodes, sizeof *network->node_y);
  network->from = world_new((size_t)links, sizeof *network->from);
  network->to = world_new((size_t)links, sizeof *network->to);
  network->length_m = world_new((size_t)links, sizeof *network->length_m);
  network->free_speed_mps = world_new((size_t)links, sizeof *network->free_speed_mps);
  network->lanes = world_new((size_t)links, sizeof *network->lanes);
  network->modes = world_new((size_t)links, 1);
  world->route_start = world_new((size_t)routes + 1, sizeof *world->route_start);
  world->route_link = world_new((size_t)route_links, sizeof *world->route_link);
  world->trip = world_new((size_t)trips, sizeof *world->trip);
}

int32_t load_world_add_link(struct load_world *world, int32_t from, int32_t to, double length_m,
                            double speed_mps, double lanes)
{
  struct al_evac_network *network = &world->network;
  const int32_t l = network->link_count++;
  network->from[l] = from;
  network->to[l] = to;
  network->length_m[l] = (float)length_m;
  network->free_speed_mps[l] = (float)speed_mps;
  network->lanes[l] = (float)lanes;
  network->modes[l] = 0xff;
  return l;
}

int32_t load_world_add_route(struct load_world *world, const int32_t *links)
{
  int32_t at = world->route_start[world->route_count];
  for (; *links >= 0; links++)
    world->route_link[at++] = *links;
  world->route_start[++world->route_count] = at;
  return world->route_count - 1;
}

void load_world_add_trip(struct load_world *world, int32_t route, double depart_s)
{
  world->trip[world->trip_count++] =
      (struct al_evac_trip){.depart_s = depart_s, .route = route, .persons = 1.0f};
}

void load_world_close(struct load_world *world)
{
  assert_int_equal(al_evac_network_close(world->ctx, &world->network), AL_OK);
  world->request = (struct al_evac_load_request){.network = &world->network,
                                                 .kind = LOAD_WORLD_CAR,
                                                 .trip_count = world->trip_count,
                                                 .trips = world->trip,
                                                 .route_start = world->route_start,
                                                 .route_link = world->route_link,
                                                 .end_s = 172800.0};
}

void load_world_load(struct load_world *world, struct al_evac_load_result *out)
{
  if (al_evac_load(world->ctx, &world->request, out) != AL_OK)
    fail_msg("%s", al_ctx_error_text(world->ctx));
}

void load_world_free(struct load_world *world)
{
  al_evac_network_free(&world->network);
  free(world->trip);
  free(world->route_start);
  free(world->route_link);
  al_ctx_destroy(world->ctx);
}

/* Names in a sorted list, found by halving. */
struct named {
  const char *name;
  int32_t number;
};

static int named_before(const void *a, const void *b)
{
  return strcmp(((const struct named *)a)->name, ((const struct named *)b)->name);
}

static struct named *named_list(const struct al_csv *csv)
{
  struct named *list = world_new(csv->row_count, sizeof *list);
  for (size_t r = 0; r < csv->row_count; r++)
    list[r] = (struct named){csv->cell[r * csv->column_count], (int32_t)r};
  qsort(list, csv->row_count, sizeof *list, named_before);
  return list;
}

static int32_t named_find(const struct named *list, size_t count, const char *name)
{
  const struct named wanted = {.name = name};
  const struct named *found = bsearch(&wanted, list, count, sizeof *list, named_before);
  if (!found)
    fail_msg("no '%s'", name);
  return found->number;
}

static void read_table(struct load_world *world, struct al_arena *arena, const char *path,
                       struct al_csv *out)
{
  if (al_csv_read(world->ctx, arena, path, out) != AL_OK)
    fail_msg("%s", al_ctx_error_text(world->ctx));
}

static double number_at(struct load_world *world, const struct al_csv *csv, size_t row,
                        const char *column)
{
  return al_csv_number(world->ctx, csv, row, al_csv_column(csv, column));
}

/* Links of one route, blank between them. */
static void read_route(struct load_world *world, const struct named *edges, size_t edge_count,
                       const char *text)
{
  int32_t links[400], count = 0;
  char copy[16000];
  snprintf(copy, sizeof copy, "%s", text);
  for (char *rest = copy, *word = strtok_r(copy, " ", &rest); word;
       word = strtok_r(NULL, " ", &rest)) {
    assert_true(count < 399);
    links[count++] = named_find(edges, edge_count, word);
  }
  links[count] = -1;
  load_world_add_route(world, links);
}

char **load_world_read_grid30(struct load_world *world, double **closes_s)
{
  struct al_arena *arena;
  struct al_csv nodes, edges, routes, demand, closing;
  struct load_world room = {0};
  char command[9000];
  const char *scratch = test_scratch_folder("grid30");
  assert_int_equal(al_ctx_create(&room.ctx), AL_OK);
  assert_int_equal(al_arena_create(room.ctx, 0, &arena), AL_OK);
  snprintf(command, sizeof command, "gzip -dc '%s' > %s/demand.csv",
           test_case_path("evacuation/grid30/demand.csv.gz"), scratch);
  assert_int_equal(system(command), 0);
  read_table(&room, arena, test_case_path("evacuation/grid30/nodes.csv"), &nodes);
  read_table(&room, arena, test_case_path("evacuation/grid30/edges.csv"), &edges);
  read_table(&room, arena, test_case_path("evacuation/grid30/routes.csv"), &routes);
  read_table(&room, arena, test_case_path("evacuation/grid30/edge_closing.csv"), &closing);
  snprintf(command, sizeof command, "%s/demand.csv", scratch);
  read_table(&room, arena, command, &demand);
  struct named *node = named_list(&nodes), *edge = named_list(&edges), *route = named_list(&routes);
  load_world_open(world, (int32_t)nodes.row_count, (int32_t)edges.row_count,
                  (int32_t)routes.row_count, 100000, (int32_t)demand.row_count);
  char **name = world_new(nodes.row_count, sizeof *name);
  for (size_t r = 0; r < nodes.row_count; r++)
    name[r] = strdup(nodes.cell[r * nodes.column_count]);
  for (size_t r = 0; r < edges.row_count; r++)
    load_world_add_link(
        world, named_find(node, nodes.row_count, edges.cell[r * edges.column_count + 1]),
        named_find(node, nodes.row_count, edges.cell[r * edges.column_count + 2]),
        number_at(&room, &edges, r, "length_m"), number_at(&room, &edges, r, "speed_mps"),
        number_at(&room, &edges, r, "lanes"));
  for (size_t r = 0; r < routes.row_count; r++)
    read_route(world, edge, edges.row_count, routes.cell[r * routes.column_count + 3]);
  for (size_t r = 0; r < demand.row_count; r++)
    load_world_add_trip(
        world, named_find(route, routes.row_count, demand.cell[r * demand.column_count + 2]),
        number_at(&room, &demand, r, "depart_s"));
  if (closes_s) {
    *closes_s = world_new(edges.row_count, sizeof **closes_s);
    for (size_t r = 0; r < closing.row_count; r++)
      (*closes_s)[named_find(edge, edges.row_count, closing.cell[r * closing.column_count])] =
          number_at(&room, &closing, r, "close_s");
  }
  free(node);
  free(edge);
  free(route);
  al_arena_destroy(arena);
  al_ctx_destroy(room.ctx);
  load_world_close(world);
  return name;
}

/* A street; links differ by seed. */
static void grid_add_street(struct load_world *world, const struct load_grid *grid, int32_t a,
                            int32_t b, bool both)
{
  for (int way = 0; way < (both ? 2 : 1); way++) {
    const uint64_t link = (uint64_t)world->network.link_count;
    const double longer = 1.0 + grid->uneven * al_rng_uniform(grid->seed, 3, link),
                 slower = 1.0 - 0.5 * grid->uneven * al_rng_uniform(grid->seed, 4, link);
    load_world_add_link(world, way ? b : a, way ? a : b, 200.0 * longer, 13.89 * slower, 1.0);
  }
}

/* The junction of a shelter: they stand evenly around the grid. */
static int32_t grid_gate(const struct load_grid *grid, int32_t shelter)
{
  const int32_t side = grid->side, edge = side - 1;
  const int32_t at = (int32_t)((shelter + 0.5) / grid->shelters * 4.0 * edge);
  const int32_t along = at % edge;
  const int32_t gate[4] = {along, along * side + edge, edge * side + edge - along,
                           (edge - along) * side};
  return gate[at / edge];
}

/* Breadth first from all shelters. @return the link that each node takes */
static int32_t *grid_next_links(const struct load_world *world, int32_t first_shelter)
{
  const struct al_evac_network *network = &world->network;
  int32_t *next = world_new((size_t)network->node_count, sizeof *next);
  int32_t *queue = world_new((size_t)network->node_count, sizeof *queue);
  int32_t done = 0, count = 0;
  for (int32_t n = 0; n < network->node_count; n++) {
    next[n] = -1;
    if (n >= first_shelter)
      queue[count++] = n;
  }
  for (; done < count; done++)
    for (int32_t k = network->entering_start[queue[done]];
         k < network->entering_start[queue[done] + 1]; k++) {
      const int32_t link = network->entering[k], from = network->from[link];
      if (from >= first_shelter || next[from] >= 0)
        continue;
      next[from] = link;
      queue[count++] = from;
    }
  free(queue);
  return next;
}

static void grid_add_streets(struct load_world *world, const struct load_grid *grid)
{
  const int32_t side = grid->side;
  for (int32_t n = 0; n < side * side; n++) {
    world->network.node_x[n] = 200.0 * (n % side);
    world->network.node_y[n] = 200.0 * (n / side);
    if (n % side + 1 < side)
      grid_add_street(world, grid, n, n + 1, true);
    if (n / side + 1 < side)
      grid_add_street(world, grid, n, n + side, true);
  }
  for (int32_t k = 0; k < grid->shelters; k++)
    grid_add_street(world, grid, grid_gate(grid, k), side * side + k, false);
}

void load_world_make_grid(struct load_world *world, const struct load_grid *grid)
{
  const int32_t junctions = grid->side * grid->side;
  int32_t path[2048];
  load_world_open(world, junctions + grid->shelters,
                  4 * grid->side * (grid->side - 1) + grid->shelters, junctions,
                  2 * grid->side * junctions, grid->vehicles);
  grid_add_streets(world, grid);
  load_world_close(world);
  int32_t *next = grid_next_links(world, junctions);
  for (int32_t n = 0; n < junctions; n++) {
    int32_t count = 0;
    for (int32_t at = n; at < junctions; at = world->network.to[next[at]])
      path[count++] = next[at];
    path[count] = -1;
    load_world_add_route(world, path);
  }
  for (int32_t v = 0; v < grid->vehicles; v++) {
    const double where = al_rng_uniform(grid->seed, 1, (uint64_t)v),
                 when = al_rng_uniform(grid->seed, 2, (uint64_t)v);
    load_world_add_trip(world, (int32_t)(where * junctions),
                        grid->sigma_s * sqrt(-2.0 * log(1.0 - when)));
  }
  free(next);
  world->request.trip_count = world->trip_count;
}
