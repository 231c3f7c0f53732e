#include "adapters/core/lens/encode.h"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "adapters/core/lens/decode.h"
#include "adapters/core/lens/leaves.h"
#include "adapters/core/lens/row_writer.h"
#include "adapters/core/lens/store.h"
#include "adapters/core/lens/take_back.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

class RecordEncoder {
 public:
  RecordEncoder(const Plan& plan, const v1::Record& record) : plan_(plan), record_(record) {}

  absl::StatusOr<Encoded> Run() {
    absl::Status guard = Guard();
    if (!guard.ok()) return guard;
    absl::Status last = absl::FailedPreconditionError(StrCat("`", plan_.name, "` has no form for this kind of record"));
    // Of several branches that could say it, the one that says most.
    std::optional<Encoded> best;
    for (const Branch& branch : plan_.branches) {
      if (branch.empty_report || !Says(branch)) continue;
      said_.clear();
      reasons_.clear();
      back_.clear();
      Encoded out;
      absl::Status written = WriteRows(branch, &out);
      if (!written.ok()) {
        last = written;
        continue;
      }
      if (!SaysSomething()) {
        last = absl::FailedPreconditionError(StrCat("nothing that the record says has a place in `", plan_.name, "`"));
        continue;
      }
      WriteReceipt(&out.receipt);
      if (!best.has_value() || out.receipt.said() > best->receipt.said()) best = std::move(out);
    }
    if (!best.has_value()) return last;
    return *std::move(best);
  }

 private:
  std::string Kind() const {
    const auto* body =
        record_.GetReflection()->GetOneofFieldDescriptor(record_, v1::Record::descriptor()->oneof_decl(0));
    return body == nullptr ? "" : body->name();
  }

  absl::Status Guard() {
    if (!plan_.kinds.empty() && std::find(plan_.kinds.begin(), plan_.kinds.end(), Kind()) == plan_.kinds.end()) {
      return absl::FailedPreconditionError(
          StrCat("`", plan_.name, "` holds ", Join(plan_.kinds, ", "), ", not `", Kind(), "`"));
    }
    if (!Match(plan_.only))
      return absl::FailedPreconditionError(StrCat("`", plan_.name, "` does not hold such a record"));
    return Contradiction();
  }

  // What every record of the format says by being one of it, and this one denies.
  absl::Status Contradiction() {
    const v1::Action action = record_.header().action();
    if (!plan_.says_action && (action == v1::ACTION_DELETE || action == v1::ACTION_WITHDRAW)) {
      return absl::FailedPreconditionError(StrCat("the record is taken back, and `", plan_.name,
                                                  "` has no place to say so: it would stand as a new one"));
    }
    Finder finder(record_);
    for (const Constant& c : plan_.set) {
      if (c.path.text != "/header.event_place.country") continue;
      const std::vector<Found> found = finder.Find(c.path, &record_, false);
      const std::string country = record_.header().event_place().country().common();
      if (found.empty() || country.empty() || country == "unknown" || country == c.value) continue;
      return absl::FailedPreconditionError(
          StrCat("it did not happen in ", c.value, ", as every record of `", plan_.name, "` did"));
    }
    return absl::OkStatus();
  }

  bool Match(const std::vector<Constant>& constants) {
    Finder finder(record_);
    return std::all_of(constants.begin(), constants.end(), [&](const Constant& c) {
      const std::vector<Found> found = finder.Find(c.path, &record_, false);
      return !found.empty() && EqualsConstant(c.value, c.path.target, found[0]);
    });
  }

  // What tells a branch is written where nothing else stands: so the branch's own object must be in the record.
  bool Says(const Branch& branch) {
    if ((!branch.kind.empty() && branch.kind != Kind()) || !Match(branch.set)) return false;
    return branch.any_of.empty() || !branch.carry.has_value() ||
           !Finder(record_).Find(*branch.carry, &record_, false).empty();
  }

  absl::Status WriteRows(const Branch& branch, Encoded* out) {
    std::vector<const Message*> elements;
    if (plan_.one_per.has_value()) {
      for (const Found& f : Finder(record_).Find(*plan_.one_per, &record_, true)) elements.push_back(f.message);
    }
    if (elements.empty()) elements.push_back(nullptr);
    for (const Message* element : elements) {
      absl::Status written = WriteRow(branch, element, out);
      if (!written.ok()) return written;
    }
    if (plan_.frame->respells()) TakeBack(record_, back_, &said_, &reasons_);
    return absl::OkStatus();
  }

