// JSON lines on standard output: one object a line, in the spelling of protobuf's JSON (camelCase, bytes as base64).
#pragma once

#include <google/protobuf/message.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <string>
#include <string_view>
#include <vector>

namespace entente::cli {

std::string ToJson(const google::protobuf::Message& message);

std::string JsonTexts(const std::vector<std::string>& texts);      // a list of strings
std::string JsonObjects(const std::vector<std::string>& objects);  // a list of what is JSON already

// An object built key by key.
class JsonObject {
 public:
  JsonObject() { writer_.StartObject(); }
  void Add(const char* key, std::string_view text);
  void Add(const char* key, int64_t number);
  void AddFlag(const char* key, bool flag);
  void AddRaw(const char* key, const std::string& json);  // already JSON
  std::string Finish();                                   // once

 private:
  rapidjson::StringBuffer buffer_;
  rapidjson::Writer<rapidjson::StringBuffer> writer_{buffer_};
};

}  // namespace entente::cli
