#include "gateway/audit/canonical_json.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"

namespace entente::audit {

namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr int64_t kSafeMax = (int64_t{1} << 53) - 1;

// Takes one character off the front; bytes that are none count as one each (Unicode 3.9, table 3-7).
char32_t TakeCharacter(std::string_view& text) {
  const auto byte = [&](size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
  const auto follows = [&](size_t i) { return (byte(i) & 0xC0) == 0x80; };
  const unsigned first = byte(0);
  char32_t character = kReplacement;
  size_t length = 1;
  if (first < 0x80) {
    character = first;
  } else if (first >= 0xC2 && first <= 0xDF && follows(1)) {
    character = ((first & 0x1F) << 6) | (byte(1) & 0x3F);
    length = 2;
  } else if ((first & 0xF0) == 0xE0 && follows(1) && follows(2)) {
    const char32_t made = ((first & 0x0F) << 12) | ((byte(1) & 0x3F) << 6) | (byte(2) & 0x3F);
    if (made >= 0x800 && (made < 0xD800 || made > 0xDFFF)) character = made, length = 3;
  } else if (first >= 0xF0 && first <= 0xF4 && follows(1) && follows(2) && follows(3)) {
    const char32_t made =
        ((first & 0x07) << 18) | ((byte(1) & 0x3F) << 12) | ((byte(2) & 0x3F) << 6) | (byte(3) & 0x3F);
    if (made >= 0x10000 && made <= 0x10FFFF) character = made, length = 4;
  }
  text.remove_prefix(length);
  return character;
}

void AppendEscaped(char32_t character, std::string_view bytes, std::string& out) {
  switch (character) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\t':
      out += "\\t";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\r':
      out += "\\r";
      return;
    case kReplacement:
      out += "\uFFFD";
      return;
    default:
      break;
  }
  if (character < 0x20) {
    out += absl::StrFormat("\\u%04x", static_cast<unsigned>(character));
  } else {
    out += bytes;
  }
}

std::u16string Utf16(std::string_view text) {
  std::u16string units;
  while (!text.empty()) {
    const char32_t character = TakeCharacter(text);
    if (character < 0x10000) {
      units += static_cast<char16_t>(character);
    } else {
      units += static_cast<char16_t>(0xD800 + ((character - 0x10000) >> 10));
      units += static_cast<char16_t>(0xDC00 + ((character - 0x10000) & 0x3FF));
    }
  }
  return units;
}

}  // namespace

std::string CanonicalString(std::string_view text) {
  std::string out = "\"";
  out.reserve(text.size() + 2);
  while (!text.empty()) {
    const std::string_view before = text;
    const char32_t character = TakeCharacter(text);
    AppendEscaped(character, before.substr(0, before.size() - text.size()), out);
  }
  return out += '"';
}

std::string CanonicalInteger(int64_t number) {
  if (number < -kSafeMax || number > kSafeMax) return absl::StrCat("\"", number, "\"");
  return absl::StrCat(number);
}

void CanonicalObject::Add(std::string_view key, std::string json) {
  members_[Utf16(key)] = absl::StrCat(CanonicalString(key), ":", json);
}

void CanonicalObject::AddString(std::string_view key, std::string_view value) {
  if (!value.empty()) Add(key, CanonicalString(value));
}

void CanonicalObject::AddStrings(std::string_view key, const std::map<std::string, std::string>& values) {
  if (values.empty()) return;
  CanonicalObject object;
  for (const auto& [name, value] : values) object.Add(name, CanonicalString(value));
  Add(key, object.Json());
}

std::string CanonicalObject::Json() const {
  return absl::StrCat("{", absl::StrJoin(members_, ",", [](std::string* out, const auto& m) { *out += m.second; }),
                      "}");
}

std::string CanonicalArray(const std::vector<std::string>& json) {
  return absl::StrCat("[", absl::StrJoin(json, ","), "]");
}

}  // namespace entente::audit
