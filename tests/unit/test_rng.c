/**
 * Philox4x32-10 against the known answers of the Random123 distribution (kat_vectors).
 */
#include "support/support.h"
#include "core/rng.h"
#include <stdlib.h>

static void known_answers(void **state)
{
  (void)state;
  static const struct {
    uint32_t counter[4], key[2], answer[4];
  } rows[] = {
      {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
      {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
       {0xffffffff, 0xffffffff},
       {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
      {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
       {0xa4093822, 0x299f31d0},
       {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
  };
  for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
    struct al_rng_block counter;
    for (int w = 0; w < 4; w++)
      counter.word[w] = rows[i].counter[w];
    const struct al_rng_block got = al_rng_philox(counter, rows[i].key[0], rows[i].key[1]);
    for (int w = 0; w < 4; w++)
      assert_int_equal(got.word[w], rows[i].answer[w]);
  }
}

static void draws_have_their_moments(void **state)
{
  (void)state;
  enum { DRAWS = 200000 };
  double sum = 0.0, normal = 0.0, square = 0.0;
  int count[6] = {0};
  for (uint64_t i = 0; i < DRAWS; i++) {
    const double u = al_rng_uniform(42, 1, i), z = al_rng_normal(42, 2, i);
    const uint64_t die = al_rng_below(42, 3, i, 6);
    assert_true(u >= 0.0 && u < 1.0 && die < 6 && isfinite(z));
    sum += u;
    normal += z;
    square += z * z;
    count[die]++;
  }
  /* five standard errors */
  assert_true(fabs(sum / DRAWS - 0.5) < 5.0 * 0.2887 / sqrt(DRAWS));
  assert_true(fabs(normal / DRAWS) < 5.0 / sqrt(DRAWS));
  assert_true(fabs(square / DRAWS - 1.0) < 5.0 * 1.4142 / sqrt(DRAWS));
  for (int i = 0; i < 6; i++)
    assert_true(abs(count[i] - DRAWS / 6) < 5 * 167);
}

static void seed_stream_and_index_matter(void **state)
{
  (void)state;
  const double one = al_rng_uniform(1, 2, 3);
  assert_true(one == al_rng_uniform(1, 2, 3));
  assert_true(one != al_rng_uniform(2, 2, 3) && one != al_rng_uniform(1, 3, 3) &&
              one != al_rng_uniform(1, 2, 4) && one != al_rng_uniform(1ull << 40, 2, 3));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(known_answers),
      cmocka_unit_test(draws_have_their_moments),
      cmocka_unit_test(seed_stream_and_index_matter),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
