/**
 * Initial attack.
 */
#include "models/fire/fire_attack.h"
#include <assert.h>
#include <math.h>

void fire_attack_begin(struct fire_attack *attack, const struct al_record_list *crews,
                       double ignited_s, double x_m, double y_m)
{
  *attack = (struct fire_attack){.crew = crews->record,
                                 .crew_count = crews->count,
                                 .ignited_s = ignited_s,
                                 .x_m = x_m,
                                 .y_m = y_m};
}

double fire_attack_arrives_s(const struct fire_attack *attack, size_t crew)
{
  assert(crew < attack->crew_count);
  const struct fire_crew_config *config = &attack->crew[crew];
  const double *place = config->place.value;
  const double way_m =
      config->place.count == 2 ? hypot(place[0] - attack->x_m, place[1] - attack->y_m) : 0.0;
  return attack->ignited_s + config->delay_s + way_m / config->speed_m_per_s;
}

bool fire_attack_work(struct fire_attack *attack, double from_s, double to_s, double flame_most_m,
                      double edge_m)
{
  assert(to_s >= from_s && edge_m >= 0.0);
  for (size_t k = 0; k < attack->crew_count; k++) {
    const double since_s = fmax(from_s, fire_attack_arrives_s(attack, k));
    if (since_s < to_s && flame_most_m <= attack->crew[k].flame_most_m)
      attack->line_m += (to_s - since_s) * attack->crew[k].line_m_per_s;
  }
  return attack->line_m > 0.0 && attack->line_m >= edge_m;
}
