// One native record of a common one (of several, where the format has one row a thing), as a tree that a frame then
// makes bytes of; and what of the record it said.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "adapters/core/lens/plan.h"
#include "adapters/core/lens/store.h"
#include "adapters/core/lens/walk.h"

namespace entente::adapters {

using Said = absl::flat_hash_set<ScalarKey>;
using NotBack = absl::flat_hash_set<const v1::Carried*>;
using Reasons = absl::flat_hash_map<ScalarKey, std::string>;  // why a value was not said

class RowWriter {
 public:
  // `not_back`: carried values that have proved not to be read back where they would stand.
  RowWriter(const Plan& plan, const Branch& branch, const v1::Record& record, const NotBack& not_back, Said* said,
            Reasons* reasons)
      : plan_(plan), branch_(branch), finder_(record), not_back_(not_back), said_(*said), reasons_(*reasons) {}
  Finder& finder() { return finder_; }
  // Carried values that were put back where they stood.
  const std::vector<const v1::Carried*>& restored() const { return restored_; }
  // What a required place has not; empty: nothing is missing.
  const std::string& missing() const { return missing_; }
  Out Run();

 private:
  using Text = std::pair<std::string, Out::Kind>;

  bool SameFormat() const { return finder_.record().header().format() == plan_.full_name(); }
  bool typed() const { return plan_.frame->typed(); }
  void Say(const std::vector<ScalarKey>& keys);
  void Constants(const std::vector<Constant>& constants, const Message* current);
  bool IdentityParts(const std::vector<Place>& places, std::vector<std::string_view>* parts) const;
  void Identity(const std::vector<Place>& places, Out* out);
  bool Wanted(const Block& block, const Message* object);
  bool Stands(const Path& path, const Message* object);
  void RunBlock(const Block& block, const Message* current, Out* out);
  void RunInner(const Block& block, const Message* current, Out* out);
  static bool Hollow(const Out& out);
  // Gives what a block's condition tells it by; false: what stands there would be read as another block's.
  static bool FillCondition(const Block& block, Out* out);
  void Unsay(const Message& object);
  void PlaceBlocks(const Place& place, std::vector<std::unique_ptr<Out>> made, Out* out);
  Out* Above(const Place& place, Out* out) const;
  // Elements with the same values of the grouping fields share one native row.
  void RunGroups(const Block& block, Out* out);
  // What the row says of its first element it says of all that stand in it. Where none does, it stands for the first.
  void Share(const Block& block, const std::vector<const Message*>& elements);
  // Whether anything of the element was said but what it is grouped by.
  bool SaidBeyond(const Block& block, const Message& element);

  // ---- Elements that refer to one another: row_writer_links.cc ----
  void Follow(const Block& block, const Message* current, Out* out);
  void PointedAt(const Block& block, const Message* current, Out* out);
  bool Point(const Block& block, const Message* current, Out* at, Out* out);
  // The lines of an element that a link leads to, and what is kept of it.
  void RunLinked(const Block& block, const Message* object, Out* made);
  // An element made before that says the same, and may be one with this; or null.
  Out* Alike(const Block& block, const Message* current, const Out& made);
  // Gives the element an id if it has none; its first child.
  std::string IdFor(const Plan::Links& links, Out* element);
  void AddReference(const Place& refs, const std::string& id, bool before_values, Out* out);
  bool WriteOwnId(const Line& line, const Path& path, const Found& found, Value* value);

  // ---- Lines: row_writer_line.cc ----
  void RunLine(const Line& line, const Message* current, Out* out);
  static bool FallsApart(const Line& line, const std::vector<Text>& texts);
  void TakeBack(const Line& line, const Path& path, const Found& found);
  void Put(const Line& line, const std::vector<Text>& texts, Out* out);
  void PutEach(const Place& place, const std::vector<Text>& texts, Out* out);
  void Reason(const Path& path, const Found& found, std::string why);
  bool AllSaid(const Found& found) const;
  // What a source wrote as a number goes back as one.
  static bool Numeric(const Line& line);
  // Writes what stands at one place, and reads it back: only what comes back as it was counts as said.
  bool Write(const Line& line, const Path& path, const Found& found, const Message* current, bool first, Value* value);
  bool BareList(const Line& line, const Found& found) const;
  // A code of a list that another line of this mapping writes is that line's.
  bool OtherList(const Line& line, const Value& value) const;
  bool Accept(const Line& line, const Path& path, const Found& found, const Message* current, bool first, Value* value);
  bool Fail(const Path& path, const Found& found, std::string why);
  bool Compare(const Line& line, const Path& path, const Found& found, const Value& back, std::vector<ScalarKey>* said);
  // Every scalar of `made` must stand in `has`; spelling may differ, and then is not said.
  bool Same(const Message& made, const Message& has, std::vector<ScalarKey>* said);
  void Also(const Line& line, const Found& target, const Message* current, const Value& back);
  bool SayAlso(const Line& line, const Path& also, const Found& found, Value value);
  // Parts of a value, and values that repeat another.
  bool RunParts(const Line& line, const Message* current, Out* out);
  void Finds(const Found& found, const Value& back);
  bool WriteReference(const Line& line, const Path& path, const Found& found, Value* value);
  void Joined(const Line& line, const Message* current, std::vector<Text>* texts);
  // A branch is told by places that no line wrote: they get the first value that tells it.
  void FillTests(Out* out);

  // Carried values put back where they stood: those behind these links, or of the object's own element.
  void Restore(const Message& object, std::string_view links, Out* out);

  const Plan& plan_;
  const Branch& branch_;
  Finder finder_;
  const NotBack& not_back_;
  Said& said_;
  Said row_said_;
  Reasons& reasons_;
  std::vector<const v1::Carried*> restored_;
  std::string missing_;
  Out* root_ = nullptr;
  struct Element {
    const Message* object;
    Out* out;
  };
  std::vector<Element> elements_;  // written, or being written
  struct SharedElement {
    const Block* block;
    std::string key;
    Out* out;
  };
  std::vector<SharedElement> shared_;
  // Whose carried values stand in the element being written, and behind which links from the object's own.
  struct Holder {
    const Message* object = nullptr;
    std::string links;
  };
  Holder holder_;
  absl::flat_hash_map<std::pair<const Message*, std::string>, int> visits_;
  absl::flat_hash_map<std::string, int> ids_given_;
};

}  // namespace entente::adapters
