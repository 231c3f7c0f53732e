// One line of a mapping: its place, its field and its steps, checked against each other.
#include <algorithm>

#include "adapters/core/lens/compile.h"
#include "adapters/core/lens/parts.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

// Cuts at a separator that stands outside of quotes and brackets.
std::vector<std::string> SplitAt(std::string_view text, std::string_view separator) {
  std::vector<std::string> parts(1);
  bool quoted = false;
  int depth = 0;
  for (size_t i = 0; i < text.size();) {
    if (text[i] == '"') quoted = !quoted;
    if (text[i] == '[') ++depth;
    if (text[i] == ']') --depth;
    if (!quoted && depth == 0 && StartsWith(text.substr(i), separator)) {
      parts.emplace_back();
      i += separator.size();
    } else {
      parts.back().push_back(text[i++]);
    }
  }
  for (std::string& part : parts) part = std::string(Strip(part));
  return parts;
}

// The national list a path's filter names, or nothing.
std::string FilterList(const Path& path) {
  for (const Segment& segment : path.segments) {
    for (const Filter& filter : segment.filters) {
      if (filter.fields.size() == 1 && filter.fields[0]->name() == "list") return filter.value;
    }
  }
  return "";
}

std::string LastWord(const Place& place) { return ToLower(place.names.empty() ? "" : place.names.back()); }

// "2024.yaml:20"
std::string SourceOf(const Yaml& at) {
  const std::string file = at.file == nullptr ? "" : at.file->substr(at.file->rfind('/') + 1);
  return StrCat(file, ":", at.line);
}

class LineMaker {
 public:
  LineMaker(Compiler* compiler, const Yaml& at, const Scope& scope, Line* line)
      : compiler_(compiler), at_(at), scope_(scope), line_(line) {}

  absl::Status Fields(const std::string& text) {
    const std::vector<std::string> also = SplitAt(text, " also ");
    for (const std::string& alternative : SplitAt(also[0], " or ")) {
      absl::Status added = alternative.find('{') == std::string::npos ? AddTarget(alternative) : AddJoined(alternative);
      if (!added.ok()) return added;
    }
    if (line_->targets.empty()) return at_.Error("expected a field before what is put together in braces");
    for (size_t i = 1; i < also.size(); ++i) {
      absl::StatusOr<Path> path = compiler_->MakePath(at_, also[i], scope_);
      if (!path.ok()) return path.status();
      line_->beside.push_back(Beside(line_->targets.front(), *path));
      line_->also.push_back(*std::move(path));
    }
    return absl::OkStatus();
  }

  // `offences[].iccs` beside `offences[].code`: of the offence just made, not of another new one.
  static bool Beside(const Path& target, const Path& also) {
    const size_t end = target.text.rfind('.');
    return target.segments.size() == also.segments.size() && end == also.text.rfind('.') && end != std::string::npos &&
           target.text.compare(0, end, also.text, 0, end) == 0;
  }

