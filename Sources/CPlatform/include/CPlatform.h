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
