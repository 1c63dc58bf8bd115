/**
 * Roads from the tables of GMNS (General Modeling Network Specification): node.csv and link.csv.
 */
#include "doors/crs_door.h"
#include "doors/csv_door.h"
#include "models/evacuation/road_read.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Nodes by name. */
struct gmns_node {
  const char *name;
  double x, y;
};

struct gmns {
  struct al_ctx *ctx;
  struct al_csv nodes, links;
  struct gmns_node *node; /* [nodes.row_count] by name */
};

static int gmns_by_name(const void *a, const void *b)
{
  return strcmp(((const struct gmns_node *)a)->name, ((const struct gmns_node *)b)->name);
}

/* A column that must be there; said otherwise. */
static int gmns_column(const struct gmns *gmns, const struct al_csv *csv, const char *name)
{
  const struct al_source_mark mark = {.file = csv->path, .line = 1};
  const int column = al_csv_column(csv, name);
  if (column < 0)
    al_report(gmns->ctx, AL_ERROR, &mark, "no column '%s' in a table of GMNS", name);
  return column;
}

static const char *gmns_cell(const struct al_csv *csv, size_t row, int column)
{
  return column >= 0 ? csv->cell[row * csv->column_count + (size_t)column] : "";
}

static al_status gmns_read_nodes(struct gmns *gmns, struct al_arena *arena, const char *crs,
                                 const char *target_wkt)
{
  const size_t rows = gmns->nodes.row_count;
  const int name = gmns_column(gmns, &gmns->nodes, "node_id"),
            x = gmns_column(gmns, &gmns->nodes, "x_coord"),
            y = gmns_column(gmns, &gmns->nodes, "y_coord");
  double *at = AL_NEW(arena, double, 2 * rows + 1);
  gmns->node = AL_NEW(arena, struct gmns_node, rows + 1);
  if (!at || !gmns->node)
    return AL_NO_MEMORY;
  AL_TRY(gmns->ctx, al_report_close(gmns->ctx));
  for (size_t r = 0; r < rows; r++) {
    at[r] = al_csv_number(gmns->ctx, &gmns->nodes, r, x);
    at[rows + r] = al_csv_number(gmns->ctx, &gmns->nodes, r, y);
  }
  AL_TRY(gmns->ctx, al_report_close(gmns->ctx));
  if (crs)
    AL_TRY(gmns->ctx, al_crs_transform(gmns->ctx, crs, target_wkt, rows, at, at + rows));
  for (size_t r = 0; r < rows; r++)
    gmns->node[r] = (struct gmns_node){gmns_cell(&gmns->nodes, r, name), at[r], at[rows + r]};
  qsort(gmns->node, rows, sizeof *gmns->node, gmns_by_name);
  for (size_t r = 1; r < rows; r++)
    if (strcmp(gmns->node[r - 1].name, gmns->node[r].name) == 0)
      return AL_FAIL(gmns->ctx, AL_BAD_INPUT, "%s: node_id '%s' stands twice", gmns->nodes.path,
                     gmns->node[r].name);
  return AL_OK;
}

static const struct gmns_node *gmns_end(const struct gmns *gmns, size_t row, int column)
{
  const struct gmns_node wanted = {.name = gmns_cell(&gmns->links, row, column)};
  const struct al_source_mark mark = {.file = gmns->links.path, .line = gmns->links.line[row]};
  const struct gmns_node *found =
      bsearch(&wanted, gmns->node, gmns->nodes.row_count, sizeof *gmns->node, gmns_by_name);
  if (!found)
    al_report(gmns->ctx, AL_ERROR, &mark, "the link's node '%s' is not in node.csv", wanted.name);
  return found;
}

/* A number that may be left out; below or above what makes sense it is told. */
static double gmns_number(const struct gmns *gmns, size_t row, int column, double usual,
                          double most)
{
  const struct al_source_mark mark = {.file = gmns->links.path, .line = gmns->links.line[row]};
  char *end;
  const char *text = gmns_cell(&gmns->links, row, column);
  if (!*text)
    return usual;
  const double value = strtod(text, &end);
  if (*end == '\0' && value > 0.0 && value <= most)
    return value;
  al_report(gmns->ctx, AL_ERROR, &mark,
            "a link of GMNS has '%s' where a number above 0, up to %g, "
            "is wanted",
            text, most);
  return usual;
}

