/**
 * What comes of a season: fields, figures, its fires.
 */
#include "models/fire/fire_season_inside.h"
#include <assert.h>
#include <math.h>

const float al_fire_flame_from_m[AL_FIRE_FLAMES] = {0.0f,    0.6096f, 1.2192f,
                                                    1.8288f, 2.4384f, 3.6576f};

static al_real *season_tile(const struct season *season, int field, ptrdiff_t tile)
{
  return al_field_tile(season->field[field], tile);
}

static void season_finish_cell(const struct season *season, const struct fire_tally_cell *tally,
                               ptrdiff_t tile, int i)
{
  static const double shares[3] = {0.1, 0.5, 0.9};
  const uint32_t burnt = fire_tally_burnt(tally);
  if (burnt == 0)
    return;
  season_tile(season, FIELD_BURN, tile)[i] =
      (al_real)((double)burnt / (double)season->plan.fire_count);
  season_tile(season, FIELD_FLAME, tile)[i] = (al_real)((double)tally->flame_mm / burnt / 1000.0);
  season_tile(season, FIELD_FIRST, tile)[i] = (al_real)fire_tally_first_s(tally);
  for (int k = 0; k < 3; k++)
    season_tile(season, FIELD_P10 + k, tile)[i] =
        (al_real)fire_tally_quantile_s(tally, shares[k], season->config->burn_time_s);
  for (int k = 0; k < AL_FIRE_FLAMES; k++)
    season_tile(season, FIELD_CLASS + k, tile)[i] = (al_real)((double)tally->flame[k] / burnt);
}

static void season_finish_without(const struct season *season, const struct fire_tally_cell *tally,
                                  ptrdiff_t tile, int i)
{
  const double burnt = fire_tally_burnt(tally);
  season_tile(season, FIELD_BURN_WITHOUT, tile)[i] =
      (al_real)(burnt / (double)season->plan.fire_count);
  season_tile(season, FIELD_FIRST_WITHOUT, tile)[i] = (al_real)fire_tally_first_s(tally);
}

void season_finish(struct season *season)
{
  for (ptrdiff_t t = 0; t < season->forest->tile_count; t++)
    for (int i = 0; i < AL_TILE_CELLS; i++) {
      const ptrdiff_t cell = t * AL_TILE_CELLS + i;
      if (season->side[0].came[t])
        season_finish_cell(season, &season->side[0].tally[cell], t, i);
      if (season->side_count == 2 && season->side[1].came[t])
        season_finish_without(season, &season->side[1].tally[cell], t, i);
    }
}

/* Cells by fire against cells by count. */
static double season_unaccounted(const struct season *season, const struct season_side *side,
                                 double burnt)
{
  double counted = 0.0;
  for (ptrdiff_t t = 0; t < season->forest->tile_count; t++)
    for (ptrdiff_t i = t * AL_TILE_CELLS; side->came[t] && i < (t + 1) * AL_TILE_CELLS; i++)
      counted += fire_tally_burnt(&side->tally[i]);
  return fabs(counted - burnt);
}

/* Sums over the fires of a side. */
struct season_sum {
  double burnt, most, lit, contained, unaccounted; /* burnt: cells */
};

static struct season_sum season_sum(const struct season *season, const struct season_side *side)
{
  struct season_sum sum = {0};
  for (uint64_t f = 0; f < season->memory.done; f++) {
    const struct season_outcome *outcome = &side->outcome[f];
    sum.burnt += (double)outcome->burnt;
    sum.most = fmax(sum.most, (double)outcome->burnt);
    sum.lit += outcome->lit;
    sum.contained += isfinite(outcome->contained_s);
  }
  if (season->memory.done == season->plan.fire_count)
    sum.unaccounted = season_unaccounted(season, side, sum.burnt);
  return sum;
}

size_t season_figures(const void *self, struct al_balance_term *figures, size_t capacity)
{
  const struct season *season = self;
  const double cell_m2 = season->cell_m * season->cell_m;
  const struct season_sum sum = season_sum(season, &season->side[0]);
  const struct season_sum free =
      season->side_count == 2 ? season_sum(season, &season->side[1]) : sum;
  const double lit = fmax(sum.lit, 1.0);
  const struct al_balance_term own[] = {
      {"fires", (double)season->memory.done},
      {"fires_unlit", (double)season->memory.done - sum.lit},
      {"fires_contained", sum.contained},
      {"containment_probability", sum.contained / lit},
      {"weathers", (double)season->plan.spell_count},
      {"burnt_sum_m2", sum.burnt * cell_m2},
      {"burnt_mean_m2", sum.burnt / lit * cell_m2},
      {"burnt_most_m2", sum.most * cell_m2},
      {"burnt_unaccounted_m2", (sum.unaccounted + free.unaccounted) * cell_m2},
      {"barrier_sides", (double)season->side[0].barriers.side_count / 2.0},
      {"barrier_sides_breached", (double)season->side[0].barriers.breached},
      {"canopy_base_lowered", (double)season->land.floored},
      {"without_burnt_mean_m2", free.burnt / lit * cell_m2},
      {"without_burnt_most_m2", free.most * cell_m2},
      {"without_containment_probability", free.contained / lit}};
  const size_t count = AL_COUNT(own) - (season->side_count == 2 ? 0 : 3);
  for (size_t k = 0; k < count && k < capacity; k++)
    figures[k] = own[k];
  return count;
}

size_t al_season_count(const void *self)
{
  return (size_t)((const struct season *)self)->memory.done;
}

struct al_season_fire al_season_fire(const void *self, size_t fire)
{
  const struct season *season = self;
  const struct al_lattice *lattice = &season->forest->lattice;
  const struct fire_start *start = &season->plan.start[fire];
  const struct season_outcome *outcome = &season->side[0].outcome[fire];
  const struct season_outcome *without =
      season->side_count == 2 ? &season->side[1].outcome[fire] : NULL;
  const double cell_m2 = season->cell_m * season->cell_m;
  const bool drawn = season->plan.drawn;
  const double *listed = drawn ? NULL : season->plan.listed.flame[start->source].part->xy;
  assert(fire < season->memory.done);
  const double x = drawn ? start->x : listed[0], y = drawn ? start->y : listed[1];
  const double at_s = drawn ? 0.0 : season->plan.listed.flame[start->source].at_s;
  return (struct al_season_fire){.source = fire_season_source(&season->plan, fire),
                                 .weather = season->plan.spell[start->spell].name,
                                 .x_m = al_lattice_x_m(lattice, x),
                                 .y_m = al_lattice_y_m(lattice, y),
                                 .burnt_m2 = (double)outcome->burnt * cell_m2,
                                 .burnt_without_m2 =
                                     without ? (double)without->burnt * cell_m2 : (double)NAN,
                                 .flame_most_m = (double)outcome->flame_most_m,
                                 .contained_s = outcome->contained_s - at_s,
                                 .lit = outcome->lit != 0};
}
