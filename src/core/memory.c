/**
 * How much memory this process may take.
 */
#include "core/memory.h"
#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* A number of a file of one, or the one of kibibytes behind a label; 0 when there is none. */
static size_t memory_read_bytes(const char *path, const char *label)
{
  char line[256];
  size_t bytes = 0;
  FILE *stream = fopen(path, "r");
  while (stream && fgets(line, sizeof line, stream)) {
    unsigned long long value;
    if (!label) {
      bytes = sscanf(line, "%llu", &value) == 1 ? (size_t)value : 0;
      break;
    }
    if (strncmp(line, label, strlen(label)) == 0 &&
        sscanf(line + strlen(label), "%llu", &value) == 1)
      bytes = (size_t)value * 1024;
  }
  if (stream)
    fclose(stream);
  return bytes;
}

size_t al_memory_limit(size_t asked_bytes)
{
  if (asked_bytes)
    return asked_bytes;
  const size_t available = memory_read_bytes("/proc/meminfo", "MemAvailable:");
  const size_t limit = memory_read_bytes("/sys/fs/cgroup/memory.max", NULL);
  const size_t used = memory_read_bytes("/sys/fs/cgroup/memory.current", NULL);
  if (limit > used && limit - used < available)
    return limit - used;
  return available ? available : SIZE_MAX;
}
