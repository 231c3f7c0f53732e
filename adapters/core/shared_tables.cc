#include "adapters/core/shared_tables.h"

#include <string>

#include "absl/container/flat_hash_set.h"
#include "adapters/core/embedded.h"
#include "adapters/core/frame/csv.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr std::string_view kTableEnd = ".csv";
constexpr std::string_view kListFolder = "codes/";

using Codes = absl::flat_hash_set<std::string, ViewHash, ViewEqual>;

struct SharedTables {
  TextMap<std::string, std::string_view> crosswalk;
  TextMap<std::string, Codes> lists;
};

// The first column: a list's codes are plain words and need no more.
Codes CodesOf(std::string_view text) {
  Codes codes = {"unknown", "none", "other"};
  CsvRow row;
  std::string scratch;
  bool header = true;
  for (size_t at = 0; at < text.size(); at += row.next) {
    ReadCsvRow(text.substr(at), ',', &row, &scratch);
    if (!std::exchange(header, false) && !row.cells[0].empty()) codes.emplace(row.cells[0]);
  }
  return codes;
}

const SharedTables& Shared() {
  static const SharedTables* const shared = [] {
    auto* made = new SharedTables;
    for (int i = 0; i < kEmbeddedFileCount; ++i) {
      const EmbeddedFile& file = kEmbeddedFiles[i];
      std::string_view name = file.path;
      if (!ConsumeSuffix(&name, kTableEnd)) continue;
      if (file.folder == kCrosswalkFolder) made->crosswalk.emplace(name, file.text);
      if (file.folder == kCoreFolder && ConsumePrefix(&name, kListFolder)) {
        made->lists.emplace(name, CodesOf(file.text));
      }
    }
    return made;
  }();
  return *shared;
}

}  // namespace

std::optional<std::string_view> CrosswalkTable(std::string_view name) {
  const auto found = Shared().crosswalk.find(name);
  if (found == Shared().crosswalk.end()) return std::nullopt;
  return found->second;
}

bool InCommonList(std::string_view list, std::string_view code) {
  const auto found = Shared().lists.find(list);
  return found != Shared().lists.end() && found->second.contains(code);
}

}  // namespace entente::adapters
