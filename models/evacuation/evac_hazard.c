#include "models/evacuation/evac_hazard.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "models/evacuation/evac_fire.h"

/* Below this no step goes: water at the limit would stop time. */
static const float hazard_least_factor = 0.01f;

/* What one link is to one law, frame by frame. */
struct hazard_state {
  double change_s;     /* when it closed or opened since the last frame */
  float factor, least; /* now; of the open moments since the last frame */
  bool is_closed, was_closed;
};

struct hazard_event {
  int32_t link;
  struct al_evac_closing closing;
};

struct hazard_step_event {
  int32_t link;
  struct al_evac_speed_step step;
};

/* One law while the frames pass: events in the order of frames. */
struct hazard_track {
  const struct al_evac_law *law;
  struct hazard_state *state; /* [link] */
  int64_t *open_event;        /* [link] the closing that has not ended, -1 = none */
  float *last_factor;         /* [link] of its last step */
  struct hazard_event *event;
  struct hazard_step_event *step;
  size_t event_count, event_capacity, step_count, step_capacity;
};

struct hazard_maker {
  struct al_ctx *ctx;
  const struct al_evac_network *network;
  const struct al_evac_frames *frames;
  const struct al_evac_hazard_options *options;
  struct al_evac_cover cover;
  struct al_evac_frame before, now;
  double before_s, now_s;
  uint8_t *is_touched; /* [link] by water, or by wind that closes to someone, in this frame */
  struct hazard_track *track; /* [law_count] */
};

/* Depth over the carriageway of a link, from the depth over the ground of a cell. */
static double hazard_depth_on(const struct hazard_maker *maker, int32_t link, int32_t cell,
                              double depth_m)
{
  const struct al_evac_hazard_options *options = maker->options;
  const uint8_t kind = maker->network->kind ? maker->network->kind[link] : AL_EVAC_GROUND;
  if (kind == AL_EVAC_UNDERPASS)
    return depth_m > options->underpass_wet_m ? depth_m + options->underpass_drop_m : depth_m;
  if (kind != AL_EVAC_BRIDGE)
    return depth_m;
  if (!options->deck_m || !maker->frames->bed_m || !(depth_m > 0.0))
    return 0.0;
  const double over_m =
      (double)maker->frames->bed_m[cell] + depth_m - (double)options->deck_m[link];
  return over_m > 0.0 ? over_m : 0.0;
}

/* Whether a link is closed at a share of the time between the two frames, and its factor. */
static bool hazard_look(const struct hazard_maker *maker, const struct al_evac_law *law,
                        int32_t link, double share, float *factor)
{
  const struct al_evac_frame *before = &maker->before, *now = &maker->now;
  const bool is_bridge = maker->network->kind && maker->network->kind[link] == AL_EVAC_BRIDGE;
  const double wind_limit_mps = is_bridge ? law->bridge_wind_limit_mps : law->wind_limit_mps;
  const double free_mps = (double)maker->network->free_speed_mps[link];
  double least = 1.0;
  bool is_closed = false;

  for (int64_t i = maker->cover.start[link]; i < maker->cover.start[link + 1]; i++) {
    const int32_t cell = maker->cover.cell[i];
    if (al_evac_between(before->wind_mps, now->wind_mps, cell, share) > wind_limit_mps)
      is_closed = true;
    double depth_m = al_evac_between(before->depth_m, now->depth_m, cell, share);
    if (!(depth_m > 0.0))
      continue;
    depth_m = hazard_depth_on(maker, link, cell, depth_m);
    if (al_evac_water_closes(law, depth_m,
                             al_evac_between(before->speed_mps, now->speed_mps, cell, share)))
      is_closed = true;
    least = fmin(least, al_evac_water_factor(law, depth_m, free_mps));
  }
  *factor = fmaxf((float)least, hazard_least_factor);
  return is_closed;
}

/* Where the link changes between the two frames: the early side of a closing, the late side of a
 * reopening, to a millionth of the interval. @param open_factor of the open side of the change. */
static double hazard_change_s(const struct hazard_maker *maker, const struct al_evac_law *law,
                              int32_t link, bool closes, float *open_factor)
{
  double low = 0.0, high = 1.0;
  float factor;
  for (int halving = 0; halving < 20; halving++) {
    const double middle = 0.5 * (low + high);
    if (hazard_look(maker, law, link, middle, &factor) == closes)
      high = middle;
    else
      low = middle;
  }
  const double share = closes ? low : high;
  hazard_look(maker, law, link, share, open_factor);
  return maker->before_s + share * (maker->now_s - maker->before_s);
}