  absl::Status AddStep(const std::string& text) {
    const size_t blank = text.find(' ');
    const std::string word = text.substr(0, blank);
    const std::string rest(blank == std::string::npos ? "" : Strip(text.substr(blank)));
    if (word == "unknown") {
      const std::vector<std::string> words = Words(rest);
      line_->unknown.insert(line_->unknown.end(), words.begin(), words.end());
      return absl::OkStatus();
    }
    if (word == "default") line_->absent = Unquoted(rest);
    if (word == "required") line_->required = true;
    if (word == "copy") line_->copy = true;
    if (word == "text") line_->quoted = true;
    if (word == "default" || word == "required" || word == "copy" || word == "text") return absl::OkStatus();
    if (word == "only") return OnlyWith(rest);
    if (word == "alone") return Alone(rest);
    if (word == "weekday") return Weekday(rest);
    if (word == "duration") return Duration(rest);
    if (word == "as") return As(rest);
    if (word == "bnmp") return Entries(text);
    if (word == "split") return Split(rest);
    if (word == "ref") return Reference(rest);
    if (word == "code" || word == "word") return Code(rest, word == "word");
    if (word == "finds") return Finds(rest);
    if (word == "date") return Date(rest);
    if (word == "quantity" || word == "money") return Amount(word, rest);
    if (word == "int" || word == "decimal") return Number(word == "int", rest);
    if (word == "within") return Within(rest);
    if (word == "swap") return Swap(rest);
    if (word == "zeros") return Zeros(rest);
    if (word == "time") {
      if (rest != "HH" && rest != "H:MM" && rest != "HH:MM")
        return at_.Error("expected `time HH`, `time HH:MM` or `time H:MM`");
      line_->steps.push_back(TimeStep{rest == "HH", rest == "H:MM"});
    } else if (word == "clean") {
      line_->steps.push_back(CleanStep{});
    } else if (word == "html") {
      line_->steps.push_back(HtmlStep{});
    } else if (word == "uuid") {
      line_->steps.push_back(UuidStep{});
    } else if (word == "iso") {
      if (!rest.empty() && rest != "hour") return at_.Error("expected `iso` or `iso hour`");
      line_->steps.push_back(IsoStep{rest == "hour"});
    } else if (word == "yymmdd") {
      if (rest != "past" && rest != "near") return at_.Error("expected `yymmdd past` or `yymmdd near`");
      line_->steps.push_back(MrzDateStep{rest == "past" ? MrzWhen::kPast : MrzWhen::kNear});
    } else if (word == "iccs") {
      line_->steps.push_back(IccsStep{});
    } else {
      return at_.Error(StrCat("no step is named `", word, "`"));
    }
    return absl::OkStatus();
  }

  // The field's type against the steps.
  absl::Status Check() {
    const Path& path = line_->targets.front();
    bool code = false, date = !line_->weekday.empty(), amount = false, number = false, time = false;
    for (const Step& step : line_->steps) {
      code |= std::holds_alternative<CodeStep>(step);
      date |= std::holds_alternative<DateStep>(step) || std::holds_alternative<IsoStep>(step) ||
              std::holds_alternative<MrzDateStep>(step);
      amount |= std::holds_alternative<QuantityStep>(step) || std::holds_alternative<MoneyStep>(step);
      number |= std::holds_alternative<NumberStep>(step);
      time |= std::holds_alternative<TimeStep>(step);
    }
    const std::string field = path.leaf() == nullptr ? "" : path.leaf()->name();
    const auto wrong = [&](std::string_view expected) { return at_.Error(StrCat("`", field, "` takes ", expected)); };
    switch (path.target) {
      case Target::kMessage:
        return at_.Error(StrCat("`", field, "` is no value: name a field in it"));
      case Target::kCode:
        return code ? absl::OkStatus() : wrong("`code TABLE` or `word TABLE`, or say `.code` or `.text`");
      case Target::kDate:
        return date ? absl::OkStatus() : wrong("`date FORM` or `iso`");
      case Target::kQuantity:
        return amount ? absl::OkStatus() : wrong("`quantity UNIT`, or say `.amount`");
      case Target::kMoney:
        return amount ? absl::OkStatus() : wrong("`money CURRENCY`, or say `.amount`");
      case Target::kEnum:
        return code ? absl::OkStatus() : wrong("`code TABLE`");
      case Target::kInt:
      case Target::kBool:
        return date || amount || time ? wrong("`int` or `code TABLE`") : absl::OkStatus();
      case Target::kString:
        break;
    }
    const bool bound = field == "amount_to";  // in the unit that its lower bound has
    if (date || (amount && !bound)) return wrong("a text: no `date`, `quantity` or `money`");
    if (time && field != "time") return wrong("a text: no `time`");
    if (number && line_->ref != nullptr) return wrong("a reference");
    return absl::OkStatus();
  }

  // The tables of the steps against the fields they are written to.
  absl::Status Tables() {
    absl::Status status;
    const auto check = [&](const Table* table, const auto& to) {
      if (status.ok() && table != nullptr) status = compiler_->CheckTable(at_, *table, to);
    };
    for (const Step& step : line_->steps) {
      if (const auto* code = std::get_if<CodeStep>(&step); code != nullptr) {
        for (const Path& path : line_->targets) check(code->table, path);
        for (const Path& path : line_->also) check(code->table, path);
      } else if (const auto* finds = std::get_if<FindsStep>(&step); finds != nullptr) {
        check(finds->table, *line_->targets.front().leaf()->containing_type()->FindFieldByName("code"));
      } else if (const auto* quantity = std::get_if<QuantityStep>(&step); quantity != nullptr) {
        check(quantity->words, *v1::Quantity::descriptor()->FindFieldByName("unit"));
      }
    }
    if (line_->ref != nullptr && line_->ref->via != nullptr) check(line_->ref->via->table, line_->ref->by);
    return status;
  }

