// Holds the code tables of every format and of the crosswalk against the common lists: what a mapping can write into a
// coded field stands in that field's list, and every shared row says where it comes from. It reads the mappings by
// itself, so that a mistake of the engine cannot hide one of a table.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "adapters/core/lens/decimal.h"
#include "adapters/core/lens/units.h"
#include "entente/v1/field_set.pb.h"
#include "entente/v1/record.pb.h"

namespace entente {
namespace {

namespace fs = std::filesystem;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

const fs::path kAdapters = fs::path(ENTENTE_SOURCE_DIR) / "adapters";
const std::set<std::string> kImplied = {"unknown", "none", "other"};  // every list has them

using Row = std::vector<std::string>;

std::vector<Row> ReadCsv(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<Row> rows;
  Row row{""};
  bool quoted = false;
  for (char c; in.get(c);) {
    if (c == '"') {
      if (quoted && in.peek() == '"')
        row.back() += static_cast<char>(in.get());
      else
        quoted = !quoted;
    } else if (!quoted && c == ',') {
      row.emplace_back();
    } else if (!quoted && c == '\n') {
      rows.push_back(row);
      row = {""};
    } else {
      row.back() += c;
    }
  }
  EXPECT_FALSE(quoted) << path << ": a quote is not closed";
  EXPECT_EQ(row, Row{""}) << path << ": the last line has no end";
  return rows;
}

// The cell of a row under a column of the header; empty when the table has no such column.
std::string Cell(const std::vector<Row>& rows, size_t row, const std::string& column) {
  const auto at = std::find(rows[0].begin(), rows[0].end(), column);
  return at == rows[0].end() ? "" : rows[row].at(static_cast<size_t>(at - rows[0].begin()));
}

std::set<std::string> CommonList(const std::string& name) {
  std::set<std::string> codes = kImplied;
  const std::vector<Row> rows = ReadCsv(kAdapters / "core" / "codes" / (name + ".csv"));
  for (size_t i = 1; i < rows.size(); ++i) codes.insert(rows[i][0]);
  return codes;
}

std::string ListOf(const FieldDescriptor& field) { return field.options().GetExtension(v1::codes); }

void CollectLists(const Descriptor* message, std::set<const Descriptor*>* seen, std::set<std::string>* lists) {
  if (!seen->insert(message).second) return;
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor& field = *message->field(i);
    if (!ListOf(field).empty()) lists->insert(ListOf(field));
    if (field.message_type() != nullptr) CollectLists(field.message_type(), seen, lists);
  }
}

std::set<std::string> ListsOfTheRecord() {
  std::set<const Descriptor*> seen;
  std::set<std::string> lists;
  CollectLists(v1::Record::descriptor(), &seen, &lists);
  return lists;
}

TEST(CodeLists, EveryListTheRecordNamesIsThereAndNoOther) {
  std::set<std::string> files;
  for (const auto& entry : fs::directory_iterator(kAdapters / "core" / "codes")) files.insert(entry.path().stem());
  EXPECT_EQ(files, ListsOfTheRecord());
}

TEST(CodeLists, ACodeStandsOnceWithANameAndASource) {
  for (const std::string& list : ListsOfTheRecord()) {
    const std::vector<Row> rows = ReadCsv(kAdapters / "core" / "codes" / (list + ".csv"));
    ASSERT_FALSE(rows.empty()) << list;
    EXPECT_EQ(Row(rows[0].begin(), rows[0].begin() + 3), (Row{"code", "name", "source"})) << list;
    std::set<std::string> codes;
    for (size_t i = 1; i < rows.size(); ++i) {
      ASSERT_EQ(rows[i].size(), rows[0].size()) << list << " line " << i + 1;
      EXPECT_TRUE(codes.insert(rows[i][0]).second) << list << ": " << rows[i][0] << " stands twice";
      EXPECT_FALSE(rows[i][0].empty() || rows[i][1].empty() || rows[i][2].empty()) << list << " line " << i + 1;
      EXPECT_FALSE(kImplied.contains(rows[i][0])) << list << ": " << rows[i][0] << " is implied in every list";
    }
  }
}

TEST(CodeLists, AnOffencesIccsStandsInTheIccsList) {
  const std::set<std::string> iccs = CommonList("iccs");
  const std::vector<Row> rows = ReadCsv(kAdapters / "core" / "codes" / "offence.csv");
  for (size_t i = 1; i < rows.size(); ++i) {
    EXPECT_TRUE(rows[i][3].empty() || iccs.contains(rows[i][3])) << rows[i][0] << " has " << rows[i][3];
  }
}

TEST(CodeLists, TheEngineConvertsEachUnitAsTheListSays) {
  const std::vector<Row> rows = ReadCsv(kAdapters / "core" / "codes" / "unit.csv");
  int converted = 0;
  for (size_t i = 1; i < rows.size(); ++i) {
    const std::string unit = rows[i][0], normal = Cell(rows, i, "normal"), factor = Cell(rows, i, "factor");
    EXPECT_EQ(adapters::NormalUnit(unit), normal) << unit;
    if (normal.empty()) continue;
    const auto one = adapters::ConvertUnit(*adapters::Decimal::Parse("1"), unit, normal);
    ASSERT_TRUE(one.has_value()) << unit;
    EXPECT_EQ(one->ToString(), factor) << unit;
    ++converted;
  }
  EXPECT_GT(converted, 15);
}

// What a crosswalk table is about, by its name up to the first hyphen, and the list its common codes stand in.
const std::map<std::string, std::string> kTopics = {{"country", "country"},
                                                    {"demonym", "country"},
                                                    {"eyes", "eye-colour"},
                                                    {"hair", "hair-colour"},
                                                    {"drug", "drug"},
                                                    {"unit", "unit"},
                                                    {"currency", "currency"},
                                                    {"language", "language"},
                                                    {"offence", "offence"},
                                                    {"charge", "offence"},
                                                    {"offence2016", "offence"},
                                                    {"offence2024", "offence"},
                                                    {"activity", "offence-factor"},
                                                    {"using", "offence-factor"},
                                                    {"entry", "offence-method"},
                                                    {"location", "site"},
                                                    {"weapon", "weapon"},
                                                    {"armed", "weapon"},
                                                    {"arrest", "arrest-basis"},
                                                    {"multiple", "arrest-count"},
                                                    {"under18", "arrest-outcome"},
                                                    {"cleared", "record-status"},
                                                    {"property", "item-category"},
                                                    {"sex", "sex"},
                                                    {"race", "race"},
                                                    {"ethnicity", "ethnicity"},
                                                    {"resident", "resident"},
                                                    {"victimtype", "victim-kind"},
                                                    {"injury", "injury"},
                                                    {"circumstance", "victim-circumstance"},
                                                    {"justifiable", "victim-circumstance"},
                                                    {"officeractivity", "victim-circumstance"},
                                                    {"officerassignment", "victim-circumstance"}};

// Rows whose source is only somebody's memory. The number may fall; a row that makes it rise needs a better source.
constexpr int kUnverifiedMax = 745;

TEST(Crosswalk, EveryRowHasASourceAndACodeOfItsList) {
  const std::set<std::string> iccs = CommonList("iccs");
  int tables = 0, unverified = 0;
  for (const auto& entry : fs::directory_iterator(kAdapters / "crosswalk")) {
    if (entry.path().extension() != ".csv") continue;
    ++tables;
    const std::string name = entry.path().stem();
    const auto topic = kTopics.find(name.substr(0, name.find('-')));
    ASSERT_NE(topic, kTopics.end()) << name << ": no topic of that name";
    const std::set<std::string> list = CommonList(topic->second);
    const std::vector<Row> rows = ReadCsv(entry.path());
    ASSERT_GT(rows.size(), 1u) << name;
    std::set<std::string> national;
    int here = 0;
    for (size_t i = 1; i < rows.size(); ++i) {
      const std::string where = name + " line " + std::to_string(i + 1);
      ASSERT_EQ(rows[i].size(), rows[0].size()) << where;
      const std::string common = Cell(rows, i, "common"), digits = Cell(rows, i, "iccs");
      EXPECT_TRUE(national.insert(Cell(rows, i, "national")).second) << where << " stands twice";
      EXPECT_TRUE(common.empty() || list.contains(common)) << where << " gives " << common;
      EXPECT_TRUE(digits.empty() || iccs.contains(digits)) << where << " gives " << digits;
      EXPECT_FALSE(Cell(rows, i, "source").empty()) << where << " has no source";
      here += Cell(rows, i, "source").starts_with("unverified") ? 1 : 0;
    }
    if (here > 0) std::cout << name << ": " << here << " of " << rows.size() - 1 << " rows unverified\n";
    unverified += here;
  }
  EXPECT_GT(tables, 20);
  EXPECT_LE(unverified, kUnverifiedMax);
}

TEST(Crosswalk, TheReadmeNamesEveryTable) {
  std::ifstream in(kAdapters / "crosswalk" / "README.md");
  std::stringstream text;
  text << in.rdbuf();
  for (const auto& entry : fs::directory_iterator(kAdapters / "crosswalk")) {
    if (entry.path().extension() != ".csv") continue;
    const std::string name = entry.path().stem();
    EXPECT_NE(text.str().find("`" + name + "`"), std::string::npos) << name;
  }
}

// One mapping file, walked line by line.
class MappingWalk {
 public:
  explicit MappingWalk(const fs::path& file) : folder_(file.parent_path()), name_(file.string()) {
    const YAML::Node root = YAML::LoadFile(file.string());
    if (root["like"]) AddLets(YAML::LoadFile((folder_ / root["like"].as<std::string>()).string())["let"]);
    AddLets(root["let"]);
    if (!root["choose"]) Walk(root["map"], v1::Record::descriptor());
    for (const YAML::Node& branch : root["choose"]) {
      const std::map<std::string, std::string> outer = lets_;
      AddLets(branch["let"]);
      if (branch["map"]) Walk(branch["map"], v1::Record::descriptor());
      Walk(root["map"], v1::Record::descriptor());
      lets_ = outer;
    }
  }

