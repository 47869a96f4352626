#define _GNU_SOURCE

#include "CPlatform.h"

#include <errno.h>
#include <unistd.h>

#ifdef __linux__
#include <sched.h>

int cplatform_processor_count(void) {
  // The kernel refuses a set that is smaller than its own with EINVAL; `cpu_set_t` holds 1024 processors only.
  for (int capacity = CPU_SETSIZE; capacity <= 1 << 22; capacity *= 2) {
    cpu_set_t *set = CPU_ALLOC(capacity);
    if (set == NULL) break;
    size_t size = CPU_ALLOC_SIZE(capacity);
    int count = sched_getaffinity(0, size, set) == 0 ? CPU_COUNT_S(size, set) : -errno;
    CPU_FREE(set);
    if (count > 0) return count;
    if (count != -EINVAL) break;
  }
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? (int)online : 1;
}
#else
int cplatform_processor_count(void) {
  long online = sysconf(_SC_NPROCESSORS_ONLN);
  return online > 0 ? (int)online : 1;
}
#endif
