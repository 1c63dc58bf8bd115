/**
 * Main program of a fuzz target without libFuzzer: feeds it each file named on the command line,
 * whole and cut short at every 64th byte.
 */
#include "fuzz/scratch_input.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void replay_feed(const uint8_t *data, size_t size)
{
  uint8_t *copy = malloc(size ? size : 1); /* its own block, so that overreads are seen */
  if (!copy)
    abort();
  memcpy(copy, data, size);
  LLVMFuzzerTestOneInput(copy, size);
  free(copy);
}

static int replay_file(const char *path)
{
  static uint8_t buffer[1 << 20];
  FILE *stream = fopen(path, "rb");
  if (!stream) {
    perror(path);
    return 1;
  }
  const size_t size = fread(buffer, 1, sizeof buffer, stream);
  fclose(stream);
  for (size_t cut = 0; cut < size; cut += 64)
    replay_feed(buffer, cut);
  replay_feed(buffer, size);
  return 0;
}

int main(int argc, char **argv)
{
  int failed = argc < 2;
  for (int i = 1; i < argc; i++)
    failed |= replay_file(argv[i]);
  printf("%d seeds replayed\n", argc - 1);
  return failed;
}
