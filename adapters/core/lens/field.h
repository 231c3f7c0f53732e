// Right sides of a mapping: a path through the common record, checked against its descriptor when the mapping is
// loaded.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/core/lens/record_access.h"
#include "adapters/core/lens/record_types.h"

namespace entente::adapters {

struct Path;

// One condition in brackets: `role=wanted`, `drug=any`, `subject_id=who.id`, `person.role=missing`, `use!=CURRENT`,
// `!country`: nothing stands there.
struct Filter {
  enum class Kind { kText, kNotText, kEnum, kNotEnum, kPresent, kAbsent, kIdOf };
  std::vector<const FieldDescriptor*> fields;  // the last is compared; a Code has been followed to its `common`
  std::vector<const FieldAccess*> access;      // of each
  Kind kind = Kind::kText;
  std::string value;
  int number = 0;
  std::shared_ptr<const Path> id_of;  // the object whose id it is
};

struct Segment {
  enum class Kind { kOne, kEach, kIndex, kFit, kNew };  // name, name[], name[2], name[k=v] or name[k=v,2], name[+k=v]
  const FieldDescriptor* field = nullptr;
  Kind kind = Kind::kOne;
  bool bare = false;  // a list named without brackets
  int index = 0;      // of kFit: among those that fit
  bool nth = false;   // kFit with an index: that one and no other
  std::vector<Filter> filters;
  const FieldDescriptor* follow = nullptr;  // `offence_ids->offences`: the list of Record its ids point into
  // Looked up once, because asking a message for them costs more than what is done with them.
  const FieldAccess* access = nullptr;
  bool object = false;              // the field holds messages
  bool list = false;                // or one more of them each time
  const FieldAccess* id = nullptr;  // of what the field holds; null: has none
  bool name = false;                // it holds a person's or an organisation's name
  bool settled = false;  // what it leads to on reading stays the same for the whole record, once it is the list's first
};

enum class Target { kString, kInt, kBool, kEnum, kCode, kDate, kQuantity, kMoney, kMessage };

struct Path {
  bool root = false;  // from the Record, else from the current block's object
  std::vector<Segment> segments;
  Target target = Target::kMessage;
  const Descriptor* message = nullptr;  // of the object it ends at, or that holds the field it ends at
  std::string text;                     // as written, short names replaced
  int box = -1;      // the number of everything before the last segment, for Maker; -1: not worth one
  size_t boxed = 0;  // how many segments that is: a path cut short has no box
  bool texts = false;     // it ends at a list of texts
  bool quantity = false;  // it ends at a quantity or at a field of one
  bool carries = false;   // it ends at an object with `carried`

  const FieldDescriptor* leaf() const { return segments.empty() ? nullptr : segments.back().field; }
};

using Lets = std::map<std::string, std::string>;

// `from`: the type of the current block's object. The error says what is wrong and what was expected, without a place.
absl::StatusOr<Path> CompilePath(std::string_view text, const Descriptor* from, const Lets& lets);

// Everything before the last segment, in words that are equal only where the paths begin alike.
std::string BeginningOf(const Path& path);

}  // namespace entente::adapters
