#pragma once

// What Swift cannot say of the system by itself. A function that can fail returns 0 or the value of errno,
// so that nothing can overwrite errno before Swift reads it.

#include <stddef.h>
#include <stdint.h>

enum cplatform_file_kind { CPLATFORM_REGULAR_FILE, CPLATFORM_FOLDER, CPLATFORM_OTHER_FILE };

// Kind and size in bytes of an open file.
int cplatform_examine(int descriptor, enum cplatform_file_kind *kind, int64_t *size);

// Maps the first `length` bytes of a file, private and read-only.
int cplatform_map_readonly(int descriptor, size_t length, const void **address);
int cplatform_unmap(const void *address, size_t length);

// Starts a detached thread; the first 15 bytes of the name are seen by debuggers and in /proc. Signals sent to the
// process are left to the program's own threads.
int cplatform_start_thread(const char *name, size_t stack_size, void (*body)(void *), void *context);

// A mutex at a place of its own.
struct cplatform_lock;
struct cplatform_lock *cplatform_lock_create(void);
void cplatform_lock_destroy(struct cplatform_lock *lock);
void cplatform_lock_acquire(struct cplatform_lock *lock);
void cplatform_lock_release(struct cplatform_lock *lock);

// Where one thread waits for another: `pass` returns once after each `open`, at once if that came first.
struct cplatform_gate;
struct cplatform_gate *cplatform_gate_create(void);
void cplatform_gate_destroy(struct cplatform_gate *gate);
void cplatform_gate_open(struct cplatform_gate *gate);
void cplatform_gate_pass(struct cplatform_gate *gate);

// How many processors the calling thread may run on: its affinity where the system has that, else those online.
int cplatform_processor_count(void);
