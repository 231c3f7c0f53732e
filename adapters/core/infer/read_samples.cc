#include "adapters/core/infer/read_samples.h"

#include <algorithm>

#include "adapters/core/frame/csv.h"
#include "adapters/core/frame/json.h"
#include "adapters/core/frame/utf8.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr int kRowsLooked = 20;
constexpr size_t kItemsLeast = 2;  // of a list that a page wraps

absl::Status Error(const std::string& name, std::string_view what) {
  return absl::InvalidArgumentError(StrCat("`", name, "`: ", what));
}

// ---- CSV ----

// How many cells the rows agree on with this separator; 1: it separates nothing.
size_t CellsWith(std::string_view text, char separator) {
  CsvRow row;
  std::string scratch;
  size_t cells = 0;
  for (int i = 0; i < kRowsLooked && !text.empty(); ++i) {
    ReadCsvRow(text, separator, &row, &scratch);
    if (!row.expected.empty()) return 1;
    if (cells != 0 && row.cells.size() != cells) return 1;
    cells = row.cells.size();
    text.remove_prefix(std::min(row.next, text.size()));
  }
  return std::max<size_t>(cells, 1);
}

char SeparatorOf(std::string_view text) {
  char best = 0;
  size_t most = 1;
  for (const char separator : {',', ';', '\t', '|'}) {
    const size_t cells = CellsWith(text, separator);
    if (cells > most) {
      most = cells;
      best = separator;
    }
  }
  return best;
}

absl::Status ReadCsv(const std::string& name, const std::string& bytes, SampleProfile* profile) {
  absl::Status status;
  const auto refuse = [&](const Refusal& refusal) { status.Update(Error(name, refusal.Message(false))); };
  CsvRow row;
  std::string scratch;
  std::vector<std::string> columns;
  CsvCut cut;
  cut.separator = profile->separator;
  SplitCsv(
      bytes, cut,
      [&](const Unit& unit) {
        if (columns.empty()) {
          const auto header = CsvHeader(unit.preamble, profile->separator);
          if (!header.ok()) return refuse({"line 1", "", "a header whose names stand once each"});
          columns = *header;
        }
        ReadCsvRow(unit.data, profile->separator, &row, &scratch);
        if (row.cells.size() != columns.size()) return;  // a broken row is the check's business
        ++profile->count;
        for (size_t i = 0; i < columns.size(); ++i) profile->Add(columns[i], row.cells[i]);
      },
      refuse, nullptr);
  return profile->count > 0 ? absl::OkStatus() : status;
}

// ---- JSON ----

void Count(const Tree& tree, int32_t node, const std::string& place, SampleProfile* profile) {
  for (int32_t i = tree[node].first; i >= 0; i = tree[i].next) {
    const bool item = tree[node].kind == Node::Kind::kArray;
    const std::string at =
        item ? (place.ends_with("[]") ? place : place + "[]") : StrCat(place, place.empty() ? "" : "/", tree[i].name);
    if (!tree[i].leaf()) {
      Count(tree, i, at, profile);
      continue;
    }
    profile->Add(at, tree[i].text);
  }
}

int64_t Leaves(const Tree& tree, int32_t node) {
  if (tree[node].leaf()) return 1;
  int64_t leaves = 0;
  for (int32_t i = tree[node].first; i >= 0; i = tree[i].next) leaves += Leaves(tree, i);
  return leaves;
}

// The list of objects that holds nearly everything of a page, by its keys; empty: the document is a record.
std::string ListOfPage(const Tree& tree, int32_t node, const std::string& path, int64_t all) {
  constexpr int64_t kShare = 2;  // more than half of the page's values
  for (int32_t i = tree[node].first; i >= 0; i = tree[i].next) {
    const std::string at = StrCat(path, path.empty() ? "" : "/", tree[i].name);
    if (tree[i].kind == Node::Kind::kObject) {
      const std::string found = ListOfPage(tree, i, at, all);
      if (!found.empty()) return found;
    }
    if (tree[i].kind != Node::Kind::kArray) continue;
    size_t objects = 0;
    for (int32_t k = tree[i].first; k >= 0; k = tree[k].next) objects += tree[k].kind == Node::Kind::kObject ? 1 : 0;
    if (objects >= kItemsLeast && Leaves(tree, i) * kShare > all) return at;
  }
  return "";
}

