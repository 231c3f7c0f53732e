#include "tests/policy/differential/questions.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "tests/policy/differential/policies.h"

namespace entente::differential {
namespace {

absl::Time Instant(const std::string& text) {
  absl::Time time;
  absl::ParseTime(absl::RFC3339_full, text, &time, nullptr);
  return time;
}

absl::Time RandomNow(Chance& chance) {
  if (chance.Percent(50)) return Instant(chance.OneOf(kEdges)) + absl::Seconds(chance.Below(3) - 1);
  return Instant("2031-01-31T10:20:30Z") + absl::Hours(chance.Below(24 * 120));
}

// A bureau that asked for a notice, or nothing.
std::string SomeRequester(Chance& chance, const Moment& moment) {
  std::vector<std::string> requesters;
  for (const auto& [notice, asked] : moment.notices) {
    requesters.insert(requesters.end(), asked.countries.begin(), asked.countries.end());
  }
  return requesters.empty() ? "" : chance.OneOf(requesters);
}

std::string RandomRecipient(Chance& chance) {
  if (chance.Percent(1)) return "QQ";
  const std::string& country = chance.OneOf(kCountries);
  return chance.Percent(25) ? absl::StrCat(country, "/", chance.OneOf(kSystems)) : country;
}

policy::Requesters RandomRequesters(Chance& chance) {
  policy::Requesters requesters;
  requesters.found = chance.Percent(85);
  if (!requesters.found) return requesters;
  requesters.countries = chance.Some(kCountries, 0, 2);
  requesters.unknown = chance.Percent(10);
  return requesters;
}

void HoldByAnother(Chance& chance, const v1::Record& record, policy::Question& question) {
  question.holder = RandomRecipient(chance);
  if (chance.Percent(80)) {
    policy::Holding& holding = question.holding.emplace();
    for (const std::string& caveat : chance.Some(kCaveats, 0, 2)) holding.caveats.insert(caveat);
    if (chance.Percent(60)) holding.purpose = chance.Percent(70) ? question.purpose : chance.OneOf(kPurposes);
    if (chance.Percent(40)) holding.until = question.now + absl::Hours(24 * (chance.Below(200) - 10));
  }
  for (int i = chance.Below(3); i > 0; --i) {
    policy::Consent consent;
    consent.national_id = chance.Percent(85) ? record.header().national_id() : "R9";
    consent.recipient = chance.Percent(80) ? question.recipient : RandomRecipient(chance);
    if (chance.Percent(20)) consent.recipient = consent.recipient.substr(0, consent.recipient.find('/'));
    consent.purpose = chance.Percent(85) ? question.purpose : chance.OneOf(kPurposes);
    consent.until = question.now + absl::Hours(24 * (chance.Below(100) - 15));
    question.consents.push_back(consent);
  }
}

std::string When(absl::Time time) { return absl::FormatTime(absl::RFC3339_full, time, absl::UTCTimeZone()); }

}  // namespace

Moment RandomMoment(Chance& chance, const v1::Record& record) {
  Moment moment;
  moment.now = RandomNow(chance);
  for (const v1::Link& link : record.header().links()) {
    moment.notices[{link.originator().country(), link.national_id()}] = RandomRequesters(chance);
  }
  return moment;
}

Asked RandomQuestion(Chance& chance, const v1::Record& record, const Moment& moment) {
  Asked asked;
  asked.moment = moment;
  policy::Question& question = asked.question;
  const std::string& owner = record.header().originator().country();
  do {
    question.recipient = RandomRecipient(chance);
  } while (question.recipient.substr(0, question.recipient.find('/')) == owner && chance.Percent(80));
  const std::string requester = SomeRequester(chance, moment);
  if (!requester.empty() && chance.Percent(30)) question.recipient = requester;
  question.purpose = chance.Percent(60) ? kPurposes[0] : chance.OneOf(kPurposes);
  if (chance.Percent(1)) question.purpose = "unheard-of";
  question.now = moment.now;
  if (chance.Percent(25)) question.first_release = question.now - absl::Hours(24 * chance.Below(500));
  if (chance.Percent(18)) HoldByAnother(chance, record, question);
  return asked;
}

std::string Spelled(const Asked& asked) {
  const policy::Question& question = asked.question;
  std::string text =
      absl::StrCat("to ", question.recipient, " for ", question.purpose, " at ", When(question.now), "\n");
  if (question.first_release) absl::StrAppend(&text, "first released ", When(*question.first_release), "\n");
  if (!question.holder.empty()) absl::StrAppend(&text, "held by ", question.holder, "\n");
  if (question.holding) {
    absl::StrAppend(&text, "held for `", question.holding->purpose, "` under [",
                    absl::StrJoin(question.holding->caveats, ", "), "] until ",
                    question.holding->until ? When(*question.holding->until) : "not said", "\n");
  }
  for (const policy::Consent& consent : question.consents) {
    absl::StrAppend(&text, "consent for ", consent.national_id, " to ", consent.recipient, " for ", consent.purpose,
                    " until ", When(consent.until), "\n");
  }
  for (const auto& [notice, asked_for] : asked.moment.notices) {
    absl::StrAppend(&text, "notice ", notice.first, " ", notice.second, asked_for.found ? " found" : " not found",
                    ", asked for by [", absl::StrJoin(asked_for.countries, ", "), "]",
                    asked_for.unknown ? " and somebody" : "", "\n");
  }
  return text;
}

}  // namespace entente::differential