  // Which national list the codes of this line belong to.
  absl::Status Lists() {
    const Path& path = line_->targets.front();
    for (Step& step : line_->steps) {
      if (auto* made = std::get_if<CodeStep>(&step)) line_->code = made;
      if (auto* made = std::get_if<FindsStep>(&step)) line_->finds = made;
    }
    const std::string field = path.leaf() == nullptr ? "" : path.leaf()->name();
    const bool of_code = path.segments.size() > 1 && path.leaf()->containing_type()->name() == "Code";
    if (of_code && (field == "code" || field == "text") && FilterList(path).empty()) {
      line_->bare = true;
      if (line_->list.empty()) line_->list = compiler_->ListName(LastWord(line_->place));
      compiler_->AddList(line_->list);
    } else if (!line_->list.empty()) {
      return at_.Error("`as LIST` goes with a bare `.code` or `.text`");
    }
    return absl::OkStatus();
  }

 private:
  absl::Status AddTarget(const std::string& text) {
    absl::StatusOr<Path> path = compiler_->MakePath(at_, text, scope_);
    if (!path.ok()) return path.status();
    compiler_->Targets(*path);
    for (const Path& before : line_->targets) {
      if (before.text == path->text) return at_.Error(StrCat("`", text, "` can never be reached: it stands before"));
    }
    line_->targets.push_back(*std::move(path));
    return absl::OkStatus();
  }

