#pragma once

#if __has_include(<linear.h>)
#include <linear.h>
#elif __has_include(<liblinear/linear.h>)
#include <liblinear/linear.h>
#else
#error "LIBLINEAR is missing. Run scripts/setup, or on Debian and Ubuntu: sudo apt-get install liblinear-dev"
#endif

// Parameters of which none is set. With zeros alone versions since 2.40 would not penalise the constant, which older
// ones always do, and would refuse to fit without one.
static inline struct parameter unset_parameter(void) {
  struct parameter parameters = {0};
#if LIBLINEAR_VERSION >= 240
  parameters.regularize_bias = 1;
#endif
  return parameters;
}
