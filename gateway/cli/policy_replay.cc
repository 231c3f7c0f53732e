// `entente policy replay`: what a policy would do to the records a gateway has, before anybody approves it.
#include <iostream>
#include <memory>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gateway/cli/connect.h"
#include "gateway/cli/files.h"
#include "gateway/cli/json.h"
#include "gateway/cli/policy_change.h"
#include "gateway/cli/text_table.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

struct Flags {
  ConnectionFlags connection;
  std::string what;
  bool json = false;
};

void Print(const v1::ReplayPolicyReply& replayed) {
  TextTable table({"from", "to", "kind", "purpose", "released", "recalled", "narrowed", "widened"});
  for (size_t column = 4; column < 8; ++column) table.Right(column);
  for (const v1::ReplayCount& count : replayed.counts()) {
    table.Add({count.originator(), count.recipient(), count.record_kind(), count.purpose(),
               absl::StrCat(count.released()), absl::StrCat(count.recalled()), absl::StrCat(count.narrowed()),
               absl::StrCat(count.widened())});
  }
  if (!table.empty()) std::cout << table.ToString(OutputWidth());
  Say(absl::StrCat(replayed.records(), " records looked at",
                   replayed.unreadable() == 0 ? "" : absl::StrCat(", ", replayed.unreadable(), " cannot be read"),
                   table.empty() ? "; nothing would change for anybody" : ""));
}

ExitCode Replay(const Flags& flags) {
  v1::ReplayPolicyRequest request;
  if (absl::StartsWith(flags.what, "sha256:")) {
    request.set_digest(flags.what);
  } else {
    const absl::StatusOr<std::string> text = ReadFile(flags.what);
    if (!text.ok()) return Usage(std::string(text.status().message()));
    request.set_text(*text);
  }
  return WithAdministration(flags.connection, [&](Administration& office) {
    const auto replayed = office.ReplayPolicy(request);
    if (!replayed.ok()) return Refuse(replayed.status());
    if (flags.json) {
      std::cout << ToJson(*replayed) << "\n";
    } else {
      Print(*replayed);
    }
    return kDone;
  });
}

}  // namespace

void AddPolicyReplay(const Command& policy) {
  const auto flags = std::make_shared<Flags>();
  const Command command = policy.Add(
      "replay", "How many stored records a policy would release and recall, by country and kind; nothing happens",
      "entente policy replay --profile admin.yaml policies/EC/policy.yaml", [flags] { return Replay(*flags); });
  command.Text("policy", &flags->what, "A policy file, or the whole digest of a version").Required();
  command.Flag("--json", &flags->json, "As JSON");
  AddConnectionFlags(command, &flags->connection);
}

}  // namespace entente::cli