  // `{who.given} {who.family}`: the text between braces stays.
  absl::Status AddJoined(const std::string& text) {
    std::string pattern;
    std::vector<Path> paths;
    for (size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '{') {
        pattern.push_back(text[i]);
        continue;
      }
      const size_t close = text.find('}', i);
      if (close == std::string::npos) return at_.Error("expected `}`");
      absl::StatusOr<Path> path = compiler_->MakePath(at_, text.substr(i + 1, close - i - 1), scope_);
      if (!path.ok()) return path.status();
      if (path->target != Target::kString) return at_.Error("only texts can be put together");
      paths.push_back(*std::move(path));
      pattern.push_back('\0');
      i = close;
    }
    line_->joined.emplace_back(std::move(pattern), std::move(paths));
    return absl::OkStatus();
  }

  absl::Status OnlyWith(std::string_view rest) {
    if (!ConsumePrefix(&rest, "with ")) return at_.Error("expected `only with FIELD`");
    absl::StatusOr<Path> path = compiler_->MakePath(at_, Strip(rest), scope_);
    if (!path.ok()) return path.status();
    line_->only_with = *std::move(path);
    return absl::OkStatus();
  }

  absl::Status Split(const std::string& rest) {
    const size_t close = rest.find('"', 1);
    if (rest.empty() || rest[0] != '"' || close == std::string::npos || close < 2)
      return at_.Error("expected `split \"separator\"`");
    line_->split = rest.substr(1, close - 1);
    const std::string_view more = Strip(std::string_view(rest).substr(close + 1));
    if (more.empty()) return absl::OkStatus();
    if (!StartsWith(more, "words ")) return at_.Error("expected `words TABLE` behind the separator");
    absl::StatusOr<const Table*> table = compiler_->GetTable(at_, std::string(more.substr(6)));
    if (!table.ok()) return table.status();
    line_->split_words = *table;
    return absl::OkStatus();
  }

  absl::Status Code(const std::string& rest, bool words) {
    std::vector<std::string> parts = SplitText(rest, " ", true);
    CodeStep step;
    step.words = words;
    const std::string in_filter = line_->targets.empty() ? "" : FilterList(line_->targets.front());
    if (parts.size() == 2 && parts[0] == "zeros" && ParseNumber(parts[1], &step.zeros) && step.zeros <= 32) {
      step.list = in_filter.empty() ? compiler_->ListName(LastWord(line_->place)) : in_filter;
      compiler_->AddList(step.list);
      line_->steps.push_back(std::move(step));
      return absl::OkStatus();
    }
    if (parts.empty()) return at_.Error("expected the name of a code table");
    absl::StatusOr<const Table*> table = compiler_->GetTable(at_, parts[0]);
    if (!table.ok()) return table.status();
    step.table = *table;
    step.list = in_filter.empty() ? compiler_->TableList(parts[0]) : in_filter;
    for (size_t i = 1; i < parts.size(); ++i) {
      if (parts[i] == "as" && i + 1 < parts.size()) {
        step.list = compiler_->ListName(parts[++i]);
      } else if (parts[i] == "strict" || parts[i] == "wider") {
        (parts[i] == "strict" ? step.strict : step.wider) = true;
      } else {
        return at_.Error(StrCat("`", parts[i], "`: expected `strict`, `wider` or `as LIST`"));
      }
    }
    compiler_->AddList(step.list);
    line_->steps.push_back(std::move(step));
    return absl::OkStatus();
  }

  // `alone firstName, lastName`: values that stand beside this one, so that one name can be told from spellings of it.
  absl::Status Alone(const std::string& rest) {
    const bool two = line_->targets.size() == 2 && line_->targets[0].target == line_->targets[1].target;
    if (!two || !line_->place.list || rest.empty())
      return at_.Error("`alone NAMES` needs a list, and two fields of one kind with `or` between them");
    const std::string& own = line_->place.text;
    const size_t slash = own.rfind('/');
    for (const std::string& name : Words(rest)) {
      const std::string above = slash == std::string::npos ? "" : own.substr(0, slash + 1);
      absl::StatusOr<Place> place = compiler_->MakePlace(at_, above + name);
      if (!place.ok()) return place.status();
      line_->alone.push_back(*std::move(place));
    }
    return absl::OkStatus();
  }

  absl::Status Weekday(const std::string& language) {
    if (!KnowsWeekdays(language)) return at_.Error("expected `weekday es`, `pt`, `pt-short` or `en`");
    line_->weekday = language;
    return absl::OkStatus();
  }

  // `as LIST`: of a bare `.code` or `.text`, where the place has another name than the list.
  absl::Status As(const std::string& list) {
    if (list.empty()) return at_.Error("expected the name of a list behind `as`");
    line_->list = compiler_->ListName(list);
    return absl::OkStatus();
  }

  absl::Status Duration(const std::string& part) {
    if (part != "Y" && part != "M" && part != "D") return at_.Error("expected `duration Y`, `M` or `D`");
    if (line_->targets.front().target != Target::kString || line_->targets.front().leaf()->is_repeated())
      return at_.Error("a part of a duration goes into a text, such as `sentence.given`");
    line_->duration = part[0];
    return absl::OkStatus();
  }

  // `bnmp articles TABLE`: a named grammar, and the table of what its entries begin with.
  absl::Status Entries(const std::string& text) {
    const size_t blank = text.rfind(' ');
    line_->grammar = FindCellGrammar(text.substr(0, blank));
    if (line_->grammar == nullptr) return at_.Error(StrCat("`", text, "`: expected `bnmp articles TABLE`"));
    absl::Status coded = Code(text.substr(blank + 1), true);
    if (coded.ok()) std::get<CodeStep>(line_->steps.back()).grammar = line_->grammar;
    return coded;
  }

  absl::Status Finds(const std::string& name) {
    absl::StatusOr<const Table*> table = compiler_->GetTable(at_, name);
    if (!table.ok()) return table.status();
    const FieldDescriptor* leaf = line_->targets.front().leaf();
    const FieldDescriptor* code = leaf == nullptr ? nullptr : leaf->containing_type()->FindFieldByName("code");
    if (code == nullptr || code->message_type() == nullptr)
      return at_.Error("`finds` needs a field with a `code` beside it");
    FindsStep step;
    step.table = *table;
    step.list = compiler_->TableList(name);
    for (const Table::Row& row : step.table->rows()) step.folded.push_back(FoldWords(row.national));
    compiler_->AddList(step.list);
    line_->steps.push_back(std::move(step));
    return absl::OkStatus();
  }

  absl::Status Date(std::string_view rest) {
    DateStep step;
    step.else_text = ConsumeSuffix(&rest, " else text");
    if (const size_t since = rest.rfind(" since "); since != rest.npos) {
      if (!ParseNumber(rest.substr(since + 7), &step.year_min) || step.year_min < 1 || step.year_min > 9999)
        return at_.Error("expected a year behind `since`");
      rest = rest.substr(0, since);
    }
    std::vector<std::string> shown;
    for (const std::string& text : Words(rest)) {
      absl::StatusOr<DateForm> form = ParseDateForm(text);
      if (!form.ok()) return at_.Error(View(form.status().message()));
      shown.push_back(text);
      step.forms.push_back(*std::move(form));
    }
    if (step.forms.empty()) return at_.Error("expected a form such as `date YYYY-MM-DD`");
    step.expected = StrCat("a date as ", Join(shown, " or "));
    line_->steps.push_back(std::move(step));
    return absl::OkStatus();
  }

  absl::Status Amount(const std::string& word, const std::string& rest) {
    const std::vector<std::string> parts = SplitText(rest, " ", true);
    if (parts.empty()) return at_.Error(StrCat("expected a unit behind `", word, "`"));
    if (word == "money") {
      line_->steps.push_back(MoneyStep{parts[0]});
      return absl::OkStatus();
    }
    QuantityStep step{parts[0], nullptr};
    if (parts.size() == 3 && parts[1] == "words") {
      absl::StatusOr<const Table*> table = compiler_->GetTable(at_, parts[2]);
      if (!table.ok()) return table.status();
      step.words = *table;
    } else if (parts.size() != 1) {
      return at_.Error("expected `quantity UNIT` or `quantity UNIT words TABLE`");
    }
    line_->steps.push_back(std::move(step));
    return absl::OkStatus();
  }

  absl::Status Number(bool whole, const std::string& rest) {
    NumberStep step;
    step.whole = whole;
    const std::vector<std::string> parts = SplitText(rest, " ", true);
    if (parts == std::vector<std::string>{"comma"} && !whole) {
      step.comma = true;
      line_->steps.push_back(step);
      return absl::OkStatus();
    }
    for (size_t i = 0; i < parts.size(); i += 2) {
      int number = 0;
      const bool implied = i + 1 < parts.size() && parts[i + 1] == "implied" && ParseNumber(parts[i], &number);
      const bool width = i + 1 < parts.size() && parts[i] == "width" && ParseNumber(parts[i + 1], &number);
      if ((!implied && !width) || number < 1 || number > 30)
        return at_.Error("expected `N implied`, `width N` or `decimal comma`");
      if (implied) step.implied = number;
      if (width) step.width = static_cast<size_t>(number);
    }
    line_->steps.push_back(step);
    return absl::OkStatus();
  }

  absl::Status Within(const std::string& rest) {
    const std::vector<std::string> parts = SplitText(Unquoted(rest), "*");
    if (parts.size() != 2) return at_.Error("expected one `*` in `within`");
    line_->steps.push_back(WithinStep{parts[0], parts[1]});
    return absl::OkStatus();
  }

  absl::Status Swap(const std::string& rest) {
    const std::vector<std::string> parts = SplitText(rest, " ", true);
    if (parts.size() != 2 || Unquoted(parts[0]).size() != 1 || Unquoted(parts[1]).size() != 1) {
      return at_.Error("expected two letters behind `swap`");
    }
    line_->steps.push_back(SwapStep{Unquoted(parts[0])[0], Unquoted(parts[1])[0]});
    return absl::OkStatus();
  }

  absl::Status Zeros(const std::string& rest) {
    ZerosStep step;
    if (!ParseNumber(rest, &step.width) || step.width > 64) return at_.Error("expected `zeros N`");
    line_->steps.push_back(step);
    return absl::OkStatus();
  }

  // `ref LIST[filter] by FIELD [via TABLE] [else add | else carry]`
  absl::Status Reference(const std::string& rest) {
    const std::vector<std::string> parts = SplitAt(rest, " ");
    auto ref = std::make_shared<Line::Ref>();
    ref->own_id = parts.size() < 2 || parts[1] != "by";
    if (parts.empty() || (!ref->own_id && parts.size() < 3)) return at_.Error("expected `ref LIST by FIELD`");
    if (ref->own_id && !compiler_->plan()->links.has_value()) {
      return at_.Error("expected `ref LIST by FIELD`: without `by` it needs `id` and `ref` in `frame`");
    }
    Lets none;
    absl::StatusOr<Path> list =
        CompilePath(StrCat("/", parts[0], parts[0].back() == ']' ? "" : "[]"), v1::Record::descriptor(), none);
    if (!list.ok()) return at_.Error(View(list.status().message()));
    if (list->segments.size() != 1 || list->message == nullptr) return at_.Error("`ref` needs a list of the record");
    ref->list = list->leaf();
    ref->filters = list->segments[0].filters;
    if (!ref->own_id) {
      absl::StatusOr<Path> by = CompilePath(parts[2], list->message, none);
      if (!by.ok()) return at_.Error(View(by.status().message()));
      ref->by = *std::move(by);
    }
    for (size_t i = ref->own_id ? 1 : 3; i + 1 < parts.size(); i += 2) {
      if (ref->own_id && parts[i] == "at") {
        ref->at = parts[i + 1];
        continue;
      }
      if (ref->own_id && parts[i + 1] == "add") return at_.Error("what an id names cannot be added");
      if (parts[i] == "via") {
        absl::StatusOr<const Table*> table = compiler_->GetTable(at_, parts[i + 1]);
        if (!table.ok()) return table.status();
        ref->via = std::make_shared<CodeStep>();
        ref->via->table = *table;
        ref->via->list = compiler_->TableList(parts[i + 1]);
      } else if (parts[i] == "else" && (parts[i + 1] == "add" || parts[i + 1] == "carry")) {
        (parts[i + 1] == "add" ? ref->add : ref->carry) = true;
      } else {
        return at_.Error("expected `via TABLE`, `else add` or `else carry`");
      }
    }
    if (!ref->own_id && (ref->by.target == Target::kCode) != (ref->via != nullptr))
      return at_.Error("`via TABLE` goes with a Code");
    line_->ref = std::move(ref);
    return absl::OkStatus();
  }

  Compiler* compiler_;
  const Yaml& at_;
  const Scope& scope_;
  Line* line_;
};

}  // namespace