  int checked() const { return checked_; }

 private:
  void AddLets(const YAML::Node& node) {
    if (!node) return;
    for (const auto& pair : node) lets_[pair.first.as<std::string>()] = pair.second.as<std::string>();
  }

  void Walk(const YAML::Node& map, const Descriptor* context) {
    for (const auto& pair : map) {
      const std::string key = pair.first.as<std::string>();
      if (pair.second.IsMap()) {
        if (key != "set") Walk(pair.second, ContextOf(key, context));
      } else {
        CheckLine(key, pair.second.as<std::string>(), context);
      }
    }
  }

  // `victim[] > victims[]` goes into a Victim, `property[] groups items by status` into an Item.
  const Descriptor* ContextOf(const std::string& key, const Descriptor* context) {
    std::smatch match;
    if (std::regex_search(key, match, std::regex(R"( > (.+)$)")) ||
        std::regex_search(key, match, std::regex(R"( groups (\S+) by )"))) {
      const FieldDescriptor* field = Resolve(match[1], context);
      if (field != nullptr && field->message_type() != nullptr) return field->message_type();
      ADD_FAILURE() << name_ << ": `" << key << "` leads nowhere";
    }
    return context;
  }

  // The field at the end of a path; what stands in brackets only chooses among several. Null when there is none.
  const FieldDescriptor* Resolve(std::string path, const Descriptor* context) {
    // A filter may hold dots (`EC.zona`, `who.id`), so brackets go first; a let name is the first segment.
    const auto expand = [this](const std::string& text) {
      const size_t end = text.find_first_of(".[");
      const auto let = lets_.find(text.substr(0, end));
      return let == lets_.end() ? text : let->second + (end == std::string::npos ? "" : text.substr(end));
    };
    path = std::regex_replace(expand(path), std::regex(R"(\[[^\]]*\])"), "");
    if (const size_t arrow = path.rfind("->"); arrow != std::string::npos) path = "/" + path.substr(arrow + 2);
    if (path.starts_with("/")) {
      context = v1::Record::descriptor();
      path.erase(0, 1);
    }
    if (context->FindFieldByName(path.substr(0, path.find('.'))) == nullptr) context = v1::Record::descriptor();
    const FieldDescriptor* field = nullptr;
    std::stringstream segments(path);
    for (std::string segment; std::getline(segments, segment, '.');) {
      if (field != nullptr) context = field->message_type();
      field = context == nullptr ? nullptr : context->FindFieldByName(segment);
      if (field == nullptr) return nullptr;
    }
    return field;
  }

