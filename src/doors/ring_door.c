/**
 * Rings from CSV files.
 */
#include "doors/ring_door.h"
#include <assert.h>
#include <glob.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_BYTES = 256, RING_MAX_POINTS = 1 << 20 };

bool al_ring_is_path(const char *path)
{
  const size_t length = strlen(path);
  return length > 4 && strcmp(path + length - 4, ".csv") == 0;
}

/* Reads "x,y"; false when the line does not start with two numbers. */
static bool ring_parse_point(const char *line, double *x, double *y)
{
  char *end;
  *x = strtod(line, &end);
  if (end == line)
    return false;
  while (*end == ' ' || *end == '\t' || *end == ',')
    end++;
  const char *second = end;
  *y = strtod(second, &end);
  return end != second && isfinite(*x) && isfinite(*y);
}

static bool ring_line_is_blank(const char *line)
{
  return strspn(line, " \t\r\n\xef\xbb\xbf") == strlen(line);
}

/* Reads one file; with NULL arrays only counts. */
static al_status ring_read_file(struct al_ctx *ctx, const char *path, double *x, double *y,
                                size_t *count)
{
  assert(!x == !y);
  FILE *stream = fopen(path, "r");
  if (!stream)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: cannot be opened", path);
  char line[LINE_MAX_BYTES];
  al_status status = AL_OK;
  *count = 0;
  for (int number = 1; status == AL_OK && fgets(line, sizeof line, stream); number++) {
    double px, py;
    if (ring_line_is_blank(line))
      continue;
    if (ring_parse_point(line, &px, &py) && *count < RING_MAX_POINTS) {
      if (x) {
        x[*count] = px;
        y[*count] = py;
      }
      ++*count;
    } else if (number > 1) {
      line[strcspn(line, "\r\n")] = '\0';
      status = AL_FAIL(ctx, AL_BAD_INPUT, "%s:%d: '%s' is no point: two numbers x,y are needed",
                       path, number, line);
    }
  }
  fclose(stream);
  if (status == AL_OK && *count < 3)
    status = AL_FAIL(ctx, AL_BAD_INPUT, "%s: a ring needs at least 3 points, the file holds %zu",
                     path, *count);
  return status;
}

/* Room for all rings and one closing point each. */
static al_status ring_reserve(struct al_ctx *ctx, struct al_arena *arena, const glob_t *files,
                              struct al_vector_layer *out)
{
  size_t points = 0;
  for (size_t i = 0; i < files->gl_pathc; i++) {
    size_t count;
    AL_TRY(ctx, ring_read_file(ctx, files->gl_pathv[i], NULL, NULL, &count));
    points += count + 1;
  }
  out->feature = AL_NEW(arena, struct al_feature, files->gl_pathc);
  out->part = AL_NEW(arena, struct al_part, files->gl_pathc);
  out->x = AL_NEW(arena, double, points);
  out->y = AL_NEW(arena, double, points);
  return out->feature && out->part && out->x && out->y ? AL_OK : AL_NO_MEMORY;
}

static al_status ring_fill(struct al_ctx *ctx, const glob_t *files, struct al_vector_layer *out)
{
  for (size_t i = 0; i < files->gl_pathc; i++) {
    const size_t first = out->point_count;
    size_t count;
    AL_TRY(ctx, ring_read_file(ctx, files->gl_pathv[i], out->x + first, out->y + first, &count));
    if (out->x[first] != out->x[first + count - 1] || out->y[first] != out->y[first + count - 1]) {
      out->x[first + count] = out->x[first];
      out->y[first + count] = out->y[first];
      count++;
    }
    if (count < 4) /* three points of which the last closes the ring */
      return AL_FAIL(ctx, AL_BAD_INPUT, "%s: a ring needs at least 3 points, the file holds %zu",
                     files->gl_pathv[i], count - 1);
    out->part[i] = (struct al_part){.first = first, .count = count};
    out->feature[i] = (struct al_feature){
        .id = (long long)i, .shape = AL_SHAPE_POLYGON, .first_part = i, .part_count = 1};
    out->point_count += count;
  }
  out->feature_count = out->part_count = files->gl_pathc;
  assert(out->point_count >= 4 * out->feature_count);
  return AL_OK;
}

al_status al_ring_read(struct al_ctx *ctx, struct al_arena *arena, const char *pattern,
                       struct al_vector_layer *out)
{
  assert(pattern && out);
  glob_t files;
  *out = (struct al_vector_layer){0};
  if (glob(pattern, 0, NULL, &files) != 0)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: no file matches", pattern);
  al_status status = ring_reserve(ctx, arena, &files, out);
  if (status == AL_OK)
    status = ring_fill(ctx, &files, out);
  globfree(&files);
  return status;
}
