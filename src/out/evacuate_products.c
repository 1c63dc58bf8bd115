/**
 * Products of an evacuation.
 */
#include "out/evacuate_routes.h"
#include "out/evacuate_products.h"
#include "core/caltime.h"
#include "doors/file_door.h"
#include "doors/vector_door.h"
#include "out/live_csv.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROADS_MOST = 500 }; /* in the table of bottlenecks */

struct table {
  const char *name; /* of the file and of the sheet */
  size_t rows, count;
  struct al_table_column column[EVACUATE_COLUMNS_MOST];
  struct al_arena *arena;
  bool lacks_memory;
};

static double *table_numbers(struct table *table, const char *name)
{
  double *value = AL_NEW(table->arena, double, table->rows + 1);
  assert(table->count < EVACUATE_COLUMNS_MOST);
  table->lacks_memory = table->lacks_memory || !value;
  table->column[table->count++] = (struct al_table_column){.name = name, .number = value};
  return value;
}

static const char **table_texts(struct table *table, const char *name)
{
  const char **text =
      (const char **)al_arena_alloc(table->arena, table->rows + 1, sizeof *text, "a table");
  assert(table->count < EVACUATE_COLUMNS_MOST);
  table->lacks_memory = table->lacks_memory || !text;
  table->column[table->count++] =
      (struct al_table_column){.name = name, .is_text = true, .text = text};
  return text;
}

int evacuate_colour(const struct al_evacuation_config *config, double margin_s)
{
  assert(config->orange_s <= config->yellow_s);
  return margin_s < 0.0 ? 4 : margin_s < config->orange_s ? 3 : margin_s < config->yellow_s ? 2 : 1;
}

/* "2023-07-28T01:30:00Z", or "" when there is no such time. */
static const char *product_clock(const struct evacuate_output *out, double time_s)
{
  char text[64] = "";
  if (isfinite(time_s))
    al_time_format(out->epoch_s + time_s, 0, text, sizeof text);
  const char *copy = al_arena_strdup(out->study->arena, text);
  return copy ? copy : "";
}

static void table_clock(const struct evacuate_output *out, struct table *table, const char *name,
                        const double *time_s)
{
  const char **text = table_texts(table, name);
  for (size_t r = 0; text && time_s && r < table->rows; r++)
    text[r] = product_clock(out, time_s[r]);
}

static al_status table_write_csv(const struct evacuate_output *out, const struct table *table)
{
  assert(table->count > 0 && table->count <= EVACUATE_COLUMNS_MOST);
  struct al_file_writer writer;
  char path[4200];
  snprintf(path, sizeof path, "%.4000s/%s.csv", out->folder, table->name);
  AL_TRY(out->study->ctx, al_file_begin(out->study->ctx, path, &writer));
  for (size_t c = 0; c < table->count; c++)
    fprintf(writer.stream, "%s%s", c ? "," : "", table->column[c].name);
  fputc('\n', writer.stream);
  for (size_t r = 0; r < table->rows; r++)
    for (size_t c = 0; c < table->count; c++) {
      const struct al_table_column *column = &table->column[c];
      if (column->is_text)
        out_csv_put_text(writer.stream, column->text[r], "");
      else if (isfinite(column->number[r]))
        fprintf(writer.stream, "%.10g", column->number[r]);
      fputc(c + 1 < table->count ? ',' : '\n', writer.stream);
    }
  return al_file_commit(&writer);
}

static al_status table_write(const struct evacuate_output *out, const struct table *table)
{
  char book[4200];
  if (table->lacks_memory)
    return AL_NO_MEMORY;
  snprintf(book, sizeof book, "%.4000s/evacuation.xlsx", out->folder);
  AL_TRY(out->study->ctx, table_write_csv(out, table));
  return al_vector_write(out->study->ctx, &(struct al_vector_output){.path = book,
                                                                     .layer = table->name,
                                                                     .row_count = table->rows,
                                                                     .columns = table->column,
                                                                     .column_count = table->count});
}

static struct table table_open(const struct evacuate_output *out, const char *name, size_t rows)
{
  return (struct table){.name = name, .rows = rows, .arena = out->study->arena};
}

static const char *const fate_names[AL_EVAC_FATES] = {
    "on_the_way", "arrived", "caught", "trapped", "unserved", "gridlocked", "cut_off"};
static const char *const colour_names[5] = {"", "blue", "yellow", "orange", "red"};

