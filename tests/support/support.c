/**
 * Folders and cases for tests.
 */
#include "support/support.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static char *ring_next(void)
{
  static char ring[8][4096];
  static unsigned at;
  return ring[at++ % 8];
}

const char *test_case_path(const char *relative)
{
  const char *root = getenv("ANLAN_CASES");
  char *path = ring_next();
  if (root && *root)
    snprintf(path, 4096, "%s/%s", root, relative);
  else
    snprintf(path, 4096, "%s/../shared/cases/%s", ANLAN_SOURCE_DIR, relative);
  return path;
}

bool test_case_present(const char *relative)
{
  return access(test_case_path(relative), R_OK) == 0;
}

const char *test_source_path(const char *relative)
{
  char *path = ring_next();
  snprintf(path, 4096, "%s/%s", ANLAN_SOURCE_DIR, relative);
  return path;
}

const char *test_scratch_folder(const char *name)
{
  char *path = ring_next();
  snprintf(path, 4096, "scratch-%d-%s", (int)getpid(), name);
  char command[4200];
  snprintf(command, sizeof command, "rm -rf '%s'", path);
  if (system(command) != 0 || mkdir(path, 0777) != 0)
    abort();
  return path;
}
