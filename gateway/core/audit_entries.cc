#include "gateway/core/audit_entries.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "gateway/audit/log.h"

namespace entente::core {
namespace {

constexpr size_t kSubjectsMax = 128;

}  // namespace

absl::StatusOr<audit::Entry> StartEntry(audit::Kind kind, std::string_view peer, const v1::RequestContext& context,
                                        absl::Time now, ContextSalt& salts) {
  audit::Entry entry;
  entry.time = now;
  entry.kind = kind;
  entry.peer = std::string(peer);
  entry.purpose = context.purpose();
  if (context.officer().empty() && context.case_number().empty() && context.operation().empty()) return entry;
  const absl::StatusOr<std::string> salt = salts.For(now);
  if (!salt.ok()) return salt.status();
  if (!context.officer().empty()) entry.commitments["officer"] = audit::Commitment(*salt, context.officer());
  if (!context.case_number().empty()) entry.commitments["case"] = audit::Commitment(*salt, context.case_number());
  if (!context.operation().empty()) entry.commitments["operation"] = audit::Commitment(*salt, context.operation());
  return entry;
}

void DropUnlistedPurpose(const Active& active, audit::Entry& entry) {
  const std::vector<std::string> listed = policy::Purposes(*active.policies);
  if (entry.purpose.empty() || std::find(listed.begin(), listed.end(), entry.purpose) != listed.end()) return;
  for (const auto& [name, system] : active.participants->systems) {
    if (system.purposes.contains(entry.purpose)) return;
  }
  entry.purpose = "unlisted";
}

std::vector<audit::Entry> SplitToFit(audit::Entry entry) {
  const size_t subjects = entry.subjects.size();
  if (subjects < 2 || (subjects <= kSubjectsMax && audit::Serialise(entry).size() <= audit::kEntrySizeMax)) {
    return {std::move(entry)};
  }
  audit::Entry rest = entry;
  const auto half = static_cast<std::ptrdiff_t>(subjects / 2);
  rest.subjects.erase(rest.subjects.begin(), rest.subjects.begin() + half);
  entry.subjects.resize(subjects / 2);
  std::vector<audit::Entry> parts = SplitToFit(std::move(entry));
  std::vector<audit::Entry> more = SplitToFit(std::move(rest));
  parts.insert(parts.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  return parts;
}

}  // namespace entente::core
