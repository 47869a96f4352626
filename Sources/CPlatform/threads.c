#define _GNU_SOURCE

#include "CPlatform.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
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

struct cplatform_lock {
  pthread_mutex_t mutex;
};

struct cplatform_lock *cplatform_lock_create(void) {
  struct cplatform_lock *lock = malloc(sizeof *lock);
  if (lock != NULL) pthread_mutex_init(&lock->mutex, NULL);
  return lock;
}

void cplatform_lock_destroy(struct cplatform_lock *lock) {
  pthread_mutex_destroy(&lock->mutex);
  free(lock);
}

void cplatform_lock_acquire(struct cplatform_lock *lock) { pthread_mutex_lock(&lock->mutex); }

void cplatform_lock_release(struct cplatform_lock *lock) { pthread_mutex_unlock(&lock->mutex); }

// A gate is parked while somebody sleeps at it. Only then does opening it cost a call of the system.
enum { gate_closed, gate_open, gate_parked };

struct cplatform_gate {
  atomic_int state;
  pthread_mutex_t mutex;
  pthread_cond_t opened;
};

struct cplatform_gate *cplatform_gate_create(void) {
  struct cplatform_gate *gate = malloc(sizeof *gate);
  if (gate == NULL) return NULL;
  atomic_init(&gate->state, gate_closed);
  pthread_mutex_init(&gate->mutex, NULL);
#ifdef __APPLE__
  pthread_cond_init(&gate->opened, NULL);
#else
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&gate->opened, &attributes);
  pthread_condattr_destroy(&attributes);
#endif
  return gate;
}

void cplatform_gate_destroy(struct cplatform_gate *gate) {
  pthread_cond_destroy(&gate->opened);
  pthread_mutex_destroy(&gate->mutex);
  free(gate);
}

// Who passes a gate may destroy it at once. So a gate that nobody is parked at is not touched after it has opened,
// and one that is parked at opens under the lock, which who passes must have again.
void cplatform_gate_open(struct cplatform_gate *gate) {
  int state = gate_closed;
  if (atomic_compare_exchange_strong_explicit(
        &gate->state, &state, gate_open, memory_order_release, memory_order_relaxed)
      || state == gate_open)
    return;
  pthread_mutex_lock(&gate->mutex);
  atomic_store_explicit(&gate->state, gate_open, memory_order_release);
  pthread_cond_signal(&gate->opened);
  pthread_mutex_unlock(&gate->mutex);
}

static bool pass_if_open(struct cplatform_gate *gate) {
  int state = gate_open;
  return atomic_compare_exchange_strong_explicit(
    &gate->state, &state, gate_closed, memory_order_acquire, memory_order_relaxed);
}

bool cplatform_gate_spin(struct cplatform_gate *gate, uint64_t nanoseconds) {
  uint64_t end = cplatform_time() + nanoseconds;
  do {
    for (int turn = 0; turn < 32; turn++) {
      if (atomic_load_explicit(&gate->state, memory_order_relaxed) == gate_open) return pass_if_open(gate);
      cplatform_pause();
    }
  } while (cplatform_time() < end);
  return false;
}

// Waits for a signal until a time, or for as long as it takes. False if the time is over.
static bool wait_at(struct cplatform_gate *gate, uint64_t end) {
  if (end == UINT64_MAX) return pthread_cond_wait(&gate->opened, &gate->mutex) == 0;
#ifdef __APPLE__
  uint64_t now = cplatform_time();
  uint64_t rest = now < end ? end - now : 0;
  struct timespec time = {rest / 1000000000, rest % 1000000000};
  return pthread_cond_timedwait_relative_np(&gate->opened, &gate->mutex, &time) == 0;
#else
  struct timespec time = {end / 1000000000, end % 1000000000};
  return pthread_cond_timedwait(&gate->opened, &gate->mutex, &time) == 0;
#endif
}

bool cplatform_gate_pass(struct cplatform_gate *gate, uint64_t nanoseconds) {
  uint64_t now = nanoseconds == UINT64_MAX ? 0 : cplatform_time();
  uint64_t end = nanoseconds >= UINT64_MAX - now ? UINT64_MAX : now + nanoseconds;
  pthread_mutex_lock(&gate->mutex);
  int state = gate_closed;
  if (atomic_compare_exchange_strong_explicit(
        &gate->state, &state, gate_parked, memory_order_relaxed, memory_order_relaxed)) {
    while (atomic_load_explicit(&gate->state, memory_order_relaxed) == gate_parked && wait_at(gate, end)) {
    }
  }
  // Whoever opens a parked gate does so under the lock, so this is the truth.
  bool is_open = atomic_exchange_explicit(&gate->state, gate_closed, memory_order_acquire) == gate_open;
  pthread_mutex_unlock(&gate->mutex);
  return is_open;
}

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
