// `entente policy schema`: the JSON Schema of the policy language's files, for editors.
#include <iostream>
#include <memory>

#include "absl/strings/str_cat.h"
#include "gateway/cli/files.h"
#include "gateway/cli/policy_analysis.h"
#include "gateway/cli/words.h"
#include "gateway/policy/schema.h"

namespace entente::cli {
namespace {

constexpr const char* kNames[] = {"policy", "floor", "acceptance", "test"};

struct Flags {
  std::string name = "policy", dir;
};

ExitCode Run(const Flags& flags) {
  if (flags.dir.empty()) {
    std::cout << policy::JsonSchema(*policy::SchemaNamed(flags.name));
    return kDone;
  }
  for (const char* name : kNames) {
    const std::string file = absl::StrCat(flags.dir, "/", name, ".schema.json");
    const absl::Status written = ReplaceFile(file, policy::JsonSchema(*policy::SchemaNamed(name)));
    if (!written.ok()) return Refuse(written);
  }
  return kDone;
}

}  // namespace

void AddPolicySchema(const Command& policy) {
  const auto flags = std::make_shared<Flags>();
  const Command command =
      policy.Add("schema", "The JSON Schema of a policy's files, for editors that complete and check",
                 "entente policy schema policy > policy.schema.json", [flags] { return Run(*flags); });
  command.Text("file", &flags->name, "policy (else), floor (network.yaml), acceptance or test (policy_test.yaml)")
      .OneOf({kNames[0], kNames[1], kNames[2], kNames[3]});
  command.Text("--dir", &flags->dir, "Write all four there, as policy.schema.json and so on");
}

}  // namespace entente::cli
