/**
 * A model for tests of the run.
 */
#include "support/toy_model.h"
#include "tiles/gather.h"
#include <math.h>

struct toy_config {
  double rate, leak;
};

static const struct al_key toy_keys[] = {{.name = "rate",
                                          .type = AL_KEY_NUMBER,
                                          .offset = offsetof(struct toy_config, rate),
                                          .unit = "1",
                                          .least = 0.0,
                                          .most = 10.0,
                                          .fallback = "1",
                                          .en = "What an exchange adds.",
                                          .zh = "每次交换的增量。"},
                                         {.name = "leak",
                                          .type = AL_KEY_NUMBER,
                                          .offset = offsetof(struct toy_config, leak),
                                          .unit = "1",
                                          .least = 0.0,
                                          .most = 1.0,
                                          .fallback = "0",
                                          .en = "Share of it that gets lost.",
                                          .zh = "其中丢失的比例。"}};
const struct al_section toy_section = {.name = "toy",
                                       .keys = toy_keys,
                                       .key_count = AL_COUNT(toy_keys),
                                       .struct_bytes = sizeof(struct toy_config),
                                       .en = "A toy.",
                                       .zh = "玩具。"};

struct toy {
  struct al_fields *fields;
  const struct al_forest *forest;
  const struct toy_config *config;
  struct al_field *q, *bed;
  al_real *scratch;
  struct {
    long steps, exchanges;
    double added;
  } memory;
};

static const struct al_field_decl toy_fields[] = {
    {.name = "bed", .unit = "m", .long_name = "bed", .role = AL_FIELD_STATIC, .buffers = 1},
    {.name = "q", .unit = "1", .long_name = "a quantity", .role = AL_FIELD_STATE, .buffers = 2}};

static al_status toy_create(const struct al_model_env *env, void **self)
{
  struct toy *toy = AL_NEW(env->arena, struct toy, 1);
  if (!toy)
    return AL_NO_MEMORY;
  *toy = (struct toy){.fields = env->fields, .forest = env->forest, .config = env->config};
  toy->scratch = AL_NEW(env->arena, al_real, AL_SCRATCH_CELLS);
  AL_TRY(env->ctx, al_fields_add(env->fields, &toy_fields[0], &toy->bed));
  AL_TRY(env->ctx, al_fields_add(env->fields, &toy_fields[1], &toy->q));
  *self = toy;
  return toy->scratch ? AL_OK : AL_NO_MEMORY;
}

static double toy_stable_dt_s(void *self, double time_s)
{
  const struct toy *toy = self;
  (void)time_s;
  return 0.7 + 0.3 * sin((double)toy->memory.steps);
}

static double toy_next_event_s(const void *self, double time_s)
{
  (void)self;
  return (floor(time_s / 7.3) + 1.0) * 7.3;
}

static void toy_step_tile(struct toy *toy, ptrdiff_t t, al_real share)
{
  al_gather_tile(toy->forest, toy->q, t, 0, toy->scratch);
  al_real *next = al_field_next_tile(toy->q, t);
  const uint8_t *valid = toy->forest->valid + t * AL_TILE_CELLS;
  for (int i = 0; i < AL_TILE_CELLS; i++) {
    const al_real *c =
        toy->scratch + AL_SCRATCH_ORIGIN + i / AL_TILE_SIDE * AL_SCRATCH_STRIDE + i % AL_TILE_SIDE;
    const al_real around = c[-1] + c[1] + c[-AL_SCRATCH_STRIDE] + c[AL_SCRATCH_STRIDE];
    next[i] = valid[i] ? c[0] + share * (around - 4 * c[0]) : 0;
  }
}

static al_status toy_step(void *self, double time_s, double dt_s)
{
  struct toy *toy = self;
  (void)time_s;
  for (ptrdiff_t t = 0; t < toy->forest->tile_count; t++)
    toy_step_tile(toy, t, (al_real)(0.2 * dt_s));
  for (ptrdiff_t t = 0; t < toy->forest->tile_count; t++)
    al_fields_current(toy->fields)[t] ^= 1;
  toy->memory.steps++;
  return AL_OK;
}

static al_status toy_exchange(void *self, double time_s, double span_s,
                              const struct al_exchange *exchange)
{
  struct toy *toy = self;
  (void)exchange;
  const double more = toy->config->rate * span_s * (1.0 + sin(time_s));
  for (ptrdiff_t t = 0; t < toy->forest->tile_count; t++)
    al_field_tile(toy->q, t)[(37 * toy->memory.exchanges) % AL_TILE_CELLS] += (al_real)more;
  toy->memory.added += more;
  toy->memory.exchanges++;
  return AL_OK;
}

static size_t toy_spans(void *self, struct al_span *spans, size_t capacity)
{
  struct toy *toy = self;
  if (capacity > 0)
    spans[0] = (struct al_span){&toy->memory, sizeof toy->memory};
  return 1;
}

static size_t leaky_balance(const void *self, struct al_balance_term *terms, size_t capacity)
{
  const struct toy *toy = self;
  const struct al_balance_term all[] = {{"storage", toy->memory.added},
                                        {"rain", toy->memory.added * (1.0 + toy->config->leak)}};
  if (capacity < AL_COUNT(all))
    return 0;
  terms[0] = all[0];
  terms[1] = all[1];
  return AL_COUNT(all);
}

const struct al_model toy_leaky_model = {.name = "leaky",
                                         .summary_en = "a toy",
                                         .summary_zh = "玩具",
                                         .section = &toy_section,
                                         .fields = toy_fields,
                                         .field_count = AL_COUNT(toy_fields),
                                         .create = toy_create,
                                         .stable_dt_s = toy_stable_dt_s,
                                         .step = toy_step,
                                         .exchange = toy_exchange,
                                         .balance = leaky_balance};

const struct al_model toy_model = {.name = "toy",
                                   .summary_en = "a toy",
                                   .summary_zh = "玩具",
                                   .section = &toy_section,
                                   .fields = toy_fields,
                                   .field_count = AL_COUNT(toy_fields),
                                   .create = toy_create,
                                   .stable_dt_s = toy_stable_dt_s,
                                   .next_event_s = toy_next_event_s,
                                   .step = toy_step,
                                   .exchange = toy_exchange,
                                   .spans = toy_spans};

static const struct al_field_decl needy_fields[] = {{.name = "moonlight",
                                                     .unit = "lx",
                                                     .long_name = "light",
                                                     .role = AL_FIELD_STATIC,
                                                     .buffers = 1}};

const struct al_model toy_needy_model = {.name = "needy",
                                         .summary_en = "a toy",
                                         .summary_zh = "玩具",
                                         .section = &toy_section,
                                         .fields = needy_fields,
                                         .field_count = AL_COUNT(needy_fields),
                                         .create = toy_create};
