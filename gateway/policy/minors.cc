#include "gateway/policy/minors.h"

#include <algorithm>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "gateway/policy/age.h"

namespace entente::policy {
namespace {

using People = google::protobuf::RepeatedPtrField<v1::Person>;

std::vector<bool> MarkPeople(const People& people, absl::CivilDay event, bool unknown_counts) {
  std::vector<bool> marks;
  for (const v1::Person& person : people) marks.push_back(MaybeMinor(person, event, unknown_counts));
  return marks;
}

void AddIdsOfMinors(const People& people, const std::vector<bool>& marks, absl::flat_hash_set<std::string>& ids) {
  for (int i = 0; i < people.size(); ++i) {
    if (marks[static_cast<size_t>(i)] && !people[i].id().empty()) ids.insert(people[i].id());
  }
}

absl::flat_hash_set<std::string> IdsOfMinors(const v1::Record& record, const std::vector<std::vector<bool>>& people) {
  absl::flat_hash_set<std::string> ids;
  AddIdsOfMinors(record.subjects(), people[static_cast<size_t>(Belongs::kToSubject)], ids);
  AddIdsOfMinors(record.witnesses(), people[static_cast<size_t>(Belongs::kToWitness)], ids);
  AddIdsOfMinors(record.officers(), people[static_cast<size_t>(Belongs::kToOfficer)], ids);
  AddIdsOfMinors(record.associates(), people[static_cast<size_t>(Belongs::kToAssociate)], ids);
  for (int i = 0; i < record.victims_size(); ++i) {
    const std::string& id = record.victims(i).person().id();
    if (people[static_cast<size_t>(Belongs::kToVictim)][static_cast<size_t>(i)] && !id.empty()) ids.insert(id);
  }
  return ids;
}

// An organisation is no minor; of whom nothing is said, neither is the age.
bool MaybeMinorVictim(const v1::Victim& victim, absl::CivilDay event) {
  if (!victim.has_person() && victim.has_organisation()) return false;
  return MaybeMinor(victim.person(), event, true);
}

// An order goes when it is against minors only; one that names nobody stays.
std::vector<bool> MarkOrders(const v1::Record& record, const absl::flat_hash_set<std::string>& minors) {
  std::vector<bool> marks;
  for (const v1::CourtOrder& order : record.orders()) {
    marks.push_back(order.subject_ids_size() > 0 &&
                    std::all_of(order.subject_ids().begin(), order.subject_ids().end(),
                                [&](const std::string& id) { return minors.contains(id); }));
  }
  return marks;
}

std::vector<bool> MarkDetentions(const v1::Record& record, const absl::flat_hash_set<std::string>& minors) {
  std::vector<bool> marks;
  for (const v1::Detention& detention : record.arrest().detentions()) {
    marks.push_back(minors.contains(detention.subject_id()));
  }
  return marks;
}

// Things by whom they are related to.
struct Related {
  absl::flat_hash_set<std::string> to_minors, to_others;

  void Add(const google::protobuf::RepeatedPtrField<v1::Relation>& relations, bool minor) {
    for (const v1::Relation& relation : relations) (minor ? to_minors : to_others).insert(relation.to_id());
  }
  void Add(const People& people, const std::vector<bool>& marks) {
    for (int i = 0; i < people.size(); ++i) Add(people[i].relations(), marks[static_cast<size_t>(i)]);
  }
};

// A thing goes when only minors are related to it, in whatever part they stand; an organisation is no minor.
std::vector<bool> MarkItems(const v1::Record& record, const std::vector<std::vector<bool>>& people) {
  const auto marks_of = [&](Belongs belongs) -> const std::vector<bool>& {
    return people[static_cast<size_t>(belongs)];
  };
  Related related;
  related.Add(record.subjects(), marks_of(Belongs::kToSubject));
  related.Add(record.witnesses(), marks_of(Belongs::kToWitness));
  related.Add(record.officers(), marks_of(Belongs::kToOfficer));
  related.Add(record.associates(), marks_of(Belongs::kToAssociate));
  for (int i = 0; i < record.victims_size(); ++i) {
    related.Add(record.victims(i).person().relations(), marks_of(Belongs::kToVictim)[static_cast<size_t>(i)]);
    related.Add(record.victims(i).organisation().relations(), false);
  }
  for (const v1::Organisation& organisation : record.organisations()) related.Add(organisation.relations(), false);
  std::vector<bool> marks;
  for (const v1::Item& item : record.items()) {
    marks.push_back(!item.id().empty() && related.to_minors.contains(item.id()) &&
                    !related.to_others.contains(item.id()));
  }
  return marks;
}

bool Any(const std::vector<bool>& marks) { return std::find(marks.begin(), marks.end(), true) != marks.end(); }

}  // namespace

MinorMarks MarkMinors(const v1::Record& record, absl::Time now) {
  MinorMarks result;
  const auto at = [&](Belongs belongs) -> std::vector<bool>& { return result.marks_[static_cast<size_t>(belongs)]; };
  const absl::CivilDay event = EventDay(record, absl::ToCivilDay(now, absl::UTCTimeZone()));
  const bool yellow = record.notice().colour() == v1::COLOUR_YELLOW;
  std::vector<bool>& subjects = at(Belongs::kToSubject) = MarkPeople(record.subjects(), event, yellow);
  at(Belongs::kToWitness) = MarkPeople(record.witnesses(), event, yellow);
  at(Belongs::kToOfficer) = MarkPeople(record.officers(), event, yellow);
  at(Belongs::kToAssociate) = MarkPeople(record.associates(), event, yellow);
  for (const v1::Victim& victim : record.victims()) {
    at(Belongs::kToVictim).push_back(MaybeMinorVictim(victim, event));
  }
  for (const Belongs people :
       {Belongs::kToSubject, Belongs::kToVictim, Belongs::kToWitness, Belongs::kToOfficer, Belongs::kToAssociate}) {
    result.any_ = result.any_ || Any(at(people));
  }
  const absl::flat_hash_set<std::string> minors = IdsOfMinors(record, result.marks_);
  at(Belongs::kToDetention) = MarkDetentions(record, minors);
  at(Belongs::kToOrder) = MarkOrders(record, minors);
  at(Belongs::kToItem) = MarkItems(record, result.marks_);
  result.all_subjects_ = !subjects.empty() && std::find(subjects.begin(), subjects.end(), false) == subjects.end();
  return result;
}

}  // namespace entente::policy
