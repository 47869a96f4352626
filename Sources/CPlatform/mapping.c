#include "CPlatform.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/stat.h>

static enum cplatform_file_kind kind_of(mode_t mode) {
  return S_ISREG(mode)   ? CPLATFORM_REGULAR_FILE
         : S_ISDIR(mode) ? CPLATFORM_FOLDER
         : S_ISLNK(mode) ? CPLATFORM_SYMBOLIC_LINK
                         : CPLATFORM_OTHER_FILE;
}

int cplatform_examine(int descriptor, enum cplatform_file_kind *kind, int64_t *size) {
  struct stat status;
  if (fstat(descriptor, &status) != 0) return errno;
  *kind = kind_of(status.st_mode);
  *size = status.st_size;
  return 0;
}

int cplatform_examine_path(const char *path, enum cplatform_file_kind *kind) {
  struct stat status;
  if (lstat(path, &status) == 0) {
    *kind = kind_of(status.st_mode);
    return 0;
  }
  *kind = CPLATFORM_NO_FILE;
  return errno == ENOENT ? 0 : errno;
}

void cplatform_prefer_huge_pages(void *address, size_t length) {
#ifdef MADV_HUGEPAGE
  const uintptr_t size = 2 << 20;
  uintptr_t start = ((uintptr_t)address + size - 1) & ~(size - 1);
  uintptr_t end = ((uintptr_t)address + length) & ~(size - 1);
  if (start < end) madvise((void *)start, end - start, MADV_HUGEPAGE);
#else
  (void)address;
  (void)length;
#endif
}

int cplatform_unmap(const void *address, size_t length) {
  return munmap((void *)address, length) == 0 ? 0 : errno;
}