/* Intervals as ISO 8601 writes them, "" where no hazard was looked at. */
static const char *product_windows(const struct evacuate_output *out, const struct evac_outcome *of)
{
  const char *text = "";
  for (int32_t k = 0; text && k < of->window_count; k++)
    text = al_arena_printf(out->study->arena, "%s%s%s/%s", text, k > 0 ? " " : "",
                           product_clock(out, of->window[k].from_s),
                           product_clock(out, of->window[k].to_s));
  return text ? text : "";
}

/* Times and margins of each community: who must leave by when. */
static void communities_fill(const struct evacuate_output *out, const struct evac_result *result,
                             struct table *table)
{
  const struct evac_study *study = out->study;
  const char **name = table_texts(table, "community");
  double *people = table_numbers(table, "people"), *order_s = table_numbers(table, "order_s"),
         *latest_s = table_numbers(table, "latest_departure_s"),
         *leave_s = table_numbers(table, "last_departure_s"),
         *arrive_s = table_numbers(table, "last_arrival_s"),
         *half_s = table_numbers(table, "t50_s"), *most_s = table_numbers(table, "t95_s"),
         *margin_s = table_numbers(table, "margin_s"),
         *latest_order_s = table_numbers(table, "latest_order_s");
  const char **colour = table_texts(table, "colour"), **shelter = table_texts(table, "shelter"),
             **windows = table_texts(table, "departure_windows");
  double *fate[AL_EVAC_FATES];
  for (int f = 0; f < AL_EVAC_FATES; f++)
    fate[f] = table_numbers(table, fate_names[f]);
  for (size_t c = 0; !table->lacks_memory && c < table->rows; c++) {
    const struct evac_outcome *of = &result->of[c];
    name[c] = study->community[c].name;
    people[c] = study->community[c].people;
    order_s[c] = study->community[c].order_s;
    latest_s[c] = of->latest_s;
    leave_s[c] = of->last_leave_s;
    arrive_s[c] = of->last_arrive_s;
    half_s[c] = of->part_s[0];
    most_s[c] = of->part_s[2];
    margin_s[c] = of->margin_s;
    latest_order_s[c] = order_s[c] + of->margin_s;
    colour[c] = colour_names[evacuate_colour(study->config, of->margin_s)];
    shelter[c] = of->shelter >= 0 ? study->shelter[of->shelter].name : "";
    windows[c] = product_windows(out, of);
    for (int f = 0; f < AL_EVAC_FATES; f++)
      fate[f][c] = of->fate[f];
  }
  table_clock(out, table, "latest_departure", latest_s);
  table_clock(out, table, "latest_order", latest_order_s);
}

static al_status communities_write(const struct evacuate_output *out)
{
  struct table table = table_open(out, "communities", (size_t)out->study->community_count);
  communities_fill(out, &out->result[0], &table);
  return table_write(out, &table);
}

static void shelters_fill(const struct evacuate_output *out, struct table *table)
{
  const struct evac_study *study = out->study;
  const char **name = table_texts(table, "shelter");
  double *capacity = table_numbers(table, "capacity"), *sent = table_numbers(table, "sent"),
         *arrived = table_numbers(table, "arrived"), *closes_s = table_numbers(table, "closes_s"),
         *away_m = table_numbers(table, "from_road_m");
  for (size_t s = 0; !table->lacks_memory && s < table->rows; s++) {
    name[s] = study->shelter[s].name;
    capacity[s] = study->shelter[s].capacity;
    sent[s] = out->result[0].sent[s];
    arrived[s] = out->result[0].arrived[s];
    closes_s[s] = study->shelter[s].closes_s;
    away_m[s] = study->shelter[s].node >= 0 ? study->shelter[s].away_m : (double)NAN;
  }
}

static al_status shelters_write(const struct evacuate_output *out)
{
  struct table table = table_open(out, "shelters", (size_t)out->study->shelter_count);
  shelters_fill(out, &table);
  return table_write(out, &table);
}

struct delayed {
  double delay_person_s;
  int32_t link;
};

static int delayed_more(const void *a, const void *b)
{
  const struct delayed *x = a, *y = b;
  if (x->delay_person_s != y->delay_person_s)
    return x->delay_person_s > y->delay_person_s ? -1 : 1;
  return (x->link > y->link) - (x->link < y->link);
}

