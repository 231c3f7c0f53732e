#include "gateway/audit/report.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gateway/audit/log.h"

namespace entente::audit {

namespace {

std::string Time(absl::Time time) { return absl::FormatTime("%Y-%m-%d %H:%M:%E3S UTC", time, absl::UTCTimeZone()); }

absl::StatusOr<std::vector<Entry>> ParsedEntries(const std::string& directory) {
  const auto read = ReadEntries(directory);
  if (!read.ok()) return read.status();
  std::vector<Entry> entries;
  for (const std::string& bytes : *read) {
    auto entry = Parse(bytes);
    if (!entry.ok()) return absl::DataLossError(absl::StrCat("entry ", entries.size(), " has not an entry's form"));
    entries.push_back(*std::move(entry));
  }
  return entries;
}

std::string Kinds(const std::vector<Entry>& entries) {
  std::map<Kind, int> counts;
  for (const Entry& entry : entries) ++counts[entry.kind];
  std::string lines;
  for (const auto& [kind, count] : counts) {
    const std::string_view name = KindName(kind);
    absl::StrAppendFormat(&lines, "  %-20s %d\n", std::string(name), count);
  }
  return lines;
}

bool TellsOfRecords(Kind kind) { return kind == Kind::kRelease || kind == Kind::kCheck || kind == Kind::kHit; }

}  // namespace

absl::StatusOr<std::string> VerifyReport(const std::string& directory, std::string_view verifier_key) {
  const auto verified = Verify(directory, verifier_key);
  if (!verified.ok()) return verified.status();
  const auto entries = ParsedEntries(directory);
  if (!entries.ok()) return entries.status();
  const auto by_time = [](const Entry& a, const Entry& b) { return a.time < b.time; };
  const auto [first, last] = std::minmax_element(entries->begin(), entries->end(), by_time);
  return absl::StrCat("verified: ", verified->size, " entries, root ", verified->root_base64, "\n",
                      verified->unpublished == 0 ? std::string()
                                                 : absl::StrCat("and ", verified->unpublished,
                                                                " on disk that the checkpoint does not cover yet\n"),
                      "from ", Time(first->time), " to ", Time(last->time), "\n", Kinds(*entries));
}

absl::StatusOr<std::vector<Sighting>> WhoSaw(const std::string& directory, std::string_view record_id) {
  const auto entries = ParsedEntries(directory);
  if (!entries.ok()) return entries.status();
  std::vector<Sighting> sightings;
  for (size_t index = 0; index < entries->size(); ++index) {
    const Entry& entry = (*entries)[index];
    if (!TellsOfRecords(entry.kind)) continue;
    for (const Subject& subject : entry.subjects) {
      if (subject.record_id != record_id) continue;
      sightings.push_back({.index = index,
                           .time = entry.time,
                           .kind = entry.kind,
                           .peer = entry.peer,
                           .purpose = entry.purpose,
                           .decision = subject.decision_id.empty() ? entry.decision_id : subject.decision_id,
                           .rule = subject.rule,
                           .revision = subject.revision});
    }
  }
  return sightings;
}

}  // namespace entente::audit
