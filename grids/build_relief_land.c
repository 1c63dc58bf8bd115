/**
 * Land use of the relief rule: towns, trees, crops, rivers, reservoirs.
 */
#include "grids/build_relief.h"
#include "doors/crs_door.h"
#include "doors/csv_door.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>

enum { CLASS_TREES = 10, CLASS_CROPS = 40, CLASS_BUILT = 50, CLASS_WATER = 80 };

/* Reach of a town's built-up core: a disc that holds its people at the density. */
static void land_town_reaches(const struct relief *relief, const struct al_vector_layer *towns,
                              double *reach_m)
{
  for (size_t t = 0; t < towns->feature_count; t++) {
    const char *text = towns->feature[t].attribute[0];
    const double people = text ? strtod(text, NULL) : 0.0;
    reach_m[t] =
        fmax(1000.0 * sqrt(fmax(people, 0.0) / (M_PI * relief->config->density_per_km2)), 1.0);
  }
}

/* 1 in the middle of a town, 0 at the rim of its core, no less than -0.55 away from all: there only
 * the highest patches of the noise, villages, are built up. */
static double land_urban(const struct al_vector_layer *towns, const double *reach_m, double x,
                         double y)
{
  double urban = -0.55;
  for (size_t t = 0; t < towns->feature_count; t++) {
    const size_t at = towns->part[towns->feature[t].first_part].first;
    urban = fmax(urban, 1.0 - hypot(x - towns->x[at], y - towns->y[at]) / reach_m[t]);
  }
  return urban;
}

static int land_class(const struct relief *relief, double urban, int col, int row)
{
  const struct al_lattice *lattice = &relief->build->grid->lattice;
  const ptrdiff_t cell = (ptrdiff_t)row * lattice->cols + col;
  const double x = al_lattice_x_m(lattice, col), y = al_lattice_y_m(lattice, row);
  const double patch = relief_noise_at(&relief->patches, x, y),
               fringe = relief_noise_at(&relief->fringes, x, y);
  const double slope = relief_slope(relief, col, row), bed_m = (double)relief->build->bed[cell];
  if (relief->river[cell])
    return CLASS_WATER;
  if (urban + 0.32 * patch + 0.12 * fringe > 0.0 && slope < 0.12)
    return CLASS_BUILT;
  /* woods: hills, steep ground, and patches on rising ground where patch and fringe are low */
  return bed_m > 60.0 || slope > 0.06 || bed_m - 20.0 * (patch + fringe) > 55.0 ? CLASS_TREES
                                                                                : CLASS_CROPS;
}

static al_status land_read_towns(struct relief *relief, struct al_vector_layer *towns)
{
  struct build *build = relief->build;
  const char *attributes[] = {relief->config->town_people, NULL};
  const struct al_vector_request request = {.path = relief->config->towns,
                                            .attributes = attributes,
                                            .target_wkt = build->grid->lattice.crs_wkt};
  AL_TRY(build->ctx, al_vector_read(build->ctx, build->scratch, &request, towns));
  build_note_source(build, "towns", relief->config->towns);
  return AL_OK;
}

struct lake {
  double x, y, reach_m;
};

/* Whether a cell belongs to a lake: a disc of its area whose rim wanders with the patches. */
static bool land_in_lake(const struct relief *relief, const struct lake *lake, int col, int row)
{
  const struct al_lattice *lattice = &relief->build->grid->lattice;
  const double x = al_lattice_x_m(lattice, col), y = al_lattice_y_m(lattice, row);
  if (!relief->land[(ptrdiff_t)row * lattice->cols + col])
    return false;
  return hypot(x - lake->x, y - lake->y) <
         lake->reach_m * (1.0 + 0.25 * relief_noise_at(&relief->patches, x, y));
}

/* Levels the lake's cells to the lowest ground among them: water at its normal level, as surface
 * models show it, with no storage below. Measured ground stays. */
