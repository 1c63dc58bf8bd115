/**
 * ugrid_check FILE: reads a mesh with GDAL's netCDF driver, not with the code that wrote it, and
 * holds it against the conventions UGRID-1.0: topology, dimensions, attributes, node numbers,
 * direction of the faces, edges that belong to one or two of them. Prints what it found: numbers of
 * faces and nodes, area, length of the outline, and of each variable on the faces its dimensions,
 * range and integral over the area (of the last time). Exit code 1 when something is wrong.
 */
#include <cpl_string.h>
#include <gdal.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What was read stays to the end. */
static void *kept[256];
static size_t kept_count;

static void kept_free(void)
{
  while (kept_count > 0)
    free(kept[--kept_count]);
}

static void *kept_new(size_t count, size_t bytes)
{
  void *block = kept_count < sizeof kept / sizeof *kept ? calloc(count, bytes) : NULL;
  if (!block)
    exit(3);
  kept[kept_count++] = block;
  return block;
}

static int faults;

static bool hold(bool good, const char *format, ...)
{
  va_list list;
  va_start(list, format);
  if (!good && ++faults <= 20) {
    vprintf(format, list);
    putchar('\n');
  }
  va_end(list);
  return good;
}

struct variable {
  size_t rank, size[3];
  char dimension[3][64];
  double *value;
};

struct mesh {
  GDALGroupH root;
  char topology[64], face_dimension[64], node_dimension[64];
  struct variable x, y, face_x, face_y, nodes;
  int start, fill;
  double *area_m2;
};

static void text_of(GDALMDArrayH array, const char *name, char out[256])
{
  GDALAttributeH attribute = GDALMDArrayGetAttribute(array, name);
  snprintf(out, 256, "%s", attribute ? GDALAttributeReadAsString(attribute) : "");
  if (attribute)
    GDALAttributeRelease(attribute);
}

static int number_of(GDALMDArrayH array, const char *name, int otherwise)
{
  GDALAttributeH attribute = GDALMDArrayGetAttribute(array, name);
  const int number = attribute ? GDALAttributeReadAsInt(attribute) : otherwise;
  if (attribute)
    GDALAttributeRelease(attribute);
  return number;
}

static struct variable read_array(GDALMDArrayH array, bool with_values)
{
  struct variable out = {.rank = 0};
  size_t count = 0, total = 1;
  GDALDimensionH *dimension = GDALMDArrayGetDimensions(array, &count);
  GUInt64 start[3] = {0};
  size_t steps[3] = {0};
  out.rank = count;
  for (size_t i = 0; i < count && i < 3; i++) {
    snprintf(out.dimension[i], 64, "%s", GDALDimensionGetName(dimension[i]));
    steps[i] = out.size[i] = (size_t)GDALDimensionGetSize(dimension[i]);
    total *= out.size[i];
  }
  GDALReleaseDimensions(dimension, count);
  if (!with_values || count > 3)
    return out;
  GDALExtendedDataTypeH type = GDALExtendedDataTypeCreate(GDT_Float64);
  out.value = kept_new(total + 1, sizeof *out.value);
  if (!GDALMDArrayRead(array, start, steps, NULL, NULL, type, out.value, out.value,
                       total * sizeof *out.value))
    hold(false, "an array cannot be read");
  GDALExtendedDataTypeRelease(type);
  return out;
}

static struct variable read_named(struct mesh *mesh, const char *name, bool with_values)
{
  struct variable out = {.rank = 0};
  GDALMDArrayH array = *name ? GDALGroupOpenMDArray(mesh->root, name, NULL) : NULL;
  if (!hold(array != NULL, "there is no variable '%s'", name))
    return out;
  out = read_array(array, with_values);
  GDALMDArrayRelease(array);
  return out;
}

static void read_pair(struct mesh *mesh, const char *names, struct variable *x, struct variable *y)
{
  char first[128] = "", second[128] = "";
  hold(sscanf(names, "%127s %127s", first, second) == 2, "'%s' are not two coordinates", names);
  *x = read_named(mesh, first, true);
  *y = read_named(mesh, second, true);
  hold(x->rank == 1 && y->rank == 1 && strcmp(x->dimension[0], y->dimension[0]) == 0,
       "%s do not lie on one dimension", names);
}

