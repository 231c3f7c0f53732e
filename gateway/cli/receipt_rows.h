// One record of a file side by side: national places, their fates, the common fields they went to; and, where it is
// written in another format, what that format says of each common value.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "adapters/core/format.h"

namespace entente::cli {

struct NativeRow {
  std::string place, value, fate, field, common, why;
};
struct CommonRow {
  std::string field, value;
  std::string fate;   // "said", "not said", "kept by numbering"
  std::string place;  // where it was written
  std::string why;
};
struct SideBySide {
  std::string where, format, national_id;
  std::vector<NativeRow> native;
  std::vector<CommonRow> made;     // by the mapping alone: constants, ids, what is derived
  std::vector<CommonRow> written;  // in the other format
  std::string other;               // its name and edition; empty: none was asked for
  std::string unwritten;           // why it cannot be written there at all
};

// The record of a file by its number (from 1), or by its owner's id where `id` is not empty. NotFound says how many
// there are.
struct Chosen {
  int64_t number = 1;
  std::string id;
};
absl::StatusOr<SideBySide> ShowRecord(const adapters::Format& from, std::string_view file, const Chosen& chosen,
                                      const adapters::Format* to, const std::string& edition);

std::string ReceiptText(const SideBySide& record, size_t width);
std::string ReceiptHtml(const SideBySide& record);

}  // namespace entente::cli
