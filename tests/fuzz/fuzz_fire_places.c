/**
 * Tables of places from any bytes: refused with a reason, or written with a line for each place and
 * no number that is none.
 */
#include "fuzz/scratch_input.h"
#include "core/log.h"
#include "models/fire/fire_table.h"
#include <stdlib.h>
#include <string.h>

static void check_table(const struct fire_table *table)
{
  char *text = NULL;
  size_t length = 0;
  struct fire_counts counts;
  FILE *stream = open_memstream(&text, &length);
  if (!stream)
    abort();
  fire_table_write(table, stream, &counts);
  fclose(stream);
  if (counts.places != table->count || strstr(text, ",nan") || strstr(text, ",-nan") ||
      strstr(text, ",-inf"))
    abort();
  free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct fuzz_room room = fuzz_room_open();
  struct fire_fuels *fuels = AL_NEW(room.arena, struct fire_fuels, 1);
  struct fire_table table;
  const char *path = fuzz_file_write(data, size, ".csv");
  if (!fuels || fire_fuels_read(room.ctx, room.arena, NULL, fuels) != AL_OK)
    abort();
  if (fire_table_read(room.ctx, room.arena, path, fuels, &table) == AL_OK)
    check_table(&table);
  else if (*al_ctx_error_text(room.ctx) == '\0')
    abort();
  fuzz_file_remove();
  fuzz_room_close(&room);
  return 0;
}
