// policy-mutate DIR [--at-least PER_CENT] [--every N]: changes every rule of a folder of policies in turn and tells
// which changes no test of the country fails for. Exit 1 below the share asked for. What an invariant alone notices, and
// what is proved to change nothing that anybody gets, is told as such and counts as not noticed.
#include <cstdlib>
#include <iostream>
#include <string>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "tests/policy/mutate/judge.h"

namespace entente::policy_test {
namespace {

struct Options {
  std::string dir;
  double at_least = 95;
  int every = 1;
};

struct Count {
  int mutants = 0;
  int failing = 0;   // make a test fail
  int breaking = 0;  // make none fail, and break an invariant
  int nothing = 0;   // make none fail, and change nothing that anybody gets
  int refused = 0;

  double share() const { return mutants == 0 ? 100.0 : 100.0 * failing / mutants; }
  void Add(const Count& other) {
    mutants += other.mutants;
    failing += other.failing;
    breaking += other.breaking;
    nothing += other.nothing;
    refused += other.refused;
  }
  std::string ToString() const {
    return absl::StrFormat("%5d mutants, %5d fail a test, %5.1f %%; %d more break an invariant, %d change nothing",
                           mutants, failing, share(), breaking, nothing);
  }
};

bool Read(int argc, char** argv, Options& options) {
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool more = i + 1 < argc;
    if (word == "--at-least" && more) {
      if (!absl::SimpleAtod(argv[++i], &options.at_least)) return false;
    } else if (word == "--every" && more) {
      if (!absl::SimpleAtoi(argv[++i], &options.every) || options.every < 1) return false;
    } else if (options.dir.empty() && word[0] != '-') {
      options.dir = word;
    } else {
      return false;
    }
  }
  return !options.dir.empty();
}

class Run {
 public:
  Run(const PolicyFolder& folder, const Options& options) : folder_(folder), options_(options), judge_(folder) {}

  int Go() {
    if (!judge_.trouble().empty()) {
      std::cerr << judge_.trouble() << "\n";
      return 2;
    }
    One("floor", folder_.floor, true, [&](const Mutant& mutant) { return judge_.OfFloor(mutant); });
    for (const auto& [country, files] : folder_.countries) {
      One(country, files.policy, false, [&](const Mutant& mutant) { return judge_.OfCountry(country, mutant); });
    }
    std::cout << "all   " << total_.ToString() << "; " << total_.refused << " do not load"
              << (options_.every > 1 ? absl::StrCat("; one in ", options_.every, " was tried") : "") << "\n";
    return total_.mutants > 0 && total_.share() >= options_.at_least ? 0 : 1;
  }

 private:
  template <typename FateOf>
  void One(const std::string& name, const policy::Source& source, bool is_floor, FateOf fate_of) {
    Count count;
    std::string survivors;
    for (const Mutant& mutant : MutantsOf(source, is_floor, folder_.floor, Policies(folder_), folder_.network)) {
      if (seen_++ % options_.every != 0) continue;
      const Fate fate = fate_of(mutant);
      if (fate == Fate::kRefused) ++count.refused;
      if (fate == Fate::kRefused) continue;
      ++count.mutants;
      if (fate == Fate::kFailsATest) ++count.failing;
      if (fate == Fate::kFailsATest) continue;
      if (fate == Fate::kBreaksAnInvariant) ++count.breaking;
      if (fate == Fate::kChangesNothing) ++count.nothing;
      const char* how = fate == Fate::kBreaksAnInvariant ? "by an invariant alone"
                        : fate == Fate::kChangesNothing  ? "changes nothing"
                                                         : "unnoticed";
      absl::StrAppend(&survivors, "  ", how, ": ", source.name, ":", mutant.line, ": `", mutant.rule,
                      "`: ", mutant.what, "\n");
    }
    std::cout << absl::StrFormat("%-6s", name) << count.ToString() << "\n" << survivors << std::flush;
    total_.Add(count);
  }

  const PolicyFolder& folder_;
  const Options& options_;
  Judge judge_;
  Count total_;
  int seen_ = 0;
};

int Main(int argc, char** argv) {
  Options options;
  if (!Read(argc, argv, options)) {
    std::cerr
        << "usage: policy-mutate DIR [--at-least PER_CENT] [--every N]; DIR has participants.yaml and policies/\n";
    return 2;
  }
  const absl::StatusOr<PolicyFolder> folder = ReadPolicyFolder(options.dir);
  if (!folder.ok()) {
    std::cerr << folder.status().message() << "\n";
    return 2;
  }
  return Run(*folder, options).Go();
}

}  // namespace
}  // namespace entente::policy_test

int main(int argc, char** argv) { return entente::policy_test::Main(argc, argv); }
