// The leaves of a record: every set scalar, by its place.
#pragma once

#include <string>
#include <vector>

#include "adapters/core/lens/reach.h"
#include "adapters/core/text.h"

namespace entente::adapters {

// Calls `fn(message, field, index, path)`; index is -1 where the field is not repeated.
template <typename Fn>
void EachLeaf(const Message& message, const std::string& path, const Fn& fn) {
  const auto* r = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  r->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const std::string at = path.empty() ? field->name() : StrCat(path, ".", field->name());
    const int size = field->is_repeated() ? r->FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      const std::string item = field->is_repeated() ? StrCat(at, "[", i, "]") : at;
      const int index = field->is_repeated() ? i : -1;
      if (field->message_type() != nullptr) {
        const Message& inner =
            field->is_repeated() ? r->GetRepeatedMessage(message, field, i) : r->GetMessage(message, field);
        EachLeaf(inner, item, fn);
      } else {
        fn(message, field, index, item);
      }
    }
  }
}

}  // namespace entente::adapters
