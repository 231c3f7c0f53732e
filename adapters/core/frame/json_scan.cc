#include "adapters/core/frame/json_scan.h"

#include <algorithm>

#include "adapters/core/frame/utf8.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

size_t EndOfString(std::string_view text, size_t at) {
  for (size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '"') return i + 1;
    if (text[i] == '\\') ++i;
  }
  return kNever;
}

size_t EndOfBrackets(std::string_view text, size_t at) {
  std::string open;
  for (size_t i = at; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '{' || c == '[') {
      open.push_back(c);
    } else if (c == '}' || c == ']') {
      if (open.back() != (c == '}' ? '{' : '[')) return kNever;
      open.pop_back();
      if (open.empty()) return i + 1;
    } else if (c == '"') {
      i = EndOfString(text, i);
      if (i == kNever) return kNever;
      --i;
    }
  }
  return kNever;
}

bool Hex4(std::string_view text, size_t at, unsigned* code) {
  return at + 4 <= text.size() && ParseNumber(text.substr(at, 4), code, 16) && text[at] != '-';
}

// One \uXXXX, or both halves of a pair; 0: neither.
size_t UnicodeEscape(std::string_view text, size_t at) {
  unsigned first = 0;
  unsigned second = 0;
  if (!Hex4(text, at + 2, &first)) return 0;
  if (first < 0xD800 || first > 0xDFFF) return 6;
  const bool pair = first < 0xDC00 && text.substr(at + 6, 2) == "\\u" && Hex4(text, at + 8, &second) &&
                    second >= 0xDC00 && second <= 0xDFFF;
  return pair ? 12 : 0;
}

bool IsJsonString(std::string_view text) {
  if (text.size() < 2 || text.front() != '"' || InvalidUtf8At(text) >= 0) return false;
  for (size_t i = 1; i < text.size();) {
    if (text[i] == '"') return i + 1 == text.size();
    if (static_cast<unsigned char>(text[i]) < 0x20) return false;
    if (text[i] != '\\') {
      ++i;
      continue;
    }
    const char escaped = i + 1 < text.size() ? text[i + 1] : '\0';
    const size_t size = escaped == 'u' ? UnicodeEscape(text, i)
                        : std::string_view("\"\\/bfnrt").find(escaped) != std::string_view::npos ? 2
                                                                                                 : 0;
    if (size == 0) return false;
    i += size;
  }
  return false;
}

}  // namespace

size_t SkipBlank(std::string_view text, size_t at) {
  while (at < text.size() && JsonBlank(text[at])) ++at;
  return at;
}

size_t EndOfJson(std::string_view text, size_t at) {
  if (at >= text.size()) return kNever;
  if (text[at] == '{' || text[at] == '[') return EndOfBrackets(text, at);
  if (text[at] == '"') return EndOfString(text, at);
  size_t end = at;
  while (end < text.size() && !JsonBlank(text[end]) && std::string_view(",:{}[]\"").find(text[end]) == kNever) ++end;
  return end == at ? kNever : end;
}

bool IsJsonScalar(std::string_view text) {
  return text == "null" || text == "true" || text == "false" || IsJsonNumber(text) || IsJsonString(text);
}

bool IsJsonNumber(std::string_view text) {
  size_t at = text.starts_with('-') ? 1 : 0;
  const auto digits = [&] {
    const size_t from = at;
    while (at < text.size() && IsDigit(text[at])) ++at;
    return at - from;
  };
  const bool zero = at < text.size() && text[at] == '0';
  const size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (at < text.size() && text[at] == '.' && (++at, digits() == 0)) return false;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

std::string PlaceAt(std::string_view text, size_t offset) {
  offset = std::min(offset, text.size());
  const std::string_view before = text.substr(0, offset);
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const size_t start = before.rfind('\n');
  return StrCat("line ", line, " column ", offset - (start == std::string_view::npos ? 0 : start + 1) + 1);
}

}  // namespace entente::adapters
