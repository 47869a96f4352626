#include "CWorkerStart.h"

#include <stdatomic.h>
#include <sys/mman.h>

struct cworker_page {
  _Atomic uint32_t job;
};

struct cworker_page *cworker_page_map(int descriptor) {
  void *page = mmap(NULL, sizeof(struct cworker_page), PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (page == MAP_FAILED) return NULL;
  cworker_page_set_job(page, CWORKER_NO_JOB);
  return page;
}

void cworker_page_unmap(struct cworker_page *page) { munmap(page, sizeof(struct cworker_page)); }

void cworker_page_set_job(struct cworker_page *page, uint32_t job) {
  atomic_store_explicit(&page->job, job, memory_order_relaxed);
}

uint32_t cworker_page_job(const struct cworker_page *page) {
  return atomic_load_explicit(&((struct cworker_page *)page)->job, memory_order_relaxed);
}
