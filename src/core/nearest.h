/**
 * The nearest known word to a wrong one, for messages.
 */
#ifndef AL_CORE_NEAREST_H
#define AL_CORE_NEAREST_H

#include <stddef.h>

/** Number of insertions, removals, exchanges and swaps of neighbours between two words (up to 63
 * bytes each). */
size_t al_edit_distance(const char *a, const char *b);

/** @return the candidate with the smallest distance, or NULL when none is near (more than a third
 * of its length). */
const char *al_nearest(const char *word, const char *const *candidates, size_t count);

#endif
