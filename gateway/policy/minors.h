// Rule 9: who in a record is known or possibly under 18, and what goes with them.
#pragma once

#include <vector>

#include "absl/time/time.h"
#include "entente/v1/record.pb.h"

namespace entente::policy {

// Whose a part of the record is.
enum class Belongs {
  kToNobody,
  kToSubject,
  kToVictim,
  kToWitness,
  kToOfficer,
  kToAssociate,
  kToDetention,
  kToOrder,
  kToItem,
  kToRecord,  // the record's own media and the names in its links: any minor's, for all one knows
  kCount,
};

class MinorMarks {
 public:
  MinorMarks() : marks_(static_cast<size_t>(Belongs::kCount)) {}

  // Whether the part goes with a minor. A part nobody looked at does.
  bool Withheld(Belongs belongs, int index) const {
    if (belongs == Belongs::kToNobody) return false;
    if (belongs == Belongs::kToRecord) return any_;
    const std::vector<bool>& marks = marks_[static_cast<size_t>(belongs)];
    return static_cast<size_t>(index) >= marks.size() || marks[static_cast<size_t>(index)];
  }
  bool any() const { return any_; }
  // There are subjects, and every one is a minor: the record is about minors alone.
  bool all_subjects() const { return all_subjects_; }

 private:
  friend MinorMarks MarkMinors(const v1::Record& record, absl::Time now);
  std::vector<std::vector<bool>> marks_;
  bool any_ = false;
  bool all_subjects_ = false;
};

// `now` stands for the event where the record has no date at all.
MinorMarks MarkMinors(const v1::Record& record, absl::Time now);

}  // namespace entente::policy
