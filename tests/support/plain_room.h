/**
 * A context, an arena and a scratch folder for the tests of one program: group set-up and
 * tear-down.
 */
#ifndef AL_TESTS_PLAIN_ROOM_H
#define AL_TESTS_PLAIN_ROOM_H

#include "core/arena.h"

struct plain_room {
  struct al_ctx *ctx; /* says errors only */
  struct al_arena *arena;
  const char *folder;
};

extern struct plain_room room;

int open_room(void **state);
int close_room(void **state);

#endif
