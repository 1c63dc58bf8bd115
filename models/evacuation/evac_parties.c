/**
 * Parties of people who leave together: systematic sampling of groups, departures by a curve.
 */
#include "models/evacuation/evac_people.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "core/rng.h"

/* Streams of draws; a class and mode adds its number. */
enum { PARTY_START_STREAM = 0x70617274, PARTY_LEAVE_STREAM = 0x6c656176 };

struct party_maker {
  const struct al_evac_people *people;
  const struct al_evac_party_request *request;
  struct al_evac_party *party;
  uint64_t *draw; /* [party] of its departure: the same whatever numbers nodes have */
  size_t count, capacity;
};

static al_status parties_check(struct al_ctx *ctx, const struct al_evac_party_request *request)
{
  double classes = 0.0;
  for (int c = 0; c < request->class_count; c++) {
    const struct al_evac_class *person_class = &request->person_class[c];
    double modes = 0.0;
    for (int mode = 0; mode < AL_EVAC_MODES; mode++) {
      modes += person_class->mode_share[mode];
      if (!(person_class->mode_share[mode] >= 0.0) ||
          !(person_class->party_persons[mode] > 0.0 && isfinite(person_class->party_persons[mode])))
        return AL_FAIL(ctx, AL_BAD_INPUT,
                       "people: class '%s': share %g with %g persons a vehicle; allowed: shares "
                       "from 0, persons above 0",
                       person_class->name, person_class->mode_share[mode],
                       person_class->party_persons[mode]);
    }
    if (!(fabs(modes - 1.0) < 1e-6))
      return AL_FAIL(ctx, AL_BAD_INPUT,
                     "people: class '%s': the shares of its modes add up to %g, not 1",
                     person_class->name, modes);
    if (!(person_class->share >= 0.0 && person_class->walk_within_m >= 0.0))
      return AL_FAIL(ctx, AL_BAD_INPUT,
                     "people: class '%s': share %g, on foot within %g m; allowed: from 0",
                     person_class->name, person_class->share, person_class->walk_within_m);
    AL_TRY_MSG(ctx, al_evac_curve_check(ctx, &person_class->curve), "of class '%s'",
               person_class->name);
    classes += person_class->share;
  }
  if (!(fabs(classes - 1.0) < 1e-6))
    return AL_FAIL(ctx, AL_BAD_INPUT, "people: the shares of the classes add up to %g, not 1",
                   classes);
  return AL_OK;
}

/* Persons of a group that are of a class and travel by a mode. */
static double parties_persons(const struct party_maker *maker, int32_t group, int c, int mode)
{
  const struct al_evac_class *person_class = &maker->request->person_class[c];
  const struct al_evac_group *from = &maker->people->group[group];
  const double *shelter_m = maker->request->shelter_m;
  const bool near = shelter_m && shelter_m[from->node] < person_class->walk_within_m;
  const double share = near ? (mode == AL_EVAC_WALK ? 1.0 : 0.0) : person_class->mode_share[mode];
  return from->persons * person_class->share * share;
}

static bool parties_add(struct party_maker *maker, int32_t group, int c, int mode, int64_t nth)
{
  if (maker->count == maker->capacity) {
    const size_t wanted = maker->capacity ? 2 * maker->capacity : 1024;
    struct al_evac_party *party = realloc(maker->party, wanted * sizeof *party);
    if (party)
      maker->party = party;
    uint64_t *draw = party ? realloc(maker->draw, wanted * sizeof *draw) : NULL;
    if (!draw)
      return false;
    maker->draw = draw;
    maker->capacity = wanted;
  }
  const uint64_t stream =
      PARTY_LEAVE_STREAM + ((uint64_t)(c * AL_EVAC_MODES + mode) << 32) + ((uint64_t)nth << 40);
  const struct al_rng_block bits =
      al_rng_bits(maker->request->seed, stream, maker->people->group[group].key);
  maker->draw[maker->count] = (uint64_t)bits.word[0] << 32 | bits.word[1];
  maker->party[maker->count++] = (struct al_evac_party){.node = maker->people->group[group].node,
                                                        .group = group,
                                                        .person_class = (uint8_t)c,
                                                        .mode = (uint8_t)mode};
  return true;
}

