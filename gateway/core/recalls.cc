#include "gateway/core/recalls.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/escaping.h"
#include "gateway/core/acknowledge.h"
#include "gateway/core/errors.h"
#include "gateway/core/policy_proposal.h"

namespace entente::core {
namespace {

constexpr int kRecallsPage = 500;

v1::Event::Kind KindOf(const store::Holder& holder) {
  switch (holder.status) {
    case store::Holder::Status::kWithdrawn:
      return v1::Event::WITHDRAW;
    case store::Holder::Status::kDeleted:
      return v1::Event::DELETE;
    case store::Holder::Status::kRecalled:
      return v1::Event::RECALL;
    case store::Holder::Status::kHeld:
      break;
  }
  return v1::Event::AMEND;
}

absl::StatusOr<store::Holder> ReadPlace(store::Sealer& sealer, const Caller& caller, const std::string& after) {
  store::Holder holder;
  if (after.empty()) return holder;
  std::string token;
  if (!absl::WebSafeBase64Unescape(after, &token)) return RequestInvalid("`after` is not one of this list's");
  const absl::StatusOr<std::string> plain = sealer.OpenToken("recalls " + caller.country, token);
  if (!plain.ok()) return RequestInvalid("`after` is not one of this list's");
  store::Holder* const place = &holder;
  size_t begin = 0;
  for (std::string* field : {&place->record_id, &place->participant, &place->purpose}) {
    const size_t end = plain->find('\n', begin);
    *field = plain->substr(begin, end - begin);
    begin = end == std::string::npos ? plain->size() : end + 1;
  }
  return holder;
}

absl::StatusOr<std::string> MakePlace(store::Sealer& sealer, const Caller& caller, const store::Holder& holder) {
  const absl::StatusOr<std::string> token = sealer.SealToken(
      "recalls " + caller.country, holder.record_id + "\n" + holder.participant + "\n" + holder.purpose);
  if (!token.ok()) return token.status();
  return absl::WebSafeBase64Escape(*token);
}

v1::Recall ToRecall(const store::Revision& row, const store::Holder& holder) {
  v1::Recall recall;
  recall.set_record_id(row.record_id);
  recall.set_national_id(row.national_id);
  recall.set_record_kind(row.kind);
  recall.set_holder(holder.participant);
  recall.set_purpose(holder.purpose);
  recall.set_kind(KindOf(holder));
  *recall.mutable_since() = ToProto(holder.changed);
  return recall;
}

absl::Status AddAnswer(store::Sealer& sealer, const store::Revision& row, const store::Acknowledgement& answer,
                       v1::Recall& recall) {
  recall.set_outcome(static_cast<v1::AcknowledgeRequest::Outcome>(answer.outcome));
  const absl::StatusOr<AcknowledgedWords> words = OpenAcknowledgement(sealer, row, answer);
  if (!words.ok()) return words.status();
  recall.set_basis(words->basis);
  recall.set_case_number(words->case_number);
  recall.set_why(words->why);
  return absl::OkStatus();
}

// Those of the caller's own records; another country's are none of its business.
absl::StatusOr<std::optional<store::Revision>> OwnRecord(const Parts& parts, const Caller& caller,
                                                         const std::string& record_id) {
  absl::StatusOr<store::Revision> row = parts.store->Latest(record_id);
  if (!row.ok()) return row.status();
  if (!MayGovern(*parts.active->get()->participants, caller.country, row->country)) {
    return std::optional<store::Revision>();
  }
  return std::optional<store::Revision>(*std::move(row));
}

// An answer is given for one view; a later change asks again.
absl::Status AddAnswers(const Parts& parts, const store::Revision& row, const store::Holder& holder,
                        v1::Recall& recall) {
  const auto answers = parts.store->AcknowledgementsOf(row.record_id);
  if (!answers.ok()) return answers.status();
  for (const store::Acknowledgement& answer : *answers) {
    const bool same = answer.participant == holder.participant && answer.purpose == holder.purpose &&
                      answer.view_revision >= holder.owed_view;
    if (!same) continue;
    if (const absl::Status status = AddAnswer(*parts.sealer, row, answer, recall); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RecallPage> ListRecalls(const Parts& parts, const Caller& caller, const v1::RequestContext& context,
                                       const RecallQuery& query) {
  const absl::StatusOr<store::Holder> after = ReadPlace(*parts.sealer, caller, query.after);
  if (!after.ok()) return after.status();
  auto entry = PolicyEntry(parts, audit::Kind::kAdmin, caller.name(), context, caller.country, "", "");
  if (!entry.ok()) return entry.status();
  entry->policy_digests.clear();
  entry->details["did"] = "policy.recalls";
  const auto audited = parts.writer->Run([&](const WriterView&, Changes& changes) {
    changes.entries.push_back(*entry);
    return absl::OkStatus();
  });
  if (!audited.ok()) return audited.status();
  const auto holders = parts.store->HoldersOwing(*after, kRecallsPage);
  if (!holders.ok()) return holders.status();
  RecallPage page;
  for (const store::Holder& holder : *holders) {
    if (!query.answered && holder.debt == store::Holder::Debt::kAnswered) continue;
    const auto row = OwnRecord(parts, caller, holder.record_id);
    if (!row.ok()) return row.status();
    if (!*row) continue;
    page.recalls.push_back(ToRecall(**row, holder));
    if (holder.debt != store::Holder::Debt::kAnswered) continue;
    if (const absl::Status status = AddAnswers(parts, **row, holder, page.recalls.back()); !status.ok()) return status;
  }
  if (holders->size() < kRecallsPage) return page;
  absl::StatusOr<std::string> next = MakePlace(*parts.sealer, caller, holders->back());
  if (!next.ok()) return next.status();
  page.next = *std::move(next);
  return page;
}

}  // namespace entente::core
