// OpenMP as the compiler brings it: a parallel loop over an array that is new for each repetition.
#include "exchange.hpp"
#include <cmath>
#include <memory>
#include <omp.h>

static double single_roots(long count) {
  std::unique_ptr<double[]> results(new double[count]);
  double *out = results.get();
#pragma omp parallel for schedule(dynamic, 1)
  for (long i = 0; i < count; i++) out[i] = std::sqrt(double(i));
  return out[count - 1];
}

static double static_roots(long count) {
  std::unique_ptr<double[]> results(new double[count]);
  double *out = results.get();
#pragma omp parallel for schedule(static)
  for (long i = 0; i < count; i++) out[i] = std::sqrt(double(i));
  return out[count - 1];
}

int main() {
  omp_set_num_threads(workers);
  volatile double last;
  return answer("OpenMP " + std::to_string(_OPENMP) + ", g++ " __VERSION__, {
    {"tasks", [&](const Request &request) {
      long count = request["tasks"];
      bool is_single = request["batch"] == 1;
      return nanoseconds([&] { last = is_single ? single_roots(count) : static_roots(count); }) / count;
    }},
    {"call", [&](const Request &request) {
      long count = request["tasks"];
      return nanoseconds_of_call(request, [&] { last = static_roots(count); });
    }},
  });
}