static void hazard_look_at_link(const struct hazard_maker *maker, struct hazard_track *track,
                                int32_t link, bool is_first)
{
  struct hazard_state *state = &track->state[link];
  const float factor_before = state->factor;

  state->was_closed = !is_first && state->is_closed;
  state->is_closed = false;
  state->factor = 1.0f;
  if (maker->is_touched[link])
    state->is_closed = hazard_look(maker, track->law, link, 1.0, &state->factor);
  state->least = state->factor;
  if (is_first)
    return;
  if (state->was_closed != state->is_closed) {
    float open_factor;
    state->change_s = hazard_change_s(maker, track->law, link, state->is_closed, &open_factor);
    state->least = fminf(open_factor, state->is_closed ? factor_before : state->factor);
  } else
    state->least = fminf(factor_before, state->factor);
}

/* An array with room for one more at its end, or NULL; the old one then stays. */
static void *hazard_grow(void *array, size_t *capacity, size_t count, size_t size)
{
  if (count < *capacity)
    return array;
  const size_t wanted = *capacity ? 2 * *capacity : 256;
  void *grown = realloc(array, wanted * size);
  if (grown)
    *capacity = wanted;
  return grown;
}

static bool hazard_put_step(struct hazard_track *track, int32_t link, double from_s, float factor)
{
  if (track->last_factor[link] == factor)
    return true;
  void *grown =
      hazard_grow(track->step, &track->step_capacity, track->step_count, sizeof *track->step);
  if (!grown)
    return false;
  track->step = grown;
  track->step[track->step_count++] =
      (struct hazard_step_event){.link = link, .step = {(float)from_s, factor}};
  track->last_factor[link] = factor;
  return true;
}

static bool hazard_put_change(struct hazard_track *track, int32_t link, bool closes, double at_s)
{
  if (!closes) {
    track->event[track->open_event[link]].closing.to_s = at_s;
    track->open_event[link] = -1;
    return true;
  }
  void *grown =
      hazard_grow(track->event, &track->event_capacity, track->event_count, sizeof *track->event);
  if (!grown)
    return false;
  track->event = grown;
  track->open_event[link] = (int64_t)track->event_count;
  track->event[track->event_count++] =
      (struct hazard_event){.link = link, .closing = {at_s, INFINITY}};
  return true;
}

/* What the frame changed, in the order of links: the same for any number of threads. */
static bool hazard_put_frame(const struct hazard_maker *maker, struct hazard_track *track,
                             bool is_first)
{
  for (int32_t link = 0; link < maker->network->link_count; link++) {
    const struct hazard_state *state = &track->state[link];
    const bool changes = state->is_closed != state->was_closed;
    const double change_s = is_first ? -(double)INFINITY : state->change_s;
    const double step_s = is_first ? -(double)INFINITY : maker->before_s;
    if (changes && !hazard_put_change(track, link, state->is_closed, change_s))
      return false;
    if (state->was_closed && state->is_closed)
      continue;
    if (!hazard_put_step(track, link, step_s, state->least))
      return false;
  }
  return true;
}

static al_status hazard_no_memory(const struct hazard_maker *maker)
{
  return AL_FAIL(maker->ctx, AL_NO_MEMORY, "out of memory: hazards of %d links",
                 (int)maker->network->link_count);
}

static double hazard_least_wind_mps(const struct al_evac_hazard_options *options)
{
  double least = INFINITY;
  for (int i = 0; i < options->law_count; i++)
    least =
        fmin(least, fmin(options->law[i].wind_limit_mps, options->law[i].bridge_wind_limit_mps));
  return least;
}

/* Most links are dry most of the time: one look for all laws. */
static void hazard_touch(struct hazard_maker *maker)
{
  const double wind_mps = hazard_least_wind_mps(maker->options);
#pragma omp parallel for schedule(static, 256)
  for (int32_t link = 0; link < maker->network->link_count; link++) {
    bool is_touched = false;
    for (int64_t i = maker->cover.start[link]; i < maker->cover.start[link + 1]; i++) {
      const int32_t cell = maker->cover.cell[i];
      is_touched = is_touched || al_evac_between(NULL, maker->now.depth_m, cell, 1.0) > 0.0 ||
                   al_evac_between(NULL, maker->now.wind_mps, cell, 1.0) > wind_mps;
    }
    maker->is_touched[link] = is_touched;
  }
}

