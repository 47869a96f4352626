#define _GNU_SOURCE

#include "CWorkerStart.h"
#include "variable.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __linux__
#include <elf.h>
#include <link.h>
#include <sys/auxv.h>
#include <sys/prctl.h>

extern const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));

bool cworker_diverts(void) {
  if (cworker_serve == NULL) return false;
  // The kernel tells where the program's own headers are; those of a shared library are elsewhere.
  return getauxval(AT_PHDR) == (uintptr_t)&__ehdr_start + __ehdr_start.e_phoff;
}

int cworker_identity(uint64_t *words) {
  struct stat status;
  if (stat("/proc/self/exe", &status) != 0) return errno;
  words[0] = status.st_dev;
  words[1] = status.st_ino;
  words[2] = (uint64_t)status.st_size;
  words[3] = (uint64_t)status.st_mtim.tv_sec * 1000000000u + (uint64_t)status.st_mtim.tv_nsec;
  return 0;
}

static bool is_socket(int descriptor) {
  struct stat status;
  return fstat(descriptor, &status) == 0 && S_ISSOCK(status.st_mode);
}

typedef void (*constructor)(int count, char **arguments, char **environment);

// The program's constructors in the order in which they run, as the linker puts them.
extern const constructor __init_array_start[] __attribute__((weak, visibility("hidden")));
extern const constructor __init_array_end[] __attribute__((weak, visibility("hidden")));

static void divert(int count, char **arguments, char **environment);

// Runs the constructors that stand behind that of this file, which never returns: those of libraries that are part of
// the program, which count on them.
static void run_later_constructors(int count, char **arguments, char **environment) {
  bool is_later = false;
  for (const constructor *next = __init_array_start; next < __init_array_end; next++) {
    if (is_later) (*next)(count, arguments, environment);
    if (*next == divert) is_later = true;
  }
}

// Runs after the constructors of the Swift runtime, which have lower priorities or stand before it, and before
// `main`. A worker must never come to `main`, whatever is wrong with it.
__attribute__((constructor(65535))) static void divert(int count, char **arguments, char **environment) {
  const char *parent = getenv(CWORKER_VARIABLE);
  if (parent == NULL || !cworker_diverts()) return;
  // The parent may have ended since, and a process that inherited the variable by another way is no worker of it.
  bool is_worker = strtol(parent, NULL, 10) == getppid() && is_socket(CWORKER_CHANNEL);
  if (!is_worker) _exit(EXIT_FAILURE);
  unsetenv(CWORKER_VARIABLE);
  run_later_constructors(count, arguments, environment);
  // Workers are in the background of a terminal: one that forbids such output would stop them.
  signal(SIGTTOU, SIG_IGN);
  prctl(PR_SET_NAME, "parallel-worker");
  cworker_serve(CWORKER_CHANNEL, CWORKER_PAGE);
  _exit(EXIT_FAILURE);
}
#else
bool cworker_diverts(void) { return false; }
int cworker_identity(uint64_t *words) { return ENOTSUP; }
#endif