static void read_faces(struct mesh *mesh, const char *name)
{
  GDALMDArrayH array = GDALGroupOpenMDArray(mesh->root, name, NULL);
  char role[256];
  if (!hold(array != NULL, "there is no connectivity '%s'", name))
    return;
  mesh->nodes = read_array(array, true);
  mesh->start = number_of(array, "start_index", 0);
  mesh->fill = number_of(array, "_FillValue", -999999);
  text_of(array, "cf_role", role);
  hold(strcmp(role, "face_node_connectivity") == 0, "%s has the role '%s'", name, role);
  hold(mesh->nodes.rank == 2 && strcmp(mesh->nodes.dimension[0], mesh->face_dimension) == 0,
       "%s does not lie on [%s][corners]", name, mesh->face_dimension);
  hold(mesh->nodes.rank == 2 && (mesh->nodes.size[1] == 4 || mesh->fill < mesh->start),
       "%s has rows of different length and no _FillValue", name);
  GDALMDArrayRelease(array);
}

/* Numbers without dimension, coordinates and the like too. */
static char **all_names(const struct mesh *mesh)
{
  static char show[] = "SHOW_ALL=YES", *options[] = {show, NULL};
  return GDALGroupGetMDArrayNames(mesh->root, options);
}

static bool read_topology(struct mesh *mesh)
{
  char **names = all_names(mesh), text[256];
  for (char **name = names; name && *name; name++) {
    GDALMDArrayH array = GDALGroupOpenMDArray(mesh->root, *name, NULL);
    text_of(array, "cf_role", text);
    if (strcmp(text, "mesh_topology") == 0) {
      snprintf(mesh->topology, sizeof mesh->topology, "%s", *name);
      hold(number_of(array, "topology_dimension", 0) == 2, "%s is not of dimension 2", *name);
      text_of(array, "face_dimension", text);
      snprintf(mesh->face_dimension, sizeof mesh->face_dimension, "%.63s", text);
      text_of(array, "node_coordinates", text);
      read_pair(mesh, text, &mesh->x, &mesh->y);
      text_of(array, "face_coordinates", text);
      read_pair(mesh, text, &mesh->face_x, &mesh->face_y);
      text_of(array, "face_node_connectivity", text);
      read_faces(mesh, text);
    }
    GDALMDArrayRelease(array);
  }
  CSLDestroy(names);
  snprintf(mesh->node_dimension, sizeof mesh->node_dimension, "%s", mesh->x.dimension[0]);
  return hold(*mesh->topology && mesh->nodes.value && mesh->x.value && mesh->y.value &&
                  mesh->face_x.value && mesh->face_y.value,
              "there is no whole mesh topology");
}

static int compare(const void *a, const void *b)
{
  const uint64_t ka = *(const uint64_t *)a, kb = *(const uint64_t *)b;
  return (ka > kb) - (ka < kb);
}

/* Area of a polygon by its ring of nodes, and its edges. */
static size_t look_at_face(struct mesh *mesh, size_t face, uint64_t *edge)
{
  const size_t most = mesh->nodes.size[1];
  const double *row = mesh->nodes.value + face * most;
  size_t count = 0;
  double twice_m2 = 0.0;
  while (count < most && (int)row[count] != mesh->fill)
    count++;
  hold(count >= 3, "face %zu has %zu nodes", face, count);
  for (size_t k = 0; k < count; k++) {
    const int64_t a = (int64_t)row[k] - mesh->start,
                  b = (int64_t)row[(k + 1) % count] - mesh->start;
    if (!hold(a >= 0 && b >= 0 && a < (int64_t)mesh->x.size[0] && b < (int64_t)mesh->x.size[0],
              "face %zu names a node that is not there", face))
      return 0;
    const double x_m = mesh->face_x.value[face], y_m = mesh->face_y.value[face];
    const double part_m2 = (mesh->x.value[a] - x_m) * (mesh->y.value[b] - y_m) -
                           (mesh->x.value[b] - x_m) * (mesh->y.value[a] - y_m);
    hold(part_m2 > 0.0, "face %zu does not turn anticlockwise around its centre", face);
    twice_m2 += part_m2;
    edge[k] = (uint64_t)a << 32 | (uint64_t)b;
  }
  mesh->area_m2[face] = 0.5 * twice_m2;
  return count;
}

static void look_at_shape(struct mesh *mesh)
{
  const size_t faces = mesh->nodes.size[0];
  uint64_t *edge = calloc(faces * mesh->nodes.size[1] + 8, sizeof *edge);
  size_t count = 0;
  double area_m2 = 0.0, outline_m = 0.0;
  mesh->area_m2 = kept_new(faces + 1, sizeof *mesh->area_m2);
  for (size_t f = 0; f < faces; f++) {
    count += look_at_face(mesh, f, edge + count);
    area_m2 += mesh->area_m2[f];
  }
  qsort(edge, count, sizeof *edge, compare);
  for (size_t i = 0; i < count; i++) {
    const uint64_t a = edge[i] >> 32, b = edge[i] & 0xffffffffu, back = b << 32 | a;
    hold(i == 0 || edge[i] != edge[i - 1], "two faces run along one edge in one direction");
    if (!bsearch(&back, edge, count, sizeof back, compare))
      outline_m += hypot(mesh->x.value[a] - mesh->x.value[b], mesh->y.value[a] - mesh->y.value[b]);
  }
  free(edge);
  printf("faces %zu nodes %zu corners %zu area_m2 %.10g outline_m %.10g\n", faces, mesh->x.size[0],
         mesh->nodes.size[1], area_m2, outline_m);
}