/* Where most time is lost in queues. */
static al_status bottlenecks_write(const struct evacuate_output *out)
{
  const struct evac_study *study = out->study;
  const struct al_evac_network *network = &study->network;
  const struct evac_result *result = &out->result[0];
  struct delayed *list = AL_NEW(study->arena, struct delayed, (size_t)network->link_count + 1);
  size_t count = 0;
  if (!list)
    return AL_NO_MEMORY;
  for (int32_t l = 0; l < network->link_count; l++)
    if (result->delay_person_s[l] > 0.0)
      list[count++] = (struct delayed){result->delay_person_s[l], l};
  qsort(list, count, sizeof *list, delayed_more);
  struct table table = table_open(out, "bottlenecks", count < ROADS_MOST ? count : ROADS_MOST);
  double *link = table_numbers(&table, "link"), *feature = table_numbers(&table, "feature"),
         *delay = table_numbers(&table, "delay_person_h"),
         *passed = table_numbers(&table, "vehicles"), *most = table_numbers(&table, "most_at_once"),
         *x = table_numbers(&table, "x_m"), *y = table_numbers(&table, "y_m");
  const char **class = table_texts(&table, "class"), **name = table_texts(&table, "name");
  for (size_t r = 0; !table.lacks_memory && r < table.rows; r++) {
    const int32_t l = list[r].link;
    link[r] = l;
    feature[r] = (double)network->feature[l];
    delay[r] = list[r].delay_person_s / 3600.0;
    passed[r] = result->passed[l];
    most[r] = result->most[l];
    x[r] = network->node_x[network->to[l]];
    y[r] = network->node_y[network->to[l]];
    class[r] = study->classes.row[network->road_class[l]].name;
    name[r] = network->name[l] ? network->name[l] : "";
  }
  return table_write(out, &table);
}

/* Persons who have arrived by each five minutes. */
static al_status curve_write(const struct evacuate_output *out)
{
  enum { STEP_S = 300 };
  const struct evac_result *result = &out->result[0];
  double first_s = result->curve_count ? result->curve_s[0] : 0.0,
         last_s = result->curve_count ? result->curve_s[result->curve_count - 1] : 0.0, sum = 0.0;
  first_s = floor(first_s / STEP_S) * STEP_S;
  struct table table = table_open(out, "arrivals", (size_t)((last_s - first_s) / STEP_S) + 2);
  double *time_s = table_numbers(&table, "time_s"), *arrived = table_numbers(&table, "arrived");
  size_t next = 0;
  for (size_t r = 0; !table.lacks_memory && r < table.rows; r++) {
    time_s[r] = first_s + (double)r * STEP_S;
    for (; next < result->curve_count && result->curve_s[next] <= time_s[r]; next++)
      sum += (double)result->curve_persons[next];
    arrived[r] = sum;
  }
  table_clock(out, &table, "time", time_s);
  return table_write(out, &table);
}

/* One row a variant, the first as ordered. */
static al_status variants_write(const struct evacuate_output *out)
{
  static const char *const part_names[4] = {"t50_s", "t90_s", "t95_s", "t100_s"};
  static const char *const bound_names[4] = {"bound_t50_s", "bound_t90_s", "bound_t95_s",
                                             "bound_t100_s"};
  struct table table = table_open(out, "variants", out->count);
  const char **name = table_texts(&table, "variant");
  double *people = table_numbers(&table, "people"), *part[4], *bound[4], *fate[AL_EVAC_FATES];
  for (int p = 0; p < 4; p++)
    part[p] = table_numbers(&table, part_names[p]);
  for (int p = 0; p < 4; p++)
    bound[p] = table_numbers(&table, bound_names[p]);
  for (int f = 0; f < AL_EVAC_FATES; f++)
    fate[f] = table_numbers(&table, fate_names[f]);
  double *red = table_numbers(&table, "communities_red"),
         *ring = table_numbers(&table, "ring_links");
  for (size_t v = 0; !table.lacks_memory && v < out->count; v++) {
    const struct evac_result *result = &out->result[v];
    name[v] = result->name;
    people[v] = result->people;
    ring[v] = result->ring_links;
    for (int p = 0; p < 4; p++) {
      part[p][v] = result->part_s[p];
      bound[p][v] = result->bound_s[p];
    }
    for (int f = 0; f < AL_EVAC_FATES; f++)
      fate[f][v] = result->fate[f];
    for (int32_t c = 0; c < out->study->community_count; c++)
      red[v] += result->of[c].margin_s < 0.0;
  }
  return table_write(out, &table);
}

