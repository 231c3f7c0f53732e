// What each recipient may see of each record, as the naive evaluator reads the policies.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "tests/canary/invented.h"
#include "tests/canary/tokens.h"
#include "tests/policy/second/second.h"

namespace entente::canary {

// One record as one recipient may see it.
struct View {
  policy::Effect effect = policy::Effect::kDeny;
  bool requester_hit = false;
  std::string copy;                     // bytes, as the first view of it
  Shown shown;                          // the tokens in it
  Shown notices;                        // which a hit may name
  std::map<std::string, bool> numbers;  // that a check may match on; whether they are shown
  bool visible() const { return effect == policy::Effect::kRelease || effect == policy::Effect::kOwn; }
};

// What a judge is made to overlook, so that a test sees that the run would notice.
struct Blindness {
  std::string field_set;      // may be seen by nobody
  bool hits = false;          // nobody is told of a hit
  bool shared_links = false;  // no link is shown
};

class Judge {
 public:
  // All records of the world, in force at `now`.
  Judge(const second::World& world, const std::vector<v1::Record>& records, absl::Time now, Blindness blindness);

  const View& At(size_t record, size_t recipient) const { return views_[record * Recipients().size() + recipient]; }
  // The record was withdrawn: nobody sees anything of it.
  void Withdraw(size_t record);
  // Another record's decisions or links depend on it.
  bool IsLinkedTo(size_t record) const { return linked_to_.contains(record); }
  size_t TokensOf(size_t record) const { return tokens_[record]; }

 private:
  policy::Requesters RequestersOf(const std::string& country, const std::string& national_id) const;
  const v1::Record* Find(const std::string& country, const std::string& system, const std::string& national_id,
                         size_t& index) const;
  View See(size_t record, size_t recipient, const second::Answer& answer) const;
  void Blind(const second::Reading& reading, second::Answer& answer) const;
  Shown NoticesFor(size_t record, const Recipient& recipient) const;

  const std::vector<v1::Record>& records_;
  const Blindness blindness_;
  std::map<std::string, size_t> by_name_;  // country and national id
  std::set<size_t> linked_to_;
  std::vector<size_t> tokens_;
  std::vector<policy::Effect> effects_;  // record by record, recipient by recipient
  std::vector<View> views_;
};

}  // namespace entente::canary
