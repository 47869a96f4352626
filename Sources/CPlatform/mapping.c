#include "CPlatform.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>

int cplatform_examine(int descriptor, enum cplatform_file_kind *kind, int64_t *size) {
  struct stat status;
  if (fstat(descriptor, &status) != 0) return errno;
  *kind = S_ISREG(status.st_mode)   ? CPLATFORM_REGULAR_FILE
          : S_ISDIR(status.st_mode) ? CPLATFORM_FOLDER
                                    : CPLATFORM_OTHER_FILE;
  *size = status.st_size;
  return 0;
}

int cplatform_map_readonly(int descriptor, size_t length, const void **address) {
  void *mapped = mmap(NULL, length, PROT_READ, MAP_PRIVATE, descriptor, 0);
  if (mapped == MAP_FAILED) return errno;
  *address = mapped;
  return 0;
}

int cplatform_unmap(const void *address, size_t length) {
  return munmap((void *)address, length) == 0 ? 0 : errno;
}