/* Points or lines for a layer: room for so many. */
static bool layer_open(struct al_arena *arena, struct al_vector_layer *layer, size_t features,
                       size_t points)
{
  *layer = (struct al_vector_layer){.feature = AL_NEW(arena, struct al_feature, features + 1),
                                    .part = AL_NEW(arena, struct al_part, features + 1),
                                    .x = AL_NEW(arena, double, points + 1),
                                    .y = AL_NEW(arena, double, points + 1)};
  return layer->feature && layer->part && layer->x && layer->y;
}

static void layer_begin(struct al_vector_layer *layer, enum al_shape shape)
{
  layer->feature[layer->feature_count++] =
      (struct al_feature){.shape = shape, .first_part = layer->part_count, .part_count = 1};
  layer->part[layer->part_count++] = (struct al_part){.first = layer->point_count};
}

static void layer_put(struct al_vector_layer *layer, double x_m, double y_m)
{
  assert(layer->part_count > 0 && isfinite(x_m) && isfinite(y_m));
  layer->x[layer->point_count] = x_m;
  layer->y[layer->point_count++] = y_m;
  layer->part[layer->part_count - 1].count++;
}

/* QGIS style of communities: a dot in the colour of its margin. */
static const char communities_style[] =
    "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22\">\n"
    "<renderer-v2 type=\"categorizedSymbol\" attr=\"colour\" symbollevels=\"0\">\n<categories>\n"
    "<category render=\"true\" symbol=\"0\" value=\"blue\" label=\"蓝 blue\"/>\n"
    "<category render=\"true\" symbol=\"1\" value=\"yellow\" label=\"黄 yellow\"/>\n"
    "<category render=\"true\" symbol=\"2\" value=\"orange\" label=\"橙 orange\"/>\n"
    "<category render=\"true\" symbol=\"3\" value=\"red\" label=\"红 red\"/>\n"
    "</categories>\n<symbols>\n"
    "<symbol type=\"marker\" name=\"0\"><layer class=\"SimpleMarker\"><prop k=\"color\" "
    "v=\"31,111,214,255\"/><prop k=\"size\" v=\"4\"/></layer></symbol>\n"
    "<symbol type=\"marker\" name=\"1\"><layer class=\"SimpleMarker\"><prop k=\"color\" "
    "v=\"255,231,76,255\"/><prop k=\"size\" v=\"4\"/></layer></symbol>\n"
    "<symbol type=\"marker\" name=\"2\"><layer class=\"SimpleMarker\"><prop k=\"color\" "
    "v=\"240,138,36,255\"/><prop k=\"size\" v=\"4\"/></layer></symbol>\n"
    "<symbol type=\"marker\" name=\"3\"><layer class=\"SimpleMarker\"><prop k=\"color\" "
    "v=\"196,22,28,255\"/><prop k=\"size\" v=\"4\"/></layer></symbol>\n"
    "</symbols>\n</renderer-v2>\n</qgis>\n";

static al_status layer_write(const struct evacuate_output *out, const char *name,
                             const struct al_vector_layer *layer, const struct table *table,
                             const char *style)
{
  char path[4200];
  snprintf(path, sizeof path, "%.4000s/evacuation.gpkg", out->folder);
  if (table->lacks_memory)
    return AL_NO_MEMORY;
  return al_vector_write(out->study->ctx,
                         &(struct al_vector_output){.path = path,
                                                    .layer = name,
                                                    .crs_wkt = out->study->grid->lattice.crs_wkt,
                                                    .geometry = layer,
                                                    .columns = table->column,
                                                    .column_count = table->count,
                                                    .qml_style = style});
}

