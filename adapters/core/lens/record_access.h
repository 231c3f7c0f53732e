// What protobuf's reflection offers for one field of the record's messages, as calls without lookups and checks: these
// were a fifth of what reading a row of a table costs. The list of fields is written at build time.
//
// Thread safety: any thread.
#pragma once

#include <string>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace entente::adapters {

// What a field's kind does not have is null. Numbers and truth values have nothing here.
struct FieldAccess {
  using Message = google::protobuf::Message;

  // A message.
  bool (*has)(const Message& box) = nullptr;
  const Message& (*message)(const Message& box) = nullptr;
  Message* (*mutable_message)(Message* box) = nullptr;
  // A list of messages.
  Message* (*item)(Message* box, int index) = nullptr;
  Message* (*add)(Message* box) = nullptr;
  // A text.
  const std::string& (*text)(const Message& box) = nullptr;
  std::string* (*mutable_text)(Message* box) = nullptr;
  // A list of texts.
  const std::string& (*text_item)(const Message& box, int index) = nullptr;
  void (*add_text)(Message* box, const std::string& text) = nullptr;
  // Either list.
  int (*size)(const Message& box) = nullptr;
  // An enum.
  int (*number)(const Message& box) = nullptr;
  void (*set_number)(Message* box, int number) = nullptr;
};

// `field`: of a message of record.proto.
const FieldAccess& AccessOf(const google::protobuf::FieldDescriptor* field);

}  // namespace entente::adapters
