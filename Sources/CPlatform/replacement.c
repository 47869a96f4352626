#define _GNU_SOURCE

#include "CPlatform.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

bool cplatform_is_named(int descriptor, const char *path) {
  struct stat opened, named;
  return fstat(descriptor, &opened) == 0 && lstat(path, &named) == 0 && opened.st_dev == named.st_dev
         && opened.st_ino == named.st_ino;
}

int cplatform_read_link(const char *path, char *target, size_t capacity) {
  ssize_t length = readlink(path, target, capacity);
  if (length < 0) return errno;
  if ((size_t)length >= capacity) return ENAMETOOLONG;
  target[length] = 0;
  return 0;
}

int cplatform_make_folder(const char *path) { return mkdir(path, 0777) == 0 ? 0 : errno; }

int cplatform_rename(const char *from, const char *to) { return rename(from, to) == 0 ? 0 : errno; }

int cplatform_exchange(const char *one, const char *other) {
#if defined(__APPLE__)
  if (renamex_np(one, other, RENAME_SWAP) == 0) return 0;
#elif defined(RENAME_EXCHANGE)
  if (renameat2(AT_FDCWD, one, AT_FDCWD, other, RENAME_EXCHANGE) == 0) return 0;
#else
  errno = ENOTSUP;
#endif
  // A kernel without the call, and a file system without the flag.
  return errno == ENOSYS || errno == EINVAL ? ENOTSUP : errno;
}

int cplatform_lock_file(int descriptor, bool wait) {
  int result;
  do {
    result = flock(descriptor, wait ? LOCK_EX : LOCK_EX | LOCK_NB);
  } while (result != 0 && errno == EINTR);
  return result == 0 ? 0 : errno;
}

int cplatform_sync(int descriptor) {
  int result;
  do {
    result = fsync(descriptor);
  } while (result != 0 && errno == EINTR);
  return result == 0 ? 0 : errno;
}

static int sync_entry(const char *path, const struct stat *status, int kind, struct FTW *place) {
  (void)place;
  (void)kind;
  if (!S_ISREG(status->st_mode) && !S_ISDIR(status->st_mode)) return 0;
  int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
  if (descriptor < 0) return errno;
  int result = cplatform_sync(descriptor);
  close(descriptor);
  return result;
}

static int remove_entry(const char *path, const struct stat *status, int kind, struct FTW *place) {
  (void)status;
  (void)kind;
  (void)place;
  return remove(path) == 0 || errno == ENOENT ? 0 : errno;
}

// Contents come before their folder, links are not followed, and few descriptors are open at any time.
static int walk(const char *path, int (*visit)(const char *, const struct stat *, int, struct FTW *)) {
  int result = nftw(path, visit, 16, FTW_DEPTH | FTW_PHYS);
  return result < 0 ? errno : result;
}

int cplatform_sync_tree(const char *path) { return walk(path, sync_entry); }

int cplatform_remove_tree(const char *path) {
  int result = walk(path, remove_entry);
  return result == ENOENT ? 0 : result;
}

int cplatform_each_entry(const char *folder, void *context, void (*visit)(void *context, const char *name)) {
  DIR *stream = opendir(folder);
  if (stream == NULL) return errno;
  const struct dirent *entry;
  while ((entry = readdir(stream)) != NULL) visit(context, entry->d_name);
  closedir(stream);
  return 0;
}

int32_t cplatform_process_id(void) { return getpid(); }
