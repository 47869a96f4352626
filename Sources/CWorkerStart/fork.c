#define _GNU_SOURCE

#include "CWorkerStart.h"
#include "handover.h"

#include <errno.h>

#ifdef __linux__
#include <dirent.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdio_ext.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// Taken by a fork, and shared by those who must not be forked at the moment.
static pthread_rwlock_t handover = PTHREAD_RWLOCK_INITIALIZER;

void cworker_begin_handover(void) { pthread_rwlock_rdlock(&handover); }
void cworker_end_handover(void) { pthread_rwlock_unlock(&handover); }

// The parent's descriptors of all children that live, under the same lock. A child closes those of the others: the
// parent's end of a channel must not outlive the parent.
static int *kept;
static size_t kept_count, kept_capacity;

static bool is_child;

bool cworker_is_forked(void) { return is_child; }

static int make_room(size_t count) {
  if (kept_count + count <= kept_capacity) return 0;
  size_t capacity = 2 * kept_capacity + count;
  int *longer = realloc(kept, capacity * sizeof *longer);
  if (longer == NULL) return ENOMEM;
  kept = longer;
  kept_capacity = capacity;
  return 0;
}

static void forget(int descriptor) {
  for (size_t i = 0; i < kept_count; i++) {
    if (kept[i] == descriptor) {
      kept[i] = kept[--kept_count];
      return;
    }
  }
}

static void close_all(const int *descriptors, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (descriptors[i] >= 0) close(descriptors[i]);
  }
}

// In a program without standard descriptors, new ones take their places; these are moved out of the way.
static int lift(int *descriptor) {
  if (*descriptor > STDERR_FILENO) return 0;
  int lifted = fcntl(*descriptor, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  if (lifted < 0) return errno;
  close(*descriptor);
  *descriptor = lifted;
  return 0;
}

// What the program has printed comes before what a child prints. A thread that prints at this moment is not waited
// for: it may be held up for long.
static void flush_before_fork(void) {
  if (ftrylockfile(stdout) != 0) return;
  fflush_unlocked(stdout);
  funlockfile(stdout);
}

// As in a program that was started anew: handlers, among them those that print a backtrace, are gone, and nothing is
// blocked. What is ignored stays so.
static void reset_signals(void) {
  for (int signal = 1; signal < NSIG; signal++) {
    struct sigaction action;
    if (sigaction(signal, NULL, &action) != 0) continue;
    if (action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN) continue;
    action = (struct sigaction){.sa_handler = SIG_DFL};
    sigaction(signal, &action, NULL);
  }
  // A child is in the background of a terminal: one that forbids such output would stop it.
  signal(SIGTTOU, SIG_IGN);
  sigset_t none;
  sigemptyset(&none);
  pthread_sigmask(SIG_SETMASK, &none, NULL);
}

// What the Swift runtime calls when an error is thrown. A testing library notes there from where, under a lock.
extern _Atomic(void *) _swift_willThrow __attribute__((weak));
extern _Atomic(void *) _swift_willThrowTypedImpl __attribute__((weak));

static void reset_error_handlers(void) {
  if (&_swift_willThrow != NULL) atomic_store(&_swift_willThrow, NULL);
  if (&_swift_willThrowTypedImpl != NULL) atomic_store(&_swift_willThrowTypedImpl, NULL);
}

// Makes a child of the only thread that is left. Nothing here takes a lock that another thread may have held.
static void become_child(int error_output) {
  is_child = true;
  setpgid(0, 0);
  close_all(kept, kept_count);
  // A child that read from the terminal would be stopped.
  int nothing = open("/dev/null", O_RDONLY);
  if (nothing >= 0) dup2(nothing, STDIN_FILENO);
  if (nothing > STDERR_FILENO) close(nothing);
  dup2(error_output, STDERR_FILENO);
  close(error_output);
  // What another thread has printed since is the parent's to write.
  __fpurge(stdout);
  prctl(PR_SET_NAME, "parallel-fork");
  reset_error_handlers();
  reset_signals();
}

int cworker_fork(struct cworker_fork *child) {
  flush_before_fork();
  struct cworker_page *page = cworker_page_create();
  if (page == NULL) return ENOMEM;
  sigset_t all, previous;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &previous);
  pthread_rwlock_wrlock(&handover);

  // Both ends of the channel and of the pipe, the parent's first.
  int channel[2] = {-1, -1}, errors[2] = {-1, -1};
  int error = make_room(3);
  if (error == 0 && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, channel) != 0) error = errno;
  if (error == 0 && pipe2(errors, O_CLOEXEC) != 0) error = errno;
  for (int i = 0; i < 2 && error == 0; i++) {
    error = lift(&channel[i]);
    if (error == 0) error = lift(&errors[i]);
  }
  if (error == 0 && fcntl(errors[0], F_SETFL, O_NONBLOCK) != 0) error = errno;
  pid_t process = -1;
  if (error == 0) {
    kept[kept_count++] = channel[0];
    kept[kept_count++] = errors[0];
    process = fork();
    if (process == 0) {
      become_child(errors[1]);
      *child = (struct cworker_fork){.id = 0, .handle = -1, .channel = channel[1], .error_output = -1, .page = page};
      return 0;
    }
    if (process < 0) {
      error = errno;
      kept_count -= 2;
    }
  }
  int handle = process > 0 ? (int)syscall(SYS_pidfd_open, process, 0) : -1;
  if (handle >= 0) kept[kept_count++] = handle;
  close_all((int[]){channel[1], errors[1]}, 2);
  pthread_rwlock_unlock(&handover);
  pthread_sigmask(SIG_SETMASK, &previous, NULL);

  if (error != 0) {
    close_all((int[]){channel[0], errors[0]}, 2);
    cworker_page_unmap(page);
    return error;
  }
  *child = (struct cworker_fork){
      .id = process, .handle = handle, .channel = channel[0], .error_output = errors[0], .page = page};
  return 0;
}

