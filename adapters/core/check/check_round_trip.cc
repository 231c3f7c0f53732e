// The laws in both directions, over the samples.
#include <algorithm>
#include <map>

#include "adapters/core/check/diff.h"
#include "adapters/core/check/folder_check.h"
#include "adapters/core/check/laws.h"
#include "adapters/core/check/line_fates.h"
#include "adapters/core/lens/lens_format.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr size_t kFindingsMax = 10;

// A value that must stand at its place again once its record was written: the other fates say what changes.
bool ComesBack(const TraceLeaf& leaf) {
  return leaf.fate == v1::MAPPED || leaf.fate == v1::CODED || leaf.fate == v1::TEXT_ONLY || leaf.fate == v1::CARRIED;
}

struct LostPlace {
  std::string line;  // "mapping.yaml:12 `place`"
  int64_t lost = 0;
};

class HomeTrip {
 public:
  explicit HomeTrip(const Format& format) : format_(format) {}

  void Run(const Unit& unit) {
    const auto decoded = DecodeTraced(format_, unit, &trace_);
    if (!decoded.ok() || !decoded->is_record || trace_.plan() == nullptr) return;
    const std::vector<TraceLeaf> before = trace_.leaves();
    const auto encoded = format_.Encode(decoded->record, trace_.plan()->edition);
    if (!encoded.ok()) return;  // told by the other direction
    std::map<std::string, std::string> after;
    const std::string file = encoded->preamble + encoded->data;
    format_.Split(
        file,
        [&](const Unit& written) {
          if (!DecodeTraced(format_, written, &trace_).ok()) return;
          for (const TraceLeaf& leaf : trace_.leaves()) after.emplace(leaf.path, leaf.text);
        },
        [](const Refusal&) {});
    for (const TraceLeaf& leaf : before) {
      if (!ComesBack(leaf)) continue;
      ++values_;
      const auto found = after.find(leaf.path);
      if (found != after.end() && found->second == leaf.text) continue;
      if (SaidElsewhere(before, after, leaf)) continue;
      ++lost_;
      LostPlace& place = places_[AnyItem(leaf.path)];
      if (leaf.line != nullptr) place.line = leaf.line->source;
      ++place.lost;
    }
  }

  int64_t values() const { return values_; }
  int64_t lost() const { return lost_; }
  const std::map<std::string, LostPlace>& places() const { return places_; }

 private:
  // A value given twice is written once where one line is enough, or in another order of a list.
  static bool SaidElsewhere(const std::vector<TraceLeaf>& before, const std::map<std::string, std::string>& after,
                            const TraceLeaf& leaf) {
    const std::string any = AnyItem(leaf.path);
    const auto same = [&](const auto& other) { return AnyItem(other.first) == any && other.second == leaf.text; };
    const auto stood = std::count_if(before.begin(), before.end(),
                                     [&](const TraceLeaf& b) { return AnyItem(b.path) == any && b.text == leaf.text; });
    if (std::count_if(after.begin(), after.end(), same) >= stood) return true;
    return std::any_of(before.begin(), before.end(), [&](const TraceLeaf& b) {
      const auto at = after.find(b.path);
      return &b != &leaf && b.field == leaf.field && !leaf.field.empty() && b.text == leaf.text && at != after.end() &&
             at->second == leaf.text;
    });
  }

  const Format& format_;
  Trace trace_;
  int64_t values_ = 0;
  int64_t lost_ = 0;
  std::map<std::string, LostPlace> places_;
};

}  // namespace

Check CheckRoundTrip(const Format& format, const std::vector<Sample>& samples, const Explained& explained) {
  Check check;
  check.name = "round trip";
  int64_t records = 0;
  HomeTrip home(format);
  for (const Sample& sample : samples) {
    const CheckReport report = CheckFile(format, sample.bytes);
    records += report.records;
    for (const std::string& problem : report.problems) {
      check.findings.push_back({sample.name, StrCat("written and read again it is another record: ", problem),
                                "see which line fills that field: its steps must write what they read",
                                explained.Why({sample.name})});
    }
    format.Split(
        sample.bytes, [&](const Unit& unit) { home.Run(unit); }, [](const Refusal&) {});
  }
  const int64_t kept = home.values() - home.lost();
  check.measured = StrCat(records, " records written and read again; ", kept, " of ", home.values(),
                          " values stand at their places again");
  for (const auto& [place, lost] : home.places()) {
    if (check.findings.size() >= kFindingsMax) break;
    check.findings.push_back({lost.line.empty() ? "mapping" : lost.line,
                              StrCat("`", place, "`: ", lost.lost, " values do not stand there again once written"),
                              "map it so that it can be written, or explain the place in README.md",
                              explained.Why({place})});
  }
  return check;
}

Check CheckUnderMutation(const Format& format, const std::vector<Sample>& samples, int rounds) {
  constexpr uint32_t kChangeSeed = 7;
  Check check;
  check.name = "changed records";
  MutationReport all;
  const std::set<std::string> made = MadePaths(format);
  for (const Sample& sample : samples) {
    const MutationReport report = CheckMutations(format, sample.bytes, rounds, kChangeSeed, made);
    all.tried += report.tried;
    all.kept += report.kept;
    all.listed += report.listed;
    all.refused += report.refused;
    for (const std::string& problem : report.problems) {
      check.findings.push_back(
          {sample.name, problem,
           "a value went away or came up without a word in the receipt: see the line of that field", ""});
    }
  }
  check.measured = StrCat(all.tried, " changes tried: ", all.kept, " written whole, ", all.listed,
                          " with what stays behind listed, ", all.refused, " refused");
  return check;
}

}  // namespace entente::adapters
