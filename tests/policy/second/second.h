// A second evaluator of the sharing-policy language, in the plainest style, to hold gateway/policy against in tests. It
// was written from the specification by somebody who had not read the compiled one, and shares no code with it.
#pragma once

#include "tests/policy/second/facts.h"
#include "tests/policy/second/values.h"

namespace entente::second {

struct Terms {
  absl::Time until;
  Words caveats;
};

struct Answer {
  policy::Effect effect = policy::Effect::kDeny;
  std::string rule;
  Words matching;
  std::set<std::pair<std::string, std::string>> near_misses;  // rule, key
  std::vector<std::string> digests;                           // the floor's, and of each policy that had a say
  absl::Time until = absl::InfiniteFuture();
  Words caveats;
  bool requester_hit = false;
  std::vector<std::pair<std::string, Terms>> shown;     // values, in the record's order
  std::vector<std::pair<std::string, bool>> matchable;  // paths of screening keys; whether they are shown
  Words copied;                                         // paths of what the copy holds, messages too
};

// A record at one moment.
struct Reading {
  Facts facts;
  std::vector<Value> values;
};
Reading Read(const v1::Record& record, absl::Time now, policy::NoticeLookup notices);

// `question.facts` is not looked at.
Answer Decide(const World& world, const policy::Question& question, const Reading& reading);

v1::Record Copy(const v1::Record& record, const Answer& answer, absl::FunctionRef<bool(const v1::Link&)> shown_link,
                int64_t view_revision);

// Rule 16.
policy::Acceptance Accept(const Policy* policy, const World& world, const v1::Record& record, absl::Time now);

}  // namespace entente::second
