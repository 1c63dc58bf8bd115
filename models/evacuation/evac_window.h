/**
 * Windows of departure: when a node may be left so that safety is reached without a stop under way,
 * where roads close and open again. One latest departure does not say that.
 *
 * W(safe) = while it is safe; W(u) = union over links u -> v of the times t at which the link is
 * open until it is passed, at p(t), and p(t) lies in W(v). Found backwards from all safe places:
 * each node once in the order of nearness; without it again and again where a window grows. That
 * ends: a growth covers a microsecond more of the time between from_s and the last end of a
 * closing or of safety, so that a node grows at most a million times a second of it, and once more
 * where its last window becomes endless.
 */
#ifndef AL_MODELS_EVACUATION_WINDOW_H
#define AL_MODELS_EVACUATION_WINDOW_H

#include "models/evacuation/evac_hazard.h"

struct al_evac_window_request {
  const struct al_evac_network *network;
  const double *travel_s;                   /* [link] at full speed; INFINITY = not to be used */
  const struct al_evac_link_hazard *hazard; /* closings and speed steps; NULL = none */
  const double *safe_until_s;               /* [node] of safe places; -INFINITY elsewhere */
  double from_s, until_s;                   /* departures that are looked for */
  const double *nearness; /* [node] links must lead to less of it; NULL = all links count: who
                             drives around until a road opens again makes windows too then */
};

/** From `from_s` until before `to_s`, ascending and more than a microsecond apart within a node. */
struct al_evac_windows {
  int32_t *start; /* [node_count + 1] */
  struct al_evac_closing *window;
};

/** Errors: AL_NO_MEMORY. *out is to be freed either way. */
al_status al_evac_windows_find(struct al_ctx *ctx, const struct al_evac_window_request *request,
                               struct al_evac_windows *out);
void al_evac_windows_free(struct al_evac_windows *windows);

/** What two ascending lists share. @param out room for a_count + b_count, apart from both
 * @return how many */
int32_t al_evac_windows_share(const struct al_evac_closing *a, int32_t a_count,
                              const struct al_evac_closing *b, int32_t b_count,
                              struct al_evac_closing *out);
/** What lies in either of two ascending lists. @param out room for a_count + b_count, apart from
 * both @return how many */
int32_t al_evac_windows_join(const struct al_evac_closing *a, int32_t a_count,
                             const struct al_evac_closing *b, int32_t b_count,
                             struct al_evac_closing *out);

#endif
