/**
 * Files and folders of the process, SHA-256 through OpenSSL's libcrypto.
 */
#include "doors/file_door.h"
#include "core/log.h"
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

enum {
  TEMPORARY_NAMES = 100,
  CHUNK_BYTES = 1 << 16,
  TEXT_LIMIT_BYTES = 1 << 28, /* a text input larger than 256 MiB is a mistake */
  DIGEST_BYTES = 32,
  FULL_BYTES = 1 << 20
};

al_status al_file_begin(struct al_ctx *ctx, const char *path, struct al_file_writer *out)
{
  assert(path && out);
  *out = (struct al_file_writer){.ctx = ctx};
  if (strlen(path) + 32 > sizeof out->beside)
    return AL_FAIL(ctx, AL_IO_FAILED, "%s: the path is too long to be written", path);
  snprintf(out->path, sizeof out->path, "%s", path);
  int descriptor = -1;
  for (int i = 0; i < TEMPORARY_NAMES && descriptor < 0; i++) {
    snprintf(out->beside, sizeof out->beside, "%.4050s" AL_PART "%ld-%d", path, (long)getpid(), i);
    descriptor = open(out->beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor < 0 && errno != EEXIST)
      break;
  }
  out->stream = descriptor < 0 ? NULL : fdopen(descriptor, "wb");
  if (!out->stream) {
    const int reason = errno;
    if (descriptor >= 0) {
      close(descriptor);
      unlink(out->beside);
    }
    return AL_FAIL(ctx, AL_IO_FAILED, "%s: cannot be written: %s", path, strerror(reason));
  }
  return AL_OK;
}

/* The new name is on the disk only once its folder is. */
static void file_sync_folder(const char *path)
{
  char folder[4096];
  snprintf(folder, sizeof folder, "%s", path);
  char *slash = strrchr(folder, '/');
  if (!slash)
    snprintf(folder, sizeof folder, ".");
  else
    slash[slash == folder] = '\0';
  const int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0)
    return;
  (void)fsync(descriptor);
  close(descriptor);
}

al_status al_file_commit(struct al_file_writer *writer)
{
  assert(writer->stream);
  FILE *stream = writer->stream;
  writer->stream = NULL;
  errno = 0;
  bool good = fflush(stream) == 0 && !ferror(stream);
  /* Pipes and some network folders cannot sync; that is no lost data. */
  good = good && (fsync(fileno(stream)) == 0 || errno == EINVAL || errno == ENOTSUP);
  int reason = errno;
  if (fclose(stream) != 0 && good) {
    good = false;
    reason = errno;
  }
  if (good && rename(writer->beside, writer->path) != 0) {
    good = false;
    reason = errno;
  }
  if (!good) {
    unlink(writer->beside);
    return AL_FAIL(writer->ctx, AL_IO_FAILED, "%s: cannot be written: %s", writer->path,
                   reason ? strerror(reason) : "write error");
  }
  file_sync_folder(writer->path);
  return AL_OK;
}

al_status al_file_rename(struct al_ctx *ctx, const char *from, const char *to)
{
  assert(from && to);
  if (rename(from, to) != 0)
    return AL_FAIL(ctx, AL_IO_FAILED, "%s: cannot be written: %s", to, strerror(errno));
  file_sync_folder(to);
  return AL_OK;
}

void al_file_abandon(struct al_file_writer *writer)
{
  if (!writer->stream)
    return;
  fclose(writer->stream);
  writer->stream = NULL;
  unlink(writer->beside);
}

static bool folder_make_one(const char *path)
{
  struct stat info;
  if (mkdir(path, 0777) == 0)
    return true;
  const int reason = errno;
  if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
    return true;
  errno = reason == EEXIST ? ENOTDIR : reason;
  return false;
}

al_status al_folder_make(struct al_ctx *ctx, const char *path)
{
  assert(path);
  char part[4096];
  if (strlen(path) >= sizeof part)
    return AL_FAIL(ctx, AL_IO_FAILED, "%s: the path is too long to be written", path);
  snprintf(part, sizeof part, "%s", path);
  bool made = true; /* what the first folder that cannot be made says is the reason */
  for (char *at = part; made && *at; at++) {
    if (*at != '/' || at == part)
      continue;
    *at = '\0';
    made = folder_make_one(part);
    *at = '/';
  }
  if (!made || (*part && !folder_make_one(part)))
    return AL_FAIL(ctx, AL_IO_FAILED, "%s: the folder cannot be made: %s", path, strerror(errno));
  return AL_OK;
}

bool al_file_exists(const char *path)
{
  struct stat info;
  return path && stat(path, &info) == 0;
}

