/**
 * Edit distance (optimal string alignment).
 */
#include "core/nearest.h"
#include <assert.h>
#include <ctype.h>
#include <string.h>

enum { WORD_MOST = 64 };

static size_t least(size_t a, size_t b)
{
  return a < b ? a : b;
}

/* Case and the kind of dash are no distance. */
static int fold(char c)
{
  return c == '-' ? '_' : tolower((unsigned char)c);
}

size_t al_edit_distance(const char *a, const char *b)
{
  size_t row[3][WORD_MOST];
  const size_t na = least(strlen(a), WORD_MOST - 1), nb = least(strlen(b), WORD_MOST - 1);
  assert(na < WORD_MOST && nb < WORD_MOST);
  for (size_t j = 0; j <= nb; j++)
    row[0][j] = j;
  for (size_t i = 1; i <= na; i++) {
    size_t *now = row[i % 3], *before = row[(i - 1) % 3], *two = row[(i + 1) % 3];
    now[0] = i;
    for (size_t j = 1; j <= nb; j++) {
      const size_t change = before[j - 1] + (fold(a[i - 1]) != fold(b[j - 1]));
      now[j] = least(least(before[j] + 1, now[j - 1] + 1), change);
      if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) && fold(a[i - 2]) == fold(b[j - 1]))
        now[j] = least(now[j], two[j - 2] + 1);
    }
  }
  return row[na % 3][nb];
}

const char *al_nearest(const char *word, const char *const *candidates, size_t count)
{
  assert(word && (candidates || count == 0));
  const char *best = NULL;
  size_t distance = (size_t)-1;
  for (size_t i = 0; i < count; i++) {
    const size_t here = al_edit_distance(word, candidates[i]);
    const size_t longest =
        strlen(candidates[i]) > strlen(word) ? strlen(candidates[i]) : strlen(word);
    if (here < distance && here * 3 <= longest + 2) {
      distance = here;
      best = candidates[i];
    }
  }
  return best;
}
