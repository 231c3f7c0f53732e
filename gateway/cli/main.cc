// The `entente` command. Results on standard output, words on standard error; exit 0, 1 (something was refused), 2
// (usage).
#include <openssl/crypto.h>

#include <cstdlib>
#include <iostream>

#include "gateway/cli/command.h"

namespace entente::cli {
namespace {

void Declare(const Command& app) {
  AddFormats(app);
  AddAdapter(app);
  AddConvert(app);
  AddReceipt(app);
  AddSubmit(app);
  AddQuarantine(app);
  AddWatch(app);
  AddFetch(app);
  AddCheck(app);
  AddWithdraw(app);
  AddAck(app);
  AddPolicy(app);
  AddRequest(app);
  AddParticipant(app);
  AddAudit(app);
  AddPki(app);
}

}  // namespace
}  // namespace entente::cli

int main(int argc, char** argv) {
  // A thread of gRPC may still be ending: what OpenSSL keeps for it must outlive it.
  OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
  // The transport writes its own view of a failure to standard error; the command says it in one sentence.
  ::setenv("GRPC_VERBOSITY", "NONE", 0);
  std::ios::sync_with_stdio(false);
  const int code = entente::cli::RunCommandLine(argc, argv, &entente::cli::Declare);
  std::cout.flush();
  return code == 0 && !std::cout ? 1 : code;  // nobody took the results
}
