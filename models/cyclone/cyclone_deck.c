/**
 * Tracks as lines of text: CMA best tracks and ATCF b-decks.
 */
#include "core/caltime.h"
#include "doors/file_door.h"
#include "models/cyclone/cyclone_track.h"
#include <assert.h>
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DECK_FIELDS_MOST = 48, DECK_GALE_FIELD = 11 };

#define DECK_KNOT (1852.0 / 3600.0)

/* Lines of a text, one after the other, cut in place, and the track they make. */
struct deck {
  struct al_ctx *ctx;
  struct al_arena *arena;
  const char *path;
  char *next;
  int line;
  const char *storm; /* that is asked for, or NULL */
  struct cyclone_track *track;
  bool mine;  /* CMA: the lines are of that storm */
  int storms; /* CMA: how many fit it */
};

/* Takes the fields of one line that is not empty. */
typedef al_status deck_taker(struct deck *deck, char *const *field, int count);

static char *deck_next_line(struct deck *deck)
{
  if (!deck->next || !*deck->next)
    return NULL;
  char *line = deck->next, *end = line + strcspn(line, "\n");
  deck->next = *end ? end + 1 : end;
  *end = '\0';
  if (end > line && end[-1] == '\r')
    end[-1] = '\0';
  deck->line++;
  return line;
}

/* Cuts a line at `separator` (a blank stands for any run of them) and trims the parts. */
static int deck_split(char *line, char separator, char *field[DECK_FIELDS_MOST])
{
  int count = 0;
  for (char *at = line; at && count < DECK_FIELDS_MOST;) {
    at += strspn(at, " \t");
    if (separator == ' ' && !*at)
      break;
    char *end = separator == ' ' ? at + strcspn(at, " \t") : at + strcspn(at, ",");
    char *next = *end ? end + 1 : NULL;
    while (end > at && (end[-1] == ' ' || end[-1] == '\t'))
      end--;
    *end = '\0';
    field[count++] = at;
    at = next;
  }
  for (int i = count; i < DECK_FIELDS_MOST; i++)
    field[i] = line + strlen(line); /* an empty text */
  return count;
}

/* A whole number and nothing else; NAN for an empty field, with a report for anything else. */
static double deck_number(const struct deck *deck, const char *what, const char *text)
{
  char *end;
  const struct al_source_mark mark = {.file = deck->path, .line = deck->line};
  if (!*text)
    return NAN;
  const long value = strtol(text, &end, 10);
  if (*end || end == text || labs(value) > 1000000000L) {
    al_report(deck->ctx, AL_ERROR, &mark, "%s: '%s' is no whole number", what, text);
    return NAN;
  }
  return (double)value;
}

/* YYYYMMDDHH in UTC. */
static double deck_time(const struct deck *deck, const char *text)
{
  char iso[40];
  double epoch_s = NAN;
  const struct al_source_mark mark = {.file = deck->path, .line = deck->line};
  const size_t digits = strspn(text, "0123456789");
  snprintf(iso, sizeof iso, "%.4s-%.2s-%.2sT%.2s:00Z", text, digits >= 10 ? text + 4 : "",
           digits >= 10 ? text + 6 : "", digits >= 10 ? text + 8 : "");
  if (digits != 10 || text[digits] || !al_time_parse(iso, &epoch_s, NULL))
    al_report(deck->ctx, AL_ERROR, &mark, "'%s' is no time like 2023072806", text);
  return epoch_s;
}

static double deck_positive(double value, double si)
{
  return value > 0.0 ? value * si : (double)NAN;
}

static struct cyclone_row deck_empty_row(int line)
{
  struct cyclone_row row = {.epoch_s = NAN,
                            .lon_deg = NAN,
                            .lat_deg = NAN,
                            .pc_pa = NAN,
                            .pn_pa = NAN,
                            .vmax_m_per_s = NAN,
                            .averaging_s = NAN,
                            .rmax_m = NAN,
                            .line = line};
  for (int k = 0; k < CYCLONE_GALES; k++)
    row.gale[k] = (struct cyclone_gale){NAN, NAN};
  return row;
}

