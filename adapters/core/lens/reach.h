// Following compiled paths through a record: making what is missing (reading) and finding what is there (writing).
#pragma once

#include <algorithm>
#include <array>
#include <functional>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/inlined_vector.h"
#include "adapters/core/lens/field.h"
#include "entente/v1/record.pb.h"
#include "google/protobuf/message.h"

namespace entente::adapters {

// A field of a message: a scalar, or a message, or one item of a list (index).
struct Spot {
  Message* box = nullptr;
  const FieldDescriptor* field = nullptr;
  int index = -1;              // -1: not a list
  Message* message = nullptr;  // what stands there, when it is a message
  const FieldAccess* access = nullptr;  // of the field; null: to be looked up

  const FieldAccess& fields() const { return access != nullptr ? *access : AccessOf(field); }
};

// Makes objects on reading, and gives each its id.
class Maker {
 public:
  // `boxes`: how many numbers the plan gave to the beginnings of paths (Path::box).
  Maker(v1::Record* record, size_t boxes) : record_(record), boxes_(boxes) {}

  // Where the path ends. A list at its end gets a new place; `index` of a list of texts is where to add.
  Spot Make(const Path& path, Message* current);
  // The object of a block: always a new one where the path ends in a list.
  Message* MakeObject(const Path& path, Message* current);
  Message* AddTo(Message* box, const FieldDescriptor* list);
  // How many stand in the list.
  static int ListSize(const Message& at, const Segment& segment);
  v1::Record* record() { return record_; }
  // Objects that it may know have gone, and what they held stands elsewhere.
  void Forget() {
    std::fill(boxes_.begin(), boxes_.end(), Box());
    names_.clear();
    knows_names_ = false;
  }
  using Names = absl::InlinedVector<v1::Name*, 8>;
  // The names it made; null: they must be looked for.
  const Names* names() const { return knows_names_ ? &names_ : nullptr; }

 private:
  // Where a beginning of a path led from this object.
  struct Box {
    const Message* from = nullptr;
    Message* to = nullptr;
  };
  Message* Enter(Message* at, const Segment& segment, Message* current);
  Message* Followed(Message* at, const Segment& segment);
  Message* AddFitting(Message* at, const Segment& segment, Message* current);
  bool Fits(const Message& element, const Filter& filter, Message* current);
  void Fit(Message* element, const Filter& filter, Message* current);
  std::string IdOf(const Filter& filter, Message* current);
  Message* AddTo(Message* box, const Segment& segment);
  Message* FirstFitting(Message* at, const Segment& segment, Message* current);
  void Made(Message* element, const Segment& segment);
  void GiveId(Message* element, const FieldAccess& id, const FieldDescriptor* list);

  v1::Record* record_;
  absl::InlinedVector<Box, 32> boxes_;  // by Path::box
  Names names_;
  bool knows_names_ = true;
  std::array<int, 128> made_{};  // ids given, by prefix
};

struct ScalarKey {
  const Message* box = nullptr;
  int field = 0;
  int index = -1;
  friend bool operator==(const ScalarKey&, const ScalarKey&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const ScalarKey& key) {
    return H::combine(std::move(h), key.box, key.field, key.index);
  }
};

struct Found {
  const Message* box = nullptr;
  const FieldDescriptor* field = nullptr;
  int index = -1;
  const Message* message = nullptr;
  std::vector<ScalarKey> marks;  // filter fields and references that are said once something under them is
};

// Finds objects on writing. A filter in the middle of a path means the one: the first that fits.
class Finder {
 public:
  explicit Finder(const v1::Record& record) : record_(record) {}

  // Restricts the record's list `field` to one element, for formats with one row a person or thing.
  void Only(const FieldDescriptor* field, const Message* element) {
    only_field_ = field;
    only_ = element;
  }
  // Restricts it to a group of elements.
  void OnlyAmong(const FieldDescriptor* field, const std::vector<const Message*>* group) {
    among_field_ = field;
    among_ = group;
  }

  std::vector<Found> Find(const Path& path, const Message* current, bool all_that_fit);
  const v1::Record& record() const { return record_; }

 private:
  void Step(const Path& path, size_t i, Found at, const Message* current, bool all, std::vector<Found>* out);
  void Items(const Path& path, size_t i, const Found& at, const Message* current, bool all, std::vector<Found>* out);
  bool Fits(const Message& element, const Filter& filter, const Message* current, std::vector<ScalarKey>* marks);
  bool FitsAll(const Message& element, const Segment& segment, const Message* current, std::vector<ScalarKey>* marks);
  bool Admitted(const Message* box, const FieldDescriptor* field, const Message* element) const;
  void Follow(const Path& path, size_t i, const Found& at, const Message* current, bool all, std::vector<Found>* out);

  const v1::Record& record_;
  const FieldDescriptor* only_field_ = nullptr;
  const Message* only_ = nullptr;
  const FieldDescriptor* among_field_ = nullptr;
  const std::vector<const Message*>* among_ = nullptr;
  absl::flat_hash_map<const Message*, const Message*> followed_from_;  // element of a reference -> who refers to it
};

// Whether an element fits that has not even the object that the filter's field is in.
bool Lacking(const Filter& filter);
// Whether the field says something.
bool Present(const Message& box, const FieldDescriptor* field);

// Whether the texts of the filters stand in the element: what a reference may name.
bool HasTexts(const Message& element, const std::vector<Filter>& filters);

const google::protobuf::Reflection* ReflectionOfRecord();

// The element of a list of the record that has this id, or null.
const Message* FindById(const v1::Record& record, const FieldDescriptor* list, const std::string& id);
const FieldDescriptor* IdField(const Message& message);                                // null: has none
std::string TextAt(const Message& box, const FieldDescriptor* field, int index = -1);  // a string, number, enum as text

}  // namespace entente::adapters