static void land_write_lake(struct relief *relief, const struct lake *lake)
{
  struct build *build = relief->build;
  const struct al_lattice *lattice = &build->grid->lattice;
  const double reach_cells = 2.0 * lake->reach_m / lattice->cell_m;
  const double col = (lake->x - lattice->west_m) / lattice->cell_m,
               row = (lattice->north_m - lake->y) / lattice->cell_m;
  const int c0 = (int)fmax(0.0, col - reach_cells),
            c1 = (int)fmin(lattice->cols - 1, col + reach_cells);
  const int r0 = (int)fmax(0.0, row - reach_cells),
            r1 = (int)fmin(lattice->rows - 1, row + reach_cells);
  float level = INFINITY;
  for (int pass = 0; pass < 2; pass++)
    for (int r = r0; r <= r1; r++)
      for (int c = c0; c <= c1; c++) {
        const ptrdiff_t cell = (ptrdiff_t)r * lattice->cols + c;
        if (!land_in_lake(relief, lake, c, r))
          continue;
        if (pass == 0) {
          level = fminf(level, build->bed[cell]);
        } else {
          build->bed[cell] = relief->made[cell] ? level : build->bed[cell];
          build->landuse[cell] = CLASS_WATER;
        }
      }
}

static al_status land_write_lakes(struct relief *relief)
{
  struct build *build = relief->build;
  const char *path = relief->config->reservoirs;
  struct al_csv csv;
  AL_TRY(build->ctx, al_csv_read(build->ctx, build->scratch, path, &csv));
  const int lon = al_csv_column(&csv, "lon_wgs84"), lat = al_csv_column(&csv, "lat_wgs84"),
            area = al_csv_column(&csv, "area_km2");
  if (lon < 0 || lat < 0 || area < 0)
    return AL_FAIL(build->ctx, AL_BAD_INPUT, "%s: needs the columns lon_wgs84, lat_wgs84, area_km2",
                   path);
  for (size_t r = 0; r < csv.row_count; r++) {
    const char *const *cell = csv.cell + r * csv.column_count;
    if (!*cell[lon] || !*cell[area])
      continue; /* a sum over several, or a lake whose size nobody knows */
    struct lake lake = {.x = al_csv_number(build->ctx, &csv, r, lon),
                        .y = al_csv_number(build->ctx, &csv, r, lat)};
    const double area_km2 = al_csv_number(build->ctx, &csv, r, area);
    AL_TRY(build->ctx, al_report_close(build->ctx));
    if (*build->grid->lattice.crs_wkt)
      AL_TRY(build->ctx, al_crs_transform(build->ctx, "EPSG:4326", build->grid->lattice.crs_wkt, 1,
                                          &lake.x, &lake.y));
    lake.reach_m = 1000.0 * sqrt(fmax(area_km2, 0.0) / M_PI);
    land_write_lake(relief, &lake);
  }
  build_note_source(build, "reservoirs", path);
  return AL_OK;
}

al_status relief_land_use(struct relief *relief)
{
  struct build *build = relief->build;
  const struct al_lattice *lattice = &build->grid->lattice;
  struct al_vector_layer towns = {0};
  if (relief->config->towns)
    AL_TRY(build->ctx, land_read_towns(relief, &towns));
  else if (!relief->config->reservoirs)
    return AL_OK;
  double *reach_m = AL_NEW(build->scratch, double, towns.feature_count + 1);
  build->landuse = build_add_layer(build, AL_LAYER_LANDUSE, "1", "land use class", CLASS_WATER);
  if (!build->landuse || !reach_m)
    return AL_NO_MEMORY;
  land_town_reaches(relief, &towns, reach_m);
#pragma omp parallel for schedule(dynamic, 8)
  for (int r = 0; r < lattice->rows; r++)
    for (int c = 0; c < lattice->cols; c++) {
      const ptrdiff_t cell = (ptrdiff_t)r * lattice->cols + c;
      if (!relief->land[cell])
        continue;
      const double urban =
          land_urban(&towns, reach_m, al_lattice_x_m(lattice, c), al_lattice_y_m(lattice, r));
      build->landuse[cell] = (float)land_class(relief, urban, c, r);
    }
  return relief->config->reservoirs ? land_write_lakes(relief) : AL_OK;
}
