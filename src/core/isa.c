/**
 * Choice of the vector width.
 */
#include "core/isa.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

static enum al_isa isa_of_processor(void)
{
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
    return AL_ISA_V4;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
      __builtin_cpu_supports("bmi2"))
    return AL_ISA_V3;
#endif
  return AL_ISA_V2;
}

enum al_isa al_isa_level(void)
{
  static const char *const names[] = {"v2", "v3", "v4"};
  _Static_assert(sizeof names / sizeof names[0] == AL_ISA_COUNT, "one name a level");
  const enum al_isa have = isa_of_processor();
  const char *asked = getenv("ANLAN_ISA");
  for (int i = 0; asked && i < AL_ISA_COUNT; i++)
    if (strcmp(asked, names[i]) == 0 && i < (int)have)
      return (enum al_isa)i;
  return have;
}

const char *al_isa_name(enum al_isa isa)
{
  static const char *const names[] = {"x86-64-v2", "x86-64-v3", "x86-64-v4"};
  assert((size_t)isa < sizeof names / sizeof names[0]);
  return names[isa];
}
