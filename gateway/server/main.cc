// entented: the gateway's daemon.
#include <openssl/crypto.h>
#include <pthread.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <string>

#include "gateway/rpc/server.h"
#include "gateway/server/allocator.h"
#include "gateway/server/config.h"
#include "gateway/server/daemon.h"
#include "gateway/server/gates_file.h"
#include "gateway/server/version.h"

namespace {

using entente::server::Config;
using entente::server::Daemon;

struct Options {
  std::string config;
  bool check = false, print = false, gates = false, version = false;
};

int Fail(const absl::Status& status) {
  std::cerr << "entented: " << status.message() << "\n";
  return 1;
}

// Blocked in every thread, so that one place takes them.
sigset_t BlockSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&signals, signal);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

int Serve(const Config& config) {
  const sigset_t signals = BlockSignals();
  const absl::StatusOr<std::unique_ptr<Daemon>> daemon = Daemon::Start(config);
  if (!daemon.ok()) return Fail(daemon.status());
  for (;;) {
    int signal = 0;
    sigwait(&signals, &signal);
    if (signal != SIGHUP) break;
    // A reload that fails is in the log, and what was in force stays.
    (*daemon)->Reload().IgnoreError();
  }
  (*daemon)->Shutdown();
  return 0;
}

int Run(const Options& options) {
  if (options.version) {
    std::cout << "entented " << entente::server::kVersion << "\n";
    return 0;
  }
  if (options.print) {
    std::cout << entente::server::DefaultConfigText();
    return 0;
  }
  if (options.gates) {
    std::cout << entente::server::kDefaultGates;
    return 0;
  }
  if (options.config.empty()) {
    std::cerr << "entented: `--config FILE` is missing; `entented --print-config` shows one\n";
    return 2;
  }
  const absl::StatusOr<Config> config = entente::server::ReadConfig(options.config);
  if (!config.ok()) return Fail(config.status());
  if (!options.check) return Serve(*config);
  const absl::Status status = entente::server::CheckConfig(*config);
  if (!status.ok()) return Fail(status);
  std::cout << "sound\n";
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  // A thread of gRPC may still be ending: what OpenSSL keeps for it must outlive it.
  OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
  entente::server::KeepFreedMemory();
  entente::rpc::AllowTls13Only();
  CLI::App app("The Entente gateway.\n\nExample: entented --config /etc/entente/entented.yaml", "entented");
  Options options;
  app.add_option("--config", options.config, "the configuration file");
  app.add_flag("--check-config", options.check, "read everything a start would read, and end");
  app.add_flag("--print-config", options.print, "print every setting with its default, and end");
  app.add_flag("--print-gates", options.gates, "print what a record must have when `gates` names no file, and end");
  app.add_flag("--version", options.version, "print the version, and end");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : 2;
  }
  return Run(options);
}
