#include "tests/canary/judge.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace entente::canary {
namespace {

std::string NameOf(const std::string& country, const std::string& national_id) {
  return absl::StrCat(country, "/", national_id);
}

}  // namespace

std::string CopyBytes(v1::Record copy) {
  copy.mutable_header()->clear_revision();
  copy.mutable_header()->clear_action();
  return copy.SerializeAsString();
}

std::string Folded(const std::string& number) {
  std::string folded;
  for (const char c : number) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)))
      folded += absl::ascii_toupper(static_cast<unsigned char>(c));
  }
  return folded;
}

void Judge::LookAtAll() {
  FindNames();
  answers_.assign(world_.records.size() * recipients(), {});
  views_.assign(answers_.size(), {});
  for (size_t record = 0; record < world_.records.size(); ++record) Decide(record);
  for (size_t i = 0; i < views_.size(); ++i) views_[i] = See(i / recipients(), i % recipients());
}

void Judge::LookAt(const std::set<size_t>& records) {
  std::set<size_t> all = records;
  for (const size_t record : records) {
    const auto linkers = linkers_.find(record);
    if (linkers != linkers_.end()) all.insert(linkers->second.begin(), linkers->second.end());
  }
  for (const size_t record : all) Decide(record);
  for (const size_t record : all) {
    for (size_t i = 0; i < recipients(); ++i) views_[record * recipients() + i] = See(record, i);
  }
}

// Links and names stay what they are when a record changes.
void Judge::FindNames() {
  for (size_t i = 0; i < world_.records.size(); ++i) {
    const v1::Header& header = world_.records[i].header();
    by_name_[NameOf(header.originator().country(), header.national_id())] = i;
  }
  for (size_t i = 0; i < world_.records.size(); ++i) {
    for (const v1::Link& link : world_.records[i].header().links()) {
      size_t target = 0;
      if (Find(link.originator().country(), "", link.national_id(), target) != nullptr) linkers_[target].insert(i);
    }
  }
}

void Judge::Decide(size_t record) {
  const auto notices = [this](const std::string& country, const std::string& id) { return RequestersOf(country, id); };
  const second::Reading reading = second::Read(world_.records[record], world_.now, notices);
  for (size_t i = 0; i < recipients(); ++i) {
    second::Answer& answer = answers_[record * recipients() + i];
    answer = second::Answer();
    if (world_.gone[record]) continue;
    policy::Question question;
    question.record = &world_.records[record];
    question.recipient = world_.recipients[i].name();
    question.purpose = world_.recipients[i].purpose;
    question.now = world_.now;
    const auto consent = world_.consents.find({record, i});
    if (consent != world_.consents.end() && !blindness_.consents) question.release = consent->second;
    answer = second::Decide(world_.policies, question, reading);
    Blind(reading, answer);
  }
}

void Judge::Blind(const second::Reading& reading, second::Answer& answer) const {
  if (blindness_.hits) answer.requester_hit = false;
  if (blindness_.field_set.empty()) return;
  for (const second::Value& value : reading.values) {
    if (value.sets.contains(blindness_.field_set)) answer.copied.erase(value.path);
  }
}

const v1::Record* Judge::Find(const std::string& country, const std::string& system, const std::string& national_id,
                              size_t& index) const {
  const auto found = by_name_.find(NameOf(country, national_id));
  if (found == by_name_.end()) return nullptr;
  index = found->second;
  const v1::Record& record = world_.records[index];
  return system.empty() || record.header().originator().system() == system ? &record : nullptr;
}

policy::Requesters Judge::RequestersOf(const std::string& country, const std::string& national_id) const {
  policy::Requesters asked;
  size_t index = 0;
  const v1::Record* notice = Find(country, "", national_id, index);
  if (notice == nullptr || !notice->has_notice() || world_.gone[index]) return asked;
  asked.found = true;
  for (const v1::Code& code : notice->notice().requested_by()) {
    const bool known = !code.common().empty() && code.common() != "unknown";
    if (known) asked.countries.push_back(code.common());
    asked.unknown = asked.unknown || !known;
  }
  return asked;
}

// A hit names the recipient's own notice, or one that its bureau asked for.
Shown Judge::NoticesFor(size_t record, const Recipient& recipient) const {
  Shown notices;
  for (const v1::Link& link : world_.records[record].header().links()) {
    if (link.kind() != v1::Link::RESULT_OF) continue;
    const std::string& owner = link.originator().country();
    const std::vector<std::string> askers = RequestersOf(owner, link.national_id()).countries;
    const bool asked = std::count(askers.begin(), askers.end(), recipient.country) > 0;
    if (owner == recipient.country || asked) notices.Add(words_, link.national_id());
  }
  return notices;
}

std::map<std::string, bool> Judge::NumbersOf(const v1::Record& record, const second::Answer& answer) const {
  std::map<std::string, bool> by_path(answer.matchable.begin(), answer.matchable.end()), numbers;
  if (by_path.empty()) return numbers;
  ForEachDocument(record, "", [&](const v1::Document& document, const std::string& path) {
    const auto found = by_path.find(path + ".number");
    if (document.number().empty() || found == by_path.end()) return;
    bool& shown = numbers[Folded(document.number())];
    shown = shown || found->second;
  });
  return numbers;
}

View Judge::See(size_t record, size_t recipient) const {
  const second::Answer& answer = answers_[record * recipients() + recipient];
  View view;
  view.effect = answer.effect;
  if (world_.gone[record]) return view;
  view.requester_hit = answer.requester_hit;
  if (view.requester_hit) view.notices = NoticesFor(record, world_.recipients[recipient]);
  view.numbers = NumbersOf(world_.records[record], answer);
  if (view.effect == policy::Effect::kOwn) view.shown.Add(words_, world_.records[record].SerializeAsString());
  if (view.effect != policy::Effect::kRelease) return view;
  const auto shown_link = [&](const v1::Link& link) {
    size_t target = 0;
    if (blindness_.shared_links) return false;
    if (Find(link.originator().country(), link.originator().system(), link.national_id(), target) == nullptr) {
      return false;
    }
    const policy::Effect effect = answers_[target * recipients() + recipient].effect;
    return effect == policy::Effect::kRelease || effect == policy::Effect::kOwn;
  };
  v1::Record copy = second::Copy(world_.records[record], answer, shown_link, 1);
  view.copy = CopyBytes(copy);
  view.shown.Add(words_, view.copy);
  view.until = answer.until;
  view.caveats.assign(answer.caveats.begin(), answer.caveats.end());
  copy.mutable_header()->clear_links();
  view.apart_from_links =
      absl::StrCat(CopyBytes(copy), "\n", absl::FormatTime(view.until), "\n", absl::StrJoin(view.caveats, "\n"));
  return view;
}

}  // namespace entente::canary
