#include <stddef.h>
#include <stdint.h>

/// Calls the function with one input after the other, as the arguments say; libFuzzer has no header for this.
int LLVMFuzzerRunDriver(int *count, char ***arguments, int (*function)(const uint8_t *bytes, size_t count));
