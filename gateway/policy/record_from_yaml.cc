#include "gateway/policy/record_from_yaml.h"

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gateway/policy/suggest.h"
#include "google/protobuf/timestamp.pb.h"

namespace entente::policy {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::vector<std::string> FieldNames(const Message& message) {
  std::vector<std::string> names;
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    names.push_back(message.GetDescriptor()->field(i)->name());
  }
  return names;
}

// Depth is bounded by the tree's.
class RecordReader {
 public:
  explicit RecordReader(Reader& reader) : reader_(reader) {}

  void Fill(const Node& node, Message& message) {
    if (message.GetTypeName() == "google.protobuf.Timestamp") {
      return FillTime(node, static_cast<google::protobuf::Timestamp&>(message));
    }
    const std::string what = absl::StrCat("`", message.GetDescriptor()->name(), "`");
    if (!reader_.CheckKeys(node, what.c_str(), FieldNames(message))) return;
    for (const Entry& entry : node.entries) {
      const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(entry.key.text);
      if (field != nullptr) FillField(entry.value, *field, message);
    }
  }

 private:
  void FillField(const Node& node, const FieldDescriptor& field, Message& message) {
    if (!field.is_repeated()) return FillValue(node, field, message);
    if (node.kind != Node::Kind::kList) return reader_.Tell(node, absl::StrCat("`", field.name(), "` must be a list"));
    for (const Node& item : node.items) FillValue(item, field, message);
  }

  void FillValue(const Node& node, const FieldDescriptor& field, Message& message) {
    const auto& reflection = *message.GetReflection();
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      return Fill(node, field.is_repeated() ? *reflection.AddMessage(&message, &field)
                                            : *reflection.MutableMessage(&message, &field));
    }
    const std::optional<std::string> word = reader_.Word(node, field.name().c_str());
    if (word && !Set(*word, field, message)) {
      reader_.Tell(node, absl::StrCat("`", *word, "` is no value of `", field.name(), "`", Values(*word, field)));
    }
  }

  static std::string Values(const std::string& word, const FieldDescriptor& field) {
    std::vector<std::string> names;
    if (field.enum_type() != nullptr) {
      for (int i = 0; i < field.enum_type()->value_count(); ++i) names.push_back(field.enum_type()->value(i)->name());
    }
    return Suggest(word, names);
  }

  static bool Set(const std::string& word, const FieldDescriptor& field, Message& message) {
    const auto& reflection = *message.GetReflection();
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        return SetText(word, field, message);
      case FieldDescriptor::CPPTYPE_ENUM: {
        const auto* value = field.enum_type()->FindValueByName(word);
        if (value == nullptr) return false;
        field.is_repeated() ? reflection.AddEnum(&message, &field, value) : reflection.SetEnum(&message, &field, value);
        return true;
      }
      case FieldDescriptor::CPPTYPE_BOOL:
        reflection.SetBool(&message, &field, word == "true");
        return word == "true" || word == "false";
      case FieldDescriptor::CPPTYPE_INT32: {
        int32_t number = 0;
        if (!absl::SimpleAtoi(word, &number)) return false;
        reflection.SetInt32(&message, &field, number);
        return true;
      }
      case FieldDescriptor::CPPTYPE_INT64: {
        int64_t number = 0;
        if (!absl::SimpleAtoi(word, &number)) return false;
        reflection.SetInt64(&message, &field, number);
        return true;
      }
      default:
        return false;
    }
  }

  static bool SetText(const std::string& word, const FieldDescriptor& field, Message& message) {
    std::string text = word;
    if (field.type() == FieldDescriptor::TYPE_BYTES && !absl::Base64Unescape(word, &text)) return false;
    const auto& reflection = *message.GetReflection();
    field.is_repeated() ? reflection.AddString(&message, &field, text) : reflection.SetString(&message, &field, text);
    return true;
  }

  void FillTime(const Node& node, google::protobuf::Timestamp& time) {
    const std::optional<std::string> word = reader_.Word(node, "time");
    absl::Time parsed;
    if (!word) return;
    if (!absl::ParseTime(absl::RFC3339_full, *word, &parsed, nullptr)) {
      return reader_.Tell(node, absl::StrCat("`", *word, "` is no time: expected `2018-06-05T12:00:00Z`"));
    }
    const int64_t seconds = absl::ToUnixSeconds(parsed);
    time.set_seconds(seconds);
    time.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(parsed - absl::FromUnixSeconds(seconds))));
  }

  Reader& reader_;
};

}  // namespace

v1::Record RecordFromYaml(const Node& node, Reader& reader) {
  v1::Record record;
  RecordReader(reader).Fill(node, record);
  return record;
}

}  // namespace entente::policy