static al_status points_write(const struct evacuate_output *out)
{
  const struct evac_study *study = out->study;
  struct al_vector_layer layer;
  struct table communities = table_open(out, "communities", (size_t)study->community_count),
               shelters = table_open(out, "shelters", (size_t)study->shelter_count);
  if (!layer_open(study->arena, &layer, communities.rows, communities.rows))
    return AL_NO_MEMORY;
  for (int32_t c = 0; c < study->community_count; c++) {
    layer_begin(&layer, AL_SHAPE_POINT);
    layer_put(&layer, study->community[c].x_m, study->community[c].y_m);
  }
  communities_fill(out, &out->result[0], &communities);
  AL_TRY(study->ctx, layer_write(out, "communities", &layer, &communities, communities_style));
  if (!layer_open(study->arena, &layer, shelters.rows, shelters.rows))
    return AL_NO_MEMORY;
  for (int32_t s = 0; s < study->shelter_count; s++) {
    layer_begin(&layer, AL_SHAPE_POINT);
    layer_put(&layer, study->shelter[s].x_m, study->shelter[s].y_m);
  }
  shelters_fill(out, &shelters);
  return layer_write(out, "shelters", &layer, &shelters, NULL);
}

/* Roads that someone may drive: when they close, until when their beginning may be left, and what
 * they carry. */
static al_status roads_write(const struct evacuate_output *out)
{
  const struct evac_study *study = out->study;
  const struct al_evac_network *network = &study->network;
  const struct evac_result *result = &out->result[0];
  struct al_vector_layer layer;
  struct table table = table_open(out, "roads", (size_t)network->link_count);
  const size_t points = (size_t)network->shape_start[network->link_count];
  if (!layer_open(study->arena, &layer, table.rows, points))
    return AL_NO_MEMORY;
  double *link = table_numbers(&table, "link"), *feature = table_numbers(&table, "feature"),
         *closes_s = table_numbers(&table, "closes_to_cars_s"),
         *latest_s = table_numbers(&table, "latest_departure_s"),
         *passed = table_numbers(&table, "vehicles"), *most = table_numbers(&table, "most_at_once"),
         *delay = table_numbers(&table, "delay_person_h");
  const char **class = table_texts(&table, "class"), **name = table_texts(&table, "name");
  for (int32_t l = 0; !table.lacks_memory && l < network->link_count; l++) {
    layer_begin(&layer, AL_SHAPE_LINE);
    for (int32_t k = network->shape_start[l]; k < network->shape_start[l + 1]; k++)
      layer_put(&layer, network->shape_x[k], network->shape_y[k]);
    link[l] = l;
    feature[l] = (double)network->feature[l];
    closes_s[l] = study->has_hazard
                      ? al_evac_link_closes_s(&study->hazard.of[AL_EVAC_DRIVER], l, -1e18)
                      : (double)INFINITY;
    latest_s[l] = result->latest_s[network->from[l]];
    passed[l] = result->passed[l];
    most[l] = result->most[l];
    delay[l] = result->delay_person_s[l] / 3600.0;
    class[l] = study->classes.row[network->road_class[l]].name;
    name[l] = network->name[l] ? network->name[l] : "";
  }
  return layer_write(out, "roads", &layer, &table, NULL);
}

static const char *words_colour_zh(int colour)
{
  static const char *const names[5] = {"", "蓝", "黄", "橙", "红"};
  return names[colour];
}

/* What a command centre reads out, a line a community in each language, the most urgent first. */
static void orders_put(const struct evacuate_output *out, int32_t c, FILE *stream)
{
  const struct evac_study *study = out->study;
  const struct evac_outcome *of = &out->result[0].of[c];
  const int colour = evacuate_colour(study->config, of->margin_s);
  const char *shelter = of->shelter >= 0 ? study->shelter[of->shelter].name : NULL;
  const double lost = study->community[c].people - of->fate[AL_EVAC_ARRIVED];
  fprintf(stream, "%s: ", study->community[c].name);
  if (of->margin_s == (double)INFINITY)
    fprintf(stream, "no hazard cuts it off; order at %s",
            product_clock(out, study->community[c].order_s));
  else if (isfinite(of->margin_s))
    fprintf(stream, "order by %s at the latest (%s, margin %.0f min)",
            product_clock(out, study->community[c].order_s + of->margin_s), colour_names[colour],
            of->margin_s / 60.0);
  else
    fprintf(stream, "with an order at %s %.0f of %.0f people do not arrive (red)",
            product_clock(out, study->community[c].order_s), lost, study->community[c].people);
  fprintf(stream, "; to %s; the last arrive at %s\n", shelter ? shelter : "no shelter",
          product_clock(out, of->last_arrive_s));
  fprintf(stream, "%s：", study->community[c].name);
  if (of->margin_s == (double)INFINITY)
    fprintf(stream, "无灾害阻断；指令时间 %s", product_clock(out, study->community[c].order_s));
  else if (isfinite(of->margin_s))
    fprintf(stream, "最迟 %s 下达指令（%s色，余量 %.0f 分钟）",
            product_clock(out, study->community[c].order_s + of->margin_s), words_colour_zh(colour),
            of->margin_s / 60.0);
  else
    fprintf(stream, "若 %s 下达指令，%.0f 人中有 %.0f 人不能到达（红色）",
            product_clock(out, study->community[c].order_s), study->community[c].people, lost);
  fprintf(stream, "；前往 %s；末批到达 %s\n", shelter ? shelter : "（无避难场所）",
          product_clock(out, of->last_arrive_s));
}

