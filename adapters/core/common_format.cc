// `common`: the record itself, one JSON object a line, in protobuf's JSON with the field names of record.proto.
#include <google/protobuf/util/json_util.h>

#include <set>

#include "adapters/core/frame/json.h"
#include "adapters/core/lens/leaves.h"
#include "adapters/core/lens/reach.h"
#include "adapters/core/load.h"
#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

// Every value of the record, as the receipt counts them.
int64_t CountValues(const Message& message) {
  int64_t count = 0;
  EachLeaf(message, "", [&](const Message&, const FieldDescriptor*, int, const std::string&) { ++count; });
  return count;
}

// `national_id` and `nationalId` are one field to protobuf's parser, which would take the last.
std::string OneSpelling(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') out.push_back('_');
    out.push_back(Lower(c));
  }
  return out;
}

// The second of two keys of one object that name one field, or -1.
int32_t SpelledTwice(const Tree& tree) {
  for (int32_t i = 0; i < tree.size(); ++i) {
    if (tree[i].kind != Node::Kind::kObject) continue;
    std::set<std::string> seen;
    for (int32_t k = tree[i].first; k >= 0; k = tree[k].next) {
      if (!seen.insert(OneSpelling(tree[k].name)).second) return k;
    }
  }
  return -1;
}

const FieldDescriptor* FieldNamed(const Descriptor* type, std::string_view name) {
  for (int i = 0; i < type->field_count(); ++i) {
    if (type->field(i)->name() == name || type->field(i)->json_name() == name) return type->field(i);
  }
  return nullptr;
}

// What the field takes, where the value is none of it; empty: this is not what protobuf's parser minds.
std::string Mismatch(const Node& node, const FieldDescriptor* field) {
  if (node.kind == Node::Kind::kNull || node.kind == Node::Kind::kArray) return "";
  const bool scalar = node.leaf();
  const bool timestamp =
      field->message_type() != nullptr && field->message_type()->file() != v1::Record::descriptor()->file();
  if (timestamp) return "";
  if (field->message_type() != nullptr) return scalar ? "an object" : "";
  if (!scalar) return "a single value";
  int64_t number = 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      if (field->enum_type()->FindValueByName(std::string(node.text)) != nullptr || ParseNumber(node.text, &number))
        return "";
      return StrCat("a value of ", field->enum_type()->name());
    case FieldDescriptor::CPPTYPE_STRING:
      return node.kind == Node::Kind::kText ? "" : "a text";
    case FieldDescriptor::CPPTYPE_BOOL:
      return node.kind == Node::Kind::kBool ? "" : "true or false";
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
      return ParseNumber(node.text, &number) ? "" : "a whole number";
    default:
      return "";
  }
}

// The first value below `node` that `type` has no field for, or that its field does not take; false: none.
bool FindMismatch(const Tree& tree, int32_t node, const Descriptor* type, int32_t* at, std::string* expected) {
  for (int32_t i = tree[node].first; i >= 0; i = tree[i].next) {
    *at = i;
    const bool item = tree[node].kind == Node::Kind::kArray;
    const FieldDescriptor* field = item ? FieldNamed(type, tree[node].name) : FieldNamed(type, tree[i].name);
    if (field == nullptr) {
      *expected = StrCat("a field of ", type->name());
      return true;
    }
    *expected = Mismatch(tree[i], field);
    if (!expected->empty()) return true;
    if (tree[i].leaf()) continue;
    const bool array = tree[i].kind == Node::Kind::kArray;
    if (array || field->message_type() != nullptr) {
      if (FindMismatch(tree, i, array ? type : field->message_type(), at, expected)) return true;
    }
  }
  return false;
}

Refusal WhatIsNoRecord(const Tree& tree, const Unit& unit) {
  int32_t at = 0;
  std::string expected;
  if (!FindMismatch(tree, 0, v1::Record::descriptor(), &at, &expected)) {
    return {unit.where, "", "a Record as record.proto has it"};
  }
  return {StrCat(unit.where, " /", PathOf(tree, at, false)), Clip(tree[at].text), expected};
}

class CommonFormat : public Format {
 public:
  const std::string& name() const override { return name_; }
  const std::string& title() const override { return title_; }
  std::vector<std::string> editions() const override { return {""}; }
  std::vector<std::string> kinds() const override { return {"arrest", "incident", "notice", "seizure"}; }
  std::string syntax() const override { return "JSON"; }

  void Split(std::string_view file, const std::function<void(const Unit&)>& on_unit,
             const std::function<void(const Refusal&)>& on_refusal) const override {
    static const std::vector<std::vector<std::string>> none;
    SplitJson(file, none, true, on_unit, on_refusal);
  }

  absl::StatusOr<Decoded> Decode(const Unit& unit) const override {
    // Reading it as a tree first finds what protobuf's parser would let pass: depth, keys twice, and the place.
    static const NameIds names;
    Tree tree;
    absl::Status well_formed = ReadJson(unit.data, names, &tree);
    if (!well_formed.ok()) return Placed(RefusalOf(well_formed), unit);
    if (const int32_t twice = SpelledTwice(tree); twice >= 0) {
      return RefusalStatus({StrCat(unit.where, " /", PathOf(tree, twice, false)), "",
                            "the field once: it stands under both of its spellings"});
    }
    Decoded out;
    const auto status = google::protobuf::util::JsonStringToMessage(
        google::protobuf::StringPiece(unit.data.data(), unit.data.size()), &out.record);
    if (!status.ok()) return RefusalStatus(WhatIsNoRecord(tree, unit));
    absl::Status valid = Validate(out.record);
    if (!valid.ok()) return RefusalStatus({unit.where, "", std::string(valid.message())});
    const int64_t leaves = CountValues(out.record);
    out.receipt.set_format(name_);
    out.receipt.set_where(unit.where);
    out.receipt.set_national_id(out.record.header().national_id());
    out.receipt.set_leaves(leaves);
    v1::FateCount* count = out.receipt.add_fates();
    count->set_fate(v1::MAPPED);
    count->set_count(leaves);
    return out;
  }

  absl::StatusOr<Encoded> Encode(const v1::Record& record, std::string_view edition) const override {
    if (!edition.empty()) return absl::NotFoundError(StrCat("`common` has no edition `", edition, "`"));
    Encoded out;
    google::protobuf::util::JsonPrintOptions options;
    options.preserve_proto_field_names = true;
    const auto status = google::protobuf::util::MessageToJsonString(record, &out.data, options);
    if (!status.ok()) return absl::InvalidArgumentError("the record holds what JSON cannot say");
    out.data.push_back('\n');
    const int64_t leaves = CountValues(record);
    out.receipt.set_format(name_);
    out.receipt.set_writing(true);
    out.receipt.set_national_id(record.header().national_id());
    out.receipt.set_leaves(leaves);
    out.receipt.set_said(leaves);
    return out;
  }

 private:
  static absl::Status Placed(Refusal refusal, const Unit& unit) {
    refusal.where = refusal.where.empty() ? unit.where : StrCat(unit.where, ", ", refusal.where);
    return RefusalStatus(refusal);
  }

  const std::string name_ = "common";
  const std::string title_ = "The common record";
};

}  // namespace

std::unique_ptr<Format> MakeCommonFormat() { return std::make_unique<CommonFormat>(); }

}  // namespace entente::adapters
