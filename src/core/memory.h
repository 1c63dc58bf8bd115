/**
 * How much memory this process may take.
 */
#ifndef AL_CORE_MEMORY_H
#define AL_CORE_MEMORY_H

#include <stddef.h>

/** `asked_bytes` when it is not 0, else what the machine has free, the limit of a control group
 * included; SIZE_MAX when nothing tells. */
size_t al_memory_limit(size_t asked_bytes);

#endif
