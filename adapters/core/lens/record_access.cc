#include "adapters/core/lens/record_access.h"

#include "absl/container/flat_hash_map.h"
#include "entente/v1/record.pb.h"

namespace entente::adapters {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using AllFields = absl::flat_hash_map<const FieldDescriptor*, FieldAccess>;

template <typename Of>
const Of& In(const Message& box) {
  return static_cast<const Of&>(box);
}
template <typename Of>
Of* In(Message* box) {
  return static_cast<Of*>(box);
}

#define ENTENTE_FIELD(type, tag) all.try_emplace(v1::type::descriptor()->FindFieldByNumber(tag)).first->second
#define ENTENTE_MESSAGE(type, name, tag)                                                                   \
  {                                                                                                        \
    FieldAccess& access = ENTENTE_FIELD(type, tag);                                                        \
    access.has = [](const Message& box) { return In<v1::type>(box).has_##name(); };                        \
    access.message = [](const Message& box) -> const Message& { return In<v1::type>(box).name(); };        \
    access.mutable_message = [](Message* box) -> Message* { return In<v1::type>(box)->mutable_##name(); }; \
  }
#define ENTENTE_MESSAGES(type, name, tag)                                                               \
  {                                                                                                     \
    FieldAccess& access = ENTENTE_FIELD(type, tag);                                                     \
    access.size = [](const Message& box) { return In<v1::type>(box).name##_size(); };                   \
    access.item = [](Message* box, int i) -> Message* { return In<v1::type>(box)->mutable_##name(i); }; \
    access.add = [](Message* box) -> Message* { return In<v1::type>(box)->add_##name(); };              \
  }
#define ENTENTE_TEXT(type, name, tag)                                                                \
  {                                                                                                  \
    FieldAccess& access = ENTENTE_FIELD(type, tag);                                                  \
    access.text = [](const Message& box) -> const std::string& { return In<v1::type>(box).name(); }; \
    access.mutable_text = [](Message* box) { return In<v1::type>(box)->mutable_##name(); };          \
  }
#define ENTENTE_TEXTS(type, name, tag)                                                                            \
  {                                                                                                               \
    FieldAccess& access = ENTENTE_FIELD(type, tag);                                                               \
    access.size = [](const Message& box) { return In<v1::type>(box).name##_size(); };                             \
    access.text_item = [](const Message& box, int i) -> const std::string& { return In<v1::type>(box).name(i); }; \
    access.add_text = [](Message* box, const std::string& text) { In<v1::type>(box)->add_##name(text); };         \
  }
#define ENTENTE_ENUM(type, name, tag)                                                                       \
  {                                                                                                         \
    using Enum = decltype(v1::type().name());                                                               \
    FieldAccess& access = ENTENTE_FIELD(type, tag);                                                         \
    access.number = [](const Message& box) -> int { return In<v1::type>(box).name(); };                     \
    access.set_number = [](Message* box, int to) { In<v1::type>(box)->set_##name(static_cast<Enum>(to)); }; \
  }

AllFields All() {
  AllFields all;
#include "record_fields.inc"
  return all;
}

}  // namespace

const FieldAccess& AccessOf(const FieldDescriptor* field) {
  static const auto* const all = new AllFields(All());
  static const FieldAccess none;
  const auto found = all->find(field);
  return found == all->end() ? none : found->second;
}

}  // namespace entente::adapters
