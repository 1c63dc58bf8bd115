/**
 * Reading a fort.14: lines of numbers parted by blanks or commas, remarks after '!' or '='. Fields
 * are called as in ADCIRC's manual.
 */
#include "doors/fort14_door.h"
#include "core/units.h"
#include "doors/file_door.h"
#include <assert.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
  TOKEN_BYTES = 64,
  LOOK_BYTES = 2048,
  NODE_BYTES_LEAST = 8,    /* "1 0 0 0\n" */
  ELEMENT_BYTES_LEAST = 10 /* "1 3 1 2 3\n" */
};

#define COORDINATE_MOST 1e9

struct fort14_reader {
  struct al_ctx *ctx;
  struct al_arena *arena;
  struct al_source_mark mark;
  char *at;   /* the rest of the line */
  char *next; /* the line after it, "" at the end */
};

/* Goes to the next line that holds something. */
static bool fort14_next(struct fort14_reader *reader)
{
  while (*reader->next) {
    const size_t length = strcspn(reader->next, "\n");
    reader->at = reader->next;
    reader->next += length + (reader->next[length] == '\n');
    reader->at[length] = '\0';
    reader->mark.line++;
    if (reader->at[strspn(reader->at, " \t\r")])
      return true;
  }
  return false;
}

static al_status fort14_next_for(struct fort14_reader *reader, const char *field)
{
  if (fort14_next(reader))
    return AL_OK;
  al_report(reader->ctx, AL_ERROR, &reader->mark, "the file ends where %s should stand", field);
  return AL_BAD_INPUT;
}

/* The next number's text, with Fortran's exponent letter D as E. @return false at the end. */
static bool fort14_token(char **at, char token[TOKEN_BYTES])
{
  const char *text = *at + strspn(*at, " \t\r,");
  const size_t length = strcspn(text, " \t\r\n,!=");
  const size_t kept = length < TOKEN_BYTES ? length : TOKEN_BYTES - 1;
  memcpy(token, text, kept);
  token[kept] = '\0';
  char *exponent = strpbrk(token, "Dd");
  if (exponent)
    *exponent = 'E';
  *at += (size_t)(text - *at) + length;
  return kept > 0;
}

static al_status fort14_number(struct fort14_reader *reader, const char *field, double *out)
{
  char token[TOKEN_BYTES];
  if (!fort14_token(&reader->at, token))
    al_report(reader->ctx, AL_ERROR, &reader->mark, "the line ends where %s should stand", field);
  else if (!al_number_parse(token, out))
    al_report(reader->ctx, AL_ERROR, &reader->mark, "%s: '%s' is not a number", field, token);
  else if (!(fabs(*out) <= COORDINATE_MOST))
    al_report(reader->ctx, AL_ERROR, &reader->mark, "%s is %g; it lies between %g and %g", field,
              *out, -COORDINATE_MOST, COORDINATE_MOST);
  else
    return AL_OK;
  return AL_BAD_INPUT;
}

static al_status fort14_whole(struct fort14_reader *reader, const char *field, size_t least,
                              size_t most, size_t *out)
{
  double value;
  AL_TRY(reader->ctx, fort14_number(reader, field, &value));
  if (!(value >= (double)least && value <= (double)most && floor(value) == value)) {
    al_report(reader->ctx, AL_ERROR, &reader->mark,
              "%s is %.10g; it is a whole number between %zu and %zu", field, value, least, most);
    return AL_BAD_INPUT;
  }
  *out = (size_t)value;
  return AL_OK;
}

