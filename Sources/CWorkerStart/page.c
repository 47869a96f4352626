#define _GNU_SOURCE

#include "CWorkerStart.h"

#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#ifdef __linux__
#include <linux/futex.h>
#include <pthread.h>
#include <sys/syscall.h>
#endif

// What different sides write lies on different cache lines.
struct cworker_page {
  // Written by the worker while it works.
  _Alignas(128) _Atomic uint32_t job;
  _Atomic uint64_t began;
  // Whether `began` is wanted, and for how long the worker may look for the next request; written by the parent.
  _Alignas(128) _Atomic bool is_timed;
  _Atomic uint32_t patience;
  // How many requests the parent has sent.
  _Atomic uint32_t requests;
  // How many answers the worker has sent, and whether the parent sleeps until there is another.
  _Alignas(128) _Atomic uint32_t answers;
  _Atomic bool is_awaited;
  // Zero until the worker lives, then the identifier of one of its threads, until the kernel sets another bit.
  _Alignas(128) _Atomic uint32_t life;
};

// What starters in other languages are told: `RemoteWorker`, in Parallelism.
_Static_assert(offsetof(struct cworker_page, job) == 0 && offsetof(struct cworker_page, began) == 8 &&
                   offsetof(struct cworker_page, is_timed) == 128 && sizeof(struct cworker_page) <= 4096,
               "the page is not what starters expect");

