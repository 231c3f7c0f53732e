#include "gateway/policy/vocabulary.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "entente/v1/field_set.pb.h"
#include "entente/v1/record.pb.h"
#include "gateway/policy/policy.h"

namespace entente::policy {
namespace {

// "COLOUR_RED" → "red", for all values but the unspecified one.
std::vector<std::string> EnumWords(const google::protobuf::EnumDescriptor& type, std::string_view prefix) {
  std::vector<std::string> words;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() == 0) continue;
    words.push_back(absl::AsciiStrToLower(type.value(i)->name().substr(prefix.size())));
  }
  return words;
}

bool IsWord(std::string_view text, std::string_view others) {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [&](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || others.find(c) != std::string_view::npos;
  });
}

}  // namespace

const std::vector<std::string>& RecordKinds() {
  static const auto& kinds = *new std::vector<std::string>{"notice", "arrest", "seizure", "incident"};
  return kinds;
}

const std::vector<std::string>& Colours() {
  static const auto& colours = *new std::vector<std::string>(EnumWords(*v1::Colour_descriptor(), "COLOUR_"));
  return colours;
}

const std::vector<std::string>& Matters() {
  static const auto& matters = *new std::vector<std::string>(EnumWords(*v1::Matter_descriptor(), "MATTER_"));
  return matters;
}

std::vector<std::string> FieldSetNames() {
  std::vector<std::string> names = EnumWords(*v1::FieldSet::Value_descriptor(), "");
  std::erase(names, "inherit");
  std::erase(names, "envelope");
  return names;
}

std::optional<FieldSets> FieldSetBit(std::string_view name) {
  if (name == "inherit" || name == "envelope" || name != absl::AsciiStrToLower(std::string(name))) return std::nullopt;
  const auto* value = v1::FieldSet::Value_descriptor()->FindValueByName(absl::AsciiStrToUpper(std::string(name)));
  if (value == nullptr || value->number() <= 0 || value->number() >= 16) return std::nullopt;
  return static_cast<FieldSets>(1u << value->number());
}

bool IsSystemName(std::string_view text) { return IsWord(text, "-_."); }
bool IsRuleId(std::string_view text) { return IsWord(text, "-_."); }

bool IsReservedId(std::string_view text) {
  return text == "default-deny" || text == "nothing-left" || text == "own" || text == "onward-without-consent" ||
         text == "onward-other-purpose";
}

}  // namespace entente::policy
