#define _GNU_SOURCE

#include "CWorkerStart.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#ifdef __linux__
#include <sys/syscall.h>

struct watch {
  int channel;
  struct cworker_page *page;
};

// Its stack has the usual size: a small one may not hold the thread-local variables of all libraries of a program.
static void *watch_parent(void *argument) {
  struct watch watch = *(struct watch *)argument;
  free(argument);
  cworker_page_live(watch.page);
  pid_t parent = getppid();
  // A child that the parent has forked holds the channel open too, but is not the parent.
  int process = (int)syscall(SYS_pidfd_open, parent, 0);
  struct pollfd ends[2] = {{.fd = watch.channel, .events = POLLRDHUP}, {.fd = process, .events = POLLIN}};
  while (getppid() == parent) {
    if (poll(ends, 2, -1) > 0) break;
  }
  kill(0, SIGKILL);
  return NULL;
}

int cworker_watch_parent(int channel, struct cworker_page *page) {
  struct watch *watch = malloc(sizeof *watch);
  if (watch == NULL) return ENOMEM;
  *watch = (struct watch){.channel = channel, .page = page};
  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error == 0) {
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    sigset_t all, previous;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &previous);
    pthread_t thread;
    error = pthread_create(&thread, &attributes, watch_parent, watch);
    pthread_sigmask(SIG_SETMASK, &previous, NULL);
    pthread_attr_destroy(&attributes);
  }
  if (error != 0) {
    free(watch);
  } else {
    cworker_page_await_life(page);
  }
  return error;
}
#else
int cworker_watch_parent(int channel, struct cworker_page *page) { return ENOTSUP; }
#endif
