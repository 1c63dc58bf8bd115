/**
 * The members of an ensemble beside each other: each worker takes the next member that nobody took,
 * runs it and reduces its results.
 */
#include "doors/file_door.h"
#include "out/ensemble_inside.h"
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct worker {
  struct ensemble *ensemble;
  int threads;
  pthread_t thread;
};

static double members_now_s(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* The first line of what was said, without its end. */
static const char *members_first_line(struct al_arena *arena, const char *text)
{
  return al_arena_printf(arena, "%.*s", (int)strcspn(text, "\n"), text);
}

/* What a member said goes beside its files. */
static void members_keep_words(struct ensemble *ensemble, size_t m, const char *errors,
                               const char *log)
{
  char folder[PIPELINE_PATH_BYTES], path[PIPELINE_PATH_BYTES + 32];
  struct al_file_writer writer;
  if (!*errors && !*log)
    return;
  ensemble_member_folder(ensemble, m, folder);
  if (al_folder_make(ensemble->ctx, folder) != AL_OK)
    return;
  snprintf(path, sizeof path, "%s/messages.txt", folder);
  if (al_file_begin(ensemble->ctx, path, &writer) != AL_OK)
    return;
  fputs(log, writer.stream);
  fputs(errors, writer.stream);
  if (al_file_commit(&writer) == AL_OK)
    ensemble->outcome[m].told = true;
}

/* Under the lock: what came of a member. */
static void members_settle(struct ensemble *ensemble, size_t m, al_status status,
                           const char *errors, const struct out_planes *planes)
{
  struct ensemble_outcome *outcome = &ensemble->outcome[m];
  const struct ensemble_member *member = &ensemble->plan.member[m];
  assert(outcome->state == ENSEMBLE_WAITING && errors);
  if (status == AL_OK) {
    envelope_take(&ensemble->envelope[member->group], (uint32_t)m + 1, member->units, planes);
    outcome->state = ENSEMBLE_DONE;
    return;
  }
  if (status == AL_STOPPED)
    return;
  if (status == AL_IO_FAILED || status == AL_NO_MEMORY) {
    if (ensemble->fatal == AL_OK)
      (void)al_ctx_fail(ensemble->ctx, status, __FILE__, __LINE__, "member %s: %s", member->name,
                        errors);
    ensemble->fatal = status;
    return;
  }
  outcome->state = ENSEMBLE_FAILED;
  outcome->fault = members_first_line(ensemble->arena, errors);
  al_log(ensemble->ctx, AL_ERROR, "member %s failed: %s", member->name,
         outcome->fault ? outcome->fault : "");
}

static al_status members_run_one(struct ensemble *ensemble, size_t m, int threads)
{
  struct al_ctx *ctx = NULL;
  struct al_arena *arena = NULL;
  struct out_planes planes = {0};
  char *log = NULL;
  size_t log_length = 0;
  FILE *stream = open_memstream(&log, &log_length);
  al_status status = stream ? al_ctx_create(&ctx) : AL_NO_MEMORY;
  if (status == AL_OK) {
    al_ctx_set_language(ctx, al_ctx_language(ensemble->ctx));
    al_ctx_set_log(ctx, AL_LOG_TEXT, true, stream);
    status = al_arena_create(ctx, 0, &arena);
  }
  if (status == AL_OK)
    status = ensemble_member_run(ensemble, m, threads, ctx, arena, &planes);
  if (stream)
    fclose(stream);
  pthread_mutex_lock(&ensemble->lock);
  if (ctx && status != AL_STOPPED && !ensemble->zones_only)
    members_keep_words(ensemble, m, al_ctx_error_text(ctx), log ? log : "");
  members_settle(ensemble, m, status, ctx ? al_ctx_error_text(ctx) : "out of memory", &planes);
  if (ensemble->outcome[m].state != ENSEMBLE_WAITING && ensemble->fatal == AL_OK &&
      !ensemble->zones_only)
    ensemble->fatal = ensemble_write_members(ensemble);
  pthread_mutex_unlock(&ensemble->lock);
  al_arena_destroy(arena);
  if (ctx)
    al_ctx_destroy(ctx);
  free(log);
  return status;
}

/* The next member that nobody took; false when there is none, or none may begin. */
static bool members_take(struct ensemble *ensemble, size_t *m)
{
  pthread_mutex_lock(&ensemble->lock);
  const bool more = ensemble->next < ensemble->plan.member_count && ensemble->fatal == AL_OK &&
                    !al_run_stop_requested();
  if (more)
    *m = ensemble->next++;
  pthread_mutex_unlock(&ensemble->lock);
  return more;
}

static void *members_work(void *data)
{
  struct worker *worker = data;
  size_t m;
  while (members_take(worker->ensemble, &m))
    (void)members_run_one(worker->ensemble, m, worker->threads);
  return NULL;
}

al_status ensemble_run_members(struct ensemble *ensemble)
{
  const double start_s = members_now_s();
  const int count = ensemble->at_once;
  assert(count >= 1);
  struct worker *worker = AL_NEW(ensemble->arena, struct worker, (size_t)count);
  if (!worker)
    return AL_NO_MEMORY;
  int started = 0;
  for (int w = 0; w < count; w++)
    worker[w] = (struct worker){.ensemble = ensemble,
                                .threads = ensemble->threads / count +
                                           (w < ensemble->threads % count ? 1 : 0)};
  while (started < count - 1 &&
         pthread_create(&worker[started + 1].thread, NULL, members_work, &worker[started + 1]) == 0)
    started++;
  members_work(&worker[0]); /* this thread is one of them */
  for (int w = 1; w <= started; w++)
    pthread_join(worker[w].thread, NULL);
  ensemble->wall_s = members_now_s() - start_s;
  if (ensemble->fatal != AL_OK)
    return ensemble->fatal;
  if (al_run_stop_requested()) {
    al_run_forget_stop();
    return AL_STOPPED;
  }
  al_progress(ensemble->ctx, "ensemble", 1.0, "");
  return AL_OK;
}