  // A carried value that would not be read back as one may be read as something else: the row is written without it.
  absl::Status WriteRow(const Branch& branch, const Message* element, Encoded* out) {
    NotBack not_back;
    const size_t before = out->data.size();
    for (;;) {
      RowWriter writer(plan_, branch, record_, not_back, &said_, &reasons_);
      if (element != nullptr) writer.finder().Only(plan_.one_per->leaf(), element);
      const Out row = writer.Run();
      if (!writer.missing().empty()) {
        return absl::FailedPreconditionError(StrCat("nothing of the record can stand at `", writer.missing(),
                                                    "`, and every record of this format has it"));
      }
      NotBack lost;
      absl::Status written = Bytes(branch, row, writer.restored(), out, &lost);
      if (!written.ok() || lost.empty()) return written;
      out->data.resize(before);
      // Values that lean on one another may go one after the other: after the first time, all of them.
      if (!not_back.empty()) lost.insert(writer.restored().begin(), writer.restored().end());
      for (const v1::Carried* carried : lost) {
        for (const int field : {1, 2}) said_.erase({carried, field, -1});
      }
      not_back.insert(lost.begin(), lost.end());
      if (plan_.frame->respells() && !back_.empty()) back_.pop_back();
    }
  }

  absl::Status Bytes(const Branch& branch, const Out& row, const std::vector<const v1::Carried*>& restored,
                     Encoded* out, NotBack* lost) {
    const size_t before = out->data.size();
    absl::Status written = plan_.frame->Write(row, out);
    if (!written.ok()) return written;
    const std::string text = out->data.substr(before);
    Unit unit;
    unit.data = std::string_view(text).substr(0, text.find_last_not_of("\r\n") + 1);
    unit.preamble = out->preamble;
    Tree tree;
    absl::Status read = plan_.frame->Read(unit, plan_.names, &tree);
    if (!read.ok()) return read;
    // Where the format tells kinds of records apart, the one written must be the one read back.
    if (plan_.branches.size() > 1) {
      const int back = ChooseBranch(plan_, tree);
      if (back < 0 || !SameBranch(plan_.branches[static_cast<size_t>(back)], branch)) {
        return absl::FailedPreconditionError("what the record says would be read back as another kind of record");
      }
    }
    for (const Place& place : branch.identity.empty() ? plan_.identity : branch.identity) {
      const int32_t leaf = LeafAt(tree, 0, place, plan_.frame->siblings());
      if (place.names.size() == 1 && (leaf < 0 || tree[leaf].blank()))
        return absl::FailedPreconditionError(
            StrCat("nothing of the record can stand at `", place.text, "`, which its number is made of"));
    }
    if (restored.empty() && !plan_.frame->respells()) return absl::OkStatus();
    absl::StatusOr<Decoded> again = DecodeTree(plan_, unit, &tree);
    if (!again.ok() && plan_.frame->respells()) return again.status();
    Restored(restored, again.ok() ? again->record : v1::Record::default_instance(), lost);
    if (again.ok()) back_.push_back(std::move(again->record));
    return absl::OkStatus();
  }

  // A carried value is said only if it comes back as one of the same object: the frame may have no room for it, a line
  // another use, or another branch another object that carries.
  void Restored(const std::vector<const v1::Carried*>& restored, const v1::Record& again, NotBack* lost) {
    if (restored.empty()) return;
    std::multiset<Standing> back;
    EachCarried(again, [&](const v1::Carried&, Standing standing) { back.insert(std::move(standing)); });
    absl::flat_hash_map<const v1::Carried*, Standing> was;
    EachCarried(record_, [&](const v1::Carried& one, Standing standing) { was.emplace(&one, std::move(standing)); });
    for (const v1::Carried* carried : restored) {
      const auto found = back.find(was[carried]);
      if (found != back.end()) {
        back.erase(found);
        continue;
      }
      for (const int field : {1, 2}) {
        said_.erase({carried, field, -1});
        reasons_[{carried, field, -1}] = "would not be read back";
      }
      lost->insert(carried);
    }
  }

