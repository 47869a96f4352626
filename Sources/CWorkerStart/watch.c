#define _GNU_SOURCE

#include "CWorkerStart.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

void cworker_watch(struct cworker_watched *watched, size_t count, int milliseconds) {
  struct pollfd *polled = calloc(count, sizeof *polled);
  if (polled == NULL) return;
  for (size_t i = 0; i < count; i++) {
    polled[i].fd = watched[i].descriptor;
    polled[i].events = POLLIN;
  }
  int ready = poll(polled, count, milliseconds);
  for (size_t i = 0; i < count; i++) {
    short events = ready > 0 ? polled[i].revents : 0;
    watched[i].ready = events & POLLIN;
    watched[i].ended = events & (POLLHUP | POLLERR | POLLNVAL);
  }
  free(polled);
}

#ifdef __linux__
#include <sys/eventfd.h>

int cworker_bell_create(int *bell) {
  *bell = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  return *bell < 0 ? errno : 0;
}

void cworker_bell_ring(int bell) { eventfd_write(bell, 1); }

void cworker_bell_silence(int bell) {
  eventfd_t value;
  eventfd_read(bell, &value);
}
#else
int cworker_bell_create(int *bell) { return ENOTSUP; }
void cworker_bell_ring(int bell) {}
void cworker_bell_silence(int bell) {}
#endif