/* One row: a straight line; directed links (the rule of GMNS where nothing is said) one way. */
static void gmns_take_link(const struct gmns *gmns, const struct road_classes *classes,
                           const int column[7], size_t row, struct road_lines *out)
{
  const struct gmns_node *from = gmns_end(gmns, row, column[0]),
                         *to = gmns_end(gmns, row, column[1]);
  const int known = road_class_of(classes, gmns_cell(&gmns->links, row, column[4])),
            usual = road_class_of(classes, "road");
  const int class = known >= 0 ? known : usual >= 0 ? usual : 0;
  if (!from || !to)
    return;
  const char *directed = gmns_cell(&gmns->links, row, column[5]);
  struct road_line *line = &out->line[out->line_count++];
  *line = (struct road_line){
      .first = out->vertex_count,
      .count = 2,
      .id = (long long)row + 1,
      .class_row = class,
      .lanes = gmns_number(gmns, row, column[2], classes->row[class].lanes, 20.0),
      .speed_mps =
          gmns_number(gmns, row, column[3], 3.6 * classes->row[class].speed_mps, 300.0) / 3.6,
      .oneway = strcmp(directed, "0") != 0 && strcasecmp(directed, "false") != 0};
  const char *name = gmns_cell(&gmns->links, row, column[6]);
  line->name = *name ? name : NULL;
  out->unknown_classes += known < 0;
  const struct gmns_node *const ends[] = {from, to};
  for (int k = 0; k < 2; k++) {
    out->x[out->vertex_count] = ends[k]->x;
    out->y[out->vertex_count++] = ends[k]->y;
  }
}

al_status road_gmns_read(struct al_ctx *ctx, struct al_arena *arena,
                         const struct evac_roads_config *config, const struct road_classes *classes,
                         const struct al_lattice *lattice, struct road_lines *out)
{
  static const char *const names[7] = {"from_node_id",  "to_node_id", "lanes", "free_speed",
                                       "facility_type", "directed",   "name"};
  struct gmns gmns = {.ctx = ctx};
  char path[4200];
  int column[7];
  snprintf(path, sizeof path, "%.4000s/node.csv", config->path);
  AL_TRY(ctx, al_csv_read(ctx, arena, al_arena_strdup(arena, path), &gmns.nodes));
  snprintf(path, sizeof path, "%.4000s/link.csv", config->path);
  AL_TRY(ctx, al_csv_read(ctx, arena, al_arena_strdup(arena, path), &gmns.links));
  const char *crs = config->crs && *config->crs ? config->crs : NULL;
  AL_TRY(ctx, gmns_read_nodes(&gmns, arena, crs, lattice->crs_wkt));
  for (int k = 0; k < 7; k++)
    column[k] =
        k < 2 ? gmns_column(&gmns, &gmns.links, names[k]) : al_csv_column(&gmns.links, names[k]);
  AL_TRY(ctx, al_report_close(ctx));
  *out = (struct road_lines){.line = AL_NEW(arena, struct road_line, gmns.links.row_count + 1),
                             .x = AL_NEW(arena, double, 2 * gmns.links.row_count + 1),
                             .y = AL_NEW(arena, double, 2 * gmns.links.row_count + 1),
                             .shares_nodes = true};
  if (!out->line || !out->x || !out->y)
    return AL_NO_MEMORY;
  for (size_t row = 0; row < gmns.links.row_count; row++)
    gmns_take_link(&gmns, classes, column, row, out);
  AL_TRY(ctx, al_report_close(ctx));
  assert(out->vertex_count == 2 * out->line_count);
  if (out->line_count == 0)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: no roads lie within the grid (%zu lines of other kinds)",
                   config->path, out->unknown_classes);
  return AL_OK;
}
