/**
 * What tests share: cmocka, folders, cases.
 */
#ifndef AL_TESTS_SUPPORT_H
#define AL_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/** Path of a file in the case folder (ANLAN_CASES, default ../shared/cases beside the checkout);
 * static ring of 8. */
const char *test_case_path(const char *relative);
/** Whether the case folder holds the file. */
bool test_case_present(const char *relative);
/** Path of a file in the checkout; static ring of 8. */
const char *test_source_path(const char *relative);
/** A fresh empty folder under the build's scratch; static ring of 8. */
const char *test_scratch_folder(const char *name);

#endif
