/**
 * One connection at a time, closed after each answer: enough for a reader that asks for ranges.
 */
#include "support/http_server.h"
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

struct http_server {
  char folder[4096];
  int listener, port;
  pthread_t thread;
  atomic_int served, missing;
};

struct request {
  char method[8], path[512];
  long long from, to; /* byte range, -1 not given */
};

/* Reads up to the blank line. */
static bool http_receive(int connection, char *text, size_t room)
{
  size_t length = 0;
  while (length + 1 < room) {
    const ssize_t got = recv(connection, text + length, room - 1 - length, 0);
    if (got <= 0)
      return false;
    length += (size_t)got;
    text[length] = '\0';
    if (strstr(text, "\r\n\r\n"))
      return true;
  }
  return false;
}

static bool http_parse(char *text, struct request *out)
{
  *out = (struct request){.from = -1, .to = -1};
  if (sscanf(text, "%7s %511s", out->method, out->path) != 2 || strstr(out->path, ".."))
    return false;
  for (char *line = strstr(text, "\r\n"); line; line = strstr(line + 2, "\r\n"))
    if (strncasecmp(line + 2, "Range: bytes=", 13) == 0 &&
        sscanf(line + 15, "%lld-%lld", &out->from, &out->to) < 1)
      out->from = -1;
  return true;
}

static void http_send(int connection, const char *data, size_t bytes)
{
  while (bytes > 0) {
    const ssize_t sent = send(connection, data, bytes, MSG_NOSIGNAL);
    if (sent <= 0)
      return;
    data += sent;
    bytes -= (size_t)sent;
  }
}

static void http_send_file(int connection, FILE *stream, long long from, long long count)
{
  char block[1 << 16];
  fseeko(stream, from, SEEK_SET);
  while (count > 0) {
    const size_t want = count < (long long)sizeof block ? (size_t)count : sizeof block;
    const size_t got = fread(block, 1, want, stream);
    if (got == 0)
      return;
    http_send(connection, block, got);
    count -= (long long)got;
  }
}

static void http_answer(struct http_server *server, int connection, const struct request *request)
{
  char path[4700], head[512];
  struct stat info;
  snprintf(path, sizeof path, "%s%s", server->folder, request->path);
  FILE *stream = stat(path, &info) == 0 && S_ISREG(info.st_mode) ? fopen(path, "rb") : NULL;
  if (!stream) {
    server->missing++;
    static const char none[] =
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    http_send(connection, none, sizeof none - 1);
    return;
  }
  const long long size = info.st_size;
  const bool part = request->from >= 0 && request->from < size;
  const long long from = part ? request->from : 0;
  const long long to = part && request->to >= from && request->to < size ? request->to : size - 1;
  const int used = snprintf(head, sizeof head,
                            "HTTP/1.1 %s\r\nContent-Length: %lld\r\nAccept-Ranges: bytes\r\n"
                            "Connection: close\r\n",
                            part ? "206 Partial Content" : "200 OK", to - from + 1);
  http_send(connection, head, (size_t)used);
  if (part) {
    snprintf(head, sizeof head, "Content-Range: bytes %lld-%lld/%lld\r\n", from, to, size);
    http_send(connection, head, strlen(head));
  }
  http_send(connection, "\r\n", 2);
  if (strcmp(request->method, "GET") == 0)
    http_send_file(connection, stream, from, to - from + 1);
  server->served++;
  fclose(stream);
}

static void *http_serve(void *self)
{
  struct http_server *server = self;
  for (;;) {
    char text[8192];
    struct request request;
    const int connection = accept(server->listener, NULL, NULL);
    if (connection < 0)
      return NULL; /* the listener was shut down */
    if (http_receive(connection, text, sizeof text) && http_parse(text, &request))
      http_answer(server, connection, &request);
    close(connection);
  }
}

struct http_server *http_server_start(const char *folder)
{
  struct http_server *server = calloc(1, sizeof *server);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t bytes = sizeof address;
  if (!server)
    return NULL;
  snprintf(server->folder, sizeof server->folder, "%s", folder);
  server->listener = socket(AF_INET, SOCK_STREAM, 0);
  if (server->listener < 0 ||
      bind(server->listener, (struct sockaddr *)&address, sizeof address) != 0 ||
      listen(server->listener, 16) != 0 ||
      getsockname(server->listener, (struct sockaddr *)&address, &bytes) != 0 ||
      pthread_create(&server->thread, NULL, http_serve, server) != 0) {
    if (server->listener >= 0)
      close(server->listener);
    free(server);
    return NULL;
  }
  server->port = ntohs(address.sin_port);
  return server;
}

int http_server_port(const struct http_server *server)
{
  return server->port;
}

void http_server_counts(struct http_server *server, int *served, int *missing)
{
  *served = server->served;
  *missing = server->missing;
}

void http_server_stop(struct http_server *server)
{
  shutdown(server->listener, SHUT_RDWR);
  pthread_join(server->thread, NULL);
  close(server->listener);
  free(server);
}
