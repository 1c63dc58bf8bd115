/**
 * Highest water of coast sections over time, and when it passed their warning levels.
 */
#include "out/warning.h"
#include "core/caltime.h"
#include "core/units.h"
#include "doors/csv_door.h"
#include "doors/file_door.h"
#include "models/flow/flow_view.h"
#include "out/live_csv.h"
#include <assert.h>
#include <math.h>
#include <string.h>

struct warning {
  struct out_live_csv csv;
  struct al_flow_view water;
  struct warning_places places;
  const ptrdiff_t **index; /* [section][cell] tile * 4096 + cell */
  struct warning_peak *peak;
};

static al_status warning_begin(void *data, struct al_arena *arena, struct al_fields *fields,
                               const struct al_run_view *view, bool resumed)
{
  struct warning *self = data;
  const int cols = view->grid->lattice.cols;
  (void)resumed;
  if (!al_flow_view_open(fields, &self->water))
    return AL_FAIL(view->ctx, AL_RUN_FAILED, "warning: the run has no water");
  for (size_t s = 0; s < self->places.count; s++) {
    const struct warning_place *place = &self->places.place[s];
    ptrdiff_t *index = AL_NEW(arena, ptrdiff_t, place->cell_count);
    if (!index)
      return AL_NO_MEMORY;
    for (size_t c = 0; c < place->cell_count; c++)
      index[c] =
          al_forest_index(view->forest, (int)(place->cell[c] % cols), (int)(place->cell[c] / cols));
    self->index[s] = index;
  }
  return AL_OK;
}

/* Highest level of the wet cells of a section, NAN when there is none. */
static double warning_level_m(const struct warning *self, size_t s)
{
  al_real depth[AL_TILE_CELLS], level[AL_TILE_CELLS];
  ptrdiff_t tile = -1;
  double most_m = (double)NAN;
  for (size_t c = 0; c < self->places.place[s].cell_count; c++) {
    const ptrdiff_t index = self->index[s][c];
    if (index < 0)
      continue; /* where a coarser level stands, its cell may be void */
    if (index / AL_TILE_CELLS != tile) {
      tile = index / AL_TILE_CELLS;
      al_flow_view_tile(&self->water, tile, depth, level, NULL, NULL);
    }
    const ptrdiff_t cell = index % AL_TILE_CELLS;
    if (depth[cell] > 0 && !((double)level[cell] <= most_m))
      most_m = (double)level[cell];
  }
  return most_m;
}

static void warning_put_header(void *data, const struct al_run_view *view)
{
  struct warning *self = data;
  (void)view;
  fputs("time_s,time", self->csv.stream);
  for (size_t s = 0; s < self->places.count; s++) {
    out_csv_put_column(&self->csv, self->places.place[s].name, "level_m");
    out_csv_put_column(&self->csv, self->places.place[s].name, "colour");
  }
  fputc('\n', self->csv.stream);
}

static void warning_note(struct warning *self, size_t s, double level_m, double time_s)
{
  struct warning_peak *peak = &self->peak[s];
  const struct warning_place *place = &self->places.place[s];
  assert(s < self->places.count && time_s >= 0.0);
  const double last_s = self->csv.memory.clock.last_s;
  if (isnan(level_m))
    return;
  if (!(level_m <= peak->level_m)) {
    peak->level_m = level_m;
    peak->time_s = time_s;
  }
  for (int k = 0; k < WARNING_COLOURS; k++) {
    if (!(level_m - place->zero_m >= place->level_m[k]))
      continue;
    if (peak->first_s[k] < 0.0)
      peak->first_s[k] = time_s;
    peak->duration_s[k] += last_s >= 0.0 ? time_s - last_s : 0.0;
  }
}

static void warning_put_row(void *data, const struct al_run_view *view)
{
  struct warning *self = data;
  for (size_t s = 0; s < self->places.count; s++) {
    const double level_m = warning_level_m(self, s);
    warning_note(self, s, level_m, view->time_s);
    if (isnan(level_m))
      fputs(",,0", self->csv.stream);
    else
      fprintf(self->csv.stream, ",%.6g,%d", level_m,
              warning_colour_of(&self->places.place[s], level_m));
  }
}

static void warning_put_number(FILE *stream, const char *format, double value)
{
  fputc(',', stream);
  if (!isnan(value))
    fprintf(stream, format, value);
}

/* Seconds and calendar time; both empty for never. */
static void warning_put_when(FILE *stream, const struct out_env *env, double time_s)
{
  char calendar[64];
  if (!(time_s >= 0.0)) {
    fputs(",,", stream);
    return;
  }
  al_time_format(env->scenario->start_s + time_s, env->utc_offset_s, calendar, sizeof calendar);
  fprintf(stream, ",%.9g,%s", time_s, calendar);
}

