/**
 * Counts allocations of the whole process: the program's malloc stands before the C library's. To
 * be included in the one file of a test program. Under sanitizers, which bring their own allocator,
 * and with libomp (clang), which allocates in every parallel region,
 * malloc_count_works() is false.
 */
#ifndef AL_TESTS_MALLOC_COUNT_H
#define AL_TESTS_MALLOC_COUNT_H

#include <errno.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

static atomic_long malloc_calls;

static long malloc_count(void)
{
  return atomic_load(&malloc_calls);
}

#if defined(__has_feature)
#define MALLOC_FEATURE(x) __has_feature(x)
#else
#define MALLOC_FEATURE(x) 0
#endif
#if defined(__GLIBC__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) &&                 \
    !defined(__SANITIZE_THREAD__) && !MALLOC_FEATURE(address_sanitizer) &&                         \
    !MALLOC_FEATURE(thread_sanitizer)
void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t number, size_t bytes);
void *__libc_realloc(void *old, size_t bytes);
void *__libc_memalign(size_t align, size_t bytes);

void *malloc(size_t bytes)
{
  atomic_fetch_add(&malloc_calls, 1);
  return __libc_malloc(bytes);
}

void *calloc(size_t number, size_t bytes)
{
  atomic_fetch_add(&malloc_calls, 1);
  return __libc_calloc(number, bytes);
}

void *realloc(void *old, size_t bytes)
{
  atomic_fetch_add(&malloc_calls, 1);
  return __libc_realloc(old, bytes);
}

void *aligned_alloc(size_t align, size_t bytes)
{
  atomic_fetch_add(&malloc_calls, 1);
  return __libc_memalign(align, bytes);
}

int posix_memalign(void **out, size_t align, size_t bytes)
{
  atomic_fetch_add(&malloc_calls, 1);
  *out = __libc_memalign(align, bytes);
  return *out ? 0 : ENOMEM;
}

static bool malloc_count_works(void)
{
  return true;
}
#else
static bool malloc_count_works(void)
{
  return false;
}
#endif

#endif
