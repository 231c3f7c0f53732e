// Preloaded into the daemon: ends it with SIGKILL at the n-th write, sync or rename, counted from its start or, where
// ENTENTE_KILL_TRIGGER names a file, from when that file is there. What stands in ENTENTE_KILL_AT is n.
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <sys/types.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>

namespace {

std::atomic<long> count{0};

bool Counting() {
  static const char* const trigger = getenv("ENTENTE_KILL_TRIGGER");
  static std::atomic<bool> begun{trigger == nullptr};
  if (!begun && access(trigger, F_OK) == 0) begun = true;
  return begun;
}

void Step() {
  static const char* const at = getenv("ENTENTE_KILL_AT");
  if (at == nullptr || !Counting()) return;
  if (++count == atol(at)) kill(getpid(), SIGKILL);
}

template <typename Function>
Function Real(const char* name) {
  return reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

// Sockets and pipes are written by other calls, or do no harm: a step more.
ssize_t pwrite64(int file, const void* bytes, size_t size, off64_t offset) {
  static const auto real = Real<ssize_t (*)(int, const void*, size_t, off64_t)>("pwrite64");
  Step();
  return real(file, bytes, size, offset);
}

ssize_t write(int file, const void* bytes, size_t size) {
  static const auto real = Real<ssize_t (*)(int, const void*, size_t)>("write");
  if (file > 2) Step();
  return real(file, bytes, size);
}

int fdatasync(int file) {
  static const auto real = Real<int (*)(int)>("fdatasync");
  Step();
  return real(file);
}

int fsync(int file) {
  static const auto real = Real<int (*)(int)>("fsync");
  Step();
  return real(file);
}

int rename(const char* from, const char* to) {
  static const auto real = Real<int (*)(const char*, const char*)>("rename");
  Step();
  return real(from, to);
}

}  // extern "C"
