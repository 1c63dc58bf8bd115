/**
 * Tables of an ensemble: members.csv and groups.csv.
 */
#include "doors/file_door.h"
#include "out/ensemble_inside.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static void table_put_column(FILE *stream, const char *name, const char *suffix)
{
  fputc(',', stream);
  out_csv_put_text(stream, name, suffix);
}

static void table_put_number(FILE *stream, const char *format, double value)
{
  fputc(',', stream);
  if (!isnan(value))
    fprintf(stream, format, value);
}

static void members_put_header(const struct ensemble *ensemble, FILE *stream)
{
  const struct ensemble_plan *plan = &ensemble->plan;
  const struct al_number_list *depths = &plan->config->depths_m;
  fputs("number,name,group,weight", stream);
  for (size_t k = 0; k < plan->key_count; k++)
    table_put_column(stream, plan->key[k], "");
  fputs(",state", stream);
  for (size_t g = 0; g < ensemble->gauge_count; g++) {
    table_put_column(stream, ensemble->gauge[g].name, ".peak_level_m");
    table_put_column(stream, ensemble->gauge[g].name, ".peak_time_s");
  }
  for (size_t s = 0; s < ensemble->section_count; s++) {
    table_put_column(stream, ensemble->sections.place[s].name, ".peak_level_m");
    table_put_column(stream, ensemble->sections.place[s].name, ".colour");
  }
  for (size_t k = 0; k < depths->count; k++)
    fprintf(stream, ",land_deeper_%gm_km2", depths->value[k]);
  fputs(",steps,balance_error_m3,balance_error_share,fault\n", stream);
}

static void members_put_results(const struct ensemble *ensemble, FILE *stream, size_t m)
{
  const struct ensemble_outcome *outcome = &ensemble->outcome[m];
  for (size_t g = 0; g < ensemble->gauge_count; g++) {
    table_put_number(stream, "%.7g", outcome->gauge_peak_m[g]);
    table_put_number(stream, "%.9g", outcome->gauge_peak_s[g]);
  }
  for (size_t s = 0; s < ensemble->section_count; s++) {
    table_put_number(stream, "%.7g", outcome->section[s].level_m);
    fprintf(stream, ",%d",
            warning_colour_of(&ensemble->sections.place[s], outcome->section[s].level_m));
  }
  for (size_t k = 0; k < ensemble->plan.config->depths_m.count; k++)
    fprintf(stream, ",%.6f", outcome->wet_m2[k] / 1e6);
  fprintf(stream, ",%ld,%.6g,%.6g,\n", outcome->steps, outcome->balance_error_m3,
          outcome->balance_error_share);
}

static void members_put_row(const struct ensemble *ensemble, FILE *stream, size_t m)
{
  static const char *const states[] = {"waiting", "done", "failed"};
  const struct ensemble_member *member = &ensemble->plan.member[m];
  const struct ensemble_outcome *outcome = &ensemble->outcome[m];
  fprintf(stream, "%zu,", m + 1);
  out_csv_put_text(stream, member->name, "");
  fputc(',', stream);
  out_csv_put_text(stream, ensemble->plan.group[member->group], "");
  fprintf(stream, ",%.9g", member->weight);
  for (size_t k = 0; k < ensemble->plan.key_count; k++) {
    fputc(',', stream);
    out_csv_put_text(stream, member->value[k], "");
  }
  fprintf(stream, ",%s", states[outcome->state]);
  if (outcome->state == ENSEMBLE_DONE) {
    members_put_results(ensemble, stream, m);
    return;
  }
  const size_t empty = 2 * ensemble->gauge_count + 2 * ensemble->section_count +
                       ensemble->plan.config->depths_m.count + 3;
  for (size_t c = 0; c < empty; c++)
    fputc(',', stream);
  fputc(',', stream);
  out_csv_put_text(stream, outcome->fault ? outcome->fault : "", "");
  fputc('\n', stream);
}

al_status ensemble_write_members(struct ensemble *ensemble)
{
  char path[PIPELINE_PATH_BYTES + 32];
  struct al_file_writer writer;
  snprintf(path, sizeof path, "%s/members.csv", ensemble->base.folder);
  AL_TRY(ensemble->ctx, al_file_begin(ensemble->ctx, path, &writer));
  members_put_header(ensemble, writer.stream);
  for (size_t m = 0; m < ensemble->plan.member_count; m++)
    members_put_row(ensemble, writer.stream, m);
  return al_file_commit(&writer);
}

struct ensemble_driver ensemble_find_driver(const struct ensemble *ensemble, size_t group,
                                            size_t gauge, size_t section)
{
  assert(gauge < ensemble->gauge_count || section < ensemble->section_count);
  struct ensemble_driver found = {.member = ensemble->plan.member_count, .level_m = (double)NAN};
  for (size_t m = 0; m < ensemble->plan.member_count; m++) {
    const struct ensemble_outcome *outcome = &ensemble->outcome[m];
    if (outcome->state != ENSEMBLE_DONE ||
        (group < ensemble->plan.group_count && ensemble->plan.member[m].group != group))
      continue;
    const double level_m = gauge < ensemble->gauge_count ? outcome->gauge_peak_m[gauge]
                                                         : outcome->section[section].level_m;
    if (isnan(level_m) || level_m <= found.level_m)
      continue;
    found = (struct ensemble_driver){m, level_m};
  }
  return found;
}

