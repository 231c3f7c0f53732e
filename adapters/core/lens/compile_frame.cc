// How the file is cut into records: the mapping's `frame`, and for lines the layout that its keys give.
#include <algorithm>

#include "adapters/core/frame/csv_frame.h"
#include "adapters/core/frame/json_frame.h"
#include "adapters/core/frame/lines_frame.h"
#include "adapters/core/frame/mrz_frame.h"
#include "adapters/core/frame/tables_frame.h"
#include "adapters/core/frame/xlsx_frame.h"
#include "adapters/core/lens/compile.h"
#include "adapters/core/lens/mapping_words.h"
#include "adapters/core/text.h"
#include "entente/v1/record.pb.h"

namespace entente::adapters {

absl::Status Compiler::ReadFrame(const Yaml& frame) {
  absl::StatusOr<std::string> reads = TextOf(frame, "reads", "");
  if (!reads.ok()) return reads.status();
  absl::Status status;
  if (*reads == "json") {
    status = JsonFrame(frame);
  } else if (*reads == "csv") {
    status = CsvFrame(frame);
  } else if (*reads == "xlsx") {
    xlsx_ = true;
    status = CsvFrame(frame);
  } else if (*reads == "tables") {
    status = TablesFrame(frame);
  } else if (*reads == "lines") {
    status = LinesFrame(frame);
  } else if (*reads == "mrz") {
    status = KnownKeys(frame, {"reads", "identity", "one_per"});
    make_frame_ = [] { return MakeMrzFrame(); };
  } else if (*reads == "xml") {
    status = XmlFrame(frame);
  } else {
    return frame.Error("`reads` must be json, csv, tables, xlsx, lines, mrz or xml");
  }
  if (status.ok()) status = LinkPlaces(frame);
  const Yaml* identity = frame.Find("identity");
  const bool digest = identity != nullptr && identity->text == "digest";
  if (status.ok() && identity != nullptr && !digest) status = Identity(*identity, &plan_->identity);
  if (!status.ok()) return status;
  plan_->counts_equal = digest || (places_ == Places::kHeader && plan_->identity.empty());
  if (const Yaml* one = frame.Find("one_per"); one != nullptr) {
    Lets none;
    absl::StatusOr<Path> path = MakePath(*one, one->text, {v1::Record::descriptor(), &none, &unknown_});
    if (!path.ok()) return path.status();
    if (path->segments.size() != 1 || path->message == nullptr)
      return one->Error("`one_per` needs a list of the record");
    plan_->one_per = *std::move(path);
  }
  return absl::OkStatus();
}

// `identity: [ORI, Number]`: the values there, with a slash between them, are the national id.
absl::Status Compiler::Identity(const Yaml& identity, std::vector<Place>* places) {
  absl::StatusOr<std::vector<Yaml>> words = TextsOf(identity);
  if (!words.ok()) return words.status();
  for (const Yaml& word : *words) {
    absl::StatusOr<Place> place = MakePlace(word, word.text);
    if (!place.ok()) return place.status();
    if (place->list) return word.Error("a national id has one value of each place");
    places->push_back(*std::move(place));
  }
  return absl::OkStatus();
}

absl::Status Compiler::JsonFrame(const Yaml& frame) {
  absl::Status known = KnownKeys(frame, {"reads", "records", "id", "ref", "identity", "one_per", "keyed", "graph"});
  if (!known.ok()) return known;
  absl::StatusOr<std::string> records = TextOf(frame, "records", ".");
  if (!records.ok()) return records.status();
  JsonOptions options;
  options.bare_document = false;
  for (const std::string_view at : SplitText(*records, " or ")) {
    const std::string_view word = Strip(at);
    if (word == ".") {
      options.bare_document = true;
    } else {
      options.envelopes.push_back(SplitText(word, "/"));
    }
  }
  if (const Yaml* graph = frame.Find("graph"); graph != nullptr) return GraphFrame(*graph);
  if (const Yaml* keyed = frame.Find("keyed"); keyed != nullptr) return KeyedFrame(*keyed, options);
  make_frame_ = [options] { return MakeJsonFrame(options); };
  return absl::OkStatus();
}

absl::Status Compiler::CsvFrame(const Yaml& frame) {
  places_ = Places::kHeader;
  absl::Status known = KnownKeys(frame, {"reads", "when", "separator", "one_per", "columns", "identity", "banner",
                                         "may_lack", "outside", "numbered", "sums"});
  if (!known.ok()) return known;
  CsvOptions options;
  options.format = plan_->name;
  if (const Yaml* s = frame.Find("separator"); s != nullptr) {
    if (s->text.size() != 1 || s->text == "\"") return s->Error("expected one letter");
    options.separator = s->text[0];
  }
  absl::StatusOr<std::string> when = TextOf(frame, "when", "");
  if (!when.ok()) return when.status();
  options.when = *when;
  absl::Status rows = CsvRows(frame, &options);
  if (!rows.ok()) return rows;
  if (const Yaml* columns = frame.Find("columns"); columns != nullptr) {
    absl::StatusOr<std::vector<Yaml>> words = TextsOf(*columns);
    if (!words.ok()) return words.status();
    for (const Yaml& word : *words) options.columns.push_back(word.text);
  }
  make_frame_ = [this, options]() mutable {
    if (options.columns.empty()) options.columns = MappedColumns();
    return xlsx_ ? MakeXlsxFrame(options) : MakeCsvFrame(options);
  };
  return absl::OkStatus();
}

// Which rows of the file are no rows of the table, and which are shorter than the header.
absl::Status Compiler::CsvRows(const Yaml& frame, CsvOptions* options) {
  constexpr size_t kBannerMax = 100;
  constexpr size_t kLackMax = 64;
  const auto number = [&](const char* key, size_t max, size_t* out) -> absl::Status {
    const Yaml* found = frame.Find(key);
    if (found == nullptr || (ParseNumber(found->text, out) && *out <= max)) return absl::OkStatus();
    return found->Error(StrCat("expected a number up to ", max));
  };
  absl::Status status = number("banner", kBannerMax, &options->banner_max);
  if (status.ok()) status = number("may_lack", kLackMax, &options->may_lack);
  if (!status.ok()) return status;
  if ((options->banner_max > 0 || xlsx_) && options->when.empty())
    return frame.Error("a header below a banner, or in a workbook, needs `when`");
  if (const Yaml* numbered = frame.Find("numbered"); numbered != nullptr) options->numbered = numbered->text;
  if (const Yaml* sums = frame.Find("sums"); sums != nullptr) options->sums = Words(sums->text);
  const Yaml* outside = frame.Find("outside");
  if (outside == nullptr) return absl::OkStatus();
  if (!outside->map()) return outside->Error("expected a map of columns and words");
  for (const auto& [column, words] : outside->entries) {
    options->outside.push_back({column.text, Words(words.text)});
    if (options->outside.back().words.empty()) return words.Error("expected at least one word");
  }
  return absl::OkStatus();
}

// `tables: {case: COLUMN, person: COLUMN}`: the first holds the records, each is told by a column of its header.
absl::Status Compiler::TablesFrame(const Yaml& frame) {
  places_ = Places::kHeader;
  absl::Status known =
      KnownKeys(frame, {"reads", "separator", "key", "tables", "repeats", "columns", "identity", "one_per"});
  if (!known.ok()) return known;
  TablesOptions options;
  absl::StatusOr<std::string> key = TextOf(frame, "key", "");
  if (!key.ok()) return key.status();
  if (key->empty()) return frame.Error("expected `key`: the column that joins the tables");
  options.key = *key;
  const Yaml* tables = frame.Find("tables");
  const Yaml* columns = frame.Find("columns");
  if (tables == nullptr || !tables->map() || tables->entries.size() != 2)
    return frame.Error("expected `tables`: two names, each with the column that tells its header");
  if (columns == nullptr || !columns->map())
    return frame.Error("expected `columns`: of each table, as they are written");
  for (size_t i = 0; i < 2; ++i) {
    const auto& [name, when] = tables->entries[i];
    LinkedTable& table = i == 0 ? options.parent : options.child;
    table.name = name.text;
    table.when = when.text;
    const Yaml* own = columns->Find(name.text);
    if (own == nullptr) return columns->Error(StrCat("expected the columns of `", name.text, "`"));
    absl::StatusOr<std::vector<Yaml>> words = TextsOf(*own);
    if (!words.ok()) return words.status();
    for (const Yaml& word : *words) table.columns.push_back(word.text);
    if (std::find(table.columns.begin(), table.columns.end(), options.key) == table.columns.end())
      return own->Error(StrCat("expected `", options.key, "` among them"));
  }
  NameId(options.child.name);
  if (const Yaml* repeats = frame.Find("repeats"); repeats != nullptr) {
    if (!repeats->map()) return repeats->Error("expected a map of columns: of the second table, and of the first");
    for (const auto& [below, above] : repeats->entries) options.repeats[below.text] = above.text;
  }
  make_frame_ = [options] { return MakeTablesFrame(options); };
  return absl::OkStatus();
}

absl::Status Compiler::LinesFrame(const Yaml& frame) {
  absl::Status known =
      KnownKeys(frame, {"reads", "length", "segment", "segments", "begins", "write_length", "identity", "one_per"});
  if (!known.ok()) return known;
  places_ = Places::kFixed;
  LinesLayout& lines = lines_;
  const auto columns = [&](const char* key, size_t* first, size_t* size) -> absl::Status {
    const Yaml* found = frame.Find(key);
    Column column;
    if (found == nullptr) return frame.Error(StrCat("expected `", key, "`"));
    if (!ReadColumns(found->text, &column) || column.repeated) return found->Error("expected columns such as `1-4`");
    *first = column.first;
    *size = column.size;
    return absl::OkStatus();
  };
  absl::Status status = columns("length", &lines.length_first, &lines.length_size);
  if (status.ok()) status = columns("segment", &lines.segment_first, &lines.segment_size);
  if (!status.ok()) return status;
  const Yaml* segments = frame.Find("segments");
  if (segments == nullptr || !segments->map()) return frame.Error("expected `segments`, a map of codes and names");
  for (const auto& [code, name] : segments->entries) {
    if (code.text.size() != lines.segment_size) return code.Error("the code does not fill the segment's columns");
    LinesLayout::Kind& kind = lines.kinds[code.text];
    kind.name = name.text;
    kind.id = NameId(name.text);
  }
  if (const Yaml* begins = frame.Find("begins"); begins != nullptr) {
    for (const Yaml& code : begins->items) {
      if (!lines.kinds.contains(code.text)) return code.Error(StrCat("there is no segment `", code.text, "`"));
      lines.kinds[code.text].begins = true;
    }
  }
  if (const Yaml* lengths = frame.Find("write_length"); lengths != nullptr) {
    for (const auto& [code, length] : lengths->entries) {
      const auto kind = lines.kinds.find(code.text);
      if (kind == lines.kinds.end()) return code.Error(StrCat("there is no segment `", code.text, "`"));
      if (!ParseNumber(length.text, &kind->second.write_length) || kind->second.write_length > 9999) {
        return length.Error("expected a length up to 9999");
      }
    }
  }
  make_frame_ = [this] { return MakeLinesFrame(lines_); };
  return absl::OkStatus();
}

absl::StatusOr<Column> Compiler::MakeColumn(const Yaml& key) {
  std::string_view text = key.text;
  text = text.substr(0, text.find(" > "));
  const size_t blank = text.find(' ');
  Column column;
  if (blank == std::string_view::npos || !ReadColumns(text.substr(blank), &column)) {
    return key.Error("expected a name and columns such as `Age 72-73`");
  }
  column.name = std::string(text.substr(0, blank));
  column.id = NameId(column.name);
  return column;
}

absl::Status Compiler::Columns(const Yaml& map, std::vector<Column>* columns) {
  for (const auto& [key, value] : map.entries) {
    if (key.text == "only with" || key.text == "set") continue;
    absl::StatusOr<Column> column = MakeColumn(key);
    if (!column.ok()) return column.status();
    if (value.map()) {
      absl::Status inside = Columns(value, &column->inside);
      if (!inside.ok()) return inside;
    }
    bool known = false;
    for (const Column& other : *columns) {
      known |= other.name == column->name && other.first == column->first && other.end == column->end;
      const bool apart = column->end <= other.first || other.end <= column->first;
      if (!known && !apart) return key.Error(StrCat("the columns overlap those of `", other.name, "`"));
      if (!known && other.name == column->name) return key.Error(StrCat("`", other.name, "` is named twice"));
    }
    if (!known) columns->push_back(*std::move(column));
  }
  return absl::OkStatus();
}

absl::Status Compiler::LayoutOf(const Yaml& map) {
  for (const auto& [key, value] : map.entries) {
    if (!value.map()) continue;
    std::string_view name = key.text;
    name = name.substr(0, name.find(' '));
    ConsumeSuffix(&name, "[]");
    auto kind =
        std::find_if(lines_.kinds.begin(), lines_.kinds.end(), [&](const auto& k) { return k.second.name == name; });
    if (kind == lines_.kinds.end()) return key.Error(StrCat("there is no segment `", name, "`"));
    absl::Status columns = Columns(value, &kind->second.columns);
    if (!columns.ok()) return columns;
  }
  return absl::OkStatus();
}

absl::Status Compiler::Layout(const Yaml& yaml) {
  std::vector<const Yaml*> maps;
  if (const Yaml* map = yaml.Find("map"); map != nullptr && map->map()) maps.push_back(map);
  if (const Yaml* choose = yaml.Find("choose"); choose != nullptr) {
    for (const Yaml& branch : choose->items) {
      if (const Yaml* map = branch.Find("map"); map != nullptr && map->map()) maps.push_back(map);
    }
  }
  for (const Yaml* map : maps) {
    Yaml shared;
    shared.kind = Yaml::Kind::kMap;
    for (const auto& entry : map->entries) {
      if (!entry.second.map()) shared.entries.push_back(entry);
    }
    absl::Status status = Columns(shared, &lines_.shared);
    if (status.ok()) status = LayoutOf(*map);
    if (!status.ok()) return status;
  }
  for (auto& [code, kind] : lines_.kinds) {
    kind.by_position = kind.columns;
    std::sort(kind.by_position.begin(), kind.by_position.end(),
              [](const Column& a, const Column& b) { return a.first < b.first; });
  }
  return absl::OkStatus();
}

}  // namespace entente::adapters