/* A process that was just killed may still be giving its memory back: its lock goes last. */
static bool folder_take(int descriptor)
{
  enum { TRIES = 60, PAUSE_NS = 50000000 };
  for (int i = 0; i < TRIES; i++) {
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0)
      return true;
    if (errno != EWOULDBLOCK)
      return false;
    if (i + 1 < TRIES)
      nanosleep(&(struct timespec){.tv_nsec = PAUSE_NS}, NULL);
  }
  errno = EWOULDBLOCK;
  return false;
}

/* The folder itself is locked, so that no file of it can be removed with the lock on it. */
al_status al_folder_lock(struct al_ctx *ctx, const char *folder, struct al_folder_lock *lock)
{
  assert(folder && lock);
  if (lock->held)
    return AL_OK;
  const int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0)
    return AL_FAIL(ctx, AL_IO_FAILED, "%s: cannot be read: %s", folder, strerror(errno));
  if (folder_take(descriptor)) {
    *lock = (struct al_folder_lock){.held = true, .descriptor = descriptor};
    return AL_OK;
  }
  const int reason = errno;
  close(descriptor);
  if (reason == EWOULDBLOCK)
    return AL_FAIL(
        ctx, AL_BAD_INPUT,
        "%s: another run is at work in this folder; wait for its end or stop it, or name "
        "another folder with -o",
        folder);
  al_log(ctx, AL_WARNING,
         "%s: the file system knows no locks (%s): a second run in this folder would go unnoticed",
         folder, strerror(reason));
  return AL_OK;
}

void al_folder_unlock(struct al_folder_lock *lock)
{
  if (lock->held)
    close(lock->descriptor);
  *lock = (struct al_folder_lock){0};
}

static int folder_compare(const FTSENT **a, const FTSENT **b)
{
  return strcmp((*a)->fts_name, (*b)->fts_name);
}

static int folder_compare_paths(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* One walk counts, the next one takes. */
static al_status folder_walk(struct al_ctx *ctx, struct al_arena *arena, const char *folder,
                             size_t *count, const char **files)
{
  char root[4096];
  char *roots[] = {root, NULL};
  const size_t most = *count;
  snprintf(root, sizeof root, "%s", folder);
  FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, folder_compare);
  *count = 0;
  al_status status = AL_OK;
  for (FTSENT *entry; walk && (entry = fts_read(walk)) != NULL;) {
    if (entry->fts_info != FTS_F)
      continue;
    if (files && *count < most) {
      const char *relative = entry->fts_path + strlen(root);
      files[*count] = al_arena_strdup(arena, relative + strspn(relative, "/"));
      status = files[*count] ? status : AL_NO_MEMORY;
    }
    (*count)++;
  }
  if (!walk)
    return AL_FAIL(ctx, AL_IO_FAILED, "%s: cannot be read: %s", folder, strerror(errno));
  fts_close(walk);
  *count = files && *count > most ? most : *count;
  return status;
}

al_status al_folder_list(struct al_ctx *ctx, struct al_arena *arena, const char *folder,
                         size_t *count, const char *const **files)
{
  assert(folder && count && files);
  *count = 0;
  AL_TRY(ctx, folder_walk(ctx, arena, folder, count, NULL));
  const char **list = AL_NEW(arena, const char *, *count + 1);
  if (!list)
    return AL_NO_MEMORY;
  AL_TRY(ctx, folder_walk(ctx, arena, folder, count, list));
  qsort(list, *count, sizeof *list, folder_compare_paths);
  *files = list;
  return AL_OK;
}

al_status al_folder_sweep(struct al_ctx *ctx, struct al_arena *arena, const char *folder)
{
  size_t count;
  const char *const *files;
  char path[8192];
  AL_TRY(ctx, al_folder_list(ctx, arena, folder, &count, &files));
  for (size_t i = 0; i < count; i++)
    if (strstr(files[i], AL_PART) &&
        snprintf(path, sizeof path, "%s/%s", folder, files[i]) < (int)sizeof path)
      unlink(path);
  return AL_OK;
}

static void file_put_hex(const unsigned char digest[DIGEST_BYTES], char out[65])
{
  for (int i = 0; i < DIGEST_BYTES; i++)
    snprintf(out + 2 * i, 3, "%02x", digest[i]);
}

static al_status file_digest(struct al_ctx *ctx, const char *path, FILE *stream,
                             unsigned char *digest)
{
  EVP_MD_CTX *state = EVP_MD_CTX_new();
  unsigned char *chunk = malloc(CHUNK_BYTES);
  bool good = state && chunk && EVP_DigestInit_ex(state, EVP_sha256(), NULL) == 1;
  size_t got;
  while (good && (got = fread(chunk, 1, CHUNK_BYTES, stream)) > 0)
    good = EVP_DigestUpdate(state, chunk, got) == 1;
  const bool read_failed = ferror(stream) != 0;
  const int reason = errno;
  good = good && EVP_DigestFinal_ex(state, digest, NULL) == 1;
  EVP_MD_CTX_free(state);
  free(chunk);
  if (read_failed)
    return AL_FAIL(ctx, AL_IO_FAILED, "%s: cannot be read: %s", path, strerror(reason));
  return good ? AL_OK : AL_FAIL(ctx, AL_NO_MEMORY, "%s: the checksum could not be computed", path);
}

