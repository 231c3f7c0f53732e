// One record being read: the state of a walk over its tree. What decode.h offers is made of it; only decode*.cc use it.
#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/container/inlined_vector.h"
#include "adapters/core/lens/decode.h"
#include "adapters/core/lens/links.h"
#include "adapters/core/lens/store.h"
#include "adapters/core/lens/trace.h"
#include "adapters/core/lens/value.h"
#include "adapters/core/lens/walk.h"

namespace entente::adapters {

class Decoder {
 public:
  Decoder(const Plan& plan, const Unit& unit, Tree* tree, Trace* trace)
      : plan_(plan), unit_(unit), tree_(*tree), trace_(trace), maker_(&out_.record, plan.boxes), links_(plan, *tree) {
    if (trace_ != nullptr) trace_->Start();
  }

  absl::StatusOr<Decoded> Run();

 private:
  // Where kept values go: the nearest object above that has room for them, the node its paths start from, and the links
  // that were followed from the object's own element to there.
  struct Holder {
    Message* object = nullptr;
    int32_t base = 0;
    std::string links;
  };

  // An element, and an object that it stands for.
  struct Meaning {
    int32_t node = 0;
    Message* object = nullptr;
    Holder holder;
  };

  struct Mark {
    int32_t node = 0;
    std::string why;
    bool quote = false;
  };

  // A reference waits until every element it may mean is there.
  struct Pending {
    const Line* line = nullptr;
    Message* box = nullptr;
    int32_t node = 0;
    Holder holder;
  };

  bool KnowsNothing() const;
  std::string ToldBy() const;
  void Constants(const Branch& branch);
  absl::Status RunBlock(const Block& block, int32_t node, Message* current, const Holder& holder);
  absl::Status RunInner(const Block& block, int32_t first, Message* current, const Holder& holder, const Block* above);
  bool Hollow(int32_t node) const;
  absl::Status RunGroup(const Block& block, int32_t node, const Holder& holder);
  absl::Status RunLine(const Line& line, int32_t block, int32_t first, Message* current, const Holder& holder);
  std::vector<int32_t> ValuesAt(const Place& place, int32_t block) const;
  bool StandsAlone(const Line& line, int32_t block) const;
  bool SaysItsParts(const Line& line, int32_t first, const Message* current);
  bool Present(const Line& line, int32_t first) const;
  absl::Status Missing(const Line& line, int32_t block, int32_t first, Message* current);

  // ---- Elements that refer to one another: decode_links.cc ----
  void MarkId(int32_t node);
  void Stands(int32_t node, Message* object, const Holder& holder);
  absl::Status Visit(const Block& block, int32_t node, Message* current, const Holder& holder);
  absl::Status RunFollow(const Block& block, int32_t first, Message* current, const Holder& holder);
  absl::Status RunPointedAt(const Block& block, int32_t node, Message* current, const Holder& holder);
  int32_t NameIdOf(int32_t node) const;
  const Message* MeantById(const Line::Ref& ref, std::string_view id);
  const Message* Meant(const Line::Ref& ref, std::string_view token, Value* code);
  bool Says(const Line::Ref& ref, const Message& element, std::string_view token, const Value& code);
  absl::Status Resolve();

  // ---- One value: decode_value.cc ----
  absl::Status RunLeaf(const Line& line, int32_t node, Message* current, const Holder& holder);
  absl::Status RunWeekday(const Line& line, int32_t node, Message* current, const Holder& holder);
  absl::Status RunDuration(const Line& line, int32_t node, Message* current);
  absl::Status RunPieces(const Line& line, int32_t node, Message* current);
  absl::Status One(const Line& line, int32_t node, std::string_view text, Message* current);
  bool HasAlready(const Path& path, Message* current);
  Stored PutValue(const Line& line, Message* current);
  bool KeptAsWords() const;
  const Value* AlsoValue(const Path& also, Value* scratch) const;
  void PutBeside(const Path& also, Message* box);
  void PutAlso(const Path& also, Message* current);
  bool CodeThere(const Path& also, Message* current);
  static Path Parent(const Path& path);
  void Note(const Spot& spot);
  static bool HasRoom(const Line& line);
  void Quote(const Line& line, int32_t node);

  // ---- What no line says, and the receipt: decode_receipt.cc ----
  void DeriveAll();
  void Carry(int32_t node, const Holder& holder);
  static void SortCarried(Message* object);
  void SortCarriedOfElements(const Message* but);
  void Sweep(const Holder& holder);
  bool SameAs(int32_t node, std::string_view name) const;
  const Holder& NearestHolder(int32_t node, const Holder& rest) const;
  v1::Fate Decide(int32_t node, const Holder& holder);
  void Identity(const std::vector<Place>& places);
  void WriteReceipt();
  std::string Where(int32_t node) const;

  static bool HasCarried(const Message& object) { return CarriedOf(object.GetDescriptor()) != nullptr; }
  // Of an element with attributes or children too, or -1.
  int32_t TextOf(int32_t node) const { return repeated() ? FirstChild(tree_, node, kTextNameId) : -1; }
  bool repeated() const { return plan_.frame->siblings(); }

  // Kept between records, so that its texts need no new memory each time.
  static Value& ThreadValue() {
    thread_local Value value;
    return value;
  }

  const Plan& plan_;
  const Unit& unit_;
  Tree& tree_;
  Trace* const trace_;
  Decoded out_;
  Maker maker_;
  Value& value_ = ThreadValue();
  size_t which_ = 0;  // of the targets of a line with `alone`
  Links links_;
  // With room for what most records have, so that they need no memory of their own.
  absl::InlinedVector<Meaning, 8> objects_;
  absl::flat_hash_set<const Block*> asked_;                                  // whose references have been looked at
  absl::flat_hash_map<int32_t, size_t> first_meaning_;                       // of an element, among objects_
  absl::flat_hash_map<std::pair<const Message*, std::string>, int> visits_;  // of links with one name
  absl::InlinedVector<Mark, 8> marks_;
  absl::InlinedVector<Pending, 4> pending_;
  absl::InlinedVector<Message*, 4> grouped_;
  absl::InlinedVector<v1::Quantity*, 4> quantities_;
  absl::InlinedVector<int32_t, 8> kept_at_top_;
  std::array<int64_t, v1::Fate_ARRAYSIZE> counts_{};
  int64_t leaves_ = 0;
  int64_t todo_ = 0;  // left to a person by a TODO
};

}  // namespace entente::adapters