static al_status hazard_take_frame(struct hazard_maker *maker, int k)
{
  const struct al_evac_network *network = maker->network;
  const struct al_evac_frame before = maker->before;
  maker->before = maker->now;
  maker->now = before;
  maker->before_s = maker->now_s;
  maker->now_s = maker->frames->time_s[k];
  AL_TRY(maker->ctx, maker->frames->read(maker->frames->self, maker->ctx, k, &maker->now));
  hazard_touch(maker);
  for (int i = 0; i < maker->options->law_count; i++) {
    struct hazard_track *track = &maker->track[i];
    const unsigned bit = AL_EVAC_MODE_BIT(track->law->mode);
#pragma omp parallel for schedule(static, 256)
    for (int32_t link = 0; link < network->link_count; link++)
      if (network->modes[link] & bit)
        hazard_look_at_link(maker, track, link, k == 0);
    if (!hazard_put_frame(maker, track, k == 0))
      return hazard_no_memory(maker);
  }
  return AL_OK;
}

/* After the last frame what it shows is held, and nothing slower from before. */
static bool hazard_hold_last(const struct hazard_maker *maker, struct hazard_track *track)
{
  for (int32_t link = 0; link < maker->network->link_count; link++)
    if (!track->state[link].is_closed &&
        !hazard_put_step(track, link, maker->now_s, track->state[link].factor))
      return false;
  return true;
}

/* Steps of all frames, by link. */
static bool hazard_sort_steps(const struct hazard_track *track, int32_t link_count,
                              struct al_evac_link_hazard *out)
{
  out->step_start = calloc((size_t)link_count + 2, sizeof *out->step_start);
  out->step = malloc((track->step_count + 1) * sizeof *out->step);
  if (!out->step_start || !out->step)
    return false;
  for (size_t i = 0; i < track->step_count; i++)
    out->step_start[track->step[i].link + 2]++;
  for (int32_t link = 0; link < link_count; link++)
    out->step_start[link + 2] += out->step_start[link + 1];
  for (size_t i = 0; i < track->step_count; i++)
    out->step[out->step_start[track->step[i].link + 1]++] = track->step[i].step;
  return true;
}

/* Closings by link, each link's cut at the time from which fire closes it for good. */
static bool hazard_sort_closings(const struct hazard_track *track, int32_t link_count,
                                 const float *fire_s, struct al_evac_link_hazard *out)
{
  int32_t *next = calloc((size_t)link_count + 1, sizeof *next);
  const size_t most = track->event_count + (fire_s ? (size_t)link_count : 0);
  out->closing_start = calloc((size_t)link_count + 1, sizeof *out->closing_start);
  out->closing = malloc((most + 1) * sizeof *out->closing);
  if (!next || !out->closing_start || !out->closing) {
    free(next);
    return false;
  }
  for (size_t i = 0; i < track->event_count; i++)
    next[track->event[i].link]++;
  for (int32_t link = 0; link < link_count; link++) {
    const bool burns = fire_s && isfinite(fire_s[link]);
    out->closing_start[link + 1] = out->closing_start[link] + next[link] + (burns ? 1 : 0);
    next[link] = out->closing_start[link];
  }
  for (size_t i = 0; i < track->event_count; i++)
    out->closing[next[track->event[i].link]++] = track->event[i].closing;
  for (int32_t link = 0; fire_s && link < link_count; link++)
    if (isfinite(fire_s[link]))
      out->closing[next[link]] = (struct al_evac_closing){(double)fire_s[link], INFINITY};
  free(next);
  return true;
}

/* Closings that the fire's overlaps become one with it. */
static void hazard_join_fire(int32_t link_count, const float *fire_s,
                             struct al_evac_link_hazard *out)
{
  int32_t kept = 0;
  for (int32_t link = 0; link < link_count; link++) {
    const int32_t first = out->closing_start[link], last = out->closing_start[link + 1] - 1;
    const bool burns = isfinite(fire_s[link]);
    double fire_from_s = (double)fire_s[link];
    out->closing_start[link] = kept;
    for (int32_t i = first; i <= last - (burns ? 1 : 0); i++) {
      const struct al_evac_closing closing = out->closing[i];
      if (burns && closing.to_s >= fire_from_s) {
        fire_from_s = fmin(fire_from_s, closing.from_s);
        break;
      }
      out->closing[kept++] = closing;
    }
    if (burns)
      out->closing[kept++] = (struct al_evac_closing){fire_from_s, INFINITY};
  }
  out->closing_start[link_count] = kept;
}

static bool hazard_track_begin(struct hazard_track *track, const struct al_evac_law *law,
                               int32_t link_count)
{
  const size_t room = (size_t)link_count + 1;
  track->law = law;
  track->state = calloc(room, sizeof *track->state);
  track->open_event = malloc(room * sizeof *track->open_event);
  track->last_factor = malloc(room * sizeof *track->last_factor);
  if (!track->state || !track->open_event || !track->last_factor)
    return false;
  for (int32_t link = 0; link < link_count; link++) {
    track->open_event[link] = -1;
    track->state[link].factor = track->state[link].least = track->last_factor[link] = 1.0f;
  }
  return true;
}

