/**
 * Versions of the libraries.
 */
#include "doors/versions_door.h"
#include "doors/crs_door.h"
#include "doors/gdal_door.h"
#include <cairo.h>
#include <gdal.h>
#include <geos_c.h>
#include <hdf5.h>
#include <math.h>
#include <pango/pango.h>
#include <proj.h>

void al_door_print_versions(FILE *stream)
{
  unsigned major = 0, minor = 0, release = 0;
  gdal_door_open();
  H5get_libversion(&major, &minor, &release);
  fprintf(stream, "GDAL %s, %d drivers\n", GDALVersionInfo("RELEASE_NAME"), GDALGetDriverCount());
  fprintf(stream, "GEOS %s\n", GEOSversion());
  fprintf(stream, "PROJ %s\n", proj_info().version);
  fprintf(stream, "HDF5 %u.%u.%u\n", major, minor, release);
  fprintf(stream, "cairo %s\n", cairo_version_string());
  fprintf(stream, "Pango %s\n", pango_version_string());
}

al_status al_door_check_data(struct al_ctx *ctx)
{
  double x = 118.57, y = 24.82;
  if (al_crs_transform(ctx, "EPSG:4326", "EPSG:32650", 1, &x, &y) != AL_OK ||
      fabs(x - 658727.6) > 1000.0)
    return AL_FAIL(ctx, AL_RUN_FAILED,
                   "PROJ does not find its data (proj.db); on Debian it comes with proj-data");
  return AL_OK;
}
