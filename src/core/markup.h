/**
 * Text inside XML and HTML.
 */
#ifndef AL_CORE_MARKUP_H
#define AL_CORE_MARKUP_H

#include <stdio.h>

/** Writes a text so that it stands for itself in an element or a quoted attribute: & < > " ' as
 * entities. Control characters other than tab and line feed, and bytes that are no UTF-8, become
 * U+FFFD: XML forbids them. NULL writes nothing. */
void al_markup_put(FILE *stream, const char *text);

#endif
