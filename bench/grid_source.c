/**
 * Sources for bench/grid_build.sh: a seeded terrain of 41 million pixels with a coast, pits and
 * voids, and a land use of as many, as tiled, compressed GeoTIFFs in degrees.
 *
 *   grid_source FOLDER SIDE    writes FOLDER/dem.tif and FOLDER/landuse.tif of SIDE x SIDE pixels
 */
#include <gdal.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint32_t hash(uint32_t x, uint32_t y, uint32_t stream)
{
  uint32_t h = x * 0x9E3779B1u ^ y * 0x85EBCA77u ^ stream * 0xC2B2AE3Du ^ 350582u;
  h = (h ^ h >> 15) * 0x2C1B3C6Du;
  h = (h ^ h >> 12) * 0x297A2D39u;
  return h ^ h >> 15;
}

/* Value noise in -1..1 with nodes `length` pixels apart. */
static double noise(double x, double y, double length, uint32_t stream)
{
  const double u = x / length, v = y / length, fu = floor(u), fv = floor(v);
  const uint32_t i = (uint32_t)fu, j = (uint32_t)fv;
  const double t = u - fu, s = v - fv, a = t * t * (3 - 2 * t), b = s * s * (3 - 2 * s);
  double node[4];
  for (uint32_t k = 0; k < 4; k++)
    node[k] = hash(i + (k & 1), j + (k >> 1), stream) / 2147483648.0 - 1.0;
  return (node[0] * (1 - a) + node[1] * a) * (1 - b) + (node[2] * (1 - a) + node[3] * a) * b;
}

static double height(double x, double y, double side)
{
  double sum = 0.0, length = side / 6.0, weight = 60.0;
  for (uint32_t octave = 0; octave < 9; octave++, length *= 0.5, weight *= 0.52)
    sum += weight * noise(x, y, length, octave);
  return sum + 90.0 * (0.75 - x / side);
}

static GDALDatasetH make(const char *folder, const char *name, int side, GDALDataType type)
{
  char path[4200];
  const char *options[] = {"TILED=YES",
                           "COMPRESS=DEFLATE",
                           "ZLEVEL=6",
                           "NUM_THREADS=ALL_CPUS",
                           type == GDT_Float32 ? "PREDICTOR=3" : NULL,
                           NULL};
  double transform[6] = {118.3, 0.576 / side, 0, 24.95, 0, -0.576 / side};
  snprintf(path, sizeof path, "%s/%s", folder, name);
  GDALDatasetH set =
      GDALCreate(GDALGetDriverByName("GTiff"), path, side, side, 1, type, (char **)options);
  OGRSpatialReferenceH crs = OSRNewSpatialReference(NULL);
  if (!set)
    exit(1);
  OSRImportFromEPSG(crs, 4326);
  GDALSetSpatialRef(set, crs);
  GDALSetGeoTransform(set, transform);
  GDALSetRasterNoDataValue(GDALGetRasterBand(set, 1), type == GDT_Float32 ? -9999.0 : 0.0);
  OSRDestroySpatialReference(crs);
  return set;
}

int main(int argc, char **argv)
{
  if (argc != 3 || atoi(argv[2]) < 64)
    return 2;
  const int side = atoi(argv[2]);
  GDALAllRegister();
  GDALDatasetH dem = make(argv[1], "dem.tif", side, GDT_Float32),
               use = make(argv[1], "landuse.tif", side, GDT_Byte);
  float *row = malloc((size_t)side * sizeof *row);
  uint8_t *class = malloc((size_t)side);
  for (int y = 0; row && class && y < side; y++) {
#pragma omp parallel for
    for (int x = 0; x < side; x++) {
      const double h = height(x, y, side), town = noise(x, y, side / 40.0, 20);
      const int hole = hash((uint32_t)x / 12u, (uint32_t)y / 12u, 30u) % 2000u == 0;
      row[x] = hole ? -9999.0f : (float)(h < 0.0 ? 0.5 * h : h);
      class[x] = h < 0.0 ? 80 : town > 0.2 ? 50 : h > 60.0 ? 10 : 40;
    }
    if (GDALRasterIO(GDALGetRasterBand(dem, 1), GF_Write, 0, y, side, 1, row, side, 1, GDT_Float32,
                     0, 0) != CE_None ||
        GDALRasterIO(GDALGetRasterBand(use, 1), GF_Write, 0, y, side, 1, class, side, 1, GDT_Byte,
                     0, 0) != CE_None)
      return 1;
  }
  GDALClose(dem);
  GDALClose(use);
  free(row);
  free(class);
  return 0;
}
