#include "adapters/core/check/laws.h"

#include <algorithm>
#include <random>

#include "adapters/core/lens/leaves.h"
#include "adapters/core/lens/reach.h"
#include "adapters/core/lens/store.h"
#include "adapters/core/lens/take_back.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr size_t kProblemsMax = 8;

void Problem(std::vector<std::string>* problems, std::string text) {
  if (problems->size() < kProblemsMax) problems->push_back(std::move(text));
}

// Ids and references made of them are numbered anew on every reading.
bool Structural(const FieldDescriptor* field) {
  const std::string& name = field->name();
  return name == "id" || name == "subject_id" || name == "offence_ids" || name == "order_ids" ||
         name == "subject_ids" || name == "to_id";
}

bool Derived(const Message& box, const FieldDescriptor* field) {
  const std::string& name = field->name();
  if (IsDerived(field)) return true;
  if (box.GetDescriptor() != v1::Header::descriptor()) return false;
  return name == "format" || name == "revision" || name == "national_id";
}

struct Leaf {
  Message* box = nullptr;
  const FieldDescriptor* field = nullptr;
  int index = -1;
  std::string path;
};

// The record is the caller's own, so that what is found may be changed.
template <typename Fn>
void EachOwnLeaf(v1::Record* record, const Fn& fn) {
  EachLeaf(*record, "", [&](const Message& box, const FieldDescriptor* field, int index, const std::string& path) {
    fn(Leaf{const_cast<Message*>(&box), field, index, path});
  });
}

using Bag = std::map<std::pair<std::string, std::string>, int>;

Bag BagOf(const v1::Record& record) {
  Bag bag;
  EachLeaf(record, "", [&](const Message& box, const FieldDescriptor* field, int index, const std::string& path) {
    if (!Structural(field) && !Derived(box, field)) ++bag[{WithoutIndices(path), TextAt(box, field, index)}];
  });
  return bag;
}

std::vector<Decoded> ReadAll(const Format& format, const Encoded& encoded, std::vector<Refusal>* refused) {
  std::vector<Decoded> out;
  const std::string file = encoded.preamble + encoded.data + encoded.closing;
  const auto refuse = [&](const Refusal& r) { refused->push_back(r); };
  format.Split(
      file,
      [&](const Unit& unit) {
        auto decoded = format.Decode(unit);
        if (decoded.ok()) {
          out.push_back(*std::move(decoded));
        } else {
          refuse(RefusalOf(decoded.status()));
        }
      },
      refuse);
  return out;
}

std::string Edition(const v1::Record& record) {
  const std::string& format = record.header().format();
  const size_t slash = format.find('/');
  return slash == std::string::npos ? "" : format.substr(slash + 1);
}

void CheckStable(const Format& format, const Unit& unit, const Decoded& decoded, CheckReport* report) {
  const auto encoded = format.Encode(decoded.record, Edition(decoded.record));
  if (!encoded.ok()) {
    ++report->not_written;
    Problem(&report->problems, StrCat(unit.where, ": not written: ", encoded.status().message()));
    return;
  }
  std::vector<Refusal> refused;
  const std::vector<Decoded> again = ReadAll(format, *encoded, &refused);
  if (again.size() == 1 && Flatten(again[0].record) == Flatten(decoded.record)) return;
  ++report->unstable;
  std::string detail = StrCat(unit.where, ": ", again.size(), " read back");
  if (!refused.empty()) StrAppend(&detail, ", ", refused[0].Message(true));
  if (!again.empty()) {
    const auto a = Flatten(decoded.record);
    const auto b = Flatten(again[0].record);
    for (const auto& [path, text] : a) {
      const auto other = b.find(path);
      if (other == b.end() || other->second != text) {
        StrAppend(&detail, "; `", path, "` was `", text, "`, is `", other == b.end() ? std::string() : other->second,
                  "`");
        break;
      }
    }
    for (const auto& [path, text] : b) {
      if (!a.contains(path)) {
        StrAppend(&detail, "; new `", path, "` `", text, "`");
        break;
      }
    }
  }
  Problem(&report->problems, detail);
}

// ---- Mutations ----

class Mutator {
 public:
  explicit Mutator(uint32_t seed) : random_(seed) {}