std::string Unquoted(std::string_view text) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
  return std::string(text);
}

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> out;
  for (const std::string& part : SplitAt(text, ",")) {
    if (!part.empty()) out.push_back(Unquoted(part));
  }
  return out;
}

absl::StatusOr<Line> Compiler::MakeLine(const Yaml& key, const Yaml& value, const Scope& scope) {
  Line line;
  absl::StatusOr<Place> place = MakePlace(key, key.text);
  if (!place.ok()) return place.status();
  line.place = *std::move(place);
  if (value.kind != Yaml::Kind::kText) return value.Error("expected a field, or a block of lines");
  line.source = SourceOf(key);
  line.written = value.text;
  if (value.text == "TODO" || value.text.starts_with("TODO ")) {  // what stands behind it is a proposal
    line.todo = true;
    return line;
  }
  const std::vector<std::string> parts = SplitAt(value.text, " | ");
  // `branch`: the word tells the branch, and the branch writes it.
  if (parts[0] == "keep" || parts[0] == "identity" || parts[0] == "branch") {
    line.keep = parts[0] == "keep";
    line.identity = !line.keep;
    return line;
  }
  LineMaker maker(this, value, scope, &line);
  absl::Status status = maker.Fields(parts[0]);
  for (size_t i = 1; status.ok() && i < parts.size(); ++i) {
    status = maker.AddStep(parts[i]);
  }
  if (!status.ok()) return status;
  line.unknown.insert(line.unknown.end(), scope.unknown->begin(), scope.unknown->end());
  status = maker.Check();
  if (status.ok()) status = maker.Tables();
  if (!status.ok()) return status;
  status = maker.Lists();
  if (!status.ok()) return status;
  return line;
}

}  // namespace entente::adapters
