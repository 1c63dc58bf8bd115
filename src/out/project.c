/**
 * A QGIS project of the products.
 */
#include "out/project.h"
#include "core/markup.h"
#include "doors/file_door.h"
#include "out/scales.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LAYERS_MOST = 96 };

/* One raster layer; either classes or a scale colours it. Or a mesh, in QGIS's own colours. */
struct project_layer {
  const char *group, *name, *source; /* source relative to the project */
  bool shown, is_mesh;
  const struct zoning_rules *rules; /* own classes, or with is_colour the four colours */
  bool is_colour;
  struct out_scale scale;
};

struct project {
  const struct out_env *env;
  struct project_layer layer[LAYERS_MOST];
  size_t count;
};

static const char zoning_group[] = "危险性区划 Hazard zoning", maxima_group[] = "最大值 Maxima",
                  series_group[] = "过程 Fields over time",
                  mesh_group[] = "网格 Cells of all levels";

/* Adds a layer whose file stands. @param file below the folder; NULL = `source` itself */
static al_status project_add(struct project *project, const char *file, struct project_layer layer)
{
  const char *path = file ? out_path(project->env, file) : NULL;
  if (!file || !path || !layer.name || !layer.source)
    return AL_NO_MEMORY;
  if (project->count < LAYERS_MOST && al_file_exists(path))
    project->layer[project->count++] = layer;
  assert(project->count <= LAYERS_MOST);
  return AL_OK;
}

static al_status project_add_zoning(struct project *project, const struct zoning_rules *rules,
                                    bool is_colour, bool shown)
{
  struct al_arena *arena = project->env->arena;
  const char *file =
      al_arena_printf(arena, "zoning/%s%s.tif", rules->name, is_colour ? "_colour" : "");
  return project_add(
      project, file,
      (struct project_layer){.group = zoning_group,
                             .name = al_arena_printf(arena, "%s%s", rules->title_zh,
                                                     is_colour ? " · 四色" : " · 等级"),
                             .source = file ? al_arena_printf(arena, "./%s", file) : NULL,
                             .shown = shown,
                             .rules = rules,
                             .is_colour = is_colour});
}

static al_status project_add_maximum(struct project *project, const char *file, const char *name,
                                     const struct out_scale *scale)
{
  return project_add(
      project, file,
      (struct project_layer){.group = maxima_group,
                             .name = name,
                             .source = al_arena_printf(project->env->arena, "./%s", file),
                             .scale = *scale});
}

static al_status project_add_all(struct project *project, const struct out_zones *zones)
{
  const struct out_env *env = project->env;
  const struct out_scale depth = out_depth_scale(env), speed = out_speed_scale();
  const struct out_scale arrival = out_arrival_scale(env->scenario->duration_s);
  for (size_t i = 0; i < zones->count; i++) {
    const struct zoning_rules *rules = &zones->zoning[i].rules;
    AL_TRY(env->ctx, project_add_zoning(project, rules, true, i == 0));
    AL_TRY(env->ctx, project_add_zoning(project, rules, false, false));
  }
  AL_TRY(env->ctx,
         project_add_maximum(project, "max/hmax.tif", "最大水深 Greatest depth (m)", &depth));
  AL_TRY(env->ctx,
         project_add_maximum(project, "max/vmax.tif", "最大流速 Greatest speed (m/s)", &speed));
  AL_TRY(env->ctx, project_add_maximum(project, "max/arrival.tif", "到达时间 Arrival", &arrival));
  const char *name = env->scenario->name;
  const char *mesh = al_arena_printf(env->arena, "mesh/%s.nc", name);
  AL_TRY(env->ctx,
         project_add(project, mesh,
                     (struct project_layer){.group = mesh_group,
                                            .name = "各级单元 Cells of all levels",
                                            .source = al_arena_printf(env->arena, "./%s", mesh),
                                            .is_mesh = true}));
  return project_add(project, al_arena_printf(env->arena, "fields/%s.nc", name),
                     (struct project_layer){
                         .group = series_group,
                         .name = "水深 Depth (m)",
                         .source = al_arena_printf(env->arena, "NETCDF:\"./fields/%s.nc\":h", name),
                         .scale = depth});
}