  size_t Below(size_t n) { return n == 0 ? 0 : static_cast<size_t>(random_() % n); }

  // False: this change does not apply to the value picked.
  bool Change(v1::Record* record, const v1::Record& other, std::string* what) {
    std::vector<Leaf> leaves;
    EachOwnLeaf(record, [&](const Leaf& leaf) {
      const bool kept_out = Structural(leaf.field) || Derived(*leaf.box, leaf.field) || leaf.path == "notice.colour" ||
                            leaf.path.find("role.") != std::string::npos || leaf.path == "header.originator.country";
      if (!kept_out) leaves.push_back(leaf);
    });
    if (leaves.empty()) return false;
    const Leaf leaf = leaves[Below(leaves.size())];
    static const char* const kNames[] = {"remove", "precision", "swap", "add", "second", "list", "longtext", "code"};
    const size_t act = Below(8);
    *what = StrCat(kNames[act], " ", leaf.path);
    switch (act) {
      case 0:
        return Remove(leaf);
      case 1:
        return Precision(leaf);
      case 2:
        return Swap(leaf, other);
      case 3:
        record->mutable_header()->add_operations("OPERATION INVENTADA");
        return true;
      case 4:
        return Second(record);
      case 5:
        return More(leaf);
      case 6:
        return Longer(leaf);
      default:
        return UnknownCode(leaf);
    }
  }

 private:
  static bool Remove(const Leaf& leaf) {
    if (leaf.index >= 0) return false;
    leaf.box->GetReflection()->ClearField(leaf.box, leaf.field);
    return true;
  }
  static bool Precision(const Leaf& leaf) {
    if (leaf.box->GetDescriptor() != v1::PartialDate::descriptor() || leaf.field->name() != "day") return false;
    static_cast<v1::PartialDate*>(leaf.box)->clear_day();
    return true;
  }
  static bool Swap(const Leaf& leaf, const v1::Record& other) {
    if (leaf.field->cpp_type() != FieldDescriptor::CPPTYPE_STRING || leaf.index >= 0) return false;
    std::string text;
    EachLeaf(other, "", [&](const Message& box, const FieldDescriptor* field, int, const std::string& path) {
      if (path == leaf.path) text = TextAt(box, field);
    });
    if (text.empty()) return false;
    leaf.box->GetReflection()->SetString(leaf.box, leaf.field, text);
    return true;
  }
  static bool Second(v1::Record* record) {
    if (record->subjects_size() == 0) return false;
    const v1::Person first = record->subjects(0);
    v1::Person* second = record->add_subjects();
    *second = first;
    second->set_id("s99");
    return true;
  }
  static bool More(const Leaf& leaf) {
    if (leaf.index < 0 || leaf.field->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return false;
    leaf.box->GetReflection()->AddString(leaf.box, leaf.field, TextAt(*leaf.box, leaf.field, leaf.index));
    return true;
  }
  static bool Longer(const Leaf& leaf) {
    if (leaf.field->cpp_type() != FieldDescriptor::CPPTYPE_STRING || leaf.index >= 0) return false;
    const std::string text = TextAt(*leaf.box, leaf.field);
    if (text.empty() || text.find_first_not_of("0123456789.:-") == std::string::npos) return false;
    leaf.box->GetReflection()->SetString(leaf.box, leaf.field, text + R"( & <b>"x"; y</b> & <b>"x"; y</b>)");
    return true;
  }
  static bool UnknownCode(const Leaf& leaf) {
    if (leaf.box->GetDescriptor() != v1::Code::descriptor() || leaf.field->name() != "common") return false;
    static_cast<v1::Code*>(leaf.box)->set_common("nosuch");
    return true;
  }

  std::mt19937 random_;
};

// National spelling beside a common value may be made anew: it is in a table, not in the record.
bool Spelling(const std::string& path) {
  return path.ends_with(".code") || path.ends_with(".text") || path.ends_with(".list") || path.ends_with(".given");
}

void Compare(const v1::Record& record, const Encoded& encoded, const std::vector<Decoded>& again,
             const std::string& what, const std::set<std::string>& derived, MutationReport* report) {
  Bag lost;
  for (const v1::Note& note : encoded.receipt.notes()) ++lost[{WithoutIndices(note.path()), note.text()}];
  Bag back;
  for (const Decoded& d : again) {
    for (const auto& [leaf, count] : BagOf(d.record)) back[leaf] += count;
  }
  bool silent = false;
  const Bag said = BagOf(record);
  for (const auto& [leaf, count] : said) {
    const auto found = back.find(leaf);
    const auto listed = lost.find(leaf);
    const int have = (found == back.end() ? 0 : found->second) + (listed == lost.end() ? 0 : listed->second);
    if (have >= count) continue;
    silent = true;
    Problem(&report->problems, StrCat("silent after ", what, ": `", leaf.first, "` = `", leaf.second, "`"));
    break;
  }
  bool invented = false;
  for (const auto& [leaf, count] : back) {
    const auto had = said.find(leaf);
    if (had != said.end() || Spelling(leaf.first)) continue;
    const bool replaced =
        std::any_of(lost.begin(), lost.end(), [&](const auto& l) { return l.first.first == leaf.first; });
    if (replaced || derived.contains(leaf.first)) continue;
    invented = true;
    Problem(&report->problems, StrCat("invented after ", what, ": `", leaf.first, "` = `", leaf.second, "`"));
    break;
  }
  report->silent += silent ? 1 : 0;
  report->invented += invented ? 1 : 0;
  (lost.empty() ? report->kept : report->listed) += 1;
}

}  // namespace