struct urgency {
  double margin_s;
  int32_t community;
};

static int urgency_order(const void *a, const void *b)
{
  const struct urgency *x = a, *y = b;
  if (x->margin_s != y->margin_s)
    return x->margin_s < y->margin_s ? -1 : 1;
  return (x->community > y->community) - (x->community < y->community);
}

static void orders_warn(const struct evac_study *study, FILE *stream)
{
  if (study->roads_are_made_up)
    fputs("THE ROADS ARE MADE UP by a seeded rule: no plan for a real city.\n"
          "路网为按种子规则虚构，不得用于真实城市的方案。\n",
          stream);
}

static al_status orders_write(const struct evacuate_output *out)
{
  const struct evac_study *study = out->study;
  struct urgency *list = AL_NEW(study->arena, struct urgency, (size_t)study->community_count + 1);
  struct al_file_writer writer;
  char path[4200];
  if (!list)
    return AL_NO_MEMORY;
  for (int32_t c = 0; c < study->community_count; c++)
    list[c] = (struct urgency){out->result[0].of[c].margin_s, c};
  qsort(list, (size_t)study->community_count, sizeof *list, urgency_order);
  snprintf(path, sizeof path, "%.4000s/orders.txt", out->folder);
  AL_TRY(study->ctx, al_file_begin(study->ctx, path, &writer));
  orders_warn(study, writer.stream);
  for (int32_t c = 0; c < study->community_count; c++)
    orders_put(out, list[c].community, writer.stream);
  return al_file_commit(&writer);
}

/* Steps of the ways of all communities, one after the other. */
struct routes {
  struct route_step *step;
  size_t *start; /* [community + 1] */
};

static al_status routes_make(const struct evacuate_output *out, struct routes *routes)
{
  const struct evac_study *study = out->study;
  const struct evac_result *result = &out->result[0];
  const size_t communities = (size_t)study->community_count;
  size_t links = 0, count = 0;
  assert(out->count > 0 && result->of);
  for (size_t c = 0; c < communities; c++)
    links += (size_t)(result->of[c].way_past - result->of[c].way_first);
  routes->step = AL_NEW(study->arena, struct route_step, links + 1);
  routes->start = AL_NEW(study->arena, size_t, communities + 1);
  if (!routes->step || !routes->start)
    return AL_NO_MEMORY;
  for (size_t c = 0; c < communities; c++) {
    const struct evac_outcome *of = &result->of[c];
    routes->start[c] = count;
    count += evacuate_route_steps(study, result->way_link + of->way_first,
                                  of->way_past - of->way_first, routes->step + count);
  }
  routes->start[communities] = count;
  return AL_OK;
}

static al_status routes_write_table(const struct evacuate_output *out, const struct routes *routes)
{
  const struct evac_study *study = out->study;
  const struct evac_result *result = &out->result[0];
  struct table table = table_open(out, "routes", routes->start[study->community_count]);
  const char **community = table_texts(&table, "community"), **road = table_texts(&table, "road"),
             **turn = table_texts(&table, "turn");
  double *step = table_numbers(&table, "step"), *length_m = table_numbers(&table, "length_m"),
         *bridge = table_numbers(&table, "bridge"), *link = table_numbers(&table, "first_link");
  for (int32_t c = 0; !table.lacks_memory && c < study->community_count; c++)
    for (size_t r = routes->start[c]; r < routes->start[c + 1]; r++) {
      community[r] = study->community[c].name;
      road[r] = routes->step[r].name;
      turn[r] = evacuate_turn_name(routes->step[r].turn);
      step[r] = (double)(r - routes->start[c] + 1);
      length_m[r] = routes->step[r].length_m;
      bridge[r] = routes->step[r].has_bridge;
      link[r] = result->way_link[result->of[c].way_first + routes->step[r].first];
    }
  return table_write(out, &table);
}

