/**
 * Writing rasters: cloud-optimised GeoTIFF with its styles, PNG.
 */
#include "core/markup.h"
#include "doors/file_door.h"
#include "doors/gdal_door.h"
#include "doors/raster_door.h"
#include <assert.h>
#include <cpl_string.h>
#include <errno.h>
#include <gdal.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static GDALDatasetH raster_make_memory(const struct al_raster_output *output)
{
  assert(output->lattice && output->lattice->crs_wkt);
  const struct al_lattice *lattice = output->lattice;
  const GDALDataType type = output->value ? GDT_Float32 : GDT_Byte;
  GDALDatasetH set =
      GDALCreate(GDALGetDriverByName("MEM"), "", lattice->cols, lattice->rows, 1, type, NULL);
  double g[6] = {lattice->west_m, lattice->cell_m, 0, lattice->north_m, 0, -lattice->cell_m};
  if (!set)
    return NULL;
  GDALSetGeoTransform(set, g);
  if (*lattice->crs_wkt)
    GDALSetProjection(set, lattice->crs_wkt);
  return set;
}

static void raster_set_palette(GDALRasterBandH band, const struct al_raster_output *output)
{
  GDALColorTableH table = GDALCreateColorTable(GPI_RGB);
  for (size_t i = 0; i < output->style_count; i++) {
    const struct al_class_style *style = &output->styles[i];
    assert(style->value >= 0 && style->value <= 255 && style->en && style->zh);
    const GDALColorEntry colour = {style->red, style->green, style->blue,
                                   (short)(style->value == 0 ? 0 : 255)};
    GDALSetColorEntry(table, style->value, &colour);
  }
  GDALSetRasterColorTable(band, table);
  GDALDestroyColorTable(table);
}

static al_status raster_fill_memory(struct al_ctx *ctx, const struct al_raster_output *output,
                                    GDALDatasetH set)
{
  const struct al_lattice *lattice = output->lattice;
  GDALRasterBandH band = GDALGetRasterBand(set, 1);
  const void *cells = output->value ? (const void *)output->value : output->class_value;
  if (GDALRasterIO(band, GF_Write, 0, 0, lattice->cols, lattice->rows, (void *)(uintptr_t)cells,
                   lattice->cols, lattice->rows, output->value ? GDT_Float32 : GDT_Byte, 0,
                   0) != CE_None)
    return AL_FAIL(ctx, AL_IO_FAILED, "%s: cannot be written: %s", output->path, gdal_door_error());
  GDALSetRasterNoDataValue(band, output->value ? (double)NAN : 255.0);
  GDALSetDescription(band, output->name);
  GDALSetMetadataItem(band, "long_name", output->long_name, NULL);
  if (output->unit)
    GDALSetRasterUnitType(band, output->unit);
  for (const char *const *item = output->metadata; item && *item; item++) {
    char key[128];
    const char *equals = strchr(*item, '=');
    assert(equals && equals - *item < (ptrdiff_t)sizeof key);
    snprintf(key, sizeof key, "%.*s", (int)(equals - *item), *item);
    GDALSetMetadataItem(set, key, equals + 1, NULL);
  }
  if (output->class_value)
    raster_set_palette(band, output);
  return AL_OK;
}

static void raster_write_qml(FILE *stream, const struct al_raster_output *output)
{
  fputs("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22\">\n"
        " <pipe>\n  <rasterrenderer type=\"paletted\" band=\"1\" opacity=\"1\" alphaBand=\"-1\">\n"
        "   <colorPalette>\n",
        stream);
  for (size_t i = 0; i < output->style_count; i++) {
    const struct al_class_style *s = &output->styles[i];
    if (s->value == 0)
      continue;
    fprintf(stream, "    <paletteEntry value=\"%d\" color=\"#%02x%02x%02x\" alpha=\"255\" label=\"",
            s->value, s->red, s->green, s->blue);
    al_markup_put(stream, s->zh);
    fputs(" ", stream);
    al_markup_put(stream, s->en);
    fputs("\"/>\n", stream);
  }
  fputs("   </colorPalette>\n  </rasterrenderer>\n </pipe>\n</qgis>\n", stream);
}

static void raster_write_sld(FILE *stream, const struct al_raster_output *output)
{
  fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<StyledLayerDescriptor version=\"1.0.0\" "
        "xmlns=\"http://www.opengis.net/sld\">\n<NamedLayer><Name>",
        stream);
  al_markup_put(stream, output->name);
  fputs("</Name><UserStyle><FeatureTypeStyle><Rule><RasterSymbolizer><ColorMap type=\"values\">\n",
        stream);
  for (size_t i = 0; i < output->style_count; i++) {
    const struct al_class_style *s = &output->styles[i];
    fprintf(stream,
            "<ColorMapEntry quantity=\"%d\" color=\"#%02X%02X%02X\" opacity=\"%d\" label=\"",
            s->value, s->red, s->green, s->blue, s->value != 0);
    al_markup_put(stream, s->en);
    fputs("\"/>\n", stream);
  }
  fputs("</ColorMap></RasterSymbolizer></Rule></FeatureTypeStyle></UserStyle></NamedLayer>"
        "</StyledLayerDescriptor>\n",
        stream);
}

/* Category names and attribute table as GDAL reads them from beside a file: the COG driver drops
 * both. */
