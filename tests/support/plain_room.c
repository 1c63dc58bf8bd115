/**
 * A context, an arena and a scratch folder for the tests of one program.
 */
#include "support/support.h"
#include "support/plain_room.h"
#include "core/log.h"

struct plain_room room;

int open_room(void **state)
{
  (void)state;
  assert_int_equal(al_ctx_create(&room.ctx), AL_OK);
  al_ctx_set_log(room.ctx, AL_LOG_TEXT, true, stderr);
  assert_int_equal(al_arena_create(room.ctx, 0, &room.arena), AL_OK);
  room.folder = al_arena_strdup(room.arena, test_scratch_folder("room"));
  return 0;
}

int close_room(void **state)
{
  (void)state;
  al_arena_destroy(room.arena);
  al_ctx_destroy(room.ctx);
  return 0;
}
