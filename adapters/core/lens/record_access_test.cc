// Every field of the record, by its functions and by protobuf's reflection.
#include "adapters/core/lens/record_access.h"

#include <gtest/gtest.h>

#include <functional>
#include <memory>

#include "entente/v1/record.pb.h"
#include "google/protobuf/descriptor.pb.h"

namespace entente::adapters {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

void ForEveryField(const std::function<void(const FieldDescriptor&, Message*)>& each) {
  const std::function<void(const Descriptor&)> type = [&](const Descriptor& one) {
    for (int i = 0; i < one.field_count(); ++i) {
      const std::unique_ptr<Message> box(
          google::protobuf::MessageFactory::generated_factory()->GetPrototype(&one)->New());
      SCOPED_TRACE(one.field(i)->full_name());
      each(*one.field(i), box.get());
    }
    for (int i = 0; i < one.nested_type_count(); ++i) type(*one.nested_type(i));
  };
  const google::protobuf::FileDescriptor& file = *v1::Record::descriptor()->file();
  for (int i = 0; i < file.message_type_count(); ++i) type(*file.message_type(i));
}

TEST(RecordAccess, Messages) {
  int seen = 0;
  ForEveryField([&](const FieldDescriptor& field, Message* box) {
    if (field.message_type() == nullptr || field.is_repeated()) return;
    const FieldAccess& access = AccessOf(&field);
    const Reflection& reflection = *box->GetReflection();
    EXPECT_FALSE(access.has(*box));
    EXPECT_EQ(access.message(*box).GetDescriptor(), field.message_type());
    Message* made = access.mutable_message(box);
    EXPECT_TRUE(access.has(*box));
    EXPECT_EQ(made, reflection.MutableMessage(box, &field));
    EXPECT_EQ(&access.message(*box), made);
    ++seen;
  });
  EXPECT_GT(seen, 50);
}

TEST(RecordAccess, ListsOfMessages) {
  int seen = 0;
  ForEveryField([&](const FieldDescriptor& field, Message* box) {
    if (field.message_type() == nullptr || !field.is_repeated()) return;
    const FieldAccess& access = AccessOf(&field);
    EXPECT_EQ(access.size(*box), 0);
    access.add(box);
    Message* second = access.add(box);
    EXPECT_EQ(access.size(*box), 2);
    EXPECT_EQ(access.item(box, 1), second);
    EXPECT_EQ(box->GetReflection()->MutableRepeatedMessage(box, &field, 1), second);
    ++seen;
  });
  EXPECT_GT(seen, 50);
}

TEST(RecordAccess, Texts) {
  int seen = 0;
  ForEveryField([&](const FieldDescriptor& field, Message* box) {
    if (field.cpp_type() != FieldDescriptor::CPPTYPE_STRING) return;
    const FieldAccess& access = AccessOf(&field);
    const Reflection& reflection = *box->GetReflection();
    if (field.is_repeated()) {
      access.add_text(box, "first");
      access.add_text(box, "second");
      EXPECT_EQ(access.size(*box), 2);
      EXPECT_EQ(access.text_item(*box, 1), "second");
      EXPECT_EQ(reflection.GetRepeatedString(*box, &field, 0), "first");
    } else {
      EXPECT_EQ(access.text(*box), "");
      *access.mutable_text(box) = "text";
      EXPECT_EQ(reflection.GetString(*box, &field), "text");
      EXPECT_EQ(access.text(*box), "text");
    }
    ++seen;
  });
  EXPECT_GT(seen, 100);
}

TEST(RecordAccess, Enums) {
  int seen = 0;
  ForEveryField([&](const FieldDescriptor& field, Message* box) {
    if (field.enum_type() == nullptr || field.is_repeated()) return;
    const FieldAccess& access = AccessOf(&field);
    const int last = field.enum_type()->value(field.enum_type()->value_count() - 1)->number();
    EXPECT_EQ(access.number(*box), 0);
    access.set_number(box, last);
    EXPECT_EQ(access.number(*box), last);
    EXPECT_EQ(box->GetReflection()->GetEnumValue(*box, &field), last);
    ++seen;
  });
  EXPECT_GT(seen, 3);
}

TEST(RecordAccess, WhatIsNoFieldOfTheRecordHasNone) {
  const FieldAccess& none = AccessOf(google::protobuf::FieldDescriptorProto::descriptor()->field(0));
  EXPECT_EQ(none.text, nullptr);
  EXPECT_EQ(none.add, nullptr);
}

}  // namespace
}  // namespace entente::adapters
