#pragma once

// What Swift cannot say of the system by itself. A function that can fail returns 0 or the value of errno,
// so that nothing can overwrite errno before Swift reads it.

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cplatform_file_kind {
  CPLATFORM_NO_FILE,
  CPLATFORM_REGULAR_FILE,
  CPLATFORM_FOLDER,
  CPLATFORM_SYMBOLIC_LINK,
  CPLATFORM_OTHER_FILE
};

// Mapping (mapping.c)

// Kind and size in bytes of an open file.
int cplatform_examine(int descriptor, enum cplatform_file_kind *kind, int64_t *size);

// What a path names, without following a link at its end. Nothing there is no error.
int cplatform_examine_path(const char *path, enum cplatform_file_kind *kind);

enum cplatform_access { CPLATFORM_READ_ONLY, CPLATFORM_COPY_ON_WRITE, CPLATFORM_READ_WRITE };

// Maps the first `length` bytes of a file. What is written is seen by others with CPLATFORM_READ_WRITE only.
int cplatform_map(int descriptor, size_t length, enum cplatform_access access, void **address);
int cplatform_unmap(const void *address, size_t length);

// Asks for large pages in memory that is about to be filled, as far as it consists of whole ones. A wish only.
void cplatform_prefer_huge_pages(void *address, size_t length);

// Segments (segments.c)

// A file of zeros in memory, without a name and of a size that cannot be changed. ENOTSUP where there are none.
int cplatform_segment_create(size_t length, int *descriptor);

// How many descriptors this process may have open.
int cplatform_descriptor_limit(void);
int cplatform_close(int descriptor);

// Raises an event counter that does not block.
void cplatform_ring(int bell);

// Begins to count the forks of this process. Starting another program by `posix_spawn` is no fork.
void cplatform_count_forks(void);

// A number that changes in a process which forks, before it does so, and is another in the child.
uint64_t cplatform_fork_count(void);

// Replacement (replacement.c)

// Whether an open file is still what a path names, without following a link at its end.
bool cplatform_is_named(int descriptor, const char *path);

// The target of a symbolic link, zero-terminated. ENAMETOOLONG if it does not fit.
int cplatform_read_link(const char *path, char *target, size_t capacity);

int cplatform_make_folder(const char *path);
int cplatform_rename(const char *from, const char *to);

// Exchanges what two paths name in one step. ENOTSUP if the file system or the kernel cannot.
int cplatform_exchange(const char *one, const char *other);

// An exclusive lock that lives as long as the open file description. EWOULDBLOCK if somebody else has it and
// `wait` is false.
int cplatform_lock_file(int descriptor, bool wait);

// Asks for everything written to an open file or folder to reach the disk.
int cplatform_sync(int descriptor);

// The same for a folder and all that is in it.
int cplatform_sync_tree(const char *path);

// Removes a file, or a folder with all that is in it. Links are removed, not followed. What is not there, or
// disappears meanwhile, is no error.
int cplatform_remove_tree(const char *path);

// Calls `visit` with the name of everything in a folder.
int cplatform_each_entry(const char *folder, void *context, void (*visit)(void *context, const char *name));

int32_t cplatform_process_id(void);

// Starts a detached thread; the first 15 bytes of the name are seen by debuggers and in /proc. Signals sent to the
// process are left to the program's own threads.
int cplatform_start_thread(const char *name, size_t stack_size, void (*body)(void *), void *context);

// A mutex, which must not move.
struct cplatform_lock {
  pthread_mutex_t mutex;
};
void cplatform_lock_init(struct cplatform_lock *lock);
void cplatform_lock_destroy(struct cplatform_lock *lock);
void cplatform_lock_acquire(struct cplatform_lock *lock);
void cplatform_lock_release(struct cplatform_lock *lock);

// Where one thread waits for others: it passes once after each time that the gate is opened, at once if that came
// first. Opening a gate that is open changes nothing.
struct cplatform_gate;
struct cplatform_gate *cplatform_gate_create(void);
void cplatform_gate_destroy(struct cplatform_gate *gate);
void cplatform_gate_open(struct cplatform_gate *gate);

// Sleeps until the gate opens, or for so long; UINT64_MAX is forever. False if it has not opened.
bool cplatform_gate_pass(struct cplatform_gate *gate, uint64_t nanoseconds);

// The same, awake: costs a processor, and saves those who open the gate the call that wakes a thread.
bool cplatform_gate_spin(struct cplatform_gate *gate, uint64_t nanoseconds);

// Nanoseconds since some moment, on a clock that nobody sets.
uint64_t cplatform_time(void);

// Tells the processor that this thread is awake for nothing but to see a change.
void cplatform_pause(void);

// How many processors the calling thread may run on: its affinity where the system has that, else those online.
int cplatform_processor_count(void);

// Terminals (terminal.c)

bool cplatform_is_terminal(int descriptor);

// How many characters a line of a terminal has; 0 if nobody knows.
int cplatform_terminal_columns(int descriptor);

// Writes all bytes, in as many pieces as it takes.
int cplatform_write(int descriptor, const void *bytes, size_t count);

// Tasks (tasks.c)

// What the current task does when it is cancelled.
struct cplatform_cancellation {
  void (*handler)(void *context);
  void *context;
  const void *record;
};

// Has a handler called as soon as the current task is cancelled, by the thread that cancels it, and at once if it is
// already. There must be a current task, which has to end this itself; what it begins meanwhile it must end first.
void cplatform_begin_cancellation(
    struct cplatform_cancellation *cancellation, void (*handler)(void *context), void *context);

// The handler has returned, or will not be called.
void cplatform_end_cancellation(struct cplatform_cancellation *cancellation);
