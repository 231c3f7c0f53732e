#include "gateway/core/looking.h"

#include <google/protobuf/util/time_util.h>

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

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
      now_(parts.clock->Now()) {}

absl::StatusOr<Look> Looking::At(const store::Revision& row, const std::optional<store::Holder>& held) {
  absl::StatusOr<OpenedRecord> opened = OpenRecord(*parts_.sealer, row);
  if (!opened.ok()) return opened.status();
  Look look;
  look.opened = *std::move(opened);
  absl::StatusOr<policy::Decision> decision = Decide(look.opened.record, held);
  if (!decision.ok()) return decision.status();
  look.decision = *std::move(decision);
  const bool own = look.decision.effect == policy::Effect::kOwn;
  if (!own && !MayMeet(row, system_)) look.decision = Deny("test-apart");
  if (!own && look.decision.until <= now_) look.decision = Deny("ended");
  return look;
}

absl::StatusOr<policy::Decision> Looking::Decide(const v1::Record& record, const std::optional<store::Holder>& held) {
  policy::Question question;
  question.record = &record;
  question.facts = policy::ExtractFacts(
      record, now_, [this](const std::string& country, const std::string& id) { return RequesterOf(country, id); });
  question.recipient = system_.name();
  question.purpose = purpose_;
  question.now = now_;
  if (held) question.first_release = held->first_release;
  question.explain = false;
  return policy::Decide(*active_->policies, question);
}

std::string Looking::RequesterOf(const std::string& country, const std::string& national_id) {
  v1::Link link;
  link.mutable_originator()->set_country(country);
  link.set_national_id(national_id);
  const store::Revision* target = LinkTarget(link);
  if (target == nullptr || target->kind != "notice" || target->state != store::State::kActive) return "";
  const absl::StatusOr<OpenedRecord> notice = OpenRecord(*parts_.sealer, *target);
  if (!notice.ok() || notice->record.notice().requested_by().empty()) return "";
  return notice->record.notice().requested_by(0).common();
}

const store::Revision* Looking::LinkTarget(const v1::Link& link) {
  const v1::Originator& owner = link.originator();
  const std::string name = absl::StrCat(owner.country(), "/", owner.system(), "/", link.national_id());
  const auto [place, fresh] = targets_.try_emplace(name);
  if (fresh) {
    const auto rows = parts_.store->LatestByCountryAndNationalId(owner.country(), link.national_id());
    if (rows.ok()) {
      for (const store::Revision& row : *rows) {
        if (owner.system().empty() || owner.system() == row.system) place->second = row;
      }
    }
  }
  return place->second ? &*place->second : nullptr;
}

// Depth 1: the target is decided by itself; its own links play no part in that.
bool Looking::LinkShown(const v1::Link& link) {
  const store::Revision* target = LinkTarget(link);
  if (target == nullptr || target->state != store::State::kActive) return false;
  const auto known = shown_.find(target->record_id);
  if (known != shown_.end()) return known->second;
  const absl::StatusOr<Look> look = At(*target, std::nullopt);
  return shown_[target->record_id] = look.ok() && look->visible();
}

v1::Record Looking::Copy(const store::Revision& row, const Look& look, int64_t view_revision) {
  if (look.decision.effect == policy::Effect::kOwn) return look.opened.record;
  v1::Record copy = policy::Redact(
      look.opened.record, look.decision, [this](const v1::Link& link) { return LinkShown(link); }, view_revision);
  AliasIds(row, copy);
  return copy;
}

void Looking::AliasIds(const store::Revision& row, v1::Record& copy) {
  auto alias = [this](const store::Revision& of) {
    const std::string identity = absl::StrCat(of.country, "/", of.system, "/", of.national_id);
    return absl::StrCat("alias:", absl::BytesToHexString(parts_.sealer->Digest("alias", identity)));
  };
  v1::Header& header = *copy.mutable_header();
  if (absl::StartsWith(header.national_id(), kDerivedId)) header.set_national_id(alias(row));
  for (v1::Link& link : *header.mutable_links()) {
    if (!absl::StartsWith(link.national_id(), kDerivedId)) continue;
    const store::Revision* target = LinkTarget(link);
    if (target != nullptr) link.set_national_id(alias(*target));
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
