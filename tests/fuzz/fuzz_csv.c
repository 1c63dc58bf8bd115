/**
 * CSV tables from any bytes: read, find a column, take every cell as a number.
 */
#include "fuzz/scratch_input.h"
#include "doors/csv_door.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  struct fuzz_room room = fuzz_room_open();
  struct al_csv table;
  const char *path = fuzz_file_write(data, size, ".csv");
  if (al_csv_read(room.ctx, room.arena, path, &table) == AL_OK) {
    al_csv_column(&table, "Time");
    for (size_t row = 0; row < table.row_count && row < 64; row++)
      for (int column = 0; column < (int)table.column_count && column < 16; column++)
        al_csv_number(room.ctx, &table, row, column);
  }
  fuzz_file_remove();
  fuzz_room_close(&room);
  return 0;
}
