/**
 * A small HTTP/1.1 file server on 127.0.0.1 for tests: GET and HEAD, with byte ranges.
 */
#ifndef AL_TESTS_HTTP_SERVER_H
#define AL_TESTS_HTTP_SERVER_H

#include <stdbool.h>

struct http_server;

/** Serves the files of a folder from a thread of its own. NULL when no port can be had. */
struct http_server *http_server_start(const char *folder);
int http_server_port(const struct http_server *server);
/** Requests answered with 200 or 206, and with 404. */
void http_server_counts(struct http_server *server, int *served, int *missing);
void http_server_stop(struct http_server *server);

#endif