std::map<std::string, std::string> Flatten(const v1::Record& record) {
  std::map<std::string, std::string> out;
  EachLeaf(record, "", [&](const Message& box, const FieldDescriptor* field, int index, const std::string& path) {
    if (!Structural(field) && !Derived(box, field)) out[path] = TextAt(box, field, index);
  });
  return out;
}

CheckReport CheckFile(const Format& format, std::string_view file) {
  CheckReport report;
  const auto refuse = [&](const Refusal& refusal) { report.refused.push_back(refusal); };
  format.Split(
      file,
      [&](const Unit& unit) {
        const auto decoded = format.Decode(unit);
        if (!decoded.ok()) return refuse(RefusalOf(decoded.status()));
        ++report.records;
        report.leaves += decoded->receipt.leaves();
        int64_t sum = 0;
        for (const v1::FateCount& count : decoded->receipt.fates()) {
          report.fates[count.fate()] += count.count();
          sum += count.count();
        }
        if (sum != decoded->receipt.leaves()) ++report.unaccounted;
        if (decoded->is_record) CheckStable(format, unit, *decoded, &report);
      },
      refuse);
  return report;
}

void CheckWritten(const Format& format, const v1::Record& record, const std::string& what,
                  const std::set<std::string>& derived, MutationReport* report) {
  const auto encoded = format.Encode(record, Edition(record));
  if (!encoded.ok()) {
    ++report->refused;
    return;
  }
  std::vector<Refusal> refused;
  const std::vector<Decoded> again = ReadAll(format, *encoded, &refused);
  if (!refused.empty() || again.empty()) {
    ++report->silent;
    Problem(&report->problems,
            StrCat("unreadable after ", what, ": ", refused.empty() ? "" : refused[0].Message(true)));
    return;
  }
  Compare(record, *encoded, again, what, derived, report);
}

MutationReport CheckMutations(const Format& format, std::string_view file, int rounds, uint32_t seed,
                              const std::set<std::string>& derived) {
  constexpr size_t kPool = 2000;
  std::vector<v1::Record> pool;
  format.Split(
      file,
      [&](const Unit& unit) {
        if (pool.size() >= kPool) return;
        auto decoded = format.Decode(unit);
        if (decoded.ok() && decoded->is_record) pool.push_back(std::move(decoded->record));
      },
      [](const Refusal&) {});
  MutationReport report;
  Mutator mutator(seed);
  for (int i = 0; i < rounds && !pool.empty(); ++i) {
    v1::Record record = pool[mutator.Below(pool.size())];
    const v1::Record& other = pool[mutator.Below(pool.size())];
    std::string what;
    if (!mutator.Change(&record, other, &what)) continue;
    ++report.tried;
    CheckWritten(format, record, what, derived, &report);
  }
  return report;
}

}  // namespace entente::adapters