static void look_at_system(struct mesh *mesh, GDALMDArrayH array, const char *name)
{
  char text[256], mapping[256];
  text_of(array, "grid_mapping", mapping);
  GDALMDArrayH crs = *mapping ? GDALGroupOpenMDArray(mesh->root, mapping, NULL) : NULL;
  if (!hold(crs != NULL, "%s has no grid_mapping", name))
    return;
  text_of(crs, "crs_wkt", text);
  hold(strncmp(text, "PROJC", 5) == 0, "%s: crs_wkt is '%.20s'", mapping, text);
  GDALMDArrayRelease(crs);
}

static void look_at_values(const struct mesh *mesh, const char *name, const struct variable *v)
{
  const size_t faces = mesh->nodes.size[0], times = v->rank == 2 ? v->size[0] : 1;
  double low = (double)INFINITY, high = -(double)INFINITY, sum = 0.0;
  for (size_t i = 0; i < times * faces; i++) {
    low = fmin(low, v->value[i]);
    high = fmax(high, v->value[i]);
  }
  for (size_t f = 0; times > 0 && f < faces; f++) {
    const double value = v->value[(times - 1) * faces + f];
    sum += isnan(value) ? 0.0 : value * mesh->area_m2[f];
  }
  printf("%s times %zu min %.9g max %.9g integral %.9g\n", name, v->rank == 2 ? times : 0, low,
         high, sum);
}

static void look_at_variables(struct mesh *mesh)
{
  char **names = all_names(mesh), text[256];
  for (char **name = names; name && *name; name++) {
    GDALMDArrayH array = GDALGroupOpenMDArray(mesh->root, *name, NULL);
    text_of(array, "location", text);
    const bool on_face = strcmp(text, "face") == 0, on_node = strcmp(text, "node") == 0;
    if (on_face || on_node) {
      struct variable v = read_array(array, on_face);
      hold(v.rank >= 1 && v.rank <= 2 &&
               strcmp(v.dimension[v.rank - 1],
                      on_face ? mesh->face_dimension : mesh->node_dimension) == 0,
           "%s does not lie on the dimension of its location", *name);
      hold(v.rank == 1 || strcmp(v.dimension[0], "time") == 0, "%s lies not on time", *name);
      text_of(array, "mesh", text);
      hold(strcmp(text, mesh->topology) == 0, "%s is of the mesh '%s'", *name, text);
      text_of(array, "long_name", text);
      hold(*text, "%s has no long_name", *name);
      hold(GDALMDArrayGetUnit(array) && *GDALMDArrayGetUnit(array), "%s has no units", *name);
      look_at_system(mesh, array, *name);
      if (on_face && v.value)
        look_at_values(mesh, *name, &v);
    }
    GDALMDArrayRelease(array);
  }
  CSLDestroy(names);
}

int main(int argc, char **argv)
{
  static const char *const drivers[] = {"netCDF", NULL};
  GDALAllRegister();
  if (argc == 2 && !GDALGetDriverByName("netCDF")) {
    puts("SKIPPED: GDAL has no netCDF driver");
    return 77;
  }
  GDALDatasetH file = argc == 2 ? GDALOpenEx(argv[1], GDAL_OF_MULTIDIM_RASTER,
                                             (const char *const *)drivers, NULL, NULL)
                                : NULL;
  atexit(kept_free);
  struct mesh mesh = {.root = file ? GDALDatasetGetRootGroup(file) : NULL};
  if (!hold(mesh.root != NULL, "cannot be opened"))
    return 2;
  GDALAttributeH attribute = GDALGroupGetAttribute(mesh.root, "Conventions");
  const char *conventions = attribute ? GDALAttributeReadAsString(attribute) : "";
  hold(strstr(conventions, "UGRID-1.0") && strstr(conventions, "CF-1."), "Conventions: %s",
       conventions);
  GDALAttributeRelease(attribute);
  if (read_topology(&mesh)) {
    look_at_shape(&mesh);
    look_at_variables(&mesh);
  }
  GDALGroupRelease(mesh.root);
  GDALClose(file);
  printf("%d faults\n", faults);
  return faults > 0;
}