/* The last authority code of a WKT is that of the whole system. */
static int project_epsg(const char *wkt)
{
  static const char *const marks[] = {"ID[\"EPSG\",", "AUTHORITY[\"EPSG\",\""};
  int code = 0;
  for (size_t m = 0; m < AL_COUNT(marks); m++)
    for (const char *at = strstr(wkt, marks[m]); at; at = strstr(at + 1, marks[m]))
      code = atoi(at + strlen(marks[m]));
  return code;
}

static void project_put_srs(FILE *stream, const struct al_lattice *lattice)
{
  const int epsg = project_epsg(lattice->crs_wkt);
  fputs("<spatialrefsys nativeFormat=\"Wkt\"><wkt>", stream);
  al_markup_put(stream, lattice->crs_wkt);
  fputs("</wkt>", stream);
  if (epsg > 0)
    fprintf(stream, "<authid>EPSG:%d</authid>", epsg);
  fputs("</spatialrefsys>", stream);
}

static void project_put_extent(FILE *stream, const struct al_lattice *lattice)
{
  fprintf(stream,
          "<extent><xmin>%.10g</xmin><ymin>%.10g</ymin><xmax>%.10g</xmax><ymax>%.10g</ymax>"
          "</extent>\n",
          lattice->west_m, lattice->north_m - lattice->rows * lattice->cell_m,
          lattice->west_m + lattice->cols * lattice->cell_m, lattice->north_m);
}

static void project_put_entry(FILE *stream, int value, const uint8_t *rgb, const char *zh,
                              const char *en)
{
  fprintf(stream, "<paletteEntry value=\"%d\" color=\"#%02x%02x%02x\" alpha=\"255\" label=\"",
          value, rgb[0], rgb[1], rgb[2]);
  al_markup_put(stream, zh);
  fputs(" ", stream);
  al_markup_put(stream, en);
  fputs("\"/>\n", stream);
}

static void project_put_palette(FILE *stream, const struct project_layer *layer)
{
  const struct zoning_rules *rules = layer->rules;
  fputs("<rasterrenderer type=\"paletted\" band=\"1\" opacity=\"1\" alphaBand=\"-1\" "
        "nodataColor=\"\"><colorPalette>\n",
        stream);
  for (int k = 1; layer->is_colour && k <= ZONING_COLOURS; k++)
    project_put_entry(stream, k, zoning_colour_styles[k].rgb, zoning_colour_styles[k].zh,
                      zoning_colour_styles[k].en);
  for (size_t c = 0; !layer->is_colour && c < rules->class_count; c++)
    if (rules->classes[c].order > 0)
      project_put_entry(stream, rules->classes[c].order, rules->classes[c].rgb,
                        rules->classes[c].meaning_zh, rules->classes[c].name);
  fputs("</colorPalette></rasterrenderer>\n", stream);
}

/* An item of a discrete ramp holds up to its value; below the first edge nothing is shown. */
static void project_put_ramp(FILE *stream, const struct out_scale *scale)
{
  fputs("<rasterrenderer type=\"singlebandpseudocolor\" band=\"1\" opacity=\"1\" "
        "alphaBand=\"-1\" nodataColor=\"\"><rastershader><colorrampshader "
        "colorRampType=\"DISCRETE\" classificationMode=\"1\" clip=\"0\">\n",
        stream);
  fprintf(stream, "<item value=\"%.10g\" color=\"#ffffff\" alpha=\"0\" label=\"\"/>\n",
          scale->edge[0]);
  for (size_t k = 0; k < scale->count; k++) {
    if (k + 1 < scale->count)
      fprintf(stream, "<item value=\"%.10g\"", scale->edge[k + 1]);
    else
      fputs("<item value=\"inf\"", stream);
    fprintf(stream, " color=\"#%06x\" alpha=\"255\" label=\"", scale->colour[k]);
    al_markup_put(stream, scale->label[k]);
    fputs("\"/>\n", stream);
  }
  fputs("</colorrampshader></rastershader></rasterrenderer>\n", stream);
}