std::string PageOf(const std::string& bytes) {
  std::string page;
  int64_t documents = 0;
  Tree tree;
  SplitJson(
      bytes, {}, true,
      [&](const Unit& unit) {
        if (++documents > 1 || !ReadJson(unit.data, {}, &tree).ok()) return;
        page = ListOfPage(tree, 0, "", Leaves(tree, 0));
      },
      [](const Refusal&) {});
  return documents == 1 ? page : "";
}

absl::Status ReadJsonFile(const std::string& name, const std::string& bytes, SampleProfile* profile) {
  absl::Status status;
  const auto refuse = [&](const Refusal& refusal) { status.Update(Error(name, refusal.Message(false))); };
  std::vector<std::vector<std::string>> envelopes;
  if (profile->records != ".") envelopes.push_back(SplitText(profile->records, "/"));
  Tree tree;
  SplitJson(
      bytes, envelopes, profile->records == ".",
      [&](const Unit& unit) {
        if (const absl::Status read = ReadJson(unit.data, {}, &tree); !read.ok()) return status.Update(read);
        ++profile->count;
        Count(tree, 0, "", profile);
      },
      refuse);
  return status;
}

// The first letter tells JSON and XML; a line without any separator is of fixed width.
absl::Status Recognise(const std::string& name, std::string_view text, SampleProfile* profile) {
  const std::string_view start = Strip(text.substr(0, 4096));
  if (start.empty()) return Error(name, "the sample is empty");
  if (InvalidUtf8At(text) >= 0) {
    return Error(name, "the sample is not UTF-8; convert it first, for example with `iconv -f latin1 -t utf8`");
  }
  if (start[0] == '{' || start[0] == '[') {
    profile->syntax = SampleProfile::Syntax::kJson;
    return absl::OkStatus();
  }
  if (start[0] == '<') {
    profile->syntax = SampleProfile::Syntax::kXml;
    return absl::OkStatus();
  }
  const char separator = SeparatorOf(text);
  if (separator != 0) {
    profile->separator = separator;
    return absl::OkStatus();
  }
  return Error(
      name,
      "its lines have no separator that every row agrees on. Lines of fixed width need their layout: the columns "
      "of each value, which no sample tells; see adapters/us-nibrs-flat/mapping.yaml");
}

}  // namespace

absl::StatusOr<SampleProfile> ReadSamples(const std::vector<std::pair<std::string, std::string>>& files) {
  SampleProfile profile;
  for (size_t i = 0; i < files.size(); ++i) {
    const auto& [name, bytes] = files[i];
    std::string_view text = bytes;
    if (ConsumePrefix(&text, kByteOrderMark)) profile.byte_order_mark = true;
    profile.carriage_returns = profile.carriage_returns || StrContains(text, "\r\n");
    SampleProfile seen;
    if (const absl::Status status = Recognise(name, text, &seen); !status.ok()) return status;
    if (i == 0) {
      profile.syntax = seen.syntax;
      profile.separator = seen.separator;
    } else if (profile.syntax != seen.syntax || profile.separator != seen.separator) {
      return Error(name, "it differs in syntax from the sample before: one folder for each, or an edition each");
    }
    if (profile.syntax == SampleProfile::Syntax::kJson) {
      if (const std::string page = PageOf(bytes); !page.empty()) profile.records = page;
      if (const absl::Status status = ReadJsonFile(name, bytes, &profile); !status.ok()) return status;
    } else if (profile.syntax == SampleProfile::Syntax::kXml) {
      const std::string before = profile.records;
      if (const absl::Status status = ReadXmlSample(bytes, &profile); !status.ok())
        return Error(name, RefusalOf(status).Message(false));
      if (i > 0 && profile.records != before)
        return Error(name, StrCat("its records stand at `", profile.records, "`, those of the sample before at `",
                                  before, "`: one folder for each, or an edition each"));
    } else if (const absl::Status status = ReadCsv(name, bytes, &profile); !status.ok()) {
      return status;
    }
  }
  if (profile.count == 0) return absl::InvalidArgumentError("the samples hold no record");
  if (profile.leaves.empty()) return absl::InvalidArgumentError("the records of the samples hold no value");
  return profile;
}

}  // namespace entente::adapters
