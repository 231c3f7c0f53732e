#include "gateway/cli/convert_diff.h"

#include <algorithm>
#include <iostream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "adapters/core/check/diff.h"
#include "gateway/cli/files.h"
#include "gateway/cli/format_flag.h"
#include "gateway/cli/text_table.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

using adapters::DiffCounts;
using adapters::Format;

void PrintMappings(const Format& from, const Format& to) {
  const std::vector<std::string> a = from.kinds(), b = to.kinds();
  const bool meet =
      std::any_of(a.begin(), a.end(), [&](const auto& kind) { return std::find(b.begin(), b.end(), kind) != b.end(); });
  if (!meet) {
    std::cout << from.name() << " holds " << absl::StrJoin(a, ", ") << "; " << to.name() << " holds "
              << absl::StrJoin(b, ", ") << ": none of its records can be written.\n";
  }
  TextTable table({"COMMON FIELD", "FILLED BY", "WHY IT STAYS BEHIND"});
  table.Folds(0).Folds(1).Folds(2);
  for (const adapters::UnsaidField& field : adapters::DiffMappings(from, to)) {
    table.Add({field.field, field.filled, field.why});
  }
  if (table.empty()) {
    std::cout << "Every field that " << from.name() << " fills has a place in " << to.name() << ".\n";
    return;
  }
  std::cout << "Fields that " << from.name() << " fills and " << to.name() << " cannot say, by their mappings:\n\n"
            << table.ToString(OutputWidth())
            << "\nWhether a code or a date can be said depends on its value: name a file to have it counted.\n";
}

void PrintReasons(const std::map<std::string, int64_t>& reasons, const std::string& what) {
  for (const auto& [why, count] : reasons) std::cout << "  " << count << " " << what << ": " << why << "\n";
}

void PrintCounts(const DiffCounts& counts, const Format& from, const Format& to) {
  int64_t unwritten = 0;
  for (const auto& [why, count] : counts.unwritten) unwritten += count;
  std::cout << counts.records << " records of " << from.name() << ": " << counts.whole << " would be written whole as "
            << to.name() << ", " << counts.partial << " with something left behind, " << unwritten << " not at all\n";
  PrintReasons(counts.unwritten, "not written");
  PrintReasons(counts.unread, "not read, expected");
  TextTable table({"COMMON FIELD", "LEFT BEHIND", "OF", "WHY"});
  table.Right(1).Right(2).Folds(0).Folds(3);
  for (const auto& [lost, count] : counts.not_said) {
    const auto all = counts.fields.find(lost.first.substr(0, lost.first.find(" (its ")));
    table.Add(
        {lost.first, absl::StrCat(count), all == counts.fields.end() ? "" : absl::StrCat(all->second), lost.second});
  }
  if (!table.empty()) std::cout << "\n" << table.ToString(OutputWidth());
}

}  // namespace

ExitCode ShowDiff(const std::vector<std::string>& names, const std::string& formats_folder) {
  if (names.size() < 2) return Usage("--diff needs two formats, and may have files of the first behind them");
  const absl::StatusOr<Formats> formats = Formats::Load(formats_folder);
  if (!formats.ok()) return Usage(std::string(formats.status().message()));
  const absl::StatusOr<const Format*> from = formats->Find(names[0]);
  if (!from.ok()) return Usage(std::string(from.status().message()));
  const absl::StatusOr<const Format*> to = formats->Find(names[1]);
  if (!to.ok()) return Usage(std::string(to.status().message()));
  if (names.size() == 2) {
    PrintMappings(**from, **to);
    return kDone;
  }
  DiffCounts counts;
  for (size_t i = 2; i < names.size(); ++i) {
    const absl::StatusOr<std::string> bytes = ReadFile(names[i]);
    if (!bytes.ok()) return Refuse(bytes.status());
    adapters::DiffFile(**from, **to, *bytes, &counts);
  }
  PrintCounts(counts, **from, **to);
  return kDone;
}

}  // namespace entente::cli
