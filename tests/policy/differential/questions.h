// Random questions about a record.
#pragma once

#include "gateway/policy/policy.h"
#include "tests/policy/differential/chance.h"

namespace entente::differential {

using Notices = std::map<std::pair<std::string, std::string>, policy::Requesters>;

// When questions are asked, and what is known then of other records.
struct Moment {
  absl::Time now;
  Notices notices;

  policy::Requesters Notice(const std::string& country, const std::string& id) const {
    const auto notice = notices.find({country, id});
    return notice == notices.end() ? policy::Requesters() : notice->second;
  }
};

// `question.record` and `question.facts` are the caller's to set.
struct Asked {
  Moment moment;
  policy::Question question;
};

Moment RandomMoment(Chance& chance, const v1::Record& record);
Asked RandomQuestion(Chance& chance, const v1::Record& record, const Moment& moment);

// For people, in a report.
std::string Spelled(const Asked& asked);

}  // namespace entente::differential
