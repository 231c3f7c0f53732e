#include "gateway/core/quarantined.h"

#include <google/protobuf/util/time_util.h>

#include <utility>

#include "gateway/core/entitlement.h"
#include "gateway/core/errors.h"
#include "gateway/core/judging.h"
#include "gateway/core/refuse.h"

namespace entente::core {
namespace {

constexpr int kPageMax = 500;
constexpr size_t kAfterMax = 256;  // bytes, as of a national id

v1::QuarantinedRecord AboutOf(const store::Revision& row) {
  v1::QuarantinedRecord about;
  about.set_national_id(row.national_id);
  about.set_revision(row.revision);
  about.set_record_kind(row.kind);
  *about.mutable_since() = google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(row.received));
  about.set_batch(row.batch);
  about.set_format(row.format);
  return about;
}

absl::StatusOr<Judged> Judge(const Parts& parts, const Active& active, store::Revision row) {
  Judged judged;
  absl::StatusOr<OpenedRecord> opened = OpenRecord(*parts.sealer, row);
  if (!opened.ok()) return opened.status();
  judged.opened = *std::move(opened);
  judged.about = AboutOf(row);
  for (v1::Missing& missing : WhatIsMissing(active, *parts.formats, judged.opened.record)) {
    *judged.about.add_missing() = std::move(missing);
  }
  judged.row = std::move(row);
  return judged;
}

}  // namespace

absl::StatusOr<JudgedPage> JudgePage(const Parts& parts, const Active& active, const Caller& caller,
                                     const std::string& after) {
  JudgedPage page;
  auto rows = parts.store->Quarantined(caller.country, caller.system, after, kPageMax + 1);
  if (!rows.ok()) return rows.status();
  page.more = rows->size() > kPageMax;
  if (page.more) rows->pop_back();
  for (store::Revision& row : *rows) {
    const std::string record_id = row.record_id;
    absl::StatusOr<Judged> judged = Judge(parts, active, std::move(row));
    if (absl::IsDataLoss(judged.status())) {
      if (parts.unreadable) parts.unreadable(record_id);
      continue;
    }
    if (!judged.ok()) return judged.status();
    page.records.push_back(*std::move(judged));
  }
  return page;
}

absl::StatusOr<Judged> JudgeOne(const Parts& parts, const Active& active, const Caller& caller,
                                const std::string& national_id) {
  auto row = parts.store->LatestSubmitted(caller.country, caller.system, national_id);
  if (absl::IsNotFound(row.status())) return RecordUnknown();
  if (!row.ok()) return row.status();
  if (row->state != store::State::kQuarantined) return RecordUnknown();
  return Judge(parts, active, *std::move(row));
}

absl::Status CheckAsked(const Active& active, const Caller& caller, const QuarantineQuery& query) {
  const absl::Status entitled = Entitle(active, caller, query.context, Role::kSubmit).status();
  if (!entitled.ok() || query.after.size() <= kAfterMax) return entitled;
  return RequestInvalid("`after` is longer than 256 bytes");
}

}  // namespace entente::core
