#include "adapters/core/frame/lines.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "adapters/core/frame/utf8.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr size_t kLineMax = 9999;

std::string_view TrimRight(std::string_view text) {
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

// What stands in the columns; a short line is blank behind its end.
std::string_view Cut(std::string_view line, size_t first, size_t size) {
  return first >= line.size() ? std::string_view() : line.substr(first, size);
}

struct Row {
  std::string_view text;  // without the line end
  size_t next = 0;
  const LinesLayout::Kind* kind = nullptr;
};

Row NextRow(std::string_view text) {
  Row row;
  const size_t end = text.find('\n');
  row.text = text.substr(0, end);
  row.next = end == std::string_view::npos ? text.size() : end + 1;
  if (!row.text.empty() && row.text.back() == '\r') row.text.remove_suffix(1);
  return row;
}

// Finds what segment the line is; false: the refusal says why it is none.
bool Recognise(const LinesLayout& layout, Row* row, Refusal* refusal) {
  const std::string_view declared = Cut(row->text, layout.length_first, layout.length_size);
  int length = 0;
  const bool digits = !declared.empty() && std::all_of(declared.begin(), declared.end(), IsDigit);
  if (!digits || !ParseNumber(declared, &length)) {
    *refusal = {"", Clip(declared),
                StrCat("the length of the line in columns ", layout.length_first + 1, "-",
                       layout.length_first + layout.length_size)};
    return false;
  }
  if (row->text.size() > static_cast<size_t>(length)) {
    *refusal = {"", StrCat(row->text.size(), " characters"), StrCat("at most the declared ", length)};
    return false;
  }
  if (const int64_t bad = InvalidUtf8At(row->text); bad >= 0) {
    *refusal = {"", StrCat("a byte that is not UTF-8 in column ", bad + 1), "UTF-8"};
    return false;
  }
  const std::string_view segment = Cut(row->text, layout.segment_first, layout.segment_size);
  const auto kind = layout.kinds.find(std::string(segment));
  if (kind == layout.kinds.end()) {
    *refusal = {"", Clip(segment), StrCat("a segment of this layout in column ", layout.segment_first + 1)};
    return false;
  }
  row->kind = &kind->second;
  return true;
}

bool SameRecord(const LinesLayout& layout, std::string_view a, std::string_view b) {
  for (const Column& column : layout.shared) {
    if (TrimRight(Cut(a, column.first, column.size)) != TrimRight(Cut(b, column.first, column.size))) return false;
  }
  return true;
}

bool Shared(const LinesLayout& layout, size_t at) {
  if (at >= layout.length_first && at < layout.length_first + layout.length_size) return true;
  if (at >= layout.segment_first && at < layout.segment_first + layout.segment_size) return true;
  return std::any_of(layout.shared.begin(), layout.shared.end(),
                     [&](const Column& c) { return at >= c.first && at < c.end; });
}

class Reader {
 public:
  Reader(const LinesLayout& layout, Tree* tree) : layout_(layout), tree_(tree) {}

  void ReadSegment(const Row& row) {
    const int32_t node = tree_->Add(0, Node::Kind::kObject, row.kind->name, row.kind->id, {});
    ReadColumns(row.text, row.kind->columns, node);
    size_t from = 0;
    for (const Column& column : row.kind->by_position) {
      Leftover(row.text, from, column.first, node);
      from = std::max(from, column.end);
    }
    Leftover(row.text, from, row.text.size(), node);
  }

 private:
  void ReadColumns(std::string_view text, const std::vector<Column>& columns, int32_t node) {
    for (const Column& column : columns) {
      if (!column.repeated) {
        tree_->Add(node, Node::Kind::kText, column.name, column.id, TrimRight(Cut(text, column.first, column.size)));
        continue;
      }
      for (size_t at = column.first; at < column.end; at += column.size) {
        const std::string_view cell = Cut(text, at, std::min(column.size, column.end - at));
        if (TrimRight(cell).empty()) continue;
        if (column.inside.empty()) {
          tree_->Add(node, Node::Kind::kText, column.name, column.id, TrimRight(cell));
        } else {
          const int32_t group = tree_->Add(node, Node::Kind::kObject, column.name, column.id, {});
          ReadColumns(cell, column.inside, group);
        }
      }
    }
  }

  // Columns nobody declares become leaves too, where something stands in them.
  void Leftover(std::string_view text, size_t from, size_t to, int32_t node) {
    to = std::min(to, text.size());
    size_t first = from;
    while (first < to && (text[first] == ' ' || Shared(layout_, first))) ++first;
    if (first >= to) return;
    std::string_view found = Strip(text.substr(first, to - first));
    const std::string name = StrCat("columns ", first + 1, "-", to);
    tree_->Add(node, Node::Kind::kText, tree_->Keep(name), kUnknownName, found);
  }

  const LinesLayout& layout_;
  Tree* tree_;
};

// Gathers the lines of a record. A broken line breaks the record it stands in: what is left of that one would be taken
// for a new and shorter version of it. Its neighbours are not touched.
class Gatherer {
 public:
  Gatherer(std::string_view file, const LinesLayout& layout, const std::function<void(const Unit&)>& on_unit,
           const std::function<void(const Refusal&)>& on_refusal)
      : file_(file), layout_(layout), on_unit_(on_unit), on_refusal_(on_refusal) {}

  void Good(const Row& row, size_t here, int64_t number) {
    const bool same = open_ && !row.kind->begins && SameRecord(layout_, first_, row.text);
    if (bad_.has_value()) {
      // Behind the bad line stand more lines of its own record: then the one before it is whole.
      const bool of_next = !same && !row.kind->begins && HasKey(bad_text_) && SameRecord(layout_, bad_text_, row.text);
      if (!of_next) Settle();
      if (!same) Flush();
      if (!same && !row.kind->begins) Begin(row, here, number, of_next ? *bad_ : NoBeginning(number));
      bad_.reset();
    }
    if (!open_ || row.kind->begins || !SameRecord(layout_, first_, row.text)) {
      Flush();
      Begin(row, here, number, std::nullopt);
    }
    end_ = here + row.text.size();
  }

  void Bad(std::string_view text, const Refusal& refusal) {
    if (bad_.has_value()) Settle();
    bad_ = refusal;
    bad_text_ = text;
  }

  void End() {
    if (bad_.has_value()) Settle();
    Flush();
  }

 private:
  void Begin(const Row& row, size_t here, int64_t number, std::optional<Refusal> broken) {
    open_ = true;
    first_ = row.text;
    start_ = here;
    start_line_ = number;
    broken_ = std::move(broken);
  }

  // A bad line counts for the record being gathered. One with another key stands for itself as well; and one that says
  // that it begins a record stands for itself alone.
  void Settle() {
    const bool other = !open_ || (HasKey(bad_text_) && !SameRecord(layout_, first_, bad_text_));
    if (other) on_refusal_(*bad_);
    if (!open_ || broken_.has_value() || (other && Begins(bad_text_))) return;
    broken_ = other ? Refusal{StrCat("line ", start_line_), "", "no broken line behind it that may be its own"} : *bad_;
  }

  bool Begins(std::string_view line) const {
    size_t length = 0;
    const auto kind = layout_.kinds.find(std::string(Cut(line, layout_.segment_first, layout_.segment_size)));
    if (!ParseNumber(Cut(line, layout_.length_first, layout_.length_size), &length)) return false;
    return kind != layout_.kinds.end() && kind->second.begins && length >= KeyEnd();
  }

  void Flush() {
    if (!std::exchange(open_, false)) return;
    if (broken_.has_value()) return on_refusal_(*broken_);
    Unit unit;
    unit.data = file_.substr(start_, end_ - start_);
    unit.where = StrCat("line ", start_line_);
    on_unit_(unit);
  }

  bool HasKey(std::string_view line) const { return line.size() >= KeyEnd(); }
  size_t KeyEnd() const {
    size_t end = 0;
    for (const Column& column : layout_.shared) end = std::max(end, column.end);
    return end;
  }

  // Its first lines may be what was broken before it.
  static Refusal NoBeginning(int64_t number) {
    return {StrCat("line ", number), "", "the line that begins the record: the one before is broken"};
  }

  std::string_view file_;
  const LinesLayout& layout_;
  const std::function<void(const Unit&)>& on_unit_;
  const std::function<void(const Refusal&)>& on_refusal_;
  bool open_ = false;
  std::string_view first_;  // its first line
  size_t start_ = 0;
  size_t end_ = 0;
  int64_t start_line_ = 0;
  std::optional<Refusal> broken_;
  std::optional<Refusal> bad_;  // a line of which it is not yet known whose it is
  std::string_view bad_text_;
};

void WriteColumns(const Out& from, const std::vector<Column>& columns, size_t base, std::string* line) {
  const auto put = [&](size_t at, size_t size, std::string_view text) {
    const bool fits = text.size() <= size && text.find_first_of("\r\n") == std::string_view::npos;
    if (!fits || base + at + size > line->size()) return;
    line->replace(base + at, std::min(size, text.size()), text.substr(0, size));
  };
  for (const Column& column : columns) {
    size_t at = column.first;
    for (const auto& child : from.children) {
      if (child->name != column.name || at >= column.end) continue;
      if (child->kind == Out::Kind::kObject) {
        WriteColumns(*child, column.inside, base + at, line);
      } else {
        put(at, column.size, child->text);
      }
      at += column.size;
    }
  }
}

}  // namespace

