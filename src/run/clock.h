/**
 * The clock of a run: how the next step is cut so that events, exchanges and samples are met
 * exactly.
 */
#ifndef AL_RUN_CLOCK_H
#define AL_RUN_CLOCK_H

/** Length of the next step: at most `stable_s`, ending exactly at `stop_s` when that is near. A
 * stretch of less than two stable steps is halved, so that no tiny remainder is left. */
double run_clock_step_s(double now_s, double stable_s, double stop_s);

/** The multiple of an interval that follows `now_s`; counted, not added up, so a restart gives the
 * same bits. */
double run_clock_next_multiple_s(double now_s, double interval_s);

#endif
