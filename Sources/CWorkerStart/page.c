#define _GNU_SOURCE

#include "CWorkerStart.h"

#include <stdatomic.h>
#include <sys/mman.h>
#include <time.h>

struct cworker_page {
  _Atomic uint32_t job;
  _Atomic uint64_t time;
};

struct cworker_page *cworker_page_map(int descriptor) {
  void *page = mmap(NULL, sizeof(struct cworker_page), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (page == MAP_FAILED) return NULL;
  cworker_page_set_job(page, CWORKER_NO_JOB);
  return page;
}

struct cworker_page *cworker_page_create(void) {
  void *page =
      mmap(NULL, sizeof(struct cworker_page), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) return NULL;
  cworker_page_set_job(page, CWORKER_NO_JOB);
  return page;
}

void cworker_page_unmap(struct cworker_page *page) { munmap(page, sizeof(struct cworker_page)); }

void cworker_page_set_job(struct cworker_page *page, uint32_t job) {
  atomic_store_explicit(&page->job, job, memory_order_release);
}

uint32_t cworker_page_job(const struct cworker_page *page) {
  return atomic_load_explicit(&((struct cworker_page *)page)->job, memory_order_acquire);
}

static uint64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

void cworker_page_note_time(struct cworker_page *page) {
  atomic_store_explicit(&page->time, now(), memory_order_relaxed);
}

uint64_t cworker_page_elapsed(const struct cworker_page *page) {
  return now() - atomic_load_explicit(&((struct cworker_page *)page)->time, memory_order_relaxed);
}