al_status al_file_sha256(struct al_ctx *ctx, const char *path, char out[65])
{
  assert(path && out);
  unsigned char digest[DIGEST_BYTES];
  out[0] = '\0';
  FILE *stream = fopen(path, "rbe");
  if (!stream)
    return AL_FAIL(ctx, AL_IO_FAILED, "%s: cannot be read: %s", path, strerror(errno));
  const al_status status = file_digest(ctx, path, stream, digest);
  fclose(stream);
  if (status == AL_OK)
    file_put_hex(digest, out);
  return status;
}

al_status al_bytes_sha256(struct al_ctx *ctx, const void *bytes, size_t length, char out[65])
{
  assert(out && (bytes || length == 0));
  unsigned char digest[DIGEST_BYTES];
  out[0] = '\0';
  if (EVP_Digest(bytes, length, digest, NULL, EVP_sha256(), NULL) != 1)
    return AL_FAIL(ctx, AL_NO_MEMORY, "%s: the checksum could not be computed", "memory");
  file_put_hex(digest, out);
  return AL_OK;
}

al_status al_file_free_bytes(struct al_ctx *ctx, const char *folder, uint64_t *out)
{
  char at[4096];
  struct statvfs info;
  snprintf(at, sizeof at, "%s", *folder ? folder : ".");
  /* A folder that is still to be made lies on the volume of its nearest existing parent. */
  while (statvfs(at, &info) != 0) {
    char *slash = strrchr(at, '/');
    if ((errno != ENOENT && errno != ENOTDIR) || strcmp(at, ".") == 0 || strcmp(at, "/") == 0)
      return AL_FAIL(ctx, AL_IO_FAILED, "%s: cannot be read: %s", folder, strerror(errno));
    if (!slash)
      snprintf(at, sizeof at, ".");
    else
      slash[slash == at] = '\0';
  }
  *out = (uint64_t)info.f_bavail * info.f_frsize;
  return AL_OK;
}

/* Reads to the end of a stream; @return malloc'ed bytes, NULL when memory or the limit ended it. */
static char *file_slurp(FILE *stream, size_t *length, bool *too_large)
{
  size_t used = 0, capacity = CHUNK_BYTES;
  char *text = malloc(capacity);
  while (text) {
    used += fread(text + used, 1, capacity - used, stream);
    assert(used <= capacity);
    if (used < capacity)
      break;
    if (capacity >= TEXT_LIMIT_BYTES) {
      *too_large = true;
      free(text);
      return NULL;
    }
    char *grown = realloc(text, 2 * capacity);
    if (!grown)
      free(text);
    text = grown;
    capacity *= 2;
  }
  *length = used;
  return text;
}

al_status al_file_read_text(struct al_ctx *ctx, struct al_arena *arena, const char *path,
                            char **out, size_t *length)
{
  assert(path && out && length);
  bool too_large = false;
  *out = NULL;
  *length = 0;
  FILE *stream = fopen(path, "rbe");
  if (!stream)
    return AL_FAIL(ctx, AL_BAD_INPUT, "%s: cannot be read: %s", path, strerror(errno));
  char *text = file_slurp(stream, length, &too_large);
  const bool failed = ferror(stream) != 0;
  const int reason = errno;
  fclose(stream);
  if (failed || too_large || !text) {
    free(text);
    if (failed)
      return AL_FAIL(ctx, AL_BAD_INPUT, "%s: cannot be read: %s", path, strerror(reason));
    if (too_large)
      return AL_FAIL(ctx, AL_BAD_INPUT, "%s: larger than %d MiB, which no text input is", path,
                     TEXT_LIMIT_BYTES >> 20);
    return AL_FAIL(ctx, AL_NO_MEMORY, "%s: out of memory while reading", path);
  }
  *out = al_arena_alloc(arena, *length + 1, 1, path);
  if (*out)
    memcpy(*out, text, *length);
  free(text);
  return *out ? AL_OK : AL_NO_MEMORY;
}

bool al_file_disk_is_full(struct al_ctx *ctx, const char *path)
{
  char folder[4096];
  uint64_t left;
  snprintf(folder, sizeof folder, "%s", path);
  char *slash = strrchr(folder, '/');
  if (slash)
    slash[slash == folder] = '\0';
  return al_file_free_bytes(ctx, slash ? folder : ".", &left) == AL_OK && left < FULL_BYTES;
}