static al_status fort14_sizes(struct fort14_reader *reader, size_t bytes, struct al_fort14 *mesh)
{
  size_t elements, nodes;
  AL_TRY(reader->ctx, fort14_next_for(reader, "NE"));
  AL_TRY(reader->ctx, fort14_whole(reader, "NE", 1, INT_MAX / 3, &elements));
  AL_TRY(reader->ctx, fort14_whole(reader, "NP", 3, INT_MAX, &nodes));
  if (elements * ELEMENT_BYTES_LEAST + nodes * NODE_BYTES_LEAST > bytes + 2) {
    al_report(reader->ctx, AL_ERROR, &reader->mark,
              "NE is %zu and NP is %zu; a file of %zu bytes cannot hold so many", elements, nodes,
              bytes);
    return AL_BAD_INPUT;
  }
  mesh->x = AL_NEW(reader->arena, double, nodes);
  mesh->y = AL_NEW(reader->arena, double, nodes);
  mesh->depth_m = AL_NEW(reader->arena, double, nodes);
  mesh->element = AL_NEW(reader->arena, int, 3 * elements);
  mesh->node_count = nodes;
  mesh->element_count = elements;
  return mesh->x && mesh->y && mesh->depth_m && mesh->element ? AL_OK : AL_NO_MEMORY;
}

/* Nodes may stand in any order, each once. */
static al_status fort14_nodes(struct fort14_reader *reader, struct al_fort14 *mesh)
{
  bool *known = AL_NEW(reader->arena, bool, mesh->node_count);
  if (!known)
    return AL_NO_MEMORY;
  for (size_t i = 0; i < mesh->node_count; i++) {
    size_t node;
    AL_TRY(reader->ctx, fort14_next_for(reader, "JN"));
    AL_TRY(reader->ctx, fort14_whole(reader, "JN", 1, mesh->node_count, &node));
    if (known[--node]) {
      al_report(reader->ctx, AL_ERROR, &reader->mark, "node %zu stands a second time", node + 1);
      return AL_BAD_INPUT;
    }
    known[node] = true;
    AL_TRY(reader->ctx, fort14_number(reader, "X", &mesh->x[node]));
    AL_TRY(reader->ctx, fort14_number(reader, "Y", &mesh->y[node]));
    AL_TRY(reader->ctx, fort14_number(reader, "DP", &mesh->depth_m[node]));
  }
  return AL_OK;
}

static al_status fort14_elements(struct fort14_reader *reader, struct al_fort14 *mesh)
{
  for (size_t e = 0; e < mesh->element_count; e++) {
    size_t number, corners, node;
    AL_TRY(reader->ctx, fort14_next_for(reader, "JE"));
    AL_TRY(reader->ctx, fort14_whole(reader, "JE", 1, INT_MAX, &number));
    AL_TRY(reader->ctx, fort14_whole(reader, "NHY", 3, 3, &corners));
    for (size_t k = 0; k < corners; k++) {
      AL_TRY(reader->ctx, fort14_whole(reader, "NM", 1, mesh->node_count, &node));
      mesh->element[3 * e + k] = (int)node - 1;
    }
  }
  return AL_OK;
}

/* One segment: its length, perhaps its type, and a node a line; pairs of nodes and crests of walls
 * (types 4, 24, ...) stand on the same lines and are not read. */
static al_status fort14_segment(struct fort14_reader *reader, struct al_fort14 *mesh, bool open)
{
  struct al_fort14_segment *segment = &mesh->segment[mesh->segment_count];
  char token[TOKEN_BYTES];
  double type = 0.0;
  size_t node;
  *segment = (struct al_fort14_segment){.open = open, .first = mesh->boundary_count};
  AL_TRY(reader->ctx, fort14_next_for(reader, open ? "NVDLL" : "NVELL"));
  AL_TRY(reader->ctx,
         fort14_whole(reader, open ? "NVDLL" : "NVELL", 0, (size_t)INT_MAX, &segment->count));
  if (fort14_token(&reader->at, token) && al_number_parse(token, &type) && fabs(type) <= 1000.0)
    segment->type = (int)type;
  for (size_t i = 0; i < segment->count; i++) {
    AL_TRY(reader->ctx, fort14_next_for(reader, open ? "NBDV" : "NBVV"));
    AL_TRY(reader->ctx, fort14_whole(reader, open ? "NBDV" : "NBVV", 1, mesh->node_count, &node));
    mesh->boundary_node[mesh->boundary_count++] = (int)node - 1;
  }
  mesh->segment_count++;
  return AL_OK;
}

