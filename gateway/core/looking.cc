#include "gateway/core/looking.h"

#include <google/protobuf/util/time_util.h>

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gateway/core/holding.h"

namespace entente::core {
namespace {

using google::protobuf::util::TimeUtil;

constexpr char kDerivedId[] = "sha256:";  // an adapter's digest of a row without an id of its own

policy::Decision Deny(std::string rule) {
  policy::Decision decision;
  decision.rule = std::move(rule);
  return decision;
}

}  // namespace

bool MayMeet(const store::Revision& row, const System& system) {
  return row.test == (system.standing == Standing::kSandbox);
}

Looking::Looking(const Parts& parts, ActivePtr active, const System& system, std::string purpose)
    : parts_(parts),
      active_(std::move(active)),
      system_(system),
      purpose_(std::move(purpose)),
      // As fine as the store keeps it: a copy's end must come out the same when it is reckoned again from the row.
      now_(absl::FromUnixMicros(absl::ToUnixMicros(parts.clock->Now()))) {}

absl::StatusOr<Look> Looking::At(const store::Revision& row, const std::optional<store::Holder>& held) {
  absl::StatusOr<OpenedRecord> opened = OpenRecord(*parts_.sealer, row);
  Look look;
  if (absl::IsDataLoss(opened.status())) {
    if (parts_.unreadable) parts_.unreadable(row.record_id);
    look.readable = false;
    look.decision = Deny("unreadable");
    return look;
  }
  if (!opened.ok()) return opened.status();
  look.opened = *std::move(opened);
  Decide(row, held, look);
  if (!trouble_.ok()) return trouble_;
  const bool own = look.decision.effect == policy::Effect::kOwn;
  if (!own && !MayMeet(row, system_)) look.decision = Deny("test-apart");
  if (!own && look.decision.until <= now_) look.decision = Deny("ended");
  // What is denied anyway stays so: a copy may be called back while nothing is given.
  if (!own && look.decision.effect != policy::Effect::kDeny && active_->participants->Stopped(row.country)) {
    look.stopped = true;
    look.decision = Deny("stopped");
  }
  return look;
}

policy::FactsPtr Looking::FactsOf(const v1::Record& record, bool test) {
  return policy::ExtractFacts(record, now_, [this, test](const std::string& country, const std::string& id) {
    return RequestersOf(country, id, test);
  });
}

void Looking::Decide(const store::Revision& row, const std::optional<store::Holder>& held, Look& look) {
  look.facts = FactsOf(look.opened.record, row.test);
  policy::Question question;
  question.record = &look.opened.record;
  question.facts = look.facts;
  question.recipient = system_.name();
  if (parts_.consents != nullptr) question.release = parts_.consents->For(row.record_id, system_.name(), purpose_);
  question.purpose = purpose_;
  question.now = now_;
  // Who was told of a hit holds nothing yet.
  if (held && !IsHitOnly(*held)) question.first_release = held->first_release;
  question.explain = false;
  look.decision = policy::Decide(*active_->policies, question);
  const ShadowPtr shadow = parts_.shadows == nullptr ? nullptr : parts_.shadows->For(row.country);
  if (shadow != nullptr) shadow->Count(*active_->policies, question, look.decision, row.position > 0);
}

policy::Requesters Looking::RequestersOf(const std::string& country, const std::string& national_id, bool test) {
  policy::Requesters asked;
  v1::Link link;
  link.mutable_originator()->set_country(country);
  link.set_national_id(national_id);
  const store::Revision* target = LinkTarget(link, test);
  if (target == nullptr || target->kind != "notice" || target->state != store::State::kActive) return asked;
  const absl::StatusOr<OpenedRecord> notice = OpenRecord(*parts_.sealer, *target);
  if (!notice.ok()) {
    if (!absl::IsDataLoss(notice.status()) && !absl::IsNotFound(notice.status())) trouble_ = notice.status();
    return asked;
  }
  asked.found = true;
  for (const v1::Code& code : notice->record.notice().requested_by()) {
    const bool known = !code.common().empty() && code.common() != "unknown";
    if (known) asked.countries.push_back(code.common());
    asked.unknown = asked.unknown || !known;
  }
  return asked;
}

// What a test points at among real records is not there for it, nor the other way round.
const store::Revision* Looking::LinkTarget(const v1::Link& link, bool test) {
  const v1::Originator& owner = link.originator();
  const std::string name = absl::StrCat(owner.country(), "/", owner.system(), "/", test, "/", link.national_id());
  const auto [place, fresh] = targets_.try_emplace(name);
  if (fresh) {
    const auto rows = parts_.store->LatestByCountryAndNationalId(owner.country(), link.national_id());
    if (!rows.ok()) trouble_ = rows.status();
    if (rows.ok()) {
      for (const store::Revision& row : *rows) {
        const bool named = owner.system().empty() || owner.system() == row.system;
        if (named && row.test == test) place->second = row;
      }
    }
  }
  return place->second ? &*place->second : nullptr;
}

// Depth 1: the target is decided by itself, as this recipient holds it; its own links play no part in that.
bool Looking::LinkShown(const v1::Link& link, bool test) {
  const store::Revision* target = LinkTarget(link, test);
  if (target == nullptr || target->state != store::State::kActive) return false;
  const auto known = shown_.find(target->record_id);
  if (known != shown_.end()) return known->second;
  const auto held = parts_.store->FindHolder(target->record_id, system_.name(), purpose_);
  if (!held.ok()) trouble_ = held.status();
  if (!held.ok()) return false;
  const absl::StatusOr<Look> look = At(*target, *held);
  return shown_[target->record_id] = look.ok() && look->visible();
}

v1::Record Looking::Copy(const store::Revision& row, const Look& look, int64_t view_revision) {
  if (look.decision.effect == policy::Effect::kOwn) return look.opened.record;
  v1::Record copy = policy::Redact(
      look.opened.record, look.decision, [&](const v1::Link& link) { return LinkShown(link, row.test); },
      view_revision);
  NumberView(copy, view_revision);
  AliasIds(row, copy);
  return copy;
}

std::string Looking::AliasOf(const store::Revision& row) const {
  const std::string identity = absl::StrCat(row.country, "/", row.system, "/", row.national_id);
  return absl::StrCat("alias:", absl::BytesToHexString(parts_.sealer->Digest("alias", identity)));
}

std::string Looking::NoticeIdFor(const v1::Link& link, bool test) {
  const bool own = link.originator().country() == system_.country;
  if (own || !absl::StartsWith(link.national_id(), kDerivedId)) return link.national_id();
  const store::Revision* target = LinkTarget(link, test);
  return target == nullptr ? "" : AliasOf(*target);
}

void Looking::AliasIds(const store::Revision& row, v1::Record& copy) {
  v1::Header& header = *copy.mutable_header();
  if (absl::StartsWith(header.national_id(), kDerivedId)) header.set_national_id(AliasOf(row));
  for (v1::Link& link : *header.mutable_links()) {
    if (!absl::StartsWith(link.national_id(), kDerivedId)) continue;
    const store::Revision* target = LinkTarget(link, row.test);
    if (target != nullptr) link.set_national_id(AliasOf(*target));
  }
}

v1::Terms Looking::TermsOf(const Look& look) const {
  v1::Terms terms;
  terms.set_purpose(purpose_);
  if (look.decision.until < absl::InfiniteFuture()) {
    *terms.mutable_until() = TimeUtil::NanosecondsToTimestamp(absl::ToUnixNanos(look.decision.until));
  }
  for (const std::string& caveat : look.decision.caveats) terms.add_caveats(caveat);
  for (const std::string& digest : look.decision.digests) terms.add_policy_digests(digest);
  return terms;
}

}  // namespace entente::core
