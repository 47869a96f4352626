// What a contestant says to the harness: a greeting, then for each line with a request a line with a reply.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

constexpr int workers = 2;

struct Request {
  std::map<std::string, long> parameters;

  long operator[](const std::string &name) const {
    auto found = parameters.find(name);
    if (found == parameters.end()) throw std::runtime_error("the parameter " + name + " is missing");
    return found->second;
  }
};

using Workload = std::function<double(const Request &)>;
using Clock = std::chrono::steady_clock;

inline double nanoseconds_since(Clock::time_point start) {
  return std::chrono::duration<double, std::nano>(Clock::now() - start).count();
}

template <class Body> double nanoseconds(Body body) {
  auto start = Clock::now();
  body();
  return nanoseconds_since(start);
}

// The mean of calls one right after the other, or the median of calls with pauses before them.
template <class Call> double nanoseconds_of_call(const Request &request, Call call) {
  long count = request["calls"], shortest = request["shortest"], longest = request["longest"];
  for (long i = 0; i <= count / 10; i++) call();
  if (longest == 0) {
    return nanoseconds([&] { for (long i = 0; i < count; i++) call(); }) / count;
  }
  std::vector<double> times;
  for (long i = 0; i < count; i++) {
    auto end = Clock::now() + std::chrono::microseconds(shortest + (longest - shortest) * (i % 5) / 4);
    while (Clock::now() < end) {}
    times.push_back(nanoseconds(call));
  }
  std::sort(times.begin(), times.end());
  return times[count / 2];
}

inline int answer(const std::string &version, const std::map<std::string, Workload> &workloads) {
  std::cout << "ready " << version << std::endl;
  for (std::string line; std::getline(std::cin, line);) {
    std::istringstream words(line);
    std::string name, pair;
    words >> name;
    auto workload = workloads.find(name);
    if (workload == workloads.end()) {
      std::cout << "absent there is no workload " << name << std::endl;
      continue;
    }
    try {
      Request request;
      while (words >> pair) {
        auto sign = pair.find('=');
        request.parameters[pair.substr(0, sign)] = std::stol(pair.substr(sign + 1));
      }
      double value = workload->second(request);
      std::cout << std::fixed << value << std::endl;
    } catch (const std::exception &error) {
      std::cout << "failed " << error.what() << std::endl;
    }
  }
  return 0;
}
