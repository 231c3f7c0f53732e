#include "gateway/cli/json.h"

#include <google/protobuf/util/json_util.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace entente::cli {

std::string ToJson(const google::protobuf::Message& message) {
  std::string json;
  // Fails only for an Any of an unknown type, and the contract's messages hold none.
  if (!google::protobuf::util::MessageToJsonString(message, &json).ok()) return "{}";
  return json;
}

std::string JsonTexts(const std::vector<std::string>& texts) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  writer.StartArray();
  for (const std::string& text : texts) writer.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
  writer.EndArray();
  return buffer.GetString();
}

std::string JsonObjects(const std::vector<std::string>& objects) {
  return absl::StrCat("[", absl::StrJoin(objects, ","), "]");
}

void JsonObject::Add(const char* key, std::string_view text) {
  writer_.Key(key);
  writer_.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void JsonObject::Add(const char* key, int64_t number) {
  writer_.Key(key);
  writer_.Int64(number);
}

void JsonObject::AddFlag(const char* key, bool flag) {
  writer_.Key(key);
  writer_.Bool(flag);
}

void JsonObject::AddRaw(const char* key, const std::string& json) {
  writer_.Key(key);
  writer_.RawValue(json.data(), json.size(), rapidjson::kObjectType);
}

std::string JsonObject::Finish() {
  writer_.EndObject();
  return buffer_.GetString();
}

}  // namespace entente::cli