static al_status deck_add(const struct deck *deck, struct cyclone_row row)
{
  struct cyclone_track *track = deck->track;
  assert(track->count <= CYCLONE_ROWS_MOST);
  if (track->count == CYCLONE_ROWS_MOST)
    return AL_FAIL(deck->ctx, AL_BAD_INPUT, "%s: more than %d rows in one track", deck->path,
                   CYCLONE_ROWS_MOST);
  track->row[track->count++] = row;
  return AL_OK;
}

/* Reads a file and gives its lines, cut at `separator`, to a format. */
static al_status deck_read(struct deck *deck, char separator, deck_taker *take)
{
  size_t length;
  char *field[DECK_FIELDS_MOST];
  AL_TRY(deck->ctx, al_file_read_text(deck->ctx, deck->arena, deck->path, &deck->next, &length));
  if (strlen(deck->next) != length)
    return AL_FAIL(deck->ctx, AL_BAD_INPUT, "%s: not a text file (it holds zero bytes)",
                   deck->path);
  deck->track->row = AL_NEW(deck->arena, struct cyclone_row, CYCLONE_ROWS_MOST);
  if (!deck->track->row)
    return AL_NO_MEMORY;
  for (char *line; (line = deck_next_line(deck));) {
    const int count = deck_split(line, separator, field);
    if (count > 1 || *field[0])
      AL_TRY(deck->ctx, take(deck, field, count));
  }
  return AL_OK;
}

/* Header of a storm: 66666 0000 0023 0005 2305 0 6 Doksuri 20240101. */
static bool cma_header_fits(char *const field[DECK_FIELDS_MOST], const char *storm)
{
  return !storm || strcmp(field[4], storm) == 0 || strcasecmp(field[7], storm) == 0;
}

/* A fix: YYYYMMDDHH, grade, latitude and longitude in 0.1 degrees, hPa, m/s. Winds of 0 are
 * missing; 9 stands for less than 10 m/s. */
static struct cyclone_row cma_row(const struct deck *deck, char *const field[DECK_FIELDS_MOST])
{
  struct cyclone_row row = deck_empty_row(deck->line);
  row.epoch_s = deck_time(deck, field[0]);
  row.lat_deg = 0.1 * deck_number(deck, "latitude", field[2]);
  row.lon_deg = 0.1 * deck_number(deck, "longitude", field[3]);
  row.pc_pa = deck_positive(deck_number(deck, "pressure", field[4]), 100.0);
  row.vmax_m_per_s = deck_positive(deck_number(deck, "wind", field[5]), 1.0);
  row.averaging_s = 120.0;
  return row;
}

static al_status cma_take(struct deck *deck, char *const *field, int count)
{
  const struct al_source_mark mark = {.file = deck->path, .line = deck->line};
  if (strcmp(field[0], "66666") == 0) {
    deck->mine = cma_header_fits(field, deck->storm);
    deck->storms += deck->mine;
    if (deck->mine)
      deck->track->storm = al_arena_printf(deck->arena, "%s %s", field[4], field[7]);
  } else if (deck->mine && count >= 6) {
    return deck_add(deck, cma_row(deck, field));
  } else if (deck->mine) {
    al_report(deck->ctx, AL_ERROR, &mark,
              "%d columns; a fix has time, grade, latitude, longitude, pressure, wind", count);
  }
  return AL_OK;
}

al_status cyclone_read_cma(struct al_ctx *ctx, struct al_arena *arena,
                           const struct cyclone_source *source, struct cyclone_track *out)
{
  struct deck deck = {
      .ctx = ctx, .arena = arena, .path = source->path, .storm = source->storm, .track = out};
  AL_TRY(ctx, deck_read(&deck, ' ', cma_take));
  out->agency = "cma";
  if (deck.storms == 0)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: no storm '%s'", deck.path,
                   source->storm ? source->storm : "");
  return deck.storms == 1
             ? AL_OK
             : AL_FAIL(ctx, AL_BAD_INPUT, "%s: %d storms fit; name one by its number, as in 2305",
                       deck.path, deck.storms);
}