/* Open or land boundaries, which a file may lack; a node is a line, so the lines left bound both.
 */
static al_status fort14_boundaries(struct fort14_reader *reader, size_t lines,
                                   struct al_fort14 *mesh, bool open)
{
  size_t segments, nodes;
  if (!fort14_next(reader))
    return AL_OK;
  AL_TRY(reader->ctx, fort14_whole(reader, open ? "NOPE" : "NBOU", 0, lines, &segments));
  AL_TRY(reader->ctx, fort14_next_for(reader, open ? "NETA" : "NVEL"));
  AL_TRY(reader->ctx, fort14_whole(reader, open ? "NETA" : "NVEL", 0, INT_MAX, &nodes));
  for (size_t i = 0; i < segments; i++)
    AL_TRY(reader->ctx, fort14_segment(reader, mesh, open));
  assert(mesh->segment_count <= 2 * lines && mesh->boundary_count <= lines);
  return AL_OK;
}

static size_t fort14_lines_left(const char *text)
{
  size_t lines = 1;
  for (; *text; text++)
    lines += *text == '\n';
  return lines;
}

al_status al_fort14_read(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                         struct al_fort14 *out)
{
  assert(arena && path && out);
  struct fort14_reader reader = {.ctx = ctx, .arena = arena, .mark = {.file = path}};
  size_t bytes;
  *out = (struct al_fort14){0};
  AL_TRY(ctx, al_file_read_text(ctx, arena, path, &reader.next, &bytes));
  if (strlen(reader.next) != bytes)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: not a text: it holds zero bytes", path);
  /* the first line is a title and may be empty */
  const size_t title = strcspn(reader.next, "\n");
  out->title = al_arena_printf(arena, "%.*s", (int)(title < 200 ? title : 200), reader.next);
  reader.next += title + (reader.next[title] == '\n');
  reader.mark.line = 1;
  AL_TRY(ctx, fort14_sizes(&reader, bytes, out));
  AL_TRY(ctx, fort14_nodes(&reader, out));
  AL_TRY(ctx, fort14_elements(&reader, out));
  const size_t lines = fort14_lines_left(reader.next);
  out->segment = AL_NEW(arena, struct al_fort14_segment, 2 * lines);
  out->boundary_node = AL_NEW(arena, int, lines);
  if (!out->title || !out->segment || !out->boundary_node)
    return AL_NO_MEMORY;
  AL_TRY(ctx, fort14_boundaries(&reader, lines, out, true));
  return fort14_boundaries(&reader, lines, out, false);
}

/* Numbers at the start of a line, at most `most`; -1 when the line starts with something else. */
static int fort14_look(char *line, int most, double *value)
{
  char token[TOKEN_BYTES];
  int count = 0;
  while (count < most && fort14_token(&line, token)) {
    if (!al_number_parse(token, &value[count]))
      return -1;
    count++;
  }
  return count;
}

bool al_fort14_is_path(const char *path)
{
  char text[LOOK_BYTES], *line[4] = {text};
  double size[2], node[4];
  const size_t length = strlen(path);
  if (length > 3 && strcmp(path + length - 3, ".14") == 0)
    return true;
  FILE *stream = fopen(path, "rb");
  const size_t got = stream ? fread(text, 1, sizeof text - 1, stream) : 0;
  if (stream)
    fclose(stream);
  text[got] = '\0';
  for (int k = 1; k < 4; k++) {
    char *end = strchr(line[k - 1], '\n');
    if (!end)
      return false;
    *end = '\0';
    line[k] = end + 1;
  }
  return fort14_look(line[1], 2, size) == 2 && fort14_look(line[2], 4, node) == 4 &&
         size[0] >= 1.0 && size[1] >= 3.0 && floor(size[0]) == size[0] &&
         floor(size[1]) == size[1] && node[0] >= 1.0 && node[0] <= size[1] &&
         floor(node[0]) == node[0];
}