static void project_put_layer(FILE *stream, const struct project *project, size_t k)
{
  const struct project_layer *layer = &project->layer[k];
  fprintf(stream, "<maplayer type=\"%s\" hasScaleBasedVisibilityFlag=\"0\">\n",
          layer->is_mesh ? "mesh" : "raster");
  project_put_extent(stream, &project->env->grid->lattice);
  fprintf(stream, "<id>layer_%zu</id><datasource>", k);
  al_markup_put(stream, layer->source);
  fputs("</datasource><layername>", stream);
  al_markup_put(stream, layer->name);
  fputs("</layername>\n<srs>", stream);
  project_put_srs(stream, &project->env->grid->lattice);
  if (layer->is_mesh) {
    fputs("</srs>\n<provider>mdal</provider>\n</maplayer>\n", stream);
    return;
  }
  fputs("</srs>\n<provider>gdal</provider>\n<pipe>\n", stream);
  if (layer->rules)
    project_put_palette(stream, layer);
  else
    project_put_ramp(stream, &layer->scale);
  fputs("</pipe>\n<blendMode>0</blendMode>\n</maplayer>\n", stream);
}

static void project_put_tree(FILE *stream, const struct project *project)
{
  fputs("<layer-tree-group>\n", stream);
  for (size_t k = 0; k < project->count; k++) {
    const struct project_layer *layer = &project->layer[k];
    if (k == 0 || layer->group != layer[-1].group) {
      fputs("<layer-tree-group expanded=\"1\" checked=\"Qt::Checked\" name=\"", stream);
      al_markup_put(stream, layer->group);
      fputs("\">\n", stream);
    }
    fprintf(stream,
            "<layer-tree-layer expanded=\"%d\" checked=\"Qt::%s\" id=\"layer_%zu\" "
            "providerKey=\"%s\" source=\"",
            layer->shown, layer->shown ? "Checked" : "Unchecked", k,
            layer->is_mesh ? "mdal" : "gdal");
    al_markup_put(stream, layer->source);
    fputs("\" name=\"", stream);
    al_markup_put(stream, layer->name);
    fputs("\"/>\n", stream);
    if (k + 1 == project->count || layer[1].group != layer->group)
      fputs("</layer-tree-group>\n", stream);
  }
  fputs("</layer-tree-group>\n", stream);
}

static void project_put(FILE *stream, const struct project *project)
{
  const struct out_env *env = project->env;
  const char *title = al_scenario_title(env->scenario, true);
  fputs("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        "<qgis version=\"3.22.0\" projectname=\"",
        stream);
  al_markup_put(stream, title);
  fputs("\">\n<homePath path=\"\"/>\n<title>", stream);
  al_markup_put(stream, title);
  fputs("</title>\n<projectCrs>", stream);
  project_put_srs(stream, &env->grid->lattice);
  fputs("</projectCrs>\n", stream);
  project_put_tree(stream, project);
  fputs("<mapcanvas name=\"theMapCanvas\" annotationsVisible=\"1\"><units>meters</units>\n",
        stream);
  project_put_extent(stream, &env->grid->lattice);
  fputs("<rotation>0</rotation><destinationsrs>", stream);
  project_put_srs(stream, &env->grid->lattice);
  fputs("</destinationsrs></mapcanvas>\n<projectlayers>\n", stream);
  for (size_t k = 0; k < project->count; k++)
    project_put_layer(stream, project, k);
  fputs("</projectlayers>\n<layerorder>\n", stream);
  for (size_t k = 0; k < project->count; k++)
    fprintf(stream, "<layer id=\"layer_%zu\"/>\n", k);
  fputs("</layerorder>\n<properties><Paths><Absolute type=\"bool\">false</Absolute></Paths>"
        "</properties>\n</qgis>\n",
        stream);
}

al_status out_project_make(const struct out_env *env, const struct out_zones *zones)
{
  struct al_file_writer writer;
  assert(zones && env->folder);
  struct project *project = AL_NEW(env->arena, struct project, 1);
  if (!project)
    return AL_NO_MEMORY;
  project->env = env;
  AL_TRY(env->ctx, project_add_all(project, zones));
  AL_TRY(env->ctx, al_file_begin(env->ctx, out_path(env, "project.qgs"), &writer));
  project_put(writer.stream, project);
  return al_file_commit(&writer);
}
