#define _GNU_SOURCE

#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef __linux__
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U
#endif

int cplatform_segment_create(size_t length, int *descriptor) {
  if (length > INT64_MAX) return ENOMEM;
  unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  int created = memfd_create("swift-segment", flags | MFD_NOEXEC_SEAL);
  // Kernels before 6.3 do not know the flag; some after it insist on it.
  if (created < 0 && errno == EINVAL) created = memfd_create("swift-segment", flags);
  if (created < 0) return errno;
  if (ftruncate(created, (off_t)length) != 0 ||
      fcntl(created, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    int error = errno;
    close(created);
    return error;
  }
  *descriptor = created;
  return 0;
}
#else
int cplatform_segment_create(size_t length, int *descriptor) { return ENOTSUP; }
#endif

int cplatform_map(int descriptor, size_t length, enum cplatform_access access, void **address) {
  int protection = access == CPLATFORM_READ_ONLY ? PROT_READ : PROT_READ | PROT_WRITE;
  int flags = access == CPLATFORM_READ_WRITE ? MAP_SHARED : MAP_PRIVATE;
  void *mapped = mmap(NULL, length, protection, flags, descriptor, 0);
  if (mapped == MAP_FAILED) return errno;
  *address = mapped;
  return 0;
}

int cplatform_descriptor_limit(void) {
  struct rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur > INT32_MAX) return INT32_MAX;
  return (int)limit.rlim_cur;
}

void cplatform_ring(int bell) {
  uint64_t one = 1;
  // A counter that is full rings already.
  ssize_t ignored = write(bell, &one, sizeof one);
  (void)ignored;
}

int cplatform_close(int descriptor) { return close(descriptor) == 0 ? 0 : errno; }

static atomic_uint_least64_t fork_count;
static pthread_once_t counting = PTHREAD_ONCE_INIT;

static void count_fork(void) { atomic_fetch_add_explicit(&fork_count, 1, memory_order_relaxed); }

// Before a fork, for the memory that is there; after it, for what other threads have made meanwhile.
static void begin_counting(void) { pthread_atfork(count_fork, count_fork, count_fork); }

void cplatform_count_forks(void) { pthread_once(&counting, begin_counting); }

uint64_t cplatform_fork_count(void) { return atomic_load_explicit(&fork_count, memory_order_relaxed); }
