/**
 * A small town whose run makes every product: a valley under rain with people, a void block, a
 * hostile title.
 */
#ifndef AL_TESTS_PRODUCT_WORLD_H
#define AL_TESTS_PRODUCT_WORLD_H

#include "anlan.h"

#define PRODUCT_TITLE "A \\\"flood\\\" <script>alert(1)</script> & more"
#define PRODUCT_TITLE_ZH "测试 <b>洪水</b>"

struct product_world {
  struct al_ctx *ctx;
  char scenario[4096], folder[4096];
  struct al_job job; /* run `scenario` into `folder` */
};

/** Writes grid and scenario below a scratch folder; nothing is run. */
void product_world_make(struct product_world *world, const char *name);
/** Runs it; fails the test when it does not end well. */
void product_world_run(struct product_world *world);
void product_world_free(struct product_world *world);
/** Text of a file of the run, malloc'd; fails the test when there is none. */
char *product_world_read(const struct product_world *world, const char *relative, size_t *length);

#endif
