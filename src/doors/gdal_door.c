/**
 * GDAL's start-up.
 */
#include "doors/gdal_door.h"
#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal.h>
#include <ogr_api.h>
#include <pthread.h>

static void gdal_register(void)
{
  CPLSetErrorHandler(CPLQuietErrorHandler);
  CPLSetConfigOption("OSM_USE_CUSTOM_INDEXING", "NO"); /* ids of edited files do not rise */
  CPLSetConfigOption("GDAL_PAM_ENABLED", "NO");        /* no .aux.xml beside the user's files */
  /* GeoPackages date their tables: the same run shall give the same bytes. */
  CPLSetConfigOption("OGR_CURRENT_DATE", "2000-01-01T00:00:00.000Z");
  GDALAllRegister();
  OGRRegisterAll();
}

void gdal_door_open(void)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  pthread_once(&once, gdal_register);
  CPLErrorReset();
}

const char *gdal_door_error(void)
{
  return CPLGetLastErrorMsg();
}