static void warning_put_section_row(const struct warning *self, FILE *stream, size_t s)
{
  const struct warning_place *place = &self->places.place[s];
  const struct warning_peak *peak = &self->peak[s];
  const int colour = warning_colour_of(place, peak->level_m);
  out_csv_put_text(stream, place->name, "");
  fputc(',', stream);
  out_csv_put_text(stream, place->datum, "");
  fputc(',', stream);
  out_csv_put_text(stream, place->status, "");
  fprintf(stream, ",%.6g", place->zero_m);
  for (int k = 0; k < WARNING_COLOURS; k++)
    warning_put_number(stream, "%.6g", place->level_m[k]);
  warning_put_number(stream, "%.7g", peak->level_m);
  warning_put_number(stream, "%.7g", peak->level_m - place->zero_m);
  warning_put_when(stream, self->csv.env, peak->time_s);
  fprintf(stream, ",%d,%s", colour, warning_colour_names[colour]);
  for (int k = 0; k < WARNING_COLOURS; k++) {
    warning_put_when(stream, self->csv.env, peak->first_s[k]);
    warning_put_number(stream, "%.9g", peak->duration_s[k]);
  }
  fputc('\n', stream);
}

static al_status warning_write_table(const struct warning *self)
{
  struct al_file_writer writer;
  AL_TRY(
      self->csv.env->ctx,
      al_file_begin(self->csv.env->ctx, out_path(self->csv.env, "warning_sections.csv"), &writer));
  fputs("section,datum,status,zero_m", writer.stream);
  for (int k = 1; k <= WARNING_COLOURS; k++)
    fprintf(writer.stream, ",%s_m", warning_colour_names[k]);
  fputs(",peak_level_m,peak_above_zero_m,peak_time_s,peak_time,colour,colour_name", writer.stream);
  for (int k = 1; k <= WARNING_COLOURS; k++)
    fprintf(writer.stream, ",%1$s_first_s,%1$s_first,%1$s_duration_s", warning_colour_names[k]);
  fputc('\n', writer.stream);
  for (size_t s = 0; s < self->places.count; s++)
    warning_put_section_row(self, writer.stream, s);
  return al_file_commit(&writer);
}

static al_status warning_end(void *data, const struct al_run_view *view)
{
  struct warning *self = data;
  AL_TRY(view->ctx, out_csv_end(&self->csv, view));
  return out_is_end(view) ? warning_write_table(self) : AL_OK;
}

static size_t warning_spans(void *data, struct al_span *spans, size_t capacity)
{
  struct warning *self = data;
  const size_t used = out_csv_spans(&self->csv, spans, capacity);
  if (capacity > used)
    spans[used] =
        (struct al_span){.data = self->peak, .bytes = self->places.count * sizeof *self->peak};
  return used + 1;
}

al_status out_warning_create(const struct out_env *env, struct al_observer *out)
{
  struct warning *self = AL_NEW(env->arena, struct warning, 1);
  if (!self)
    return AL_NO_MEMORY;
  self->csv = (struct out_live_csv){.env = env,
                                    .interval_s = env->output->gauge_interval_s,
                                    .put_header = warning_put_header,
                                    .put_row = warning_put_row};
  AL_TRY(env->ctx, warning_places_read(env, &self->places));
  self->index = (const ptrdiff_t **)al_arena_alloc(env->arena, self->places.count,
                                                   sizeof *self->index, "coast sections");
  self->peak = AL_NEW(env->arena, struct warning_peak, self->places.count);
  if (!self->index || !self->peak)
    return AL_NO_MEMORY;
  for (size_t s = 0; s < self->places.count; s++) {
    self->peak[s] = (struct warning_peak){.level_m = (double)NAN, .time_s = (double)NAN};
    for (int k = 0; k < WARNING_COLOURS; k++)
      self->peak[s].first_s[k] = -1.0;
  }
  AL_TRY(env->ctx, out_csv_observe(&self->csv, "warning", "warning.csv", out));
  out->begin = warning_begin;
  out->end = warning_end;
  out->spans = warning_spans;
  return AL_OK;
}

/* A number of a table that this program wrote; NAN for an empty cell. */
static double peaks_number(const struct al_csv *csv, size_t row, const char *column)
{
  const int at = al_csv_column(csv, column);
  double value;
  return at >= 0 && al_number_parse(csv->cell[row * csv->column_count + (size_t)at], &value)
             ? value
             : (double)NAN;
}

al_status warning_peaks_read(const struct out_env *env, const struct warning_places *places,
                             struct warning_peak *peak)
{
  struct al_csv csv;
  const char *path = out_path(env, "warning_sections.csv");
  char column[48];
  if (!path)
    return AL_NO_MEMORY;
  AL_TRY(env->ctx, al_csv_read(env->ctx, env->arena, path, &csv));
  if (csv.row_count != places->count)
    return AL_FAIL(env->ctx, AL_BAD_INPUT, "%s: %zu sections, the layer has %zu", path,
                   csv.row_count, places->count);
  for (size_t s = 0; s < places->count; s++) {
    peak[s].level_m = peaks_number(&csv, s, "peak_level_m");
    peak[s].time_s = peaks_number(&csv, s, "peak_time_s");
    for (int k = 0; k < WARNING_COLOURS; k++) {
      snprintf(column, sizeof column, "%s_first_s", warning_colour_names[k + 1]);
      const double first_s = peaks_number(&csv, s, column);
      peak[s].first_s[k] = isnan(first_s) ? -1.0 : first_s;
      snprintf(column, sizeof column, "%s_duration_s", warning_colour_names[k + 1]);
      peak[s].duration_s[k] = peaks_number(&csv, s, column);
    }
  }
  return AL_OK;
}
