// What each recipient may see of each record, as the naive evaluator reads the policies.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/canary/invented.h"
#include "tests/canary/words.h"
#include "tests/policy/second/second.h"

namespace entente::canary {

// One record as one recipient may see it.
struct View {
  policy::Effect effect = policy::Effect::kDeny;
  bool requester_hit = false;
  std::string copy;              // bytes, without what counts the views
  std::string apart_from_links;  // and without its links, with its terms
  absl::Time until;
  std::vector<std::string> caveats;
  Shown shown;                          // the words in it
  Shown notices;                        // which a hit may name
  std::map<std::string, bool> numbers;  // that a check may match on, folded; whether they are shown
  bool visible() const { return effect == policy::Effect::kRelease || effect == policy::Effect::kOwn; }
};

// A copy's bytes as a view has them.
std::string CopyBytes(v1::Record copy);
// Blanks, dashes and case do not matter in a number.
std::string Folded(const std::string& number);

// What a judge is made to overlook, so that a test sees that the run would notice.
struct Blindness {
  std::string field_set;      // may be seen by nobody
  bool hits = false;          // nobody is told of a hit
  bool shared_links = false;  // no link is shown
  bool amendments = false;    // what a record said first stands for ever
  bool activations = false;   // the first policies stand for ever
  bool consents = false;      // no officer consents to anything
};

// The world as it stands, which changes under the judge.
struct World {
  second::World policies;
  std::vector<v1::Record> records;
  std::vector<bool> gone;                                                // withdrawn or deleted
  std::map<std::pair<size_t, size_t>, policy::ReleaseConsent> consents;  // by record and recipient
  std::vector<Recipient> recipients;
  absl::Time now;
};

class Judge {
 public:
  Judge(const World& world, const Words& words, Blindness blindness)
      : world_(world), words_(words), blindness_(std::move(blindness)) {}

  void LookAtAll();
  void LookAt(const std::set<size_t>& records);  // and at whatever points at them

  const View& At(size_t record, size_t recipient) const { return views_[record * recipients() + recipient]; }
  // Another record's decisions or links depend on it.
  bool IsLinkedTo(size_t record) const { return linkers_.contains(record); }

 private:
  size_t recipients() const { return world_.recipients.size(); }
  void FindNames();
  void Decide(size_t record);
  policy::Requesters RequestersOf(const std::string& country, const std::string& national_id) const;
  const v1::Record* Find(const std::string& country, const std::string& system, const std::string& national_id,
                         size_t& index) const;
  View See(size_t record, size_t recipient) const;
  void Blind(const second::Reading& reading, second::Answer& answer) const;
  Shown NoticesFor(size_t record, const Recipient& recipient) const;
  std::map<std::string, bool> NumbersOf(const v1::Record& record, const second::Answer& answer) const;

  const World& world_;
  const Words& words_;
  const Blindness blindness_;
  std::map<std::string, size_t> by_name_;       // country and national id
  std::map<size_t, std::set<size_t>> linkers_;  // of each record: those that point at it
  std::vector<second::Answer> answers_;         // record by record, recipient by recipient
  std::vector<View> views_;
};

}  // namespace entente::canary
