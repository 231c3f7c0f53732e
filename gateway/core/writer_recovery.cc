#include "gateway/core/writer_recovery.h"

#include <algorithm>
#include <string>
#include <vector>

#include "gateway/audit/entry.h"
#include "gateway/core/writer_group.h"

namespace entente::core {

namespace {

constexpr char kGenesisSetting[] = "audit.genesis";
constexpr uint64_t kCompared = 256;  // of the newest entries: older ones were compared at earlier starts
constexpr uint64_t kReadAtOnce = 4096;

// The log's first entry names it: a log begun anew would take the place of the one whose checkpoints others have seen.
absl::Status CheckSameLog(store::Store& store, audit::Log& log) {
  const auto genesis = log.Read(0, 1);
  if (!genesis.ok()) return genesis.status();
  const auto known = store.GetSetting(kGenesisSetting);
  if (absl::IsNotFound(known.status())) {
    const auto next = store.NextAuditIndex();
    if (!next.ok()) return next.status();
    if (*next > 0) return absl::DataLossError("the store has audit entries of a log that it does not know");
    return store.PutSetting(kGenesisSetting, audit::LeafHash(genesis->front()));
  }
  if (!known.ok()) return known.status();
  if (*known == audit::LeafHash(genesis->front())) return absl::OkStatus();
  return absl::DataLossError("the audit log is not the one this store was written with");
}

// What both have must be the same.
absl::Status CompareNewest(store::Store& store, audit::Log& log, uint64_t both) {
  const uint64_t from = both > kCompared ? both - kCompared : 0;
  const auto logged = log.Read(from, both - from);
  if (!logged.ok()) return logged.status();
  for (uint64_t index = from; index < both; ++index) {
    const auto stored = store.AuditEntry(index);
    if (absl::IsNotFound(stored.status())) continue;
    if (!stored.ok()) return stored.status();
    if (*stored != (*logged)[index - from]) {
      return absl::DataLossError("the store and the audit log disagree about an entry");
    }
  }
  return absl::OkStatus();
}

absl::Status AppendMissing(store::Store& store, audit::Log& log, uint64_t end) {
  const auto missing = store.AuditEntriesFrom(log.size());
  if (!missing.ok()) return missing.status();
  if (missing->size() != end - log.size()) {
    return absl::DataLossError("the audit log lost entries that the store does not have either");
  }
  return log.Append(*missing).status();
}

// The newest entries of a log that is ahead must be of kinds that the store need not know.
absl::Status CheckStoreLostNothing(audit::Log& log, uint64_t from) {
  while (from < log.size()) {
    const uint64_t count = std::min(kReadAtOnce, log.size() - from);
    const auto entries = log.Read(from, count);
    if (!entries.ok()) return entries.status();
    for (const std::string& bytes : *entries) {
      const auto entry = audit::Parse(bytes);
      if (!entry.ok()) return absl::DataLossError("the audit log holds an entry nobody can read");
      if (EntryNeedsStore(entry->kind)) {
        return absl::DataLossError("the audit log speaks of changes that the store does not have");
      }
    }
    from += count;
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status RecoverLog(store::Store& store, audit::Log& log) {
  if (auto status = CheckSameLog(store, log); !status.ok()) return status;
  const auto next = store.NextAuditIndex();
  if (!next.ok()) return next.status();
  if (auto status = CompareNewest(store, log, std::min(*next, log.size())); !status.ok()) return status;
  if (*next > log.size()) return AppendMissing(store, log, *next);
  return CheckStoreLostNothing(log, *next);
}

}  // namespace entente::core
