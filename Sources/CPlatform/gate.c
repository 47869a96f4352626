#define _GNU_SOURCE

#include "CPlatform.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#ifdef __linux__
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

// A gate is parked while somebody sleeps at it. Only then does opening it cost a call of the system.
enum { gate_closed, gate_open, gate_parked };

#ifdef __linux__

// The state alone: the system lets a thread sleep at a word of memory, and wakes it without a lock that the thread
// would have to wait for once it runs.
struct cplatform_gate {
  atomic_int state;
};

static bool gate_init(struct cplatform_gate *gate) {
  atomic_init(&gate->state, gate_closed);
  return true;
}

static void gate_deinit(struct cplatform_gate *gate) { (void)gate; }

// Who passes a gate may free it at once. The address may then be anybody's: who sleeps there is woken for nothing,
// which whoever sleeps at an address must be ready for.
void cplatform_gate_open(struct cplatform_gate *gate) {
  int state = atomic_exchange_explicit(&gate->state, gate_open, memory_order_release);
  if (state == gate_parked) syscall(SYS_futex, &gate->state, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
}

bool cplatform_gate_pass(struct cplatform_gate *gate, uint64_t nanoseconds) {
  uint64_t now = nanoseconds == UINT64_MAX ? 0 : cplatform_time();
  uint64_t end = nanoseconds >= UINT64_MAX - now ? UINT64_MAX : now + nanoseconds;
  int state = gate_closed;
  atomic_compare_exchange_strong_explicit(
    &gate->state, &state, gate_parked, memory_order_relaxed, memory_order_relaxed);
  while (atomic_load_explicit(&gate->state, memory_order_relaxed) == gate_parked
         && (end == UINT64_MAX || cplatform_time() < end)) {
    struct timespec time = {end / 1000000000, end % 1000000000};
    // The form that takes a moment at which to end, on the clock of cplatform_time.
    syscall(
      SYS_futex, &gate->state, FUTEX_WAIT_BITSET_PRIVATE, gate_parked, end == UINT64_MAX ? NULL : &time, NULL,
      FUTEX_BITSET_MATCH_ANY);
  }
  return atomic_exchange_explicit(&gate->state, gate_closed, memory_order_acquire) == gate_open;
}

#else

struct cplatform_gate {
  atomic_int state;
  pthread_mutex_t mutex;
  pthread_cond_t opened;
};

static bool gate_init(struct cplatform_gate *gate) {
  atomic_init(&gate->state, gate_closed);
  if (pthread_mutex_init(&gate->mutex, NULL) != 0) return false;
  if (pthread_cond_init(&gate->opened, NULL) == 0) return true;
  pthread_mutex_destroy(&gate->mutex);
  return false;
}

static void gate_deinit(struct cplatform_gate *gate) {
  pthread_cond_destroy(&gate->opened);
  pthread_mutex_destroy(&gate->mutex);
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

// Waits for a signal until a time, or for as long as it takes. False if the time is over.
static bool wait_at(struct cplatform_gate *gate, uint64_t end) {
  if (end == UINT64_MAX) return pthread_cond_wait(&gate->opened, &gate->mutex) == 0;
  uint64_t now = cplatform_time();
  uint64_t rest = now < end ? end - now : 0;
  struct timespec time = {rest / 1000000000, rest % 1000000000};
  return pthread_cond_timedwait_relative_np(&gate->opened, &gate->mutex, &time) == 0;
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

#endif

struct cplatform_gate *cplatform_gate_create(void) {
  struct cplatform_gate *gate = malloc(sizeof *gate);
  if (gate == NULL || gate_init(gate)) return gate;
  free(gate);
  return NULL;
}

void cplatform_gate_destroy(struct cplatform_gate *gate) {
  gate_deinit(gate);
  free(gate);
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
