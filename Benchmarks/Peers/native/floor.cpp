// What the system itself takes, without any library: the floor under every case that waits for a thread or a
// process to be woken, started or gone.
#include "exchange.hpp"
#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <mutex>
#include <pthread.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

extern char **environ;

static void check(bool succeeded, const char *what) {
  if (!succeeded) throw std::runtime_error(std::string(what) + ": " + strerror(errno));
}

// One thread that waits on a condition variable for something to do.
struct Helper {
  std::mutex mutex;
  std::condition_variable changed;
  bool is_asked = false, is_done = false, is_over = false;
  std::thread thread{[this] {
    std::unique_lock lock(mutex);
    for (;;) {
      changed.wait(lock, [this] { return is_asked || is_over; });
      if (is_over) return;
      is_asked = false;
      is_done = true;
      changed.notify_all();
    }
  }};

  void ask_and_wait() {
    std::unique_lock lock(mutex);
    is_asked = true;
    changed.notify_all();
    changed.wait(lock, [this] { return is_done; });
    is_done = false;
  }

  ~Helper() {
    { std::lock_guard lock(mutex); is_over = true; }
    changed.notify_all();
    thread.join();
  }
};

// A child that sends back every byte that it gets.
struct Echo {
  int channel;
  pid_t child;

  Echo() {
    int ends[2];
    check(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0, "socketpair");
    child = fork();
    check(child >= 0, "fork");
    if (child == 0) {
      char byte;
      close(ends[0]);
      while (read(ends[1], &byte, 1) == 1 && write(ends[1], &byte, 1) == 1) {}
      _exit(0);
    }
    close(ends[1]);
    channel = ends[0];
  }

  void round_trip() {
    char byte = 'x';
    check(write(channel, &byte, 1) == 1 && read(channel, &byte, 1) == 1, "the echo is gone");
  }

  ~Echo() {
    close(channel);
    waitpid(child, nullptr, 0);
  }
};

static double spawn_two() {
  int ends[2];
  check(pipe2(ends, O_CLOEXEC) == 0, "pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
  char program[] = "/proc/self/exe", argument[] = "--first-byte";
  char *arguments[] = {program, argument, nullptr};
  pid_t children[workers];
  double time = nanoseconds([&] {
    for (pid_t &child : children) {
      check(posix_spawn(&child, program, &actions, nullptr, arguments, environ) == 0, "posix_spawn");
    }
    char byte;
    for (int i = 0; i < workers; i++) check(read(ends[0], &byte, 1) == 1, "read");
  });
  for (pid_t child : children) waitpid(child, nullptr, 0);
  close(ends[0]);
  close(ends[1]);
  posix_spawn_file_actions_destroy(&actions);
  return time;
}

// The kernel wakes whoever waits for a robust mutex when its owner dies, before it frees the owner's memory.
static double kill_owner(long resident) {
  auto mutex = static_cast<pthread_mutex_t *>(
    mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0));
  check(mutex != MAP_FAILED, "mmap");
  pthread_mutexattr_t attributes;
  pthread_mutexattr_init(&attributes);
  pthread_mutexattr_setpshared(&attributes, PTHREAD_PROCESS_SHARED);
  pthread_mutexattr_setrobust(&attributes, PTHREAD_MUTEX_ROBUST);
  pthread_mutex_init(mutex, &attributes);
  int ends[2];
  check(pipe2(ends, O_CLOEXEC) == 0, "pipe");
  pid_t child = fork();
  check(child >= 0, "fork");
  if (child == 0) {
    pthread_mutex_lock(mutex);
    if (resident > 0) {
      void *memory = malloc(resident);
      if (!memory) _exit(1);
      memset(memory, 1, resident);
    }
    if (write(ends[1], "x", 1) != 1) _exit(1);
    for (;;) pause();
  }
  char byte;
  check(read(ends[0], &byte, 1) == 1, "read");
  std::atomic<Clock::time_point> seen;
  std::thread watcher([&] {
    pthread_mutex_lock(mutex);
    seen = Clock::now();
  });
  // Long enough for the watcher to wait.
  usleep(20000);
  auto start = Clock::now();
  kill(child, SIGKILL);
  watcher.join();
  double time = std::chrono::duration<double, std::nano>(seen.load() - start).count();
  waitpid(child, nullptr, 0);
  close(ends[0]);
  close(ends[1]);
  munmap(mutex, 4096);
  return time;
}

static void fork_two(long bytes) {
  int ends[workers][2];
  pid_t children[workers];
  std::vector<char> results(bytes);
  for (int i = 0; i < workers; i++) {
    check(pipe2(ends[i], O_CLOEXEC) == 0, "pipe");
    children[i] = fork();
    check(children[i] >= 0, "fork");
    if (children[i] == 0) {
      for (long sent = 0; sent < bytes;) {
        long count = write(ends[i][1], results.data() + sent, bytes - sent);
        if (count <= 0) _exit(1);
        sent += count;
      }
      _exit(0);
    }
    close(ends[i][1]);
  }
  for (int i = 0; i < workers; i++) {
    while (read(ends[i][0], results.data(), bytes) > 0) {}
    close(ends[i][0]);
    waitpid(children[i], nullptr, 0);
  }
}

int main(int count, char **arguments) {
  if (count > 1 && !strcmp(arguments[1], "--first-byte")) return write(1, "x", 1) == 1 ? 0 : 1;
  utsname system;
  uname(&system);
  void *shared = nullptr;
  return answer(std::string("the system's own calls, ") + system.sysname + " " + system.release, {
    {"wake-thread", [](const Request &request) {
      Helper helper;
      return nanoseconds_of_call(request, [&] { helper.ask_and_wait(); });
    }},
    {"wake-process", [](const Request &request) {
      Echo echo;
      return nanoseconds_of_call(request, [&] { echo.round_trip(); });
    }},
    {"cold", [](const Request &) { return spawn_two(); }},
    {"killed", [](const Request &request) { return kill_owner(request["resident"]); }},
    {"call", [&](const Request &request) {
      if (!shared) {
        shared = mmap(nullptr, request["resident"], PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        check(shared != MAP_FAILED, "mmap");
        memset(shared, 1, request["resident"]);
      }
      return nanoseconds_of_call(request, [&] { fork_two(request["tasks"] / workers); });
    }},
  });
}