static al_status routes_write_words(const struct evacuate_output *out, const struct routes *routes)
{
  const struct evac_study *study = out->study;
  struct al_file_writer writer;
  char path[4200];
  snprintf(path, sizeof path, "%.4000s/routes.txt", out->folder);
  AL_TRY(study->ctx, al_file_begin(study->ctx, path, &writer));
  orders_warn(study, writer.stream);
  for (int32_t c = 0; c < study->community_count; c++) {
    const struct evac_outcome *of = &out->result[0].of[c];
    evacuate_route_put(study, of, study->community[c].name, routes->step + routes->start[c],
                       routes->start[c + 1] - routes->start[c],
                       product_clock(out, of->way_latest_s), writer.stream);
  }
  return al_file_commit(&writer);
}

/* Red lines: the ways that most people of each community take. */
static const char routes_style[] =
    "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22\">\n"
    "<renderer-v2 type=\"singleSymbol\" symbollevels=\"0\">\n<symbols>\n"
    "<symbol type=\"line\" name=\"0\"><layer class=\"SimpleLine\"><prop k=\"line_color\" "
    "v=\"196,22,28,255\"/><prop k=\"line_width\" v=\"0.8\"/></layer></symbol>\n"
    "</symbols>\n</renderer-v2>\n</qgis>\n";

static al_status routes_write_layer(const struct evacuate_output *out)
{
  const struct evac_study *study = out->study;
  const struct al_evac_network *network = &study->network;
  const struct evac_result *result = &out->result[0];
  size_t rows = 0, points = 0;
  for (int32_t c = 0; c < study->community_count; c++) {
    const struct evac_outcome *of = &result->of[c];
    rows += of->way_past > of->way_first;
    for (int32_t k = of->way_first; k < of->way_past; k++)
      points += (size_t)(network->shape_start[result->way_link[k] + 1] -
                         network->shape_start[result->way_link[k]]);
  }
  struct al_vector_layer layer;
  struct table table = table_open(out, "routes", rows);
  if (!layer_open(study->arena, &layer, rows, points))
    return AL_NO_MEMORY;
  const char **community = table_texts(&table, "community"),
             **shelter = table_texts(&table, "shelter");
  double *people = table_numbers(&table, "people"), *free_s = table_numbers(&table, "free_s"),
         *latest_s = table_numbers(&table, "latest_departure_s");
  for (int32_t c = 0; !table.lacks_memory && c < study->community_count; c++) {
    const struct evac_outcome *of = &result->of[c];
    if (of->way_past == of->way_first)
      continue;
    const size_t r = layer.feature_count;
    layer_begin(&layer, AL_SHAPE_LINE);
    for (int32_t k = of->way_first; k < of->way_past; k++) {
      const int32_t l = result->way_link[k];
      for (int32_t p = network->shape_start[l]; p < network->shape_start[l + 1]; p++)
        layer_put(&layer, network->shape_x[p], network->shape_y[p]);
    }
    community[r] = study->community[c].name;
    shelter[r] = study->shelter[of->way_shelter].name;
    people[r] = of->way_people;
    free_s[r] = of->way_free_s;
    latest_s[r] = of->way_latest_s;
  }
  return layer_write(out, "routes", &layer, &table, routes_style);
}

static al_status routes_write(const struct evacuate_output *out)
{
  struct routes routes;
  AL_TRY(out->study->ctx, routes_make(out, &routes));
  AL_TRY(out->study->ctx, routes_write_table(out, &routes));
  AL_TRY(out->study->ctx, routes_write_layer(out));
  return routes_write_words(out, &routes);
}

al_status evacuate_write(const struct evacuate_output *out)
{
  struct al_ctx *ctx = out->study->ctx;
  assert(out->count > 0);
  AL_TRY(ctx, al_folder_make(ctx, out->folder));
  AL_TRY(ctx, communities_write(out));
  AL_TRY(ctx, shelters_write(out));
  AL_TRY(ctx, bottlenecks_write(out));
  AL_TRY(ctx, curve_write(out));
  AL_TRY(ctx, variants_write(out));
  AL_TRY(ctx, points_write(out));
  AL_TRY(ctx, roads_write(out));
  AL_TRY(ctx, routes_write(out));
  return orders_write(out);
}