/* One class and mode. Along the running sum of parties each whole number, shifted by one draw,
 * makes a party where it falls: the number of a group is its share, up or down to a whole number.
 */
static bool parties_of_mode(struct party_maker *maker, int c, int mode)
{
  const struct al_evac_people *people = maker->people;
  const double each = maker->request->person_class[c].party_persons[mode];
  const double shift = al_rng_uniform(maker->request->seed, PARTY_START_STREAM,
                                      (uint64_t)(c * AL_EVAC_MODES + mode));
  const size_t first = maker->count;
  double sum = 0.0, most = 0.0;
  int32_t largest = -1;
  for (int32_t group = 0; group < people->group_count; group++) {
    const double persons = parties_persons(maker, group, c, mode);
    const double before = floor(sum / each + shift);
    sum += persons;
    const int64_t parties = (int64_t)(floor(sum / each + shift) - before);
    if (persons > most) {
      most = persons;
      largest = group;
    }
    for (int64_t nth = 0; nth < parties; nth++)
      if (!parties_add(maker, group, c, mode, nth))
        return false;
  }
  if (maker->count == first && largest >= 0 && !parties_add(maker, largest, c, mode, 0))
    return false;
  for (size_t i = first; i < maker->count; i++)
    maker->party[i].persons = sum / (double)(maker->count - first);
  return true;
}

struct party_rank {
  uint64_t draw;
  size_t party;
};

static int parties_compare(const void *a, const void *b)
{
  const struct party_rank *one = a, *other = b;
  if (one->draw != other->draw)
    return one->draw < other->draw ? -1 : 1;
  return (one->party > other->party) - (one->party < other->party);
}

/* Departures of one class: its parties in the order of their draws, each in its own slice of the
 * curve; or each by its draw alone. */
static bool parties_leave(const struct party_maker *maker, int c, size_t first, size_t end)
{
  const struct al_evac_curve *curve = &maker->request->person_class[c].curve;
  const size_t count = end - first;
  struct party_rank *rank = malloc((count + 1) * sizeof *rank);
  if (!rank)
    return false;
  for (size_t i = 0; i < count; i++)
    rank[i] = (struct party_rank){maker->draw[first + i], first + i};
  if (maker->request->stratified)
    qsort(rank, count, sizeof *rank, parties_compare);
  for (size_t i = 0; i < count; i++) {
    const double alone = (double)(rank[i].draw >> 11) * 0x1p-53;
    /* the rest of the draw places it within its slice */
    const double within = (double)(rank[i].draw & 0x1fffff) * 0x1p-21;
    const double share = maker->request->stratified ? ((double)i + within) / (double)count : alone;
    maker->party[rank[i].party].depart_s = al_evac_curve_time_s(curve, share);
  }
  free(rank);
  return true;
}

al_status al_evac_parties_make(struct al_ctx *ctx, const struct al_evac_people *people,
                               const struct al_evac_party_request *request,
                               struct al_evac_party **party, int32_t *count)
{
  struct party_maker maker = {.people = people, .request = request};
  bool done = true;
  assert(request->class_count > 0 && request->class_count <= 64);
  *party = NULL;
  *count = 0;
  AL_TRY(ctx, parties_check(ctx, request));
  for (int c = 0; c < request->class_count && done; c++) {
    const size_t first = maker.count;
    for (int mode = 0; mode < AL_EVAC_MODES && done; mode++)
      done = parties_of_mode(&maker, c, mode);
    done = done && parties_leave(&maker, c, first, maker.count);
  }
  free(maker.draw);
  if (!done || maker.count > INT32_MAX) {
    free(maker.party);
    return AL_FAIL(ctx, AL_NO_MEMORY, "out of memory: %zu parties of people", maker.count);
  }
  *party = maker.party;
  *count = (int32_t)maker.count;
  return AL_OK;
}
