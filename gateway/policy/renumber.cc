#include "gateway/policy/renumber.h"

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"

namespace entente::policy {
namespace {

using Ids = absl::flat_hash_map<std::string, std::string>;
using References = google::protobuf::RepeatedPtrField<std::string>;

class Numbering {
 public:
  template <typename T>
  void Number(google::protobuf::RepeatedPtrField<T>& things) {
    for (T& thing : things) Number(thing);
  }
  template <typename T>
  void Number(T& thing) {
    if (thing.id().empty()) return;
    const auto [at, fresh] = ids_.try_emplace(thing.id());
    if (fresh) at->second = absl::StrCat("n", ids_.size());
    thing.set_id(at->second);
  }

  void Fix(std::string& reference) const {
    const auto found = ids_.find(reference);
    reference = found == ids_.end() ? "" : found->second;
  }
  void Fix(References& references) const {
    int kept = 0;
    for (int i = 0; i < references.size(); ++i) {
      Fix(references[i]);
      if (!references[i].empty()) references.SwapElements(i, kept++);
    }
    references.DeleteSubrange(kept, references.size() - kept);
  }
  template <typename T>
  void FixRelations(T& thing) const {
    auto& relations = *thing.mutable_relations();
    int kept = 0;
    for (int i = 0; i < relations.size(); ++i) {
      Fix(*relations[i].mutable_to_id());
      if (!relations[i].to_id().empty()) relations.SwapElements(i, kept++);
    }
    relations.DeleteSubrange(kept, relations.size() - kept);
  }
  template <typename T>
  void FixAllRelations(google::protobuf::RepeatedPtrField<T>& things) const {
    for (T& thing : things) FixRelations(thing);
  }

 private:
  Ids ids_;
};

void NumberAll(v1::Record& copy, Numbering& numbering) {
  numbering.Number(*copy.mutable_subjects());
  for (v1::Victim& victim : *copy.mutable_victims()) {
    if (victim.has_person()) numbering.Number(*victim.mutable_person());
    if (victim.has_organisation()) numbering.Number(*victim.mutable_organisation());
    numbering.Number(*victim.mutable_items());
  }
  numbering.Number(*copy.mutable_witnesses());
  numbering.Number(*copy.mutable_officers());
  numbering.Number(*copy.mutable_associates());
  numbering.Number(*copy.mutable_organisations());
  numbering.Number(*copy.mutable_offences());
  numbering.Number(*copy.mutable_orders());
  numbering.Number(*copy.mutable_items());
}

void FixPeople(v1::Record& copy, const Numbering& numbering) {
  numbering.FixAllRelations(*copy.mutable_subjects());
  numbering.FixAllRelations(*copy.mutable_witnesses());
  numbering.FixAllRelations(*copy.mutable_officers());
  numbering.FixAllRelations(*copy.mutable_associates());
  numbering.FixAllRelations(*copy.mutable_organisations());
  for (v1::Victim& victim : *copy.mutable_victims()) {
    if (victim.has_person()) numbering.FixRelations(*victim.mutable_person());
    if (victim.has_organisation()) numbering.FixRelations(*victim.mutable_organisation());
    numbering.Fix(*victim.mutable_offence_ids());
    for (v1::Item& item : *victim.mutable_items()) numbering.Fix(*item.mutable_order_ids());
  }
}

void FixCase(v1::Record& copy, const Numbering& numbering) {
  if (copy.has_arrest()) {
    for (v1::Detention& detention : *copy.mutable_arrest()->mutable_detentions()) {
      numbering.Fix(*detention.mutable_subject_id());
      numbering.Fix(*detention.mutable_offence_ids());
      numbering.Fix(*detention.mutable_order_ids());
    }
  }
  for (v1::CourtOrder& order : *copy.mutable_orders()) {
    numbering.Fix(*order.mutable_subject_ids());
    numbering.Fix(*order.mutable_offence_ids());
  }
  for (v1::Item& item : *copy.mutable_items()) numbering.Fix(*item.mutable_order_ids());
}

}  // namespace

void Renumber(v1::Record& copy) {
  Numbering numbering;
  NumberAll(copy, numbering);
  FixPeople(copy, numbering);
  FixCase(copy, numbering);
}

}  // namespace entente::policy
