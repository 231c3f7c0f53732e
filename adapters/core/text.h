// Small helpers on std::string_view. Debian's absl has a string_view of its own, which std::string_view does not
// convert to; everything of this module takes the standard one.
#pragma once

#include <charconv>
#include <concepts>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace entente::adapters {

inline void AppendPiece(std::string* out, std::string_view piece) { out->append(piece); }
inline void AppendPiece(std::string* out, absl::string_view piece) { out->append(piece.data(), piece.size()); }
inline void AppendPiece(std::string* out, const std::string& piece) { out->append(piece); }
inline void AppendPiece(std::string* out, const char* piece) { out->append(piece); }
template <std::integral Number>
void AppendPiece(std::string* out, Number number) {
  char buffer[24];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, number).ptr;
  out->append(buffer, end);
}
template <typename... Pieces>
void StrAppend(std::string* out, const Pieces&... pieces) {
  (AppendPiece(out, pieces), ...);
}
template <typename... Pieces>
std::string StrCat(const Pieces&... pieces) {
  std::string out;
  (AppendPiece(&out, pieces), ...);
  return out;
}

inline std::string_view View(absl::string_view text) { return {text.data(), text.size()}; }

inline bool StartsWith(std::string_view text, std::string_view with) { return text.starts_with(with); }
inline bool EndsWith(std::string_view text, std::string_view with) { return text.ends_with(with); }
inline bool StrContains(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }
inline bool ConsumePrefix(std::string_view* text, std::string_view prefix) {
  if (!text->starts_with(prefix)) return false;
  text->remove_prefix(prefix.size());
  return true;
}
inline bool ConsumeSuffix(std::string_view* text, std::string_view suffix) {
  if (!text->ends_with(suffix)) return false;
  text->remove_suffix(suffix.size());
  return true;
}

inline bool IsDigit(char c) { return c >= '0' && c <= '9'; }
inline bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
inline bool IsAlnum(char c) { return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline char Lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
inline char Upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }
inline std::string ToLower(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = Lower(c);
  return out;
}
inline std::string ToUpper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = Upper(c);
  return out;
}
inline std::string_view Strip(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

// The whole text as a number in the base given.
template <std::integral Number>
bool ParseNumber(std::string_view text, Number* number, int base = 10) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *number, base);
  return error == std::errc() && end == text.data() + text.size() && !text.empty();
}

inline std::vector<std::string> SplitText(std::string_view text, std::string_view separator, bool skip_empty = false) {
  std::vector<std::string> parts;
  while (true) {
    const size_t at = text.find(separator);
    const std::string_view part = text.substr(0, at);
    if (!part.empty() || !skip_empty) parts.emplace_back(part);
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + separator.size());
  }
}
inline std::string Join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const std::string& part : parts) StrAppend(&out, out.empty() ? std::string_view() : separator, part);
  return out;
}

// Decimal, with zeros in front up to the width.
inline std::string Padded(int number, size_t width) {
  std::string out = StrCat(number);
  if (out.size() < width) out.insert(0, width - out.size(), '0');
  return out;
}

struct ViewHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return absl::Hash<absl::string_view>{}({text.data(), text.size()}); }
};
struct ViewEqual {
  using is_transparent = void;
  bool operator()(std::string_view a, std::string_view b) const { return a == b; }
};
template <typename Key, typename Value>
using TextMap = absl::flat_hash_map<Key, Value, ViewHash, ViewEqual>;

// Of names and words that a mapping lists: a file's own are looked up among them and never put there, so that nobody
// gains by finding two that meet.
struct ListedHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const {
    const char* at = text.data();
    size_t size = text.size();
    uint64_t hash = size;
    for (; size > 8; at += 8, size -= 8) hash = Mixed(hash ^ Load<uint64_t>(at));
    if (size >= 4) return Mixed(hash ^ (uint64_t{Load<uint32_t>(at)} << 32 | Load<uint32_t>(at + size - 4)));
    for (; size > 0; --size) hash = hash << 8 ^ static_cast<unsigned char>(at[size - 1]);
    return Mixed(hash);
  }

 private:
  template <typename Word>
  static Word Load(const char* at) {
    Word word;
    std::memcpy(&word, at, sizeof word);
    return word;
  }
  static uint64_t Mixed(uint64_t hash) {
    hash *= 0x9E3779B97F4A7C15ULL;  // 2^64 by the golden ratio: every bit reaches the upper half
    return hash ^ (hash >> 32);
  }
};
template <typename Key, typename Value>
using ListedMap = absl::flat_hash_map<Key, Value, ListedHash, ViewEqual>;

}  // namespace entente::adapters