  // Where in the record, where in the source, and what.
  using Standing = std::tuple<std::string, std::string, std::string>;
  template <typename Fn>
  static void EachCarried(const v1::Record& record, const Fn& fn) {
    EachLeaf(record, "", [&](const Message& box, const FieldDescriptor* field, int, const std::string& path) {
      if (box.GetDescriptor() != v1::Carried::descriptor() || field->number() != v1::Carried::kPathFieldNumber) return;
      const auto& one = static_cast<const v1::Carried&>(box);
      fn(one, {WithoutIndices(path), one.path(), one.text()});
    });
  }

  static bool SameBranch(const Branch& a, const Branch& b) {
    return a.kind == b.kind && a.lets == b.lets &&
           std::equal(a.set.begin(), a.set.end(), b.set.begin(), b.set.end(), [](const Constant& x, const Constant& y) {
             return x.path.text == y.path.text && x.value == y.value;
           });
  }

  // ---- What was said and what was not ----

  // What is made of other fields goes where these go.
  bool Derived(const Message& box, const FieldDescriptor* field) const {
    const std::string& name = field->name();
    if (IsDerived(field)) return SaysItsBasis(box);
    return box.GetDescriptor() == v1::Header::descriptor() && (name == "format" || name == "revision");
  }

  bool SaysItsBasis(const Message& box) const {
    bool said = false;
    EachLeaf(box, "", [&](const Message& inner, const FieldDescriptor* field, int index, const std::string&) {
      const bool basis = field->name() == "amount" || (field->name() == "text" && &inner != &box);
      said = said || (basis && said_.contains({&inner, field->number(), index}));
    });
    return said;
  }

  // A record of which nothing would stand there but that it is one, and its number, is not written as one.
  bool SaysSomething() const {
    if (OfThisFormat()) return true;
    bool something = false;
    EachLeaf(record_, "", [&](const Message& box, const FieldDescriptor* field, int index, const std::string& path) {
      static constexpr std::string_view kAboutTheRecord[] = {"header.national_id", "header.action", "header.originator",
                                                             "header.format", "header.revision"};
      const auto about = [&](std::string_view of) { return path.starts_with(of); };
      if (std::any_of(std::begin(kAboutTheRecord), std::end(kAboutTheRecord), about) || IsDerived(field)) return;
      something = something || said_.contains({&box, field->number(), index});
    });
    return something;
  }

  // In whatever edition.
  bool OfThisFormat() const {
    const std::string& format = record_.header().format();
    return format.substr(0, format.find('/')) == plan_.name;
  }

  bool StructuralId(const Message& box, const FieldDescriptor* field) const {
    if (IdField(box) != field) return false;
    bool any = false;
    EachLeaf(box, "", [&](const Message& inner, const FieldDescriptor* f, int index, const std::string&) {
      any = any || (f != field && said_.contains({&inner, f->number(), index}));
    });
    return any;
  }

  void WriteReceipt(v1::Receipt* receipt) {
    receipt->set_format(plan_.full_name());
    receipt->set_writing(true);
    receipt->set_national_id(record_.header().national_id());
    int64_t leaves = 0;
    int64_t said = 0;
    const bool own_id = record_.header().national_id().starts_with("sha256:");
    EachLeaf(record_, "", [&](const Message& box, const FieldDescriptor* field, int index, const std::string& path) {
      ++leaves;
      const bool derived_id = own_id && &box == &record_.header() && field->name() == "national_id";
      if (derived_id || said_.contains({&box, field->number(), index}) || Derived(box, field) ||
          StructuralId(box, field)) {
        ++said;
        return;
      }
      v1::Note* note = receipt->add_notes();
      note->set_path(path);
      note->set_text(TextAt(box, field, index));
      const auto own = reasons_.find({&box, field->number(), index});
      const auto whole = reasons_.find({&box, 0, -1});
      note->set_why(own != reasons_.end()     ? own->second
                    : whole != reasons_.end() ? whole->second
                                              : "no place in this format");
    });
    receipt->set_leaves(leaves);
    receipt->set_said(said);
  }

  const Plan& plan_;
  const v1::Record& record_;
  Said said_;
  Reasons reasons_;
  std::vector<v1::Record> back_;  // what was written, read again
};

}  // namespace

absl::StatusOr<Encoded> EncodeRecord(const Plan& plan, const v1::Record& record) {
  return RecordEncoder(plan, record).Run();
}

}  // namespace entente::adapters
