/**
 * When a fire closes roads and villages: first arrival within a distance of each piece of road,
 * each polygon, each point; a table and a layer that evacuation reads.
 */
#include "out/fire_closings.h"
#include "core/caltime.h"
#include "core/log.h"
#include "doors/file_door.h"
#include "doors/vector_door.h"
#include "models/fire/fire_config.h"
#include "models/fire/fire_ignition.h"
#include "out/live_csv.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>

/* Pieces of one record, each a feature of its own: a line of several parts is many. */
struct closings {
  const struct out_env *env;
  const struct fire_closing_config *config;
  const float *arrival, *annual;
  struct al_vector_layer read, piece;
  struct fire_flame *outline; /* [piece], of polygons: their rings */
  const char **name, **clock;
  double *number, *from_m, *to_m, *closes_s, *burn_annual;
};

static double closing_length_m(const struct al_vector_layer *layer, const struct al_part *part)
{
  double length_m = 0.0;
  for (size_t i = part->first; i + 1 < part->first + part->count; i++)
    length_m += hypot(layer->x[i + 1] - layer->x[i], layer->y[i + 1] - layer->y[i]);
  return length_m;
}

static size_t closing_pieces(const struct closings *self, const struct al_part *part)
{
  const double pieces = ceil(closing_length_m(&self->read, part) / self->config->piece_m);
  return pieces > 1.0 ? (size_t)pieces : 1;
}

static bool closings_make_room(struct closings *self, size_t pieces, size_t parts, size_t points)
{
  struct al_arena *arena = self->env->arena;
  double **const number[] = {&self->number, &self->from_m, &self->to_m, &self->closes_s,
                             &self->burn_annual};
  bool has = true;
  self->piece = (struct al_vector_layer){0};
  for (size_t k = 0; k < AL_COUNT(number); k++)
    has = has && (*number[k] = AL_NEW(arena, double, pieces + 1));
  self->name = AL_NEW(arena, const char *, pieces + 1);
  self->clock = AL_NEW(arena, const char *, pieces + 1);
  self->outline = AL_NEW(arena, struct fire_flame, pieces + 1);
  self->piece.feature = AL_NEW(arena, struct al_feature, pieces + 1);
  self->piece.part = AL_NEW(arena, struct al_part, parts + 1);
  self->piece.x = AL_NEW(arena, double, points + 1);
  self->piece.y = AL_NEW(arena, double, points + 1);
  return has && self->name && self->clock && self->outline && self->piece.feature &&
         self->piece.part && self->piece.x && self->piece.y;
}

static void closing_put_point(struct closings *self, double x_m, double y_m)
{
  self->piece.x[self->piece.point_count] = x_m;
  self->piece.y[self->piece.point_count++] = y_m;
  self->piece.part[self->piece.part_count - 1].count++;
}

static void closing_begin_part(struct closings *self, bool hole)
{
  self->piece.part[self->piece.part_count++] =
      (struct al_part){.first = self->piece.point_count, .hole = hole};
}

static void closing_begin(struct closings *self, const struct al_feature *feature, size_t number,
                          double from_m, double to_m)
{
  const size_t at = self->piece.feature_count++;
  const char *name = feature->attribute ? feature->attribute[0] : NULL;
  self->piece.feature[at] =
      (struct al_feature){.shape = feature->shape, .first_part = self->piece.part_count};
  self->name[at] = name ? name : "";
  self->number[at] = (double)number;
  self->from_m[at] = from_m;
  self->to_m[at] = to_m;
}

/* The part of a line from one distance along it to another. */
static void closing_cut(struct closings *self, const struct al_part *part, double from_m,
                        double to_m)
{
  const struct al_vector_layer *read = &self->read;
  double along_m = 0.0;
  closing_begin_part(self, false);
  for (size_t i = part->first; i + 1 < part->first + part->count; i++) {
    const double dx = read->x[i + 1] - read->x[i], dy = read->y[i + 1] - read->y[i];
    const double length_m = hypot(dx, dy), end_m = along_m + length_m;
    const double first = fmax(from_m - along_m, 0.0), last = fmin(to_m, end_m) - along_m;
    if (length_m > 0.0 && first < last) {
      if (self->piece.part[self->piece.part_count - 1].count == 0)
        closing_put_point(self, read->x[i] + first / length_m * dx,
                          read->y[i] + first / length_m * dy);
      closing_put_point(self, read->x[i] + last / length_m * dx, read->y[i] + last / length_m * dy);
    }
    along_m = end_m;
  }
}

static void closing_take_line(struct closings *self, const struct al_feature *feature,
                              size_t *number)
{
  for (size_t p = 0; p < feature->part_count; p++) {
    const struct al_part *part = &self->read.part[feature->first_part + p];
    const size_t pieces = closing_pieces(self, part);
    const double length_m = closing_length_m(&self->read, part);
    for (size_t k = 0; length_m > 0.0 && k < pieces; k++) {
      const double from_m = length_m * (double)k / (double)pieces;
      const double to_m = length_m * (double)(k + 1) / (double)pieces;
      closing_begin(self, feature, ++*number, from_m, to_m);
      closing_cut(self, part, from_m, to_m);
      self->piece.feature[self->piece.feature_count - 1].part_count = 1;
    }
  }
}

