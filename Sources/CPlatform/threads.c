#define _GNU_SOURCE

#include "CPlatform.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

// Linux refuses longer names of threads, the closing zero included.
enum { name_capacity = 16 };

struct start {
  void (*body)(void *);
  void *context;
  char name[name_capacity];
};

static void *run(void *argument) {
  struct start start = *(struct start *)argument;
  free(argument);
#ifdef __APPLE__
  pthread_setname_np(start.name);
#else
  pthread_setname_np(pthread_self(), start.name);
#endif
  start.body(start.context);
  return NULL;
}

// A signal sent to the process is for the program's own threads. What a thread raises by its own fault stays
// open, or the kernel would kill the process before any handler could report it.
static void block_signals(sigset_t *previous) {
  static const int own_faults[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS, SIGPROF};
  sigset_t blocked;
  sigfillset(&blocked);
  for (size_t i = 0; i < sizeof own_faults / sizeof *own_faults; i++) sigdelset(&blocked, own_faults[i]);
  pthread_sigmask(SIG_SETMASK, &blocked, previous);
}

int cplatform_start_thread(const char *name, size_t stack_size, void (*body)(void *), void *context) {
  struct start *start = calloc(1, sizeof *start);
  if (start == NULL) return ENOMEM;
  start->body = body;
  start->context = context;
  strncpy(start->name, name, name_capacity - 1);

  pthread_attr_t attributes;
  int error = pthread_attr_init(&attributes);
  if (error != 0) {
    free(start);
    return error;
  }
  error = pthread_attr_setstacksize(&attributes, stack_size);
  if (error == 0) error = pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  if (error == 0) {
    sigset_t previous;
    pthread_t thread;
    block_signals(&previous);
    error = pthread_create(&thread, &attributes, run, start);
    pthread_sigmask(SIG_SETMASK, &previous, NULL);
  }
  pthread_attr_destroy(&attributes);
  if (error != 0) free(start);
  return error;
}

void cplatform_lock_init(struct cplatform_lock *lock) { pthread_mutex_init(&lock->mutex, NULL); }

void cplatform_lock_destroy(struct cplatform_lock *lock) { pthread_mutex_destroy(&lock->mutex); }

void cplatform_lock_acquire(struct cplatform_lock *lock) { pthread_mutex_lock(&lock->mutex); }

void cplatform_lock_release(struct cplatform_lock *lock) { pthread_mutex_unlock(&lock->mutex); }

uint64_t cplatform_time(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000 + (uint64_t)time.tv_nsec;
}

void cplatform_pause(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__) || defined(__arm__)
  __asm__ __volatile__("yield");
#endif
}