void SplitLines(std::string_view file, const LinesLayout& layout, const std::function<void(const Unit&)>& on_unit,
                const std::function<void(const Refusal&)>& on_refusal) {
  Gatherer gatherer(file, layout, on_unit, on_refusal);
  int64_t number = 0;
  for (size_t at = 0; at < file.size();) {
    Row row = NextRow(file.substr(at));
    const size_t here = at;
    ++number;
    at += row.next;
    if (TrimRight(row.text).empty()) continue;
    Refusal refusal;
    if (Recognise(layout, &row, &refusal)) {
      gatherer.Good(row, here, number);
    } else {
      refusal.where = StrCat("line ", number);
      gatherer.Bad(row.text, refusal);
    }
  }
  gatherer.End();
}

absl::Status ReadLines(std::string_view data, const LinesLayout& layout, Tree* tree) {
  tree->Start(data.size() * 4 + 64);
  tree->Add(-1, Node::Kind::kObject, "", kUnknownName, {});
  Reader reader(layout, tree);
  int number = 0;
  std::string_view first;
  for (size_t at = 0; at < data.size();) {
    Row row = NextRow(data.substr(at));
    ++number;
    at += row.next;
    if (TrimRight(row.text).empty()) continue;
    Refusal refusal;
    const bool known = Recognise(layout, &row, &refusal);
    refusal.where = StrCat("line ", number);
    if (!known) return RefusalStatus(refusal);
    if (first.empty()) {
      first = row.text;
      for (const Column& c : layout.shared) {
        tree->Add(0, Node::Kind::kText, c.name, c.id, TrimRight(Cut(row.text, c.first, c.size)));
      }
    } else if (!SameRecord(layout, first, row.text) || row.kind->begins) {
      return RefusalStatus({refusal.where, "", "a line of the same record"});
    }
    reader.ReadSegment(row);
  }
  if (first.empty()) return RefusalStatus({"", "", "at least one line"});
  return absl::OkStatus();
}

absl::StatusOr<std::string> WriteLines(const Out& record, const LinesLayout& layout) {
  std::string text;
  for (const auto& [code, kind] : layout.kinds) {
    for (const auto& child : record.children) {
      if (child->name != kind.name) continue;
      std::string line(std::min(kind.write_length, kLineMax), ' ');
      WriteColumns(*child, kind.columns, 0, &line);
      WriteColumns(record, layout.shared, 0, &line);
      line.replace(layout.length_first, layout.length_size, Padded(static_cast<int>(line.size()), layout.length_size));
      line.replace(layout.segment_first, layout.segment_size, code);
      StrAppend(&text, line, "\n");
    }
  }
  if (text.empty()) return absl::FailedPreconditionError("nothing of the record has a line in this format");
  return text;
}

}  // namespace entente::adapters
