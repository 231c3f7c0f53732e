// entented as a process of its own, which may be killed.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <map>
#include <string>
#include <thread>

#include "gateway/testing/test_network.h"

namespace entente::testing {

class DaemonProcess {
 public:
  explicit DaemonProcess(const TestNetwork& network) : network_(network) { unlink(network.port_file().c_str()); }
  ~DaemonProcess() {
    if (pid_ > 0) End(SIGKILL);
  }

  // The port it serves on; 0: it ended instead. `environment` is added to this process's own.
  int Start(const std::map<std::string, std::string>& environment = {}) {
    pid_ = fork();
    if (pid_ == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      for (const auto& [name, value] : environment) setenv(name.c_str(), value.c_str(), 1);
      execl(ENTENTED, "entented", "--config", network_.config_file().c_str(), nullptr);
      _exit(127);
    }
    for (int i = 0; i < 3000; ++i) {
      int port = 0;
      if (std::ifstream(network_.port_file()) >> port) return port;
      if (Ended()) return 0;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return 0;
  }

  bool Ended() {
    if (pid_ > 0 && waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = 0;
    if (pid_ == 0) unlink(network_.port_file().c_str());
    return pid_ == 0;
  }

  // Its exit code, or minus the signal that ended it.
  int End(int signal) {
    int state = 0;
    kill(pid_, signal);
    waitpid(pid_, &state, 0);
    pid_ = 0;
    unlink(network_.port_file().c_str());
    return WIFEXITED(state) ? WEXITSTATUS(state) : -WTERMSIG(state);
  }

 private:
  const TestNetwork& network_;
  pid_t pid_ = 0;
};

}  // namespace entente::testing