static void groups_put_header(const struct ensemble *ensemble, FILE *stream)
{
  const struct al_number_list *depths = &ensemble->plan.config->depths_m;
  fputs("group,members,done,weight", stream);
  for (size_t k = 0; k < depths->count; k++)
    fprintf(stream, ",land_deeper_%gm_km2", depths->value[k]);
  for (size_t g = 0; g < ensemble->gauge_count; g++) {
    table_put_column(stream, ensemble->gauge[g].name, ".peak_level_m");
    table_put_column(stream, ensemble->gauge[g].name, ".driver");
  }
  for (size_t s = 0; s < ensemble->section_count; s++) {
    table_put_column(stream, ensemble->sections.place[s].name, ".peak_level_m");
    table_put_column(stream, ensemble->sections.place[s].name, ".driver");
    for (int k = 1; k <= WARNING_COLOURS; k++) {
      char suffix[32];
      snprintf(suffix, sizeof suffix, ".share_%s", warning_colour_names[k]);
      table_put_column(stream, ensemble->sections.place[s].name, suffix);
    }
  }
  fputc('\n', stream);
}

double ensemble_wet_m2(const struct ensemble *ensemble, const struct envelope *envelope,
                       double depth_m)
{
  const struct al_grid *grid = ensemble->base.grid;
  const struct al_layer *sea = al_grid_layer(grid, AL_LAYER_SEA);
  ptrdiff_t cells = 0;
  for (ptrdiff_t i = 0; i < envelope->cells; i++)
    cells += grid->valid[i] && !(sea && sea->value[i] >= 0.5f) &&
             envelope->planes.hmax_m[i] > (float)depth_m;
  return (double)cells * grid->lattice.cell_m * grid->lattice.cell_m;
}

double ensemble_share_of(const struct ensemble *ensemble, size_t group, size_t section, int colour)
{
  uint64_t reached = 0, all = 0;
  assert(section < ensemble->section_count && colour <= WARNING_COLOURS);
  for (size_t m = 0; m < ensemble->plan.member_count; m++) {
    const struct ensemble_member *member = &ensemble->plan.member[m];
    if (ensemble->outcome[m].state != ENSEMBLE_DONE ||
        (group < ensemble->plan.group_count && member->group != group))
      continue;
    all += member->units;
    if (warning_colour_of(&ensemble->sections.place[section],
                          ensemble->outcome[m].section[section].level_m) >= colour)
      reached += member->units;
  }
  return all > 0 ? (double)reached / (double)all : (double)NAN;
}

static void groups_put_drivers(const struct ensemble *ensemble, FILE *stream, size_t group)
{
  const size_t none = ensemble->plan.member_count;
  for (size_t g = 0; g < ensemble->gauge_count; g++) {
    const struct ensemble_driver driver = ensemble_find_driver(ensemble, group, g, 0);
    table_put_number(stream, "%.7g", driver.level_m);
    fputc(',', stream);
    out_csv_put_text(stream, driver.member < none ? ensemble->plan.member[driver.member].name : "",
                     "");
  }
  for (size_t s = 0; s < ensemble->section_count; s++) {
    const struct ensemble_driver driver =
        ensemble_find_driver(ensemble, group, ensemble->gauge_count, s);
    table_put_number(stream, "%.7g", driver.level_m);
    fputc(',', stream);
    out_csv_put_text(stream, driver.member < none ? ensemble->plan.member[driver.member].name : "",
                     "");
    for (int k = 1; k <= WARNING_COLOURS; k++)
      table_put_number(stream, "%.6f", ensemble_share_of(ensemble, group, s, k));
  }
}

static void groups_put_row(const struct ensemble *ensemble, FILE *stream, size_t group,
                           const char *name, const struct envelope *envelope)
{
  const struct al_number_list *depths = &ensemble->plan.config->depths_m;
  size_t members = 0;
  double weight = 0.0;
  for (size_t m = 0; m < ensemble->plan.member_count; m++)
    if (group == ensemble->plan.group_count || ensemble->plan.member[m].group == group) {
      members++;
      weight += ensemble->plan.member[m].weight;
    }
  out_csv_put_text(stream, name, "");
  fprintf(stream, ",%zu,%zu,%.9g", members, envelope->run_count, weight);
  for (size_t k = 0; k < depths->count; k++)
    fprintf(stream, ",%.6f", ensemble_wet_m2(ensemble, envelope, depths->value[k]) / 1e6);
  groups_put_drivers(ensemble, stream, group);
  fputc('\n', stream);
}

al_status ensemble_write_groups(struct ensemble *ensemble, const struct envelope *all)
{
  char path[PIPELINE_PATH_BYTES + 32];
  struct al_file_writer writer;
  snprintf(path, sizeof path, "%s/groups.csv", ensemble->base.folder);
  AL_TRY(ensemble->ctx, al_file_begin(ensemble->ctx, path, &writer));
  groups_put_header(ensemble, writer.stream);
  for (size_t g = 0; g < ensemble->plan.group_count; g++)
    groups_put_row(ensemble, writer.stream, g, ensemble->plan.group[g], &ensemble->envelope[g]);
  groups_put_row(ensemble, writer.stream, ensemble->plan.group_count, "*", all);
  return al_file_commit(&writer);
}