  void CheckLine(const std::string& key, const std::string& line, const Descriptor* context) {
    std::smatch table;
    if (!std::regex_search(line, table, std::regex(R"(\| (?:code|word|finds|quantity \w+ words) ([\w-]+))"))) return;
    if (table[1] == "zeros") return;  // the code itself with its zeros: no table
    std::string targets = line.substr(0, line.find(" | "));
    if (line.find("| finds ") != std::string::npos) targets.replace(targets.rfind('.') + 1, std::string::npos, "code");
    if (line.find("| quantity ") != std::string::npos) targets += ".unit";
    if (line.find("| ref ") != std::string::npos) return;
    for (size_t at = 0; at != std::string::npos;) {
      const size_t also = targets.find(" also ", at);
      const std::string path = targets.substr(at, also == std::string::npos ? also : also - at);
      const FieldDescriptor* field = Resolve(path, context);
      ASSERT_NE(field, nullptr) << name_ << ": `" << key << ": " << line << "`: no field " << path;
      CheckTable(table[1], *field);
      at = also == std::string::npos ? also : also + 6;
    }
  }

  void CheckTable(const std::string& table, const FieldDescriptor& field) {
    const fs::path own = folder_ / "codes" / (table + ".csv");
    const std::vector<Row> rows = ReadCsv(fs::exists(own) ? own : kAdapters / "crosswalk" / (table + ".csv"));
    ASSERT_FALSE(rows.empty()) << name_ << ": no table " << table;
    const bool is_iccs = ListOf(field) == "iccs";
    std::set<std::string> allowed;
    if (field.enum_type() == nullptr) allowed = CommonList(ListOf(field));
    std::set<std::string> national;
    for (size_t i = 1; i < rows.size(); ++i) {
      ASSERT_EQ(rows[i].size(), rows[0].size()) << table << " line " << i + 1;
      EXPECT_TRUE(national.insert(rows[i][0]).second) << name_ << " " << table << ": " << rows[i][0] << " stands twice";
      std::string common = Cell(rows, i, is_iccs ? "iccs" : "common");
      if (ListOf(field) == "unit" && common.find(' ') != std::string::npos) common.erase(0, common.rfind(' ') + 1);
      if (common.empty()) continue;
      ++checked_;
      EXPECT_TRUE(field.enum_type() != nullptr ? IsEnumValue(*field.enum_type(), common) : allowed.contains(common))
          << name_ << ": table " << table << " gives " << common << ", which " << field.full_name() << " does not know";
    }
  }