static void raster_write_aux(FILE *stream, const struct al_raster_output *output)
{
  static const char *const column[] = {
      "Value</Name><Type>0</Type><Usage>5",    "Class</Name><Type>2</Type><Usage>2",
      "Class_zh</Name><Type>2</Type><Usage>0", "Red</Name><Type>0</Type><Usage>6",
      "Green</Name><Type>0</Type><Usage>7",    "Blue</Name><Type>0</Type><Usage>8"};
  int most = 0;
  fputs("<PAMDataset>\n <PAMRasterBand band=\"1\">\n  <CategoryNames>\n", stream);
  for (size_t i = 0; i < output->style_count; i++)
    most = output->styles[i].value > most ? output->styles[i].value : most;
  for (int value = 0; value <= most; value++) {
    fputs("   <Category>", stream);
    for (size_t i = 0; i < output->style_count; i++)
      if (output->styles[i].value == value)
        al_markup_put(stream, output->styles[i].en);
    fputs("</Category>\n", stream);
  }
  fputs("  </CategoryNames>\n  <GDALRasterAttributeTable tableType=\"thematic\">\n", stream);
  for (size_t c = 0; c < sizeof column / sizeof column[0]; c++)
    fprintf(stream, "   <FieldDefn index=\"%zu\"><Name>%s</Usage></FieldDefn>\n", c, column[c]);
  for (size_t i = 0; i < output->style_count; i++) {
    const struct al_class_style *style = &output->styles[i];
    fprintf(stream, "   <Row index=\"%zu\"><F>%d</F><F>", i, style->value);
    al_markup_put(stream, style->en);
    fputs("</F><F>", stream);
    al_markup_put(stream, style->zh);
    fprintf(stream, "</F><F>%d</F><F>%d</F><F>%d</F></Row>\n", style->red, style->green,
            style->blue);
  }
  fputs("  </GDALRasterAttributeTable>\n </PAMRasterBand>\n</PAMDataset>\n", stream);
}

static al_status raster_write_style(struct al_ctx *ctx, const struct al_raster_output *output,
                                    const char *suffix,
                                    void (*write)(FILE *, const struct al_raster_output *))
{
  char path[4096];
  struct al_file_writer writer;
  const char *dot = strrchr(output->path, '.');
  snprintf(path, sizeof path, "%.*s%s", (int)(dot ? dot - output->path : 4000), output->path,
           suffix);
  AL_TRY(ctx, al_file_begin(ctx, path, &writer));
  write(writer.stream, output);
  return al_file_commit(&writer);
}

/* Copies a memory data set to a file of a driver, whole or not at all. */
static al_status raster_copy_out(struct al_ctx *ctx, GDALDatasetH set, const char *driver,
                                 const char *path, char **options)
{
  char beside[4096];
  snprintf(beside, sizeof beside, "%s" AL_PART "%d", path, (int)getpid());
  GDALDatasetH made =
      GDALCreateCopy(GDALGetDriverByName(driver), beside, set, 0, options, NULL, NULL);
  if (made) {
    GDALFlushCache(made);
    GDALClose(made);
  }
  FILE *check = made && CPLGetLastErrorType() < CE_Failure ? fopen(beside, "rb") : NULL;
  const bool synced = check && fsync(fileno(check)) == 0;
  if (check)
    fclose(check);
  if (synced && rename(beside, path) == 0)
    return AL_OK;
  const int why = errno;
  const bool full = al_file_disk_is_full(ctx, path);
  unlink(beside);
  if (full)
    return AL_FAIL(ctx, AL_IO_FAILED, "%s: cannot be written (is the disk full?)", path);
  return AL_FAIL(ctx, AL_IO_FAILED, "%s: cannot be written: %s", path,
                 *gdal_door_error() ? gdal_door_error() : strerror(why));
}

al_status al_raster_write_cog(struct al_ctx *ctx, const struct al_raster_output *output)
{
  assert(output->path && output->name);
  assert(!output->value != !output->class_value);
  gdal_door_open();
  GDALDatasetH set = raster_make_memory(output);
  if (!set)
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory while writing %s", output->path);
  char **options = CSLSetNameValue(NULL, "COMPRESS", "DEFLATE");
  options = CSLSetNameValue(options, "PREDICTOR", "YES");
  options = CSLSetNameValue(options, "NUM_THREADS", "ALL_CPUS");
  options = CSLSetNameValue(options, "RESAMPLING", output->value ? "AVERAGE" : "MODE");
  al_status status = raster_fill_memory(ctx, output, set);
  if (status == AL_OK)
    status = raster_copy_out(ctx, set, "COG", output->path, options);
  CSLDestroy(options);
  GDALClose(set);
  if (status == AL_OK && output->class_value) {
    AL_TRY(ctx, raster_write_style(ctx, output, ".qml", raster_write_qml));
    AL_TRY(ctx, raster_write_style(ctx, output, ".sld", raster_write_sld));
    status = raster_write_style(ctx, output, ".tif.aux.xml", raster_write_aux);
  }
  return status;
}

al_status al_raster_write_png(struct al_ctx *ctx, const char *path, int cols, int rows,
                              const uint8_t *rgba)
{
  assert(cols > 0 && rows > 0 && rgba);
  gdal_door_open();
  GDALDatasetH set = GDALCreate(GDALGetDriverByName("MEM"), "", cols, rows, 4, GDT_Byte, NULL);
  if (!set || GDALDatasetRasterIO(set, GF_Write, 0, 0, cols, rows, (void *)(uintptr_t)rgba, cols,
                                  rows, GDT_Byte, 4, NULL, 4, cols * 4, 1) != CE_None) {
    if (set)
      GDALClose(set);
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory while writing %s", path);
  }
  const al_status status = raster_copy_out(ctx, set, "PNG", path, NULL);
  GDALClose(set);
  return status;
}