static void hazard_track_free(struct hazard_track *track)
{
  free(track->state);
  free(track->open_event);
  free(track->last_factor);
  free(track->event);
  free(track->step);
}

static al_status hazard_fire_on_links(const struct hazard_maker *maker,
                                      const struct al_evac_law *law, float *fire_s)
{
  AL_TRY(maker->ctx,
         al_evac_fire_on_links(maker->ctx, &maker->cover, maker->frames->lattice,
                               maker->frames->fire_arrival_s, law->fire_reach_m, fire_s));
  const unsigned bit = AL_EVAC_MODE_BIT(law->mode);
  for (int32_t link = 0; link < maker->network->link_count; link++)
    fire_s[link] =
        maker->network->modes[link] & bit ? fire_s[link] - (float)law->fire_lead_s : INFINITY;
  return AL_OK;
}

static al_status hazard_finish(const struct hazard_maker *maker, struct al_evac_hazard *out)
{
  const int32_t links = maker->network->link_count;
  float *fire_s = NULL;
  al_status status = AL_OK;

  if (maker->frames->fire_arrival_s && !(fire_s = malloc(((size_t)links + 1) * sizeof *fire_s)))
    return hazard_no_memory(maker);
  for (int i = 0; i < out->law_count && status == AL_OK; i++) {
    struct hazard_track *track = &maker->track[i];
    if (fire_s)
      status = hazard_fire_on_links(maker, track->law, fire_s);
    if (status != AL_OK)
      break;
    if ((maker->frames->count > 0 && !hazard_hold_last(maker, track)) ||
        !hazard_sort_steps(track, links, &out->of[i]) ||
        !hazard_sort_closings(track, links, fire_s, &out->of[i]))
      status = hazard_no_memory(maker);
    else if (fire_s)
      hazard_join_fire(links, fire_s, &out->of[i]);
  }
  free(fire_s);
  return status;
}

static al_status hazard_begin(struct hazard_maker *maker, struct al_evac_hazard *out)
{
  const struct al_evac_frames *frames = maker->frames;
  const int32_t links = maker->network->link_count;

  AL_TRY(maker->ctx, al_evac_frames_check(maker->ctx, frames));
  maker->track = calloc((size_t)out->law_count + 1, sizeof *maker->track);
  maker->is_touched = calloc((size_t)links + 1, sizeof *maker->is_touched);
  out->of = calloc((size_t)out->law_count + 1, sizeof *out->of);
  if (!maker->track || !maker->is_touched || !out->of)
    return hazard_no_memory(maker);
  for (int i = 0; i < out->law_count; i++)
    if (!hazard_track_begin(&maker->track[i], &maker->options->law[i], links))
      return hazard_no_memory(maker);
  AL_TRY(maker->ctx,
         al_evac_cover_make(maker->ctx, maker->network, frames->lattice, &maker->cover));
  for (int32_t link = 0; link < links; link++)
    out->outside_count += maker->cover.leaves[link];
  AL_TRY(maker->ctx, al_evac_frame_make(maker->ctx, frames, &maker->before));
  return al_evac_frame_make(maker->ctx, frames, &maker->now);
}

al_status al_evac_hazard_make(struct al_ctx *ctx, const struct al_evac_network *network,
                              const struct al_evac_frames *frames,
                              const struct al_evac_hazard_options *options,
                              struct al_evac_hazard *out)
{
  struct hazard_maker maker = {
      .ctx = ctx, .network = network, .frames = frames, .options = options};
  const int count = frames->count;

  assert(options->law_count > 0 && count >= 0);
  *out = (struct al_evac_hazard){.law_count = options->law_count,
                                 .link_count = network->link_count,
                                 .first_s = count ? frames->time_s[0] : -(double)INFINITY,
                                 .last_s = count ? frames->time_s[count - 1] : (double)INFINITY};
  al_status status = hazard_begin(&maker, out);
  for (int k = 0; k < count && status == AL_OK; k++)
    status = hazard_take_frame(&maker, k);
  if (status == AL_OK)
    status = hazard_finish(&maker, out);
  for (int i = 0; maker.track && i < options->law_count; i++)
    hazard_track_free(&maker.track[i]);
  free(maker.track);
  free(maker.is_touched);
  al_evac_cover_free(&maker.cover);
  al_evac_frame_free(&maker.before);
  al_evac_frame_free(&maker.now);
  return status;
}

void al_evac_hazard_free(struct al_evac_hazard *hazard)
{
  for (int i = 0; hazard->of && i < hazard->law_count; i++) {
    free(hazard->of[i].closing_start);
    free(hazard->of[i].closing);
    free(hazard->of[i].step_start);
    free(hazard->of[i].step);
  }
  free(hazard->of);
  *hazard = (struct al_evac_hazard){0};
}