/* "157N", "448W": tenths of degrees. */
static double atcf_degrees(const struct deck *deck, char *text)
{
  const size_t length = strlen(text);
  const char side = length ? (char)toupper((unsigned char)text[length - 1]) : ' ';
  const struct al_source_mark mark = {.file = deck->path, .line = deck->line};
  if (!strchr("NSEW", side) || length < 2) {
    al_report(deck->ctx, AL_ERROR, &mark, "'%s' is no place like 247N or 1186E", text);
    return NAN;
  }
  text[length - 1] = '\0';
  const double tenths = deck_number(deck, "place", text);
  return (side == 'S' || side == 'W' ? -0.1 : 0.1) * tenths;
}

/* Mean of the quadrants that have a radius; one radius for the full circle. */
static void atcf_take_gale(const struct deck *deck, char *const field[DECK_FIELDS_MOST],
                           struct cyclone_row *row)
{
  const double wind_kt = deck_number(deck, "wind of the radii", field[DECK_GALE_FIELD]);
  const int place = wind_kt == 34.0 ? 0 : wind_kt == 50.0 ? 1 : wind_kt == 64.0 ? 2 : -1;
  double sum_m = 0.0;
  int quadrants = 0;
  for (int q = 0; q < 4; q++) {
    const double nautical = deck_number(deck, "radius", field[DECK_GALE_FIELD + 2 + q]);
    if (nautical > 0.0) {
      sum_m += nautical * 1852.0;
      quadrants++;
    }
  }
  if (place >= 0 && quadrants > 0)
    row->gale[place] = (struct cyclone_gale){wind_kt * DECK_KNOT, sum_m / quadrants};
}

static struct cyclone_row atcf_row(const struct deck *deck, char *const field[DECK_FIELDS_MOST],
                                   double epoch_s)
{
  struct cyclone_row row = deck_empty_row(deck->line);
  row.epoch_s = epoch_s;
  row.lat_deg = atcf_degrees(deck, field[6]);
  row.lon_deg = atcf_degrees(deck, field[7]);
  row.vmax_m_per_s = deck_positive(deck_number(deck, "wind", field[8]), DECK_KNOT);
  row.pc_pa = deck_positive(deck_number(deck, "pressure", field[9]), 100.0);
  row.rmax_m = deck_positive(deck_number(deck, "radius of maximum wind", field[19]), 1852.0);
  row.averaging_s = 60.0;
  return row;
}

static al_status atcf_take(struct deck *deck, char *const *field, int count)
{
  struct cyclone_track *track = deck->track;
  const struct al_source_mark mark = {.file = deck->path, .line = deck->line};
  if (count < 10) {
    al_report(deck->ctx, AL_ERROR, &mark, "%d columns; a line of a b-deck has at least 10", count);
    return AL_OK;
  }
  if (strcmp(field[4], "BEST") != 0)
    return AL_OK;
  const char *storm = al_arena_printf(deck->arena, "%s%s", field[0], field[1]);
  if (!storm)
    return AL_NO_MEMORY;
  if (track->storm && strcmp(storm, track->storm) != 0)
    return AL_FAIL(deck->ctx, AL_BAD_INPUT, "%s: the b-deck holds two storms, %s and %s",
                   deck->path, track->storm, storm);
  track->storm = storm;
  const double epoch_s = deck_time(deck, field[2]);
  if (track->count == 0 || track->row[track->count - 1].epoch_s != epoch_s)
    AL_TRY(deck->ctx, deck_add(deck, atcf_row(deck, field, epoch_s)));
  if (count > DECK_GALE_FIELD + 5)
    atcf_take_gale(deck, field, &track->row[track->count - 1]);
  return AL_OK;
}

al_status cyclone_read_atcf(struct al_ctx *ctx, struct al_arena *arena,
                            const struct cyclone_source *source, struct cyclone_track *out)
{
  struct deck deck = {
      .ctx = ctx, .arena = arena, .path = source->path, .storm = source->storm, .track = out};
  AL_TRY(ctx, deck_read(&deck, ',', atcf_take));
  out->agency = "usa";
  return AL_OK;
}
