// Where the fields of each layout stand. Between mrz_parse.cc and mrz_format.cc.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "adapters/core/mrz/mrz.h"

namespace entente::adapters {

inline constexpr char kFiller = '<';
inline constexpr size_t kMrzNumberWidth = 9;

// Characters `first` up to `first + size` of a line, from 0. Size 0: the layout has no such field.
struct MrzSpan {
  size_t line = 0, first = 0, size = 0;
  std::string_view In(const std::array<std::string_view, 3>& lines) const { return lines[line].substr(first, size); }
};

struct MrzFields {
  std::string_view name;
  size_t lines, width;
  MrzSpan number, number_check, nationality, birth, birth_check, sex, expiry, expiry_check;
  MrzSpan optional, optional_check, optional2, composite, names;
  std::array<MrzSpan, 4> composed;  // what the composite digit is computed over
};

inline constexpr MrzSpan kMrzCode = {0, 0, 2};
inline constexpr MrzSpan kMrzIssuer = {0, 2, 3};

// The layouts of two lines share the front of the second.
constexpr MrzFields TwoLines(std::string_view name, size_t width, size_t optional) {
  return {.name = name,
          .lines = 2,
          .width = width,
          .number = {1, 0, 9},
          .number_check = {1, 9, 1},
          .nationality = {1, 10, 3},
          .birth = {1, 13, 6},
          .birth_check = {1, 19, 1},
          .sex = {1, 20, 1},
          .expiry = {1, 21, 6},
          .expiry_check = {1, 27, 1},
          .optional = {1, 28, optional},
          .optional_check = {},
          .optional2 = {},
          .composite = {},
          .names = {0, 5, width - 5},
          .composed = {}};
}

constexpr MrzFields Td1() {
  return {.name = "TD1",
          .lines = 3,
          .width = 30,
          .number = {0, 5, 9},
          .number_check = {0, 14, 1},
          .nationality = {1, 15, 3},
          .birth = {1, 0, 6},
          .birth_check = {1, 6, 1},
          .sex = {1, 7, 1},
          .expiry = {1, 8, 6},
          .expiry_check = {1, 14, 1},
          .optional = {0, 15, 15},
          .optional_check = {},
          .optional2 = {1, 18, 11},
          .composite = {1, 29, 1},
          .names = {2, 0, 30},
          .composed = {{{0, 5, 25}, {1, 0, 7}, {1, 8, 7}, {1, 18, 11}}}};
}

constexpr MrzFields Td2() {
  MrzFields fields = TwoLines("TD2", 36, 7);
  fields.composite = {1, 35, 1};
  fields.composed = {{{1, 0, 10}, {1, 13, 7}, {1, 21, 14}, {}}};
  return fields;
}

constexpr MrzFields Td3() {
  MrzFields fields = TwoLines("TD3", 44, 14);
  fields.optional_check = {1, 42, 1};
  fields.composite = {1, 43, 1};
  fields.composed = {{{1, 0, 10}, {1, 13, 7}, {1, 21, 22}, {}}};
  return fields;
}

inline constexpr std::array<MrzFields, 5> kMrzLayouts = {Td1(), Td2(), Td3(), TwoLines("MRV-A", 44, 16),
                                                         TwoLines("MRV-B", 36, 8)};

inline const MrzFields& FieldsOf(MrzLayout layout) { return kMrzLayouts[static_cast<size_t>(layout)]; }

// In TD1 and TD2 a number of more than nine characters goes on in the optional data.
inline bool MrzLongNumbers(MrzLayout layout) { return layout == MrzLayout::kTd1 || layout == MrzLayout::kTd2; }

}  // namespace entente::adapters
