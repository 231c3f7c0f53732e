// YAML to Plan, with every error that can be found before a record is seen: file:line:column, what, and what was
// expected.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "adapters/core/frame/csv_frame.h"
#include "adapters/core/frame/json_frame.h"
#include "adapters/core/frame/lines.h"
#include "adapters/core/frame/xml.h"
#include "adapters/core/lens/plan.h"
#include "adapters/core/lens/yaml.h"

namespace entente::adapters {

// The files of a mapping folder by their path in it: "mapping.yaml", "codes/sex.csv".
using Folder = std::map<std::string, std::string>;

// `file` is one of the folder's mappings; "mapping.yaml" has no edition, "2024.yaml" is the edition "2024".
absl::StatusOr<std::unique_ptr<Plan>> CompilePlan(const std::string& name, const Folder& folder,
                                                  const std::string& file);

// ---- Between compile*.cc ----

struct Scope {
  const Descriptor* from = nullptr;  // type of the current block's object
  const Lets* lets = nullptr;
  const std::vector<std::string>* unknown = nullptr;
};

class Compiler {
 public:
  Compiler(Plan* plan, const Folder& folder) : plan_(plan), folder_(folder) {}

  absl::Status Compile(const Yaml& yaml);

  absl::StatusOr<Line> MakeLine(const Yaml& key, const Yaml& value, const Scope& scope);
  absl::StatusOr<Place> MakePlace(const Yaml& key, std::string_view text);
  absl::StatusOr<Path> MakePath(const Yaml& at, std::string_view text, const Scope& scope);
  void NumberBox(const Scope& scope, Path* path);
  // What a line of the mapping says.
  void Targets(const Path& path) {
    plan_->says_action = plan_->says_action || path.leaf() == v1::Header::descriptor()->FindFieldByName("action");
  }
  // The folder's codes/<name>.csv, else the shared crosswalk/<name>.csv.
  absl::StatusOr<const Table*> GetTable(const Yaml& at, const std::string& name);
  // Every common code of the table against what the field takes: its common list, an enum, true and false, a number.
  absl::Status CheckTable(const Yaml& at, const Table& table, const Path& path);
  absl::Status CheckTable(const Yaml& at, const Table& table, const FieldDescriptor& field);
  // The national list whose words a table holds, named after what the table is about: its name up to the first hyphen.
  std::string TableList(std::string_view table) const { return ListName(table.substr(0, table.find('-'))); }
  std::string ListName(std::string_view name) const {
    return lists_.empty() ? std::string(name) : lists_ + "." + std::string(name);
  }
  Plan* plan() { return plan_; }
  void AddList(const std::string& list);

 private:
  // compile_frame.cc: each reads the words of its syntax and leaves in make_frame_ what makes the frame at the end.
  absl::Status ReadFrame(const Yaml& frame);
  absl::Status JsonFrame(const Yaml& frame);
  absl::Status GraphFrame(const Yaml& graph);
  absl::Status KeyedFrame(const Yaml& keyed, const JsonOptions& json);
  absl::Status CsvFrame(const Yaml& frame);
  absl::Status CsvRows(const Yaml& frame, CsvOptions* options);
  absl::Status TablesFrame(const Yaml& frame);
  absl::Status LinesFrame(const Yaml& frame);
  absl::Status XmlFrame(const Yaml& frame);
  absl::Status XmlOrder(const std::string& element, const Yaml& names);
  absl::Status LinkPlaces(const Yaml& frame);
  absl::Status Identity(const Yaml& identity, std::vector<Place>* places);
  absl::Status KnownPrefix(const Yaml& key, std::string_view name) const;
  absl::StatusOr<bool> LinkBlock(const Yaml& key, std::string_view text, Block* block);
  absl::Status Layout(const Yaml& yaml);
  absl::Status LayoutOf(const Yaml& map);
  absl::Status Columns(const Yaml& map, std::vector<Column>* columns);
  absl::StatusOr<Column> MakeColumn(const Yaml& key);
  absl::Status Guard(const Yaml& yaml);
  absl::Status Reasons(const Yaml& yaml, std::string_view key,
                       std::vector<std::pair<std::string, std::string>>* reasons);
  absl::StatusOr<std::vector<Constant>> Constants(const Yaml& map, const Scope& scope, std::string* kind);
  absl::Status Branches(const Yaml& yaml);
  absl::Status WrittenColumns(const Yaml& columns);
  std::vector<std::string> MappedColumns() const;
  absl::StatusOr<Branch> MakeBranch(const Yaml* branch, const Yaml& shared, const Lets& lets);
  absl::StatusOr<std::vector<Test>> Tests(const Yaml& map);
  absl::Status Condition(const Yaml& key, std::string_view text, Block* block);
  absl::Status FillBlock(const Yaml& map, const Scope& scope, int depth, Block* block);
  absl::StatusOr<Block> MakeBlock(const Yaml& key, const Yaml& value, const Scope& scope, int depth);
  int SlotFor(const Place& place, Block* block);
  int32_t NameId(const std::string& name);
  void Accept(Block* block, std::map<std::string, std::vector<std::string>>* by_base);

  // How the left sides of this syntax are written: `a/b[]`, a column's header, a name and columns, or `p:a[]/@b`.
  enum class Places { kNames, kHeader, kFixed, kXml };

  Plan* plan_;
  const Folder& folder_;
  Places places_ = Places::kNames;
  std::function<std::unique_ptr<const Frame>()> make_frame_;
  LinesLayout lines_;
  XmlLayout xml_;
  bool xlsx_ = false;  // the table is a sheet of a workbook
  std::string lists_;
  std::vector<std::string> unknown_;
  std::vector<std::unique_ptr<std::map<std::string, std::string>>> kept_lets_;
  std::map<std::string, int> boxes_;  // beginnings of paths, numbered
};

// "a, b" with quotes around what holds commas.
std::vector<std::string> Words(std::string_view text);
std::string Unquoted(std::string_view text);

}  // namespace entente::adapters
