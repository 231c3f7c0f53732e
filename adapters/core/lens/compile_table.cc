// Code tables: where they are found, and their common codes against the fields they are written to, so that a table
// with a hole never meets a record.
#include "adapters/core/lens/compile.h"
#include "adapters/core/shared_tables.h"
#include "adapters/core/text.h"
#include "entente/v1/field_set.pb.h"
#include "entente/v1/record.pb.h"

namespace entente::adapters {
namespace {

constexpr std::string_view kIccsList = "iccs";

std::string_view ListOf(const FieldDescriptor& field) { return field.options().GetExtension(v1::codes); }

// "7-364 DAY" stands for a quantity: its unit.
std::string_view UnitOf(std::string_view common) { return common.substr(common.rfind(' ') + 1); }

// Empty, or what is wrong with a common code for this field.
std::string Wrong(const FieldDescriptor& field, const Table::Row& row) {
  const std::string& common = row.common;
  const auto no_value = [&] { return StrCat("`", common, "` is no value of `", field.name(), "`"); };
  if (field.enum_type() != nullptr) return EnumNumber(field.enum_type(), common) > 0 ? "" : no_value();
  int64_t number = 0;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return common == "true" || common == "false" ? "" : no_value();
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
      return ParseNumber(common, &number) ? "" : no_value();
    default:
      break;
  }
  const std::string_view list = ListOf(field);
  if (list.empty() || list == kIccsList) return "";  // no list; or the iccs column, which GetTable has checked
  const std::string_view code = list == "unit" ? UnitOf(common) : std::string_view(common);
  if (InCommonList(list, code)) return "";
  return StrCat("`", code, "` is not in the common list `", list, "`, and `", field.name(), "` takes no other code");
}

}  // namespace

absl::StatusOr<const Table*> Compiler::GetTable(const Yaml& at, const std::string& name) {
  auto& slot = plan_->tables[name];
  if (slot != nullptr) return slot.get();
  const auto own = folder_.find(StrCat("codes/", name, ".csv"));
  const std::optional<std::string_view> shared = own == folder_.end() ? CrosswalkTable(name) : std::nullopt;
  if (own == folder_.end() && !shared.has_value()) {
    return at.Error(StrCat("there is no table `codes/", name, ".csv`, and no shared one `crosswalk/", name, ".csv`"));
  }
  absl::StatusOr<Table> table = shared.has_value() ? Table::Parse(StrCat("crosswalk/", name, ".csv"), *shared)
                                                   : Table::Parse(StrCat(plan_->name, "/", own->first), own->second);
  if (!table.ok()) return table.status();
  for (const Table::Row& row : table->rows()) {
    if (!row.iccs.empty() && !InCommonList(kIccsList, row.iccs)) {
      return table->Error(row, StrCat("`", row.iccs, "` is not in the common list `iccs`"));
    }
  }
  slot = std::make_unique<Table>(*std::move(table));
  return slot.get();
}

absl::Status Compiler::CheckTable(const Yaml& at, const Table& table, const FieldDescriptor& field) {
  for (const Table::Row& row : table.rows()) {
    if (row.common.empty()) continue;
    const std::string wrong = Wrong(field, row);
    if (!wrong.empty()) return table.Error(row, StrCat(wrong, " (", *at.file, ":", at.line, ")"));
  }
  return absl::OkStatus();
}

absl::Status Compiler::CheckTable(const Yaml& at, const Table& table, const Path& path) {
  const FieldDescriptor* field = path.leaf();
  if (field == nullptr) return absl::OkStatus();
  // A Code's own `common` takes what the field that holds the Code takes.
  const bool within = field->containing_type() == v1::Code::descriptor() && field->name() == "common";
  if (within && path.segments.size() > 1) field = path.segments[path.segments.size() - 2].field;
  return CheckTable(at, table, *field);
}

}  // namespace entente::adapters
