#pragma once

// How a worker process is started, kept and ended. A function that can fail returns 0 or the value of errno.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// Start (start.c)

// The descriptors of a worker besides the standard ones.
enum { CWORKER_CHANNEL = 3, CWORKER_PAGE = 4 };

// Whether this program diverts its workers before `main`. It does not where this code stands in a shared library,
// whose constructors run before the program has made its types known.
bool cworker_diverts(void);

// Serves a worker's channel and never returns. Swift defines it; a program that links this target alone does not.
__attribute__((weak)) void cworker_serve(int channel, int page);

// What tells one build of a program from another: the file that runs, and when it was last written.
enum { CWORKER_IDENTITY_WORDS = 4 };
int cworker_identity(uint64_t *words);

// Processes (process.c)

struct cworker_process {
  pid_t id;
  // The parent's end of the channel, the reading end of what the worker writes to its standard error, and the
  // page that both see. The parent closes the descriptors.
  int channel;
  int error_output;
  int page;
};

// Starts this program again as a worker. `environment` are further "NAME=value" that win over the inherited ones,
// ended by NULL, as `arguments` are.
int cworker_start(char *const arguments[], char *const environment[], struct cworker_process *process);

// Kills a worker that has not been waited for, with everything in its group.
void cworker_kill(pid_t process);

// Waits until a worker has ended. Exactly one of `signal` and `code` is not negative, or none if another part of
// the program has taken the status.
void cworker_wait(pid_t process, int *signal, int *code);

// The name of a signal, such as "SIGKILL", or NULL.
const char *cworker_signal_name(int signal);

// Channel (channel.c)

// Sends all bytes, or returns EPIPE if the other side has gone.
int cworker_send(int channel, const void *bytes, size_t count);

// Receives exactly so many bytes, or returns EPIPE if the other side has gone before.
int cworker_receive(int channel, void *bytes, size_t count);

// Whether the other side has gone, or sends what nobody has asked for.
bool cworker_is_stale(int channel);

// Waits until the other side has gone, for so many milliseconds at most.
void cworker_await_end(int channel, int milliseconds);

// What can be read at once: -1 if nothing can, 0 at the end.
ssize_t cworker_read_available(int descriptor, void *bytes, size_t capacity);

// Passes bytes on to this program's standard error.
void cworker_write_error(const void *bytes, size_t count);

void cworker_close(int descriptor);

// Writes out what C and Swift have buffered of the standard output.
void cworker_flush_output(void);

// Exits, with all that a program does at its end.
__attribute__((noreturn)) void cworker_leave(void);

// Starts the thread that ends the worker, and all in its group, when the parent goes.
int cworker_watch_parent(int channel);

// What the keeper of the workers waits for (watch.c)

struct cworker_watched {
  int descriptor;
  // Whether input counts, or only the end.
  bool wants_input;
  // Set by `cworker_watch`.
  bool ready;
  bool ended;
};

// Waits for one of the descriptors, or for so many milliseconds; a negative count is forever.
void cworker_watch(struct cworker_watched *watched, size_t count, int milliseconds);

// A descriptor that becomes readable by `cworker_bell_ring`.
int cworker_bell_create(int *bell);
void cworker_bell_ring(int bell);
void cworker_bell_silence(int bell);

// Page (page.c): which job of its batch a worker is at, told by one store.

struct cworker_page;
struct cworker_page *cworker_page_map(int descriptor);
// One that children share which are forked later.
struct cworker_page *cworker_page_create(void);
void cworker_page_unmap(struct cworker_page *page);

enum { CWORKER_NO_JOB = 0xffffffff };
void cworker_page_set_job(struct cworker_page *page, uint32_t job);
uint32_t cworker_page_job(const struct cworker_page *page);

// How many nanoseconds have passed since a time was noted last.
void cworker_page_note_time(struct cworker_page *page);
uint64_t cworker_page_elapsed(const struct cworker_page *page);

// Forks (fork.c)

struct cworker_fork {
  // Zero in the child, which has the channel and the page only.
  pid_t id;
  int channel;
  // The reading end of what the child writes to its standard error.
  int error_output;
  // Readable when the child has ended; negative if the system has no such descriptors.
  int end;
  struct cworker_page *page;
};

// Makes a child of this process, with its memory as it is, one thread and nothing else of it. ENOTSUP on other
// systems than Linux.
//
// The child leads a process group. It has default dispositions for signals that the program handles, no blocked
// signals, no standard input, no output that is buffered, and no end of another child's channel.
int cworker_fork(struct cworker_fork *child);

// Closes what the parent has of a child that was waited for.
void cworker_fork_close(const struct cworker_fork *child);

// Ends this process, with a line on its standard error.
__attribute__((noreturn)) void cworker_abandon(const char *reason);

// Whether `cworker_fork` has made this process.
bool cworker_is_forked(void);
