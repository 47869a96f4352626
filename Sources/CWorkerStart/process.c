#define _GNU_SOURCE

#include "CWorkerStart.h"
#include "handover.h"
#include "variable.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifdef __linux__

extern char **environ;

// Descriptors that a worker gets must not lie where it gets them, or giving it one would close another.
enum { lowest_descriptor = 10 };

static void close_all(const int *descriptors, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (descriptors[i] >= 0) close(descriptors[i]);
  }
}

// Moves descriptors out of the way; on failure they keep their places.
static int lift(int *descriptors, size_t count) {
  for (size_t i = 0; i < count; i++) {
    int lifted = fcntl(descriptors[i], F_DUPFD_CLOEXEC, lowest_descriptor);
    if (lifted < 0) return errno;
    close(descriptors[i]);
    descriptors[i] = lifted;
  }
  return 0;
}

static bool same_name(const char *one, const char *other) {
  size_t length = strcspn(one, "=");
  return strncmp(one, other, length) == 0 && other[length] == '=';
}

// The inherited environment, changed by `additions`. The strings are borrowed, the array is not.
static char **merged_environment(char *const additions[], char *own) {
  size_t capacity = 2;
  for (char **entry = environ; *entry != NULL; entry++) capacity++;
  for (char *const *entry = additions; *entry != NULL; entry++) capacity++;
  char **merged = calloc(capacity, sizeof *merged);
  if (merged == NULL) return NULL;
  size_t count = 0;
  merged[count++] = own;
  for (char *const *entry = additions; *entry != NULL; entry++) merged[count++] = *entry;
  size_t added = count;
  for (char **entry = environ; *entry != NULL && count < capacity - 1; entry++) {
    bool replaced = false;
    for (size_t i = 0; i < added && !replaced; i++) replaced = same_name(merged[i], *entry);
    if (!replaced) merged[count++] = *entry;
  }
  return merged;
}

static int prepare(posix_spawnattr_t *attributes, posix_spawn_file_actions_t *actions, int channel, int page,
                   int error_output) {
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  int error = posix_spawnattr_setpgroup(attributes, 0);
  if (error == 0) error = posix_spawnattr_setsigmask(attributes, &none);
  if (error == 0) error = posix_spawnattr_setsigdefault(attributes, &all);
  if (error == 0)
    error = posix_spawnattr_setflags(
        attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  // A worker that read from the terminal would be stopped, since it is not in its foreground.
  if (error == 0) error = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  if (error == 0) error = posix_spawn_file_actions_adddup2(actions, error_output, STDERR_FILENO);
  if (error == 0) error = posix_spawn_file_actions_adddup2(actions, channel, CWORKER_CHANNEL);
  if (error == 0) error = posix_spawn_file_actions_adddup2(actions, page, CWORKER_PAGE);
#ifdef __GLIBC__
  if (error == 0) error = posix_spawn_file_actions_addclosefrom_np(actions, CWORKER_PAGE + 1);
#endif
  return error;
}

static int spawn(char *const arguments[], char *const environment[], int channel, int page, int error_output,
                 pid_t *process) {
  char own[64];
  snprintf(own, sizeof own, CWORKER_VARIABLE "=%ld", (long)getpid());
  char **merged = merged_environment(environment, own);
  if (merged == NULL) return ENOMEM;
  posix_spawnattr_t attributes;
  int error = posix_spawnattr_init(&attributes);
  if (error == 0) {
    posix_spawn_file_actions_t actions;
    error = posix_spawn_file_actions_init(&actions);
    if (error == 0) {
      error = prepare(&attributes, &actions, channel, page, error_output);
      // This names the file that runs, even if another one stands at its path now.
      if (error == 0) error = posix_spawn(process, "/proc/self/exe", &actions, &attributes, arguments, merged);
      posix_spawn_file_actions_destroy(&actions);
    }
    posix_spawnattr_destroy(&attributes);
  }
  free(merged);
  return error;
}

int cworker_start(char *const arguments[], char *const environment[], struct cworker_process *process) {
  // In this order: both ends of the channel, both of the pipe, the page; the worker's ends are odd.
  int descriptors[5] = {-1, -1, -1, -1, -1};
  int *page = &descriptors[4];
  struct cworker_page *mapped = NULL;
  int error = 0;
  cworker_begin_handover();
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, descriptors) != 0) error = errno;
  if (error == 0 && pipe2(descriptors + 2, O_CLOEXEC) != 0) error = errno;
  if (error == 0) {
    *page = memfd_create("parallel-worker", MFD_CLOEXEC);
    if (*page < 0 || ftruncate(*page, sysconf(_SC_PAGESIZE)) != 0) error = errno;
  }
  if (error == 0) error = lift(descriptors, 5);
  if (error == 0 && fcntl(descriptors[2], F_SETFL, O_NONBLOCK) != 0) error = errno;
  // While nobody is there who would have to be ended if it fails.
  if (error == 0 && (mapped = cworker_page_map(*page)) == NULL) error = errno;
  if (error == 0) error = spawn(arguments, environment, descriptors[1], *page, descriptors[3], &process->id);
  if (error != 0) {
    if (mapped != NULL) cworker_page_unmap(mapped);
    close_all(descriptors, 5);
    cworker_end_handover();
    return error;
  }
  close(descriptors[1]);
  close(descriptors[3]);
  close(*page);
  cworker_end_handover();
  process->handle = (int)syscall(SYS_pidfd_open, process->id, 0);
  process->channel = descriptors[0];
  process->error_output = descriptors[2];
  process->page = mapped;
  return 0;
}