  // `RED` for COLOUR_RED: short names leave the enum's own prefix out.
  static bool IsEnumValue(const google::protobuf::EnumDescriptor& type, const std::string& common) {
    for (int i = 0; i < type.value_count(); ++i) {
      const std::string& name = type.value(i)->name();
      if (name == common || name.ends_with("_" + common)) return true;
    }
    return false;
  }

  fs::path folder_;
  std::string name_;
  std::map<std::string, std::string> lets_;
  int checked_ = 0;
};

TEST(CodeLists, ATableOfAMappingWritesOnlyCodesOfItsFieldsList) {
  int mappings = 0;
  for (const auto& entry : fs::recursive_directory_iterator(kAdapters)) {
    const fs::path inside = fs::relative(entry.path(), kAdapters);
    if (*inside.begin() == "core" || inside.extension() != ".yaml") continue;
    ++mappings;
    // An edition that is a difference has few tables of its own, or no lines at all; what it is like is looked at by
    // itself.
    const YAML::Node root = YAML::LoadFile(entry.path().string());
    if (root["like"] && !root["map"] && !root["choose"]) continue;
    const int least = root["like"] ? 0 : 20;
    EXPECT_GT(MappingWalk(entry.path()).checked(), least) << entry.path() << ": no table was looked at";
  }
  EXPECT_GE(mappings, 6);
}

}  // namespace
}  // namespace entente
