#include "CWorkerStart.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef __linux__
#define MSG_NOSIGNAL 0
#endif

int cworker_make_channel(int ends[2]) {
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return errno;
  for (int i = 0; i < 2; i++) fcntl(ends[i], F_SETFD, FD_CLOEXEC);
  return 0;
}

int cworker_send(int channel, const void *bytes, size_t count) {
  const char *next = bytes;
  while (count > 0) {
    ssize_t sent = send(channel, next, count, MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EINTR) continue;
      return errno == ECONNRESET ? EPIPE : errno;
    }
    next += sent;
    count -= (size_t)sent;
  }
  return 0;
}

int cworker_receive(int channel, void *bytes, size_t count) {
  char *next = bytes;
  while (count > 0) {
    ssize_t received = recv(channel, next, count, 0);
    if (received == 0) return EPIPE;
    if (received < 0) {
      if (errno == EINTR) continue;
      return errno == ECONNRESET ? EPIPE : errno;
    }
    next += received;
    count -= (size_t)received;
  }
  return 0;
}

bool cworker_is_stale(int channel) {
  struct pollfd poll_descriptor = {.fd = channel, .events = POLLIN};
  return poll(&poll_descriptor, 1, 0) != 0;
}

void cworker_await_end(int channel, int milliseconds) {
  struct pollfd poll_descriptor = {.fd = channel, .events = 0};
  poll(&poll_descriptor, 1, milliseconds);
}

ssize_t cworker_read_available(int descriptor, void *bytes, size_t capacity) {
  ssize_t count;
  do count = read(descriptor, bytes, capacity);
  while (count < 0 && errno == EINTR);
  return count;
}

void cworker_write_error(const void *bytes, size_t count) {
  const char *next = bytes;
  while (count > 0) {
    ssize_t written = write(STDERR_FILENO, next, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;
    next += written;
    count -= (size_t)written;
  }
}

void cworker_close(int descriptor) { close(descriptor); }

void cworker_flush_output(void) { fflush(stdout); }

void cworker_leave(void) { exit(EXIT_SUCCESS); }

void cworker_abandon(const char *reason) {
  cworker_write_error(reason, strlen(reason));
  cworker_write_error("\n", 1);
  _exit(EXIT_FAILURE);
}
