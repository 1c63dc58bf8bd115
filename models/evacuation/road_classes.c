/**
 * Road classes from their table.
 */
#include "models/evacuation/road_classes.h"
#include "core/datadir.h"
#include "doors/csv_door.h"
#include <assert.h>
#include <string.h>

/* In the order of enum al_evac_mode. */
static const char mode_letters[AL_EVAC_MODES + 1] = "wecb";

/* @return bits of modes, 0 when a letter is none */
static uint8_t classes_modes(const char *letters)
{
  unsigned modes = 0;
  for (; *letters; letters++) {
    const char *at = strchr(mode_letters, *letters);
    if (!at)
      return 0;
    modes |= AL_EVAC_MODE_BIT(at - mode_letters);
  }
  return (uint8_t)modes;
}

static void classes_take_row(struct al_ctx *ctx, const struct al_csv *csv, const int column[4],
                             size_t row, struct road_classes *out)
{
  const char *const *cell = csv->cell + row * csv->column_count;
  const struct al_source_mark mark = {.file = csv->path, .line = csv->line[row]};
  struct road_class *class = &out->row[out->count++];
  *class = (struct road_class){.name = cell[column[0]],
                               .speed_mps = al_csv_number(ctx, csv, row, column[1]) / 3.6,
                               .lanes = al_csv_number(ctx, csv, row, column[2]),
                               .modes = classes_modes(cell[column[3]])};
  if (!(class->speed_mps > 0.0 && class->speed_mps <= 50.0) ||
      !(class->lanes > 0.0 && class->lanes <= 100.0))
    al_report(ctx, AL_ERROR, &mark,
              "road class '%s': speed %g km/h, lanes %g; allowed: above 0 to 180, above 0 to 100",
              class->name, 3.6 * class->speed_mps, class->lanes);
  if (class->modes == 0)
    al_report(ctx, AL_ERROR, &mark,
              "road class '%s': modes '%s'; wanted: letters of w, e, c, b (foot, e-bike, car, bus)",
              class->name, cell[column[3]]);
}

al_status road_classes_read(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                            struct road_classes *out)
{
  static const char *const names[] = {"class", "speed_kmh", "lanes", "modes"};
  struct al_csv csv;
  char standard[4096];
  int column[4];
  *out = (struct road_classes){0};
  if (!path)
    path = al_data_path("models/evacuation/road_classes.csv", standard, sizeof standard);
  AL_TRY(ctx, al_csv_read(ctx, arena, path, &csv));
  for (int k = 0; k < 4; k++) {
    const struct al_source_mark mark = {.file = csv.path, .line = 1};
    column[k] = al_csv_column(&csv, names[k]);
    if (column[k] < 0)
      al_report(ctx, AL_ERROR, &mark, "no column '%s' in the table of road classes", names[k]);
  }
  AL_TRY(ctx, al_report_close(ctx));
  if (csv.row_count == 0 || csv.row_count > ROAD_CLASSES_MOST)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: %zu road classes; allowed: 1 to %d", csv.path,
                   csv.row_count, (int)ROAD_CLASSES_MOST);
  for (size_t row = 0; row < csv.row_count; row++)
    classes_take_row(ctx, &csv, column, row, out);
  return al_report_close(ctx);
}

int road_class_of(const struct road_classes *classes, const char *name)
{
  assert(classes->count >= 0 && classes->count <= ROAD_CLASSES_MOST);
  for (int k = 0; name && k < classes->count; k++)
    if (strcmp(classes->row[k].name, name) == 0)
      return k;
  return -1;
}