static bool closing_take_whole(struct closings *self, const struct al_feature *feature,
                               size_t *number)
{
  struct fire_flame *outline = &self->outline[self->piece.feature_count];
  closing_begin(self, feature, ++*number, 0.0, 0.0);
  self->piece.feature[self->piece.feature_count - 1].part_count = feature->part_count;
  *outline = (struct fire_flame){
      .area = feature->shape == AL_SHAPE_POLYGON,
      .part_count = feature->part_count,
      .part = AL_NEW(self->env->arena, struct fire_flame_part, feature->part_count + 1)};
  for (size_t p = 0; outline->part && p < feature->part_count; p++) {
    const struct al_part *part = &self->read.part[feature->first_part + p];
    closing_begin_part(self, part->hole);
    for (size_t i = part->first; i < part->first + part->count; i++)
      closing_put_point(self, self->read.x[i], self->read.y[i]);
    outline->part[p] = (struct fire_flame_part){
        part->count, al_vector_part_xy(self->env->arena, &self->read, part)};
    if (!outline->part[p].xy)
      return false;
  }
  return outline->part != NULL;
}

static al_status closings_cut(struct closings *self)
{
  size_t pieces = self->read.feature_count, parts = self->read.part_count, number = 0;
  size_t points = self->read.point_count;
  for (size_t p = 0; p < self->read.part_count; p++) {
    const size_t more = closing_pieces(self, &self->read.part[p]);
    pieces += more;
    parts += more;
    points += 2 * more;
  }
  if (!closings_make_room(self, pieces, parts, points))
    return AL_NO_MEMORY;
  for (size_t f = 0; f < self->read.feature_count; f++) {
    const struct al_feature *feature = &self->read.feature[f];
    if (feature->shape == AL_SHAPE_LINE)
      closing_take_line(self, feature, &number);
    else if (!closing_take_whole(self, feature, &number))
      return AL_NO_MEMORY;
  }
  assert(self->piece.feature_count <= pieces && self->piece.point_count <= points);
  return AL_OK;
}

static double closing_distance_m(const struct closings *self, const struct al_part *part,
                                 double x_m, double y_m)
{
  const double *x = self->piece.x + part->first, *y = self->piece.y + part->first;
  double least_m = hypot(x[0] - x_m, y[0] - y_m);
  for (size_t i = 0; i + 1 < part->count; i++) {
    const double dx = x[i + 1] - x[i], dy = y[i + 1] - y[i];
    const double square = dx * dx + dy * dy;
    const double along = square > 0.0 ? ((x_m - x[i]) * dx + (y_m - y[i]) * dy) / square : 0.0;
    const double at = fmin(fmax(along, 0.0), 1.0);
    least_m = fmin(least_m, hypot(x[i] + at * dx - x_m, y[i] + at * dy - y_m));
  }
  return least_m;
}

/* Whether the centre of a cell lies within the distance, or inside. */
static bool closing_holds(const struct closings *self, size_t piece, double x_m, double y_m,
                          double within_m)
{
  const struct al_feature *feature = &self->piece.feature[piece];
  if (self->outline[piece].area && fire_flame_holds(&self->outline[piece], x_m, y_m))
    return true;
  for (size_t p = 0; p < feature->part_count; p++)
    if (closing_distance_m(self, &self->piece.part[feature->first_part + p], x_m, y_m) <= within_m)
      return true;
  return false;
}

struct closing_box {
  int west, east, north, south;
};

static struct closing_box closing_box(const struct closings *self, size_t piece, double within_m)
{
  const struct al_lattice *lattice = &self->env->grid->lattice;
  const struct al_feature *feature = &self->piece.feature[piece];
  const struct al_part *last = &self->piece.part[feature->first_part + feature->part_count - 1];
  double west = INFINITY, east = -INFINITY, south = INFINITY, north = -INFINITY;
  for (size_t i = self->piece.part[feature->first_part].first; i < last->first + last->count; i++) {
    west = fmin(west, self->piece.x[i] - within_m);
    east = fmax(east, self->piece.x[i] + within_m);
    south = fmin(south, self->piece.y[i] - within_m);
    north = fmax(north, self->piece.y[i] + within_m);
  }
  const double cell_m = lattice->cell_m;
  return (struct closing_box){
      (int)fmax(floor((west - lattice->west_m) / cell_m), 0.0),
      (int)fmin(floor((east - lattice->west_m) / cell_m), lattice->cols - 1.0),
      (int)fmax(floor((lattice->north_m - north) / cell_m), 0.0),
      (int)fmin(floor((lattice->north_m - south) / cell_m), lattice->rows - 1.0)};
}

