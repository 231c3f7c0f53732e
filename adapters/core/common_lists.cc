#include "adapters/core/common_lists.h"

#include <map>

#include "adapters/core/embedded.h"
#include "adapters/core/frame/csv.h"
#include "adapters/core/text.h"
#include "entente/v1/field_set.pb.h"

namespace entente::adapters {
namespace {

using Lists = std::map<std::string, std::vector<CommonCode>, std::less<>>;

std::vector<CommonCode> ReadList(std::string_view text) {
  std::vector<CommonCode> codes;
  CsvRow row;
  std::string scratch;
  bool header = true;
  for (size_t at = 0; at < text.size();) {
    ReadCsvRow(text.substr(at), ',', &row, &scratch);
    at += row.next;
    if (std::exchange(header, false) || row.cells.empty() || row.cells[0].empty()) continue;
    codes.push_back({std::string(row.cells[0]), row.cells.size() < 2 ? "" : std::string(row.cells[1])});
  }
  return codes;
}

const Lists& All() {
  static const Lists* const lists = [] {
    auto* made = new Lists;
    for (int i = 0; i < kEmbeddedFileCount; ++i) {
      std::string_view path = kEmbeddedFiles[i].path;
      if (kEmbeddedFiles[i].folder != "core" || !ConsumePrefix(&path, "codes/") || !ConsumeSuffix(&path, ".csv"))
        continue;
      (*made)[std::string(path)] = ReadList(kEmbeddedFiles[i].text);
    }
    return made;
  }();
  return *lists;
}

}  // namespace

const std::vector<CommonCode>* CommonList(std::string_view name) {
  const auto found = All().find(name);
  return found == All().end() ? nullptr : &found->second;
}

std::string ListOf(const FieldDescriptor& field) { return field.options().GetExtension(v1::codes); }

}  // namespace entente::adapters
