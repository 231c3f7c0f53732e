// Where a JSON value ends, found without reading what is in it: brackets and quotes only. A record cut out this way is
// read by itself, so that what is wrong with it is wrong with nothing else.
#pragma once

#include <string>
#include <string_view>

namespace entente::adapters {

// Where a value that never ends would end.
inline constexpr size_t kNever = std::string_view::npos;

constexpr bool JsonBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// The first place from `at` that is not blank; the text's size when there is none.
size_t SkipBlank(std::string_view text, size_t at);

// One past the value that begins at `at`; npos when it never ends, or its brackets do not match.
size_t EndOfJson(std::string_view text, size_t at);

// Exactly one text, number, truth value or null, and nothing before or behind it.
bool IsJsonScalar(std::string_view text);

// RFC 8259, section 6.
bool IsJsonNumber(std::string_view text);

// "line 3 column 7" of an offset.
std::string PlaceAt(std::string_view text, size_t offset);

}  // namespace entente::adapters
