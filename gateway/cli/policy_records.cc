#include "gateway/cli/policy_records.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/cli/files.h"
#include "gateway/cli/format_flag.h"

namespace entente::cli {

absl::StatusOr<std::vector<v1::Record>> ReadRecords(const std::vector<std::string>& files) {
  const absl::StatusOr<const adapters::Format*> common = Formats().Find("common");
  if (!common.ok()) return common.status();
  std::vector<v1::Record> records;
  absl::Status bad;
  for (const std::string& file : files) {
    const absl::StatusOr<std::string> bytes = ReadFile(file);
    if (!bytes.ok()) return bytes.status();
    const auto refuse = [&](const adapters::Refusal& refusal) {
      bad.Update(absl::InvalidArgumentError(absl::StrCat(NameOfFile(file), ": ", refusal.Message(true))));
    };
    const auto take = [&](const adapters::Unit& unit) {
      absl::StatusOr<adapters::Decoded> decoded = (*common)->Decode(unit);
      if (!decoded.ok()) return refuse(adapters::RefusalOf(decoded.status()));
      records.push_back(std::move(decoded->record));
    };
    (*common)->Split(*bytes, take, refuse);
    if (!bad.ok()) return bad;
  }
  return records;
}

}  // namespace entente::cli