#else
int cworker_start(char *const arguments[], char *const environment[], struct cworker_process *process) {
  return ENOTSUP;
}
#endif

const int cworker_kill_signal = SIGKILL;

void cworker_kill(pid_t process) {
  kill(-process, SIGKILL);
  kill(process, SIGKILL);
}

static bool read_status(int status, struct cworker_end *end) {
  end->signal = WIFSIGNALED(status) ? WTERMSIG(status) : -1;
  end->code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return end->signal >= 0 || end->code >= 0;
}

void cworker_wait(pid_t process, struct cworker_end *end) {
  *end = (struct cworker_end){.signal = -1, .code = -1, .peak_kilobytes = -1};
  int status;
  struct rusage usage;
  pid_t ended;
  do ended = wait4(process, &status, 0, &usage);
  while (ended < 0 && errno == EINTR);
  if (ended != process) return;
  read_status(status, end);
  end->peak_kilobytes = usage.ru_maxrss;
}

bool cworker_foresee_end(pid_t process, struct cworker_end *end) {
#ifdef __linux__
  char text[1024];
  snprintf(text, sizeof text, "/proc/%ld/stat", (long)process);
  int file = open(text, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  if (count <= 0) return false;
  text[count] = 0;
  // The last of the numbers, where one dying for another reason than a signal or an exit has a zero too.
  char *last = strrchr(text, ' ');
  long status = last == NULL ? 0 : strtol(last, NULL, 10);
  *end = (struct cworker_end){.signal = -1, .code = -1, .peak_kilobytes = -1};
  return status != 0 && read_status((int)status, end);
#else
  return false;
#endif
}

const char *cworker_signal_name(int signal) {
  switch (signal) {
  case SIGABRT: return "SIGABRT";
  case SIGBUS: return "SIGBUS";
  case SIGFPE: return "SIGFPE";
  case SIGHUP: return "SIGHUP";
  case SIGILL: return "SIGILL";
  case SIGINT: return "SIGINT";
  case SIGKILL: return "SIGKILL";
  case SIGPIPE: return "SIGPIPE";
  case SIGQUIT: return "SIGQUIT";
  case SIGSEGV: return "SIGSEGV";
  case SIGSYS: return "SIGSYS";
  case SIGTERM: return "SIGTERM";
  case SIGTRAP: return "SIGTRAP";
  case SIGXCPU: return "SIGXCPU";
  default: return NULL;
  }
}
