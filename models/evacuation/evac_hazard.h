/**
 * Hazard on links and cells: when each is closed to a kind of traveller, and how much slower the
 * open ones are.
 *
 * Every cell that a link touches is looked at in every frame; one that closes, closes the link, and
 * the slowest gives its speed. Between two frames depth and speed are linear in time, and a closing
 * found there is rounded to the early side, a reopening to the late side. Before the first frame
 * the first one holds, after the last the last.
 */
#ifndef AL_EVAC_HAZARD_H
#define AL_EVAC_HAZARD_H

#include "models/evacuation/evac_cover.h"
#include "models/evacuation/evac_frames.h"
#include "models/evacuation/evac_laws.h"

/** From `from_s` until before `to_s`; -INFINITY when closed in the first frame, INFINITY when
 * closed in the last. */
struct al_evac_closing {
  double from_s, to_s;
};

/** Speed over free speed from this time on, until the next step of the link; 1 before the first.
 * The least between two frames, of those moments at which the link is open; at least 0.01. */
struct al_evac_speed_step {
  float from_s, factor;
};

struct al_evac_hazard_options {
  const struct al_evac_law *law; /* [law_count] */
  int law_count;
  double underpass_drop_m; /* low points of underpasses below the ground around: added to depth */
  double underpass_wet_m;  /* where water is deeper than this, so that it runs down */
  const float *deck_m; /* [link] level of the decks of bridges, NaN = high enough; may be NULL */
};

/** Of one law, over the links that its mode may use; others have no entries. */
struct al_evac_link_hazard {
  int32_t *closing_start;          /* [link_count + 1] */
  struct al_evac_closing *closing; /* of a link in order, apart from each other */
  int32_t *step_start;             /* [link_count + 1] */
  struct al_evac_speed_step *step;
};

struct al_evac_hazard {
  int law_count;
  int32_t link_count;
  struct al_evac_link_hazard *of; /* [law_count] */
  double first_s, last_s;         /* of the frames; -INFINITY, INFINITY without frames */
  int32_t outside_count;          /* links that leave the lattice: hazards there are not known */
};

/** Looks at all frames. Errors: those of the source, AL_BAD_INPUT when its times do not rise,
 * AL_NO_MEMORY. *out is to be freed either way. */
al_status al_evac_hazard_make(struct al_ctx *ctx, const struct al_evac_network *network,
                              const struct al_evac_frames *frames,
                              const struct al_evac_hazard_options *options,
                              struct al_evac_hazard *out);
void al_evac_hazard_free(struct al_evac_hazard *hazard);

/** Whether the link is closed at a time. */
bool al_evac_link_is_closed(const struct al_evac_link_hazard *hazard, int32_t link, double time_s);
/** Speed over free speed at a time; 0 while closed. */
double al_evac_link_factor(const struct al_evac_link_hazard *hazard, int32_t link, double time_s);
/** When who enters a link at a time has passed it, at speeds that follow the steps; closings are
 * not looked at. @param hazard NULL = nothing slows @param free_s travel time at factor 1 */
double al_evac_link_passed_s(const struct al_evac_link_hazard *hazard, int32_t link, double enter_s,
                             double free_s);
/** The other way round: when a link must be entered to have passed it at a time. */
double al_evac_link_entered_s(const struct al_evac_link_hazard *hazard, int32_t link,
                              double passed_s, double free_s);
/** When the link closes for the first time at or after `time_s`; `time_s` itself when it is closed,
 * INFINITY when it never does. */
double al_evac_link_closes_s(const struct al_evac_link_hazard *hazard, int32_t link, double time_s);

/** Warns when the frames end before, or begin after, what an evacuation needs of them; what stands
 * in the nearest frame is then held. @return whether they cover it. */
bool al_evac_hazard_covers(struct al_ctx *ctx, const struct al_evac_hazard *hazard, double from_s,
                           double until_s);

#endif
