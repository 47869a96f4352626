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

struct cworker_page;

struct cworker_process {
  pid_t id;
  // Becomes readable when the process has ended; negative where the system has no such thing.
  int handle;
  // The parent's end of the channel and the reading end of what the worker writes to its standard error. The parent
  // closes the descriptors, and unmaps the page.
  int channel;
  int error_output;
  struct cworker_page *page;
};

// Starts this program again as a worker. `environment` are further "NAME=value" that win over the inherited ones,
// ended by NULL, as `arguments` are.
int cworker_start(char *const arguments[], char *const environment[], struct cworker_process *process);

// The signal that cannot be refused.
extern const int cworker_kill_signal;

// Kills a worker that has not been waited for, with everything in its group.
void cworker_kill(pid_t process);

// How a worker has ended: exactly one of `signal` and `code` is not negative, or none if another part of the program has
// taken the status.
struct cworker_end {
  int signal;
  int code;
  // The most memory that the process had at a time, or negative.
  long peak_kilobytes;
};

// Waits until a worker has ended, and buries it.
void cworker_wait(pid_t process, struct cworker_end *end);

// What a process that is about to end will have ended of, if that can be known already. Its peak cannot.
bool cworker_foresee_end(pid_t process, struct cworker_end *end);

// The name of a signal, such as "SIGKILL", or NULL.
const char *cworker_signal_name(int signal);

// Channel (channel.c)

// Makes a channel whose two ends are in this process.
int cworker_make_channel(int ends[2]);

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

// Ends this process, with a line on its standard error.
__attribute__((noreturn)) void cworker_abandon(const char *reason);

// Descriptors (descriptors.c)

// Sends copies of descriptors, which the receiver must expect just then.
int cworker_send_descriptors(int channel, const int *descriptors, size_t count);

// Receives so many. Where this process may not have so many open, the last of them are negative.
int cworker_receive_descriptors(int channel, int *descriptors, size_t count);

// What the keeper of the workers waits for (watch.c)

struct cworker_watched {
  int descriptor;
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

// Page (page.c): memory that a worker and its parent share, so that one sees at once what the other is at.

struct cworker_page;
struct cworker_page *cworker_page_map(int descriptor);
// One that children share which are forked later.
struct cworker_page *cworker_page_create(void);
void cworker_page_unmap(struct cworker_page *page);

// Which job of its batch the worker is at, told by one store where nobody asks for the time.
enum { CWORKER_NO_JOB = 0xffffffff };
void cworker_page_clear_job(struct cworker_page *page);
void cworker_page_begin_job(struct cworker_page *page, uint32_t job);
uint32_t cworker_page_job(const struct cworker_page *page);

// The job, and for how long the worker has been at it.
uint32_t cworker_page_job_age(const struct cworker_page *page, uint64_t *nanoseconds);

// Whether the worker shall take the time of each job, and for how many nanoseconds it shall look for the next request
// before it sleeps.
void cworker_page_configure(struct cworker_page *page, bool is_timed, uint32_t patience);

// How many requests were sent; a worker looks for another than it knows of.
void cworker_page_count_request(struct cworker_page *page);
void cworker_page_look_for_request(struct cworker_page *page, uint32_t known);

// How many answers were sent, and the wait for another than is known: some nanoseconds awake, then asleep.
enum cworker_wait {
  CWORKER_ANSWERED,
  // The worker is dying, though its channel may stay open for a while.
  CWORKER_ENDED,
  // The system has no such wait: only the channel will tell.
  CWORKER_UNKNOWN,
};
void cworker_page_count_answer(struct cworker_page *page);
uint32_t cworker_page_answers(const struct cworker_page *page);
bool cworker_page_look_for_answer(struct cworker_page *page, uint32_t known, uint64_t nanoseconds);
enum cworker_wait cworker_page_await_answer(struct cworker_page *page, uint32_t known, uint64_t spin);

// Makes the end of the calling thread, and so of its process, wake those who wait for an answer.
void cworker_page_live(struct cworker_page *page);

// Waits until another thread has done so.
void cworker_page_await_life(struct cworker_page *page);

// Parent (parent.c)

// Starts the thread that ends the worker, and all in its group, when the parent goes. It lives on the page.
int cworker_watch_parent(int channel, struct cworker_page *page);

// Forks (fork.c)

struct cworker_fork {
  // Zero in the child, which has the channel and the page only.
  pid_t id;
  // Becomes readable when the child has ended; negative where the system has no such thing.
  int handle;
  int channel;
  // The reading end of what the child writes to its standard error.
  int error_output;
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

// Whether all threads of the child wait for one of them to wake them, but for the one that watches the parent: forever,
// then.
bool cworker_fork_is_stuck(pid_t child);

// Whether `cworker_fork` has made this process.
bool cworker_is_forked(void);

// Variables (variables.c): those that `main` gives values to, which a worker does not do.

// Is called with the mangled name of an object that is zero when a program starts, its place in the file and its size.
typedef void (*cworker_variable_visitor)(void *context, const char *name, uint64_t place, uint64_t size);

// Visits all such objects that this program has symbols of.
void cworker_each_variable(void *context, cworker_variable_visitor visit);

// Where an object with such a place stands in this process.
void *cworker_variable(uint64_t place);

// Makes a page for each of some texts: who touches it, ends this process and has it say the text. Texts and pages are
// kept for good. For one thread at a time.
int cworker_forbid(const char *const *texts, size_t count, void **pages);

// Swift's own; the result is to be freed.
char *swift_demangle(const char *name, size_t length, char *buffer, size_t *size, uint32_t flags);

// Whether the main thread of this process sleeps, or is the calling one.
bool cworker_main_thread_rests(void);
