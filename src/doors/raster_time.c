/**
 * Time axes of rasters: CF times of NetCDF bands, as GDAL gives them in its metadata.
 */
#include "core/caltime.h"
#include "core/units.h"
#include "doors/gdal_door.h"
#include "doors/raster_door.h"
#include <assert.h>
#include <gdal.h>
#include <string.h>
#include <strings.h>

/* "hours since 2023-07-28 06:00:00": the unit in seconds and the reference. */
static bool time_parse_units(const char *text, double *unit_s, double *reference_s)
{
  static const struct {
    const char *prefix;
    double seconds;
  } units[] = {{"sec", 1.0}, {"min", 60.0}, {"hour", 3600.0}, {"day", 86400.0}};
  const char *since = strstr(text, " since ");
  for (size_t i = 0; since && i < sizeof units / sizeof units[0]; i++)
    if (strncasecmp(text, units[i].prefix, strlen(units[i].prefix)) == 0) {
      *unit_s = units[i].seconds;
      return al_time_parse(since + strlen(" since "), reference_s, NULL);
    }
  return false;
}

static bool time_calendar_is_known(const char *calendar)
{
  static const char *const known[] = {"standard", "gregorian", "proleptic_gregorian"};
  for (size_t i = 0; calendar && i < sizeof known / sizeof known[0]; i++)
    if (strcasecmp(calendar, known[i]) == 0)
      return true;
  return !calendar;
}

static al_status time_read(struct al_ctx *ctx, GDALDatasetH set, const char *path, int band,
                           double *epoch_s)
{
  double unit_s, reference_s, value;
  const char *units = GDALGetMetadataItem(set, "time#units", NULL);
  const char *calendar = GDALGetMetadataItem(set, "time#calendar", NULL);
  if (band < 1 || band > GDALGetRasterCount(set))
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: has no band %d, its bands are 1 to %d", path, band,
                   GDALGetRasterCount(set));
  const char *text = GDALGetMetadataItem(GDALGetRasterBand(set, band), "NETCDF_DIM_time", NULL);
  if (!units || !text || !al_number_parse(text, &value))
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: band %d has no time: the file has no CF time axis", path,
                   band);
  if (!time_calendar_is_known(calendar))
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: the calendar '%s' of its time axis is not the usual one",
                   path, calendar);
  if (!time_parse_units(units, &unit_s, &reference_s))
    return AL_FAIL(ctx, AL_BAD_INPUT,
                   "%s: the time unit '%s' is not like \"hours since 2023-07-28 06:00:00\"", path,
                   units);
  *epoch_s = reference_s + unit_s * value;
  return AL_OK;
}

al_status al_raster_time(struct al_ctx *ctx, const char *path, int band, double *epoch_s)
{
  assert(path && epoch_s);
  gdal_door_open();
  GDALDatasetH set =
      GDALOpenEx(path, GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, NULL, NULL, NULL);
  if (!set)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: cannot be opened as a raster: %s", path,
                   gdal_door_error());
  const al_status status = time_read(ctx, set, path, band, epoch_s);
  GDALClose(set);
  return status;
}
