// Records nobody wrote, for laws that must hold for any: a real reading, and edits that put in values which other
// formats' readings hold at the same paths, or take values away. An edit is three numbers, so that whoever found a
// record that breaks a law can take edits away until the fewest are left.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "entente/v1/record.pb.h"

namespace entente::adapters {

struct Edit {
  uint32_t path = 0;   // which of the palette's paths
  uint32_t value = 0;  // which of the values seen there; one more than there are: nothing
  uint32_t item = 0;   // which item of each list on the way
};

// Values by their path, lists as `x[]`. Dates, amounts and codes are one value each.
class Palette {
 public:
  void Add(const v1::Record& record);
  // Puts the edits into the record, one after another; ids and references stay sound.
  void Apply(const std::vector<Edit>& edits, v1::Record* record) const;
  // "subjects[].sex = value 3 in item 0": what an edit does, for people.
  std::string Words(const Edit& edit) const;

 private:
  using Message = google::protobuf::Message;

  struct Value {
    std::shared_ptr<const Message> box;  // a message that has the field set
    const google::protobuf::FieldDescriptor* field = nullptr;
    int index = -1;
  };

  void Gather(const Message& message, const std::vector<const google::protobuf::FieldDescriptor*>& above);
  void Keep(const std::vector<const google::protobuf::FieldDescriptor*>& path, const Message& box, int index);
  static void Put(const Value& value, uint32_t item, Message* box);

  struct Place {
    std::vector<const google::protobuf::FieldDescriptor*> fields;
    std::vector<Value> values;
  };
  std::map<std::string, Place> values_;
};

}  // namespace entente::adapters
