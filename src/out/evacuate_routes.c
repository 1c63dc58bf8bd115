/**
 * Ways in words.
 */
#include "out/evacuate_routes.h"
#include <assert.h>
#include <math.h>
#include <string.h>

#define ROUTE_CONNECTOR_M 40.0
#define ROUTE_TURN_DEG 30.0
#define ROUTE_BACK_DEG 150.0
#define ROUTE_DEG (180.0 / 3.14159265358979323846)

/* Direction of the first or last piece of a link's shape, degrees clockwise from north. */
static double route_bearing_deg(const struct al_evac_network *network, int32_t link, bool last)
{
  const int32_t a = last ? network->shape_start[link + 1] - 2 : network->shape_start[link];
  assert(network->shape_start[link + 1] - network->shape_start[link] >= 2);
  return ROUTE_DEG * atan2(network->shape_x[a + 1] - network->shape_x[a],
                           network->shape_y[a + 1] - network->shape_y[a]);
}

static enum route_turn route_turn_between(const struct al_evac_network *network, int32_t from,
                                          int32_t onto)
{
  const double turn_deg = remainder(
      route_bearing_deg(network, onto, false) - route_bearing_deg(network, from, true), 360.0);
  if (fabs(turn_deg) < ROUTE_TURN_DEG)
    return ROUTE_ON;
  if (fabs(turn_deg) > ROUTE_BACK_DEG)
    return ROUTE_BACK;
  return turn_deg > 0.0 ? ROUTE_RIGHT : ROUTE_LEFT;
}

/* Whether a link goes on with a step. */
static bool route_belongs(const struct al_evac_network *network, const struct route_step *step,
                          int32_t link, const char *name, bool is_named)
{
  const bool is_same = step->is_named == is_named && strcmp(step->name, name) == 0;
  return is_same || (!is_named && (double)network->length_m[link] < ROUTE_CONNECTOR_M);
}

size_t evacuate_route_steps(const struct evac_study *study, const int32_t *links, int32_t count,
                            struct route_step *steps)
{
  const struct al_evac_network *network = &study->network;
  size_t n = 0;
  assert(count >= 0 && network->name);
  for (int32_t k = 0; k < count; k++) {
    const int32_t l = links[k];
    const bool is_named = network->name[l] != NULL;
    const char *name =
        is_named ? network->name[l] : study->classes.row[network->road_class[l]].name;
    if (n == 0 || !route_belongs(network, &steps[n - 1], l, name, is_named)) {
      const double heading = route_bearing_deg(network, l, false) / 45.0;
      steps[n++] = (struct route_step){
          .name = name,
          .is_named = is_named,
          .turn = k == 0 ? ROUTE_START : route_turn_between(network, links[k - 1], l),
          .heading = (int)lround(heading + 8.0) % 8,
          .first = k};
    }
    steps[n - 1].length_m += (double)network->length_m[l];
    steps[n - 1].has_bridge = steps[n - 1].has_bridge || network->kind[l] == AL_EVAC_BRIDGE;
    steps[n - 1].past = k + 1;
  }
  return n;
}

const char *evacuate_turn_name(enum route_turn turn)
{
  static const char *const names[ROUTE_TURNS] = {"start", "on", "left", "right", "back"};
  return names[turn];
}

static void route_put_en(const struct route_step *steps, size_t count, FILE *stream)
{
  static const char *const headings[8] = {"north", "north-east", "east", "south-east",
                                          "south", "south-west", "west", "north-west"};
  static const char *const turns[ROUTE_TURNS] = {"", "on along ", "left into ", "right into ",
                                                 "back along "};
  for (size_t k = 0; k < count; k++) {
    const struct route_step *step = &steps[k];
    if (step->turn == ROUTE_START)
      fprintf(stream, "%s on ", headings[step->heading]);
    else
      fprintf(stream, ", %s", turns[step->turn]);
    fprintf(stream, step->is_named ? "%s" : "a road (%s)", step->name);
    fprintf(stream, " %.1f km%s", step->length_m / 1000.0,
            step->has_bridge ? " (over a bridge)" : "");
  }
}

static void route_put_zh(const struct route_step *steps, size_t count, FILE *stream)
{
  static const char *const headings[8] = {"北", "东北", "东", "东南", "南", "西南", "西", "西北"};
  static const char *const turns[ROUTE_TURNS] = {"", "，直行进入", "，左转进入", "，右转进入",
                                                 "，掉头沿"};
  for (size_t k = 0; k < count; k++) {
    const struct route_step *step = &steps[k];
    if (step->turn == ROUTE_START)
      fprintf(stream, "沿");
    else
      fprintf(stream, "%s", turns[step->turn]);
    fprintf(stream, step->is_named ? "%s" : "无名道路（%s）", step->name);
    if (step->turn == ROUTE_START)
      fprintf(stream, "向%s", headings[step->heading]);
    fprintf(stream, "行%.1f公里%s", step->length_m / 1000.0, step->has_bridge ? "（过桥）" : "");
  }
}

void evacuate_route_put(const struct evac_study *study, const struct evac_outcome *of,
                        const char *community, const struct route_step *steps, size_t count,
                        const char *clock, FILE *stream)
{
  static const char *const by_en[AL_EVAC_TRAVELLERS] = {"on foot", "on foot", "by e-bike", "by car",
                                                        "by bus"};
  static const char *const by_zh[AL_EVAC_TRAVELLERS] = {"步行", "步行", "骑电动车", "乘车",
                                                        "乘巴士"};
  const double minutes = of->way_free_s / 60.0;
  if (of->way_shelter < 0) {
    fprintf(stream, "%s: no shelter can be reached\n%s：没有可达的避难场所\n", community,
            community);
    return;
  }
  const char *shelter = study->shelter[of->way_shelter].name;
  fprintf(stream, "%s, %.0f people %s: ", community, of->way_people, by_en[of->way_traveller]);
  if (count > 0)
    route_put_en(steps, count, stream);
  fprintf(stream, "%sto %s; %.0f min without queues%s%s\n", count > 0 ? ", " : "", shelter, minutes,
          *clock ? ", leave by " : "", clock);
  fprintf(stream, "%s，%.0f人%s：", community, of->way_people, by_zh[of->way_traveller]);
  if (count > 0)
    route_put_zh(steps, count, stream);
  fprintf(stream, "%s到达%s；不计排队%.0f分钟%s%s\n", count > 0 ? "，" : "", shelter, minutes,
          *clock ? "，最迟出发" : "", clock);
}
