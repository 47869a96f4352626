#pragma once

#if __has_include(<libsvm/svm.h>)
#include <libsvm/svm.h>
#elif __has_include(<svm.h>)
#include <svm.h>
#else
#error "LIBSVM is missing. Run scripts/setup, or on Debian and Ubuntu: sudo apt-get install libsvm-dev"
#endif
