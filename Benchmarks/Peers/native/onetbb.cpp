// oneTBB: parallel_for over an array that is new for each repetition.
#include "exchange.hpp"
#include <cmath>
#include <memory>
#include <tbb/blocked_range.h>
#include <tbb/global_control.h>
#include <tbb/parallel_for.h>
#include <tbb/version.h>

using Range = tbb::blocked_range<long>;

template <class Partitioner> static double roots(long count, const Partitioner &partitioner) {
  std::unique_ptr<double[]> results(new double[count]);
  double *out = results.get();
  tbb::parallel_for(Range(0, count, 1), [out](const Range &range) {
    for (long i = range.begin(); i != range.end(); i++) out[i] = std::sqrt(double(i));
  }, partitioner);
  return out[count - 1];
}

int main() {
  tbb::global_control limit(tbb::global_control::max_allowed_parallelism, workers);
  volatile double last;
  return answer(std::string("oneTBB ") + TBB_runtime_version(), {
    {"tasks", [&](const Request &request) {
      long count = request["tasks"];
      bool is_single = request["batch"] == 1;
      return nanoseconds([&] {
        last = is_single ? roots(count, tbb::simple_partitioner()) : roots(count, tbb::auto_partitioner());
      }) / count;
    }},
    {"call", [&](const Request &request) {
      long count = request["tasks"];
      return nanoseconds_of_call(request, [&] { last = roots(count, tbb::simple_partitioner()); });
    }},
  });
}