/* First arrival around a piece; a piece narrower than a cell has at least the cells it touches. */
static void closing_look(struct closings *self, size_t piece)
{
  const struct al_lattice *lattice = &self->env->grid->lattice;
  const double within_m = fmax(self->config->within_m, 0.5 * lattice->cell_m);
  const struct closing_box box = closing_box(self, piece, within_m);
  double first_s = INFINITY, annual = 0.0;
  char clock[48];
  for (int row = box.north; row <= box.south; row++)
    for (int col = box.west; col <= box.east; col++) {
      const ptrdiff_t cell = (ptrdiff_t)row * lattice->cols + col;
      if (!isfinite(self->arrival[cell]) ||
          !closing_holds(self, piece, al_lattice_x_m(lattice, col), al_lattice_y_m(lattice, row),
                         within_m))
        continue;
      first_s = fmin(first_s, (double)self->arrival[cell]);
      if (self->annual)
        annual = fmax(annual, (double)self->annual[cell]);
    }
  self->closes_s[piece] = isfinite(first_s) ? first_s : (double)NAN;
  self->burn_annual[piece] = annual;
  al_clock_format(isfinite(first_s) ? first_s : 0.0, clock, sizeof clock);
  self->clock[piece] = isfinite(first_s) ? al_arena_printf(self->env->arena, "%s", clock) : "";
}

static void closings_put_rows(const struct closings *self, FILE *stream)
{
  for (size_t k = 0; k < self->piece.feature_count; k++) {
    out_csv_put_text(stream, self->config->name, "");
    fputc(',', stream);
    out_csv_put_text(stream, self->name[k], "");
    fprintf(stream, ",%.0f,%.9g,%.9g,", self->number[k], self->from_m[k], self->to_m[k]);
    if (isfinite(self->closes_s[k]))
      fprintf(stream, "%.9g", self->closes_s[k]);
    fprintf(stream, ",%s,", self->clock[k]);
    if (self->annual)
      fprintf(stream, "%.6g", self->burn_annual[k]);
    fputc('\n', stream);
  }
}

static al_status closings_write_layer(struct closings *self)
{
  const struct al_table_column table[] = {{.name = "name", .is_text = true, .text = self->name},
                                          {.name = "piece", .number = self->number},
                                          {.name = "from_m", .number = self->from_m},
                                          {.name = "to_m", .number = self->to_m},
                                          {.name = "closes_s", .number = self->closes_s},
                                          {.name = "closes", .is_text = true, .text = self->clock},
                                          {.name = "burn_annual", .number = self->burn_annual}};
  return al_vector_write(
      self->env->ctx,
      &(struct al_vector_output){.path = out_path(self->env, "fire/closings.gpkg"),
                                 .layer = self->config->name,
                                 .crs_wkt = self->env->grid->lattice.crs_wkt,
                                 .geometry = &self->piece,
                                 .columns = table,
                                 .column_count = AL_COUNT(table) - (self->annual ? 0 : 1)});
}

static al_status closings_make(struct closings *self, FILE *stream)
{
  const struct out_env *env = self->env;
  const char *const label[] = {self->config->label, NULL};
  const struct al_vector_request request = {.path = self->config->path,
                                            .layer = self->config->layer,
                                            .where = self->config->where,
                                            .attributes = self->config->label ? label : NULL,
                                            .target_wkt = env->grid->lattice.crs_wkt,
                                            .clip = &env->grid->lattice};
  AL_TRY(env->ctx, al_vector_read(env->ctx, env->arena, &request, &self->read));
  if (self->read.feature_count == 0) {
    al_log(env->ctx, AL_WARNING, "fire.closings: %s has no feature on the grid",
           self->config->path);
    return AL_OK;
  }
  AL_TRY(env->ctx, closings_cut(self));
  for (size_t k = 0; k < self->piece.feature_count; k++) {
    closing_look(self, k);
    if (!self->clock[k])
      return AL_NO_MEMORY;
  }
  closings_put_rows(self, stream);
  return closings_write_layer(self);
}

al_status out_fire_closings(const struct out_env *env, const float *arrival, const float *annual)
{
  const struct al_fire_config *fire = al_config_section(env->scenario_file, "fire");
  const struct fire_closing_config *config = fire->closings.record;
  struct al_file_writer writer;
  if (fire->closings.count == 0)
    return AL_OK;
  AL_TRY(env->ctx, al_file_begin(env->ctx, out_path(env, "fire/closings.csv"), &writer));
  fputs("list,name,piece,from_m,to_m,closes_s,closes,burn_annual\n", writer.stream);
  al_status status = AL_OK;
  for (size_t k = 0; status == AL_OK && k < fire->closings.count; k++) {
    struct closings self = {.env = env, .config = &config[k], .arrival = arrival, .annual = annual};
    status = closings_make(&self, writer.stream);
  }
  if (status == AL_OK)
    return al_file_commit(&writer);
  al_file_abandon(&writer);
  return status;
}