void cworker_fork_close(const struct cworker_fork *child) {
  int own[] = {child->channel, child->error_output, child->handle};
  pthread_rwlock_wrlock(&handover);
  for (size_t i = 0; i < 3; i++) forget(own[i]);
  close_all(own, 3);
  pthread_rwlock_unlock(&handover);
  cworker_page_unmap(child->page);
}

// What a thread waits for: another one of its process, or anything else at any time, as the thread does that watches
// the parent.
enum thread_wait { WAITS_FOR_NOTHING_KNOWN, WAITS_FOR_THREAD, WAITS_FOR_DESCRIPTOR };

static enum thread_wait read_wait(const char *path) {
  char text[256];
  int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return WAITS_FOR_NOTHING_KNOWN;
  ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  if (count <= 0) return WAITS_FOR_NOTHING_KNOWN;
  text[count] = 0;
  long number;
  unsigned long first, second, third, fourth;
  if (sscanf(text, "%ld %lx %lx %lx %lx", &number, &first, &second, &third, &fourth) != 5) {
    return WAITS_FOR_NOTHING_KNOWN;
  }
#ifdef SYS_poll
  if (number == SYS_poll && (int)third < 0) return WAITS_FOR_DESCRIPTOR;
#endif
  if (number == SYS_ppoll && third == 0) return WAITS_FOR_DESCRIPTOR;
  if (number != SYS_futex || fourth != 0 || !(second & FUTEX_PRIVATE_FLAG)) return WAITS_FOR_NOTHING_KNOWN;
  int command = (int)second & FUTEX_CMD_MASK;
  return command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET ? WAITS_FOR_THREAD : WAITS_FOR_NOTHING_KNOWN;
}

bool cworker_fork_is_stuck(pid_t child) {
  char path[320];
  snprintf(path, sizeof path, "/proc/%ld/task", (long)child);
  DIR *threads = opendir(path);
  if (threads == NULL) return false;
  // All threads wait for each other, those that a library has started in the child included, except for the one that
  // watches the parent.
  size_t watching = 0, waiting = 0;
  bool isStuck = true;
  struct dirent *thread;
  while (isStuck && (thread = readdir(threads)) != NULL) {
    if (thread->d_name[0] == '.') continue;
    snprintf(path, sizeof path, "/proc/%ld/task/%s/syscall", (long)child, thread->d_name);
    switch (read_wait(path)) {
    case WAITS_FOR_THREAD:
      waiting++;
      break;
    case WAITS_FOR_DESCRIPTOR:
      watching++;
      break;
    case WAITS_FOR_NOTHING_KNOWN:
      isStuck = false;
      break;
    }
  }
  closedir(threads);
  return isStuck && waiting > 0 && watching <= 1;
}

#else
bool cworker_fork_is_stuck(pid_t child) { return false; }
void cworker_begin_handover(void) {}
void cworker_end_handover(void) {}
bool cworker_is_forked(void) { return false; }
int cworker_fork(struct cworker_fork *child) { return ENOTSUP; }
void cworker_fork_close(const struct cworker_fork *child) {}
#endif
