// `entente withdraw`: take back one's own record from all who hold it.
#include <iostream>
#include <memory>

#include "gateway/cli/connect.h"
#include "gateway/cli/json.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

struct Flags {
  ConnectionFlags connection;
  std::string national_id, reason;
  bool erase = false;
};

ExitCode Withdraw(const Flags& flags) {
  return WithClient(flags.connection, [&](Client& client) {
    const absl::StatusOr<v1::WithdrawReply> reply =
        client.Withdraw(flags.national_id, {.erase = flags.erase, .reason = flags.reason});
    if (!reply.ok()) return Refuse(reply.status());
    std::cout << ToJson(*reply) << "\n";
    return kDone;
  });
}

}  // namespace

void AddWithdraw(const Command& app) {
  const auto flags = std::make_shared<Flags>();
  const Command command = app.Add("withdraw", "Take back one's own record; every holder is told",
                                  "entente withdraw --profile xpo.yaml 2018/77 --reason 'arrested, notice served'",
                                  [flags] { return Withdraw(*flags); });
  command.Text("national-id", &flags->national_id, "The record's id in one's own system").Required();
  command.Flag("--erase", &flags->erase, "Ask holders to delete it, not only to stop acting on it");
  command.Text("--reason", &flags->reason, "Kept by the gateway, told to nobody");
  AddConnectionFlags(command, &flags->connection);
}

}  // namespace entente::cli
