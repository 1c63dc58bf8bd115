/**
 * The clock of a run: how the next step is cut so that events, exchanges and samples are met
 * exactly.
 */
#ifndef AL_RUN_CLOCK_H
#define AL_RUN_CLOCK_H

/* Of two lengths that differ by less than this share, neither is longer. */
#define RUN_CLOCK_ROUNDING 1e-9

/** Length of the next step, at most `stable_s`: a power of two of parts that are `part_s` long or a
 * little less, so that equal parts end at `stop_s`. A short remainder would excite schemes that do
 * not damp: each change of the step gives waves near the stable limit energy. @param part_s at most
 * `stable_s`; what the models cut a step into. */
double run_clock_step_s(double now_s, double stable_s, double part_s, double stop_s);

/** The multiple of an interval that follows `now_s`; counted, not added up, so a restart gives the
 * same bits. */
double run_clock_next_multiple_s(double now_s, double interval_s);

#endif