struct cworker_page *cworker_page_map(int descriptor) {
  void *page = mmap(NULL, sizeof(struct cworker_page), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (page == MAP_FAILED) return NULL;
  return page;
}

struct cworker_page *cworker_page_create(void) {
  void *page =
      mmap(NULL, sizeof(struct cworker_page), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return page == MAP_FAILED ? NULL : page;
}

void cworker_page_unmap(struct cworker_page *page) { munmap(page, sizeof(struct cworker_page)); }

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

void cworker_page_begin_job(struct cworker_page *page, uint32_t job) {
  if (atomic_load_explicit(&page->is_timed, memory_order_relaxed)) {
    // A reader that sees the number of the job sees its time.
    atomic_store_explicit(&page->job, CWORKER_NO_JOB, memory_order_relaxed);
    atomic_store_explicit(&page->began, now(), memory_order_release);
    atomic_store_explicit(&page->job, job, memory_order_release);
  } else {
    atomic_store_explicit(&page->job, job, memory_order_relaxed);
  }
}

void cworker_page_clear_job(struct cworker_page *page) {
  atomic_store_explicit(&page->job, CWORKER_NO_JOB, memory_order_release);
}

uint32_t cworker_page_job(const struct cworker_page *page) {
  return atomic_load_explicit(&page->job, memory_order_acquire);
}

uint32_t cworker_page_job_age(const struct cworker_page *page, uint64_t *nanoseconds) {
  uint32_t job = atomic_load_explicit(&page->job, memory_order_acquire);
  uint64_t began = atomic_load_explicit(&page->began, memory_order_acquire);
  // The next job may have begun in between.
  if (atomic_load_explicit(&page->job, memory_order_acquire) != job) job = CWORKER_NO_JOB;
  uint64_t time = now();
  *nanoseconds = time > began ? time - began : 0;
  return job;
}

void cworker_page_configure(struct cworker_page *page, bool is_timed, uint32_t patience) {
  atomic_store_explicit(&page->is_timed, is_timed, memory_order_relaxed);
  atomic_store_explicit(&page->patience, patience, memory_order_relaxed);
}

static void pause_briefly(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("isb");
#endif
}

// Looks at a number for so many nanoseconds, until it is another than `known`.
static bool look(_Atomic uint32_t *number, uint32_t known, uint64_t nanoseconds) {
  if (atomic_load_explicit(number, memory_order_acquire) != known) return true;
  if (nanoseconds == 0) return false;
  uint64_t end = now() + nanoseconds;
  do {
    for (int i = 0; i < 16; i++) {
      pause_briefly();
      if (atomic_load_explicit(number, memory_order_acquire) != known) return true;
    }
  } while (now() < end);
  return false;
}

void cworker_page_count_request(struct cworker_page *page) {
  atomic_fetch_add_explicit(&page->requests, 1, memory_order_release);
}

void cworker_page_look_for_request(struct cworker_page *page, uint32_t known) {
  look(&page->requests, known, atomic_load_explicit(&page->patience, memory_order_relaxed));
}

uint32_t cworker_page_answers(const struct cworker_page *page) {
  return atomic_load_explicit(&page->answers, memory_order_acquire);
}

bool cworker_page_look_for_answer(struct cworker_page *page, uint32_t known, uint64_t nanoseconds) {
  return look(&page->answers, known, nanoseconds);
}

#ifdef __linux__
static void wake(_Atomic uint32_t *number) { syscall(SYS_futex, number, FUTEX_WAKE, INT_MAX, NULL, NULL, 0); }

void cworker_page_count_answer(struct cworker_page *page) {
  atomic_fetch_add(&page->answers, 1);
  if (atomic_load(&page->is_awaited)) wake(&page->answers);
}

// Stands for life where the kernel will not tell of its end.
enum { CWORKER_LIFELESS = 1 };

enum cworker_wait cworker_page_await_answer(struct cworker_page *page, uint32_t known, uint64_t spin) {
  if (look(&page->answers, known, spin)) return CWORKER_ANSWERED;
#if defined(SYS_futex_waitv) && defined(FUTEX_32)
  enum cworker_wait result = CWORKER_UNKNOWN;
  atomic_store(&page->is_awaited, true);
  while (true) {
    if (atomic_load(&page->answers) != known) {
      result = CWORKER_ANSWERED;
      break;
    }
    uint32_t life = atomic_load(&page->life);
    if (life & FUTEX_OWNER_DIED) {
      result = CWORKER_ENDED;
      break;
    }
    struct futex_waitv waited[2] = {
        {.val = known, .uaddr = (uintptr_t)&page->answers, .flags = FUTEX_32},
        {.val = life, .uaddr = (uintptr_t)&page->life, .flags = FUTEX_32},
    };
    if (life <= CWORKER_LIFELESS || (syscall(SYS_futex_waitv, waited, 2, 0, NULL, 0) < 0 && errno != EAGAIN && errno != EINTR)) break;
  }
  atomic_store(&page->is_awaited, false);
  return result;
#else
  return CWORKER_UNKNOWN;
#endif
}

// The kernel walks this list when the thread ends, which it does before it frees the memory of the process.
static struct robust_list_head robust_head;
static struct robust_list robust_entry;

// The offset from an entry to its number is the same for all of a list; here there is one entry.
void cworker_page_live(struct cworker_page *page) {
  robust_head.list.next = &robust_entry;
  robust_entry.next = &robust_head.list;
  robust_head.futex_offset = (long)((char *)&page->life - (char *)&robust_entry);
  robust_head.list_op_pending = NULL;
  uint32_t life = CWORKER_LIFELESS;
  // The bit asks the kernel to wake those who wait.
  if (syscall(SYS_set_robust_list, &robust_head, sizeof robust_head) == 0)
    life = (uint32_t)syscall(SYS_gettid) | FUTEX_WAITERS;
  atomic_store(&page->life, life);
  wake(&page->life);
}

void cworker_page_await_life(struct cworker_page *page) {
  while (atomic_load(&page->life) == 0) syscall(SYS_futex, &page->life, FUTEX_WAIT, 0, NULL, NULL, 0);
}
#else
void cworker_page_count_answer(struct cworker_page *page) {
  atomic_fetch_add_explicit(&page->answers, 1, memory_order_release);
}

enum cworker_wait cworker_page_await_answer(struct cworker_page *page, uint32_t known, uint64_t spin) {
  return look(&page->answers, known, spin) ? CWORKER_ANSWERED : CWORKER_UNKNOWN;
}

void cworker_page_live(struct cworker_page *page) {}
void cworker_page_await_life(struct cworker_page *page) {}
#endif
