// `entente policy diff`: what a change of policies does, in words and as a page.
#include <iostream>
#include <memory>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "gateway/cli/files.h"
#include "gateway/cli/json.h"
#include "gateway/cli/policy_analysis.h"
#include "gateway/cli/policy_folder.h"
#include "gateway/cli/progress.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

using policy::AccessChange;

struct Flags {
  std::string before, after, participants, time, html;
  bool json = false, only_narrowing = false;
};

const char* KindName(AccessChange::Kind kind) {
  switch (kind) {
    case AccessChange::Kind::kWider:
      return "wider";
    case AccessChange::Kind::kNarrower:
      return "narrower";
    case AccessChange::Kind::kTerms:
      return "terms";
  }
  return "";
}

void PrintJson(const policy::AccessDiff& diff) {
  for (const AccessChange& change : diff.changes) {
    JsonObject line;
    line.Add("change", KindName(change.kind));
    line.AddRaw("originators", JsonTexts(change.originators));
    line.AddRaw("recipients", JsonTexts(change.recipients));
    line.Add("what", change.what);
    line.Add("records", change.records);
    line.Add("purposes", change.purposes);
    line.Add("when", change.when);
    line.Add("rule", change.rule);
    line.Add("sentence", change.sentence);
    std::cout << line.Finish() << "\n";
  }
}

void Print(const policy::AccessDiff& diff) {
  std::string heading;
  for (const AccessChange& change : diff.changes) {
    const std::string own = absl::StrCat("Records of ", absl::StrJoin(change.originators, ", "), ":");
    if (own != heading) std::cout << own << "\n";
    heading = own;
    std::cout << "  " << change.sentence << "\n";
  }
  for (const std::string& note : diff.notes) std::cout << "note: " << note << "\n";
  if (diff.changes.empty()) std::cout << "nobody sees more, less or otherwise\n";
  std::cout << "only narrows: " << (diff.only_narrows ? "yes" : "no") << "\n";
}

// Loads one side; what is wrong is said, with the side's own file names.
absl::StatusOr<policy::PolicySetPtr> LoadSide(const std::string& dir, const std::string& participants) {
  const absl::StatusOr<LoadedFolder> loaded = ReadPolicyFolder({dir, participants});
  if (!loaded.ok()) return loaded.status();
  absl::StatusOr<policy::PolicySetPtr> policies = Compile(*loaded);
  // A folder that is not there is wrong usage; one that does not load is refused.
  if (!policies.ok()) return absl::FailedPreconditionError(policies.status().message());
  return policies;
}

ExitCode Fail(const absl::Status& status) {
  return absl::IsFailedPrecondition(status) ? Refuse(status) : Usage(std::string(status.message()));
}

ExitCode Run(const Flags& flags) {
  absl::Time from = absl::Now();
  if (!flags.time.empty() && !absl::ParseTime(absl::RFC3339_full, flags.time, &from, nullptr)) {
    return Usage(absl::StrCat("--time `", flags.time, "` is no instant, expected 2026-11-24T10:00:00Z"));
  }
  const absl::StatusOr<policy::PolicySetPtr> before = LoadSide(flags.before, flags.participants);
  if (!before.ok()) return Fail(before.status());
  const absl::StatusOr<policy::PolicySetPtr> after = LoadSide(flags.after, flags.participants);
  if (!after.ok()) return Fail(after.status());
  std::optional<Progress> bar;
  const auto progress = [&](size_t done, size_t all) {
    if (!bar) bar.emplace("comparing", all, "policies");
    if (done > 0) bar->Advance(1);
  };
  const absl::StatusOr<policy::AccessDiff> diff = policy::Diff(**before, **after, from, progress);
  bar.reset();
  if (!diff.ok()) return Refuse(diff.status());
  flags.json ? PrintJson(*diff) : Print(*diff);
  if (!flags.html.empty()) {
    const absl::Status written = ReplaceFile(flags.html, DiffPage(*diff, flags.before, flags.after));
    if (!written.ok()) return Refuse(written);
  }
  return flags.only_narrowing && !diff->only_narrows ? kRefused : kDone;
}

}  // namespace

void AddPolicyDiff(const Command& policy) {
  const auto flags = std::make_shared<Flags>();
  const Command command =
      policy.Add("diff", "Who sees more, less or otherwise after a change: access, not text",
                 "entente policy diff policies policies.new --html diff.html", [flags] { return Run(*flags); });
  command.Text("before", &flags->before, "The policies' folder as it is").Required();
  command.Text("after", &flags->after, "The folder as it would be").Required();
  command.Text("--participants", &flags->participants,
               "Who takes part, for both; else participants.yaml in or beside each folder");
  command.Text("--time", &flags->time, "From then on, 2026-11-24T10:00:00Z; else from now");
  command.Text("--html", &flags->html, "Write it there as one page too");
  command.Flag("--only-narrowing", &flags->only_narrowing, "Exit 1 unless the change certainly takes away only");
  command.Flag("--json", &flags->json, "One JSON line a change");
}

}  // namespace entente::cli
