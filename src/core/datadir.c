/**
 * The data root: checkout or installation.
 */
#include "core/datadir.h"
#include <assert.h>
#include <dlfcn.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The file this code was loaded from: program (static) or libanlan.so; "" when unknown. */
static void datadir_find_self(char self[PATH_MAX])
{
  Dl_info info;
  self[0] = '\0';
  const bool known = dladdr((void *)(size_t)al_data_path, &info) && info.dli_fname;
  if (known && strchr(info.dli_fname, '/') && realpath(info.dli_fname, self))
    return;
  const ssize_t length = readlink("/proc/self/exe", self, PATH_MAX - 1);
  self[length > 0 ? length : 0] = '\0';
}

static bool datadir_try(char *path, size_t bytes, const char *root, const char *middle,
                        const char *relative)
{
  const int length = snprintf(path, bytes, "%s%s/%s", root, middle, relative);
  return length > 0 && (size_t)length < bytes && access(path, R_OK) == 0;
}

static bool datadir_is_under(const char *path, const char *folder)
{
  const size_t length = strlen(folder);
  return strncmp(path, folder, length) == 0 && path[length] == '/';
}

const char *al_data_path(const char *relative, char *path, size_t bytes)
{
  assert(relative && path && bytes > 0);
  const char *asked = getenv("ANLAN_DATA");
  if (asked && *asked && datadir_try(path, bytes, asked, "", relative))
    return path;
  char self[PATH_MAX];
  datadir_find_self(self);
  if (datadir_is_under(self, ANLAN_BUILD_DIR) &&
      datadir_try(path, bytes, ANLAN_SOURCE_DIR, "", relative))
    return path;
  char *slash = strrchr(self, '/');
  if (slash)
    *slash = '\0'; /* folder of the program: bin/, lib/ or lib/TRIPLET/ */
  if (datadir_try(path, bytes, self, "/../share/anlan", relative) ||
      datadir_try(path, bytes, self, "/../../share/anlan", relative))
    return path;
  datadir_try(path, bytes, ANLAN_INSTALL_DATA_DIR, "", relative);
  return path;
}
