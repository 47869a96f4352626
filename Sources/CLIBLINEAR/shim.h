#pragma once

#if __has_include(<linear.h>)
#include <linear.h>
#elif __has_include(<liblinear/linear.h>)
#include <liblinear/linear.h>
#else
#error "LIBLINEAR is missing. Run scripts/setup, or on Debian and Ubuntu: sudo apt-get install liblinear-dev"
#endif
