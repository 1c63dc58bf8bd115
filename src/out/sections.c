/**
 * sections.csv: discharge through lines. A line becomes the staircase of cell faces it runs along.
 */
#include "out/flow_faces.h"
#include "out/points.h"
#include <string.h>

struct section {
  const char *name;
  const struct al_face *face;
  size_t count, joined; /* faces on the lattice; those with a cell on both sides */
  struct out_flow_face *part;
};

struct sections {
  struct out_live_csv csv;
  struct al_flow_view water;
  size_t count;
  struct section *section;
};

static void sections_join(struct section *section, const struct al_forest *forest)
{
  section->joined = 0;
  for (size_t f = 0; f < section->count; f++)
    section->joined += out_flow_face_at(forest, &section->face[f], &section->part[section->joined]);
}

static al_status sections_begin(void *data, struct al_arena *arena, struct al_fields *fields,
                                const struct al_run_view *view, bool resumed)
{
  struct sections *self = data;
  (void)resumed;
  if (!al_flow_view_open(fields, &self->water))
    return AL_FAIL(view->ctx, AL_RUN_FAILED, "sections: the run has no water");
  for (size_t s = 0; s < self->count; s++) {
    self->section[s].part = AL_NEW(arena, struct out_flow_face, self->section[s].count);
    if (!self->section[s].part)
      return AL_NO_MEMORY;
    sections_join(&self->section[s], view->forest);
  }
  return AL_OK;
}

static void sections_put_header(void *data, const struct al_run_view *view)
{
  struct sections *self = data;
  (void)view;
  fputs("# positive from the left to the right side of a line, seen from its first to its last "
        "point\ntime_s,time",
        self->csv.stream);
  for (size_t s = 0; s < self->count; s++)
    out_csv_put_column(&self->csv, self->section[s].name, "discharge_m3_per_s");
  fputc('\n', self->csv.stream);
}

static void sections_put_row(void *data, const struct al_run_view *view)
{
  struct sections *self = data;
  for (size_t s = 0; s < self->count; s++)
    fprintf(self->csv.stream, ",%.7g",
            out_flow_through(&self->water, self->section[s].part, self->section[s].joined,
                             view->forest->lattice.cell_m)
                .net_m3_per_s);
}

static al_status sections_place(const struct out_env *env, size_t at,
                                const struct out_section_config *config, struct section *section)
{
  const struct al_lattice *lattice = &env->grid->lattice;
  const char *key = al_arena_printf(env->arena, "output.sections[%zu]", at);
  const struct al_source_mark mark = al_config_mark(env->scenario_file, key ? key : "output");
  const struct al_number_list *line = &config->line;
  *section = (struct section){.name = config->name};
  if (line->count < 4 || line->count % 2) {
    al_report(env->ctx, AL_ERROR, &mark,
              "section '%s' needs at least two points [x1, y1, x2, y2, ...]", config->name);
    return AL_OK;
  }
  const size_t points = line->count / 2;
  section->count = al_line_faces(lattice, line->value, points, NULL, 0);
  struct al_face *face = AL_NEW(env->arena, struct al_face, section->count);
  if (!face)
    return AL_NO_MEMORY;
  al_line_faces(lattice, line->value, points, face, section->count);
  section->face = face;
  if (section->count == 0)
    al_report(env->ctx, AL_ERROR, &mark,
              "section '%s' crosses no face of the grid: x %.10g to %.10g, y %.10g to %.10g",
              config->name, lattice->west_m, lattice->west_m + lattice->cols * lattice->cell_m,
              lattice->north_m - lattice->rows * lattice->cell_m, lattice->north_m);
  return AL_OK;
}

al_status out_sections_create(const struct out_env *env, struct al_observer *out)
{
  const struct al_record_list *list = &env->output->sections;
  const struct out_section_config *config = list->record;
  struct sections *self = AL_NEW(env->arena, struct sections, 1);
  struct section *section = AL_NEW(env->arena, struct section, list->count);
  if (!self || !section)
    return AL_NO_MEMORY;
  *self = (struct sections){.csv = {.env = env,
                                    .interval_s = env->output->gauge_interval_s,
                                    .put_header = sections_put_header,
                                    .put_row = sections_put_row},
                            .count = list->count,
                            .section = section};
  for (size_t s = 0; s < list->count; s++)
    AL_TRY(env->ctx, sections_place(env, s, &config[s], &section[s]));
  AL_TRY(env->ctx, out_csv_observe(&self->csv, "sections", "sections.csv", out));
  out->begin = sections_begin;
  return AL_OK;
}
