#include "tests/canary/judge.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace entente::canary {
namespace {

std::string NameOf(const std::string& country, const std::string& national_id) {
  return absl::StrCat(country, "/", national_id);
}

std::map<std::string, bool> NumbersOf(const v1::Record& record, const second::Answer& answer) {
  std::map<std::string, bool> by_path(answer.matchable.begin(), answer.matchable.end()), numbers;
  ForEachDocument(record, "", [&](const v1::Document& document, const std::string& path) {
    const auto found = by_path.find(path + ".number");
    if (document.number().empty() || found == by_path.end()) return;
    bool& shown = numbers[document.number()];
    shown = shown || found->second;
  });
  return numbers;
}

}  // namespace

Judge::Judge(const second::World& world, const std::vector<v1::Record>& records, absl::Time now, Blindness blindness)
    : records_(records), blindness_(std::move(blindness)) {
  for (size_t i = 0; i < records.size(); ++i) {
    by_name_[NameOf(records[i].header().originator().country(), records[i].header().national_id())] = i;
  }
  std::vector<second::Answer> answers;
  const auto notices = [this](const std::string& country, const std::string& id) { return RequestersOf(country, id); };
  for (const v1::Record& record : records) {
    const second::Reading reading = second::Read(record, now, notices);
    for (const v1::Link& link : record.header().links()) {
      size_t target = 0;
      if (Find(link.originator().country(), "", link.national_id(), target) != nullptr) linked_to_.insert(target);
    }
    tokens_.push_back(Shown(record.SerializeAsString()).size());
    for (const Recipient& recipient : Recipients()) {
      policy::Question question;
      question.record = &record;
      question.recipient = recipient.name();
      question.purpose = recipient.purpose;
      question.now = now;
      answers.push_back(second::Decide(world, question, reading));
      Blind(reading, answers.back());
      effects_.push_back(answers.back().effect);
    }
  }
  for (size_t i = 0; i < answers.size(); ++i) {
    views_.push_back(See(i / Recipients().size(), i % Recipients().size(), answers[i]));
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
  const v1::Record& record = records_[index];
  return system.empty() || record.header().originator().system() == system ? &record : nullptr;
}

policy::Requesters Judge::RequestersOf(const std::string& country, const std::string& national_id) const {
  policy::Requesters asked;
  size_t index = 0;
  const v1::Record* notice = Find(country, "", national_id, index);
  if (notice == nullptr || !notice->has_notice()) return asked;
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
  for (const v1::Link& link : records_[record].header().links()) {
    if (link.kind() != v1::Link::RESULT_OF) continue;
    const std::string& owner = link.originator().country();
    const std::vector<std::string> askers = RequestersOf(owner, link.national_id()).countries;
    const bool asked = std::count(askers.begin(), askers.end(), recipient.country) > 0;
    if (owner == recipient.country || asked) notices.Add(link.national_id());
  }
  return notices;
}

View Judge::See(size_t record, size_t recipient, const second::Answer& answer) const {
  View view;
  view.effect = answer.effect;
  view.requester_hit = answer.requester_hit;
  if (view.requester_hit) view.notices = NoticesFor(record, Recipients()[recipient]);
  view.numbers = NumbersOf(records_[record], answer);
  if (!view.visible()) return view;
  const auto shown_link = [&](const v1::Link& link) {
    size_t target = 0;
    if (blindness_.shared_links) return false;
    if (Find(link.originator().country(), link.originator().system(), link.national_id(), target) == nullptr) {
      return false;
    }
    const policy::Effect effect = effects_[target * Recipients().size() + recipient];
    return effect == policy::Effect::kRelease || effect == policy::Effect::kOwn;
  };
  v1::Record copy = second::Copy(records_[record], answer, shown_link, 1);
  if (view.effect == policy::Effect::kRelease) copy.mutable_header()->set_action(v1::ACTION_NEW);
  view.copy = copy.SerializeAsString();
  view.shown = Shown(view.copy);
  return view;
}

void Judge::Withdraw(size_t record) {
  for (size_t i = 0; i < Recipients().size(); ++i) views_[record * Recipients().size() + i] = View();
}

}  // namespace entente::canary
