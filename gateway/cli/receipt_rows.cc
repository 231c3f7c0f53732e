#include "gateway/cli/receipt_rows.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "adapters/core/lens/leaves.h"
#include "adapters/core/lens/lens_format.h"
#include "adapters/core/refusal.h"

namespace entente::cli {
namespace {

using adapters::Decoded;
using adapters::Format;
using adapters::Trace;
using adapters::TraceLeaf;
using adapters::Unit;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string Words(v1::Fate fate) {
  return absl::AsciiStrToLower(absl::StrReplaceAll(v1::Fate_Name(fate), {{"_", " "}}));
}

struct Common {
  std::string path, value;
};

std::vector<Common> LeavesOf(const v1::Record& record) {
  std::vector<Common> leaves;
  adapters::EachLeaf(record, "",
                     [&](const Message& box, const FieldDescriptor* field, int index, const std::string& path) {
                       leaves.push_back({path, adapters::TextAt(box, field, index)});
                     });
  return leaves;
}

// Whether a leaf stands at the field or inside of it.
bool Inside(const std::string& path, const std::string& field) {
  return path.starts_with(field) && (path.size() == field.size() || path[field.size()] == '.');
}

// What stands at a field: of a coded value, a date or an amount all its parts, such as "common cocaine, text COCAINA".
std::string ValueAt(const std::vector<Common>& leaves, const std::string& field) {
  std::string out;
  for (const Common& leaf : leaves) {
    if (!Inside(leaf.path, field)) continue;
    const std::string part = leaf.path.size() == field.size() ? "" : leaf.path.substr(field.size() + 1) + " ";
    if (part == "list " || part.starts_with("normal")) continue;
    absl::StrAppend(&out, out.empty() ? "" : ", ", part, leaf.value);
  }
  return out;
}

void Native(const Trace& trace, const std::vector<Common>& leaves, SideBySide* out) {
  std::set<std::string> filled;
  for (const TraceLeaf& leaf : trace.leaves()) {
    NativeRow row{leaf.path, leaf.text, Words(leaf.fate), leaf.field, ValueAt(leaves, leaf.field), leaf.why};
    if (leaf.words) row.why = "stays words: its step has no form for it";
    if (leaf.fate == v1::TEXT_ONLY && !leaf.words) row.why = "its code table does not list it";
    if (!leaf.field.empty()) filled.insert(leaf.field);
    out->native.push_back(std::move(row));
  }
  for (const Common& leaf : leaves) {
    const bool from_file =
        leaf.path.find("carried[") != std::string::npos ||
        std::any_of(filled.begin(), filled.end(), [&](const auto& f) { return Inside(leaf.path, f); });
    if (!from_file) out->made.push_back({leaf.path, leaf.value, "", "", ""});
  }
}

// Where each common field stands in the written bytes, found by reading them again.
std::map<std::string, std::string> PlacesIn(const Format& to, const adapters::Encoded& encoded) {
  std::map<std::string, std::string> places;
  Trace trace;
  const std::string file = encoded.preamble + encoded.data;
  to.Split(
      file,
      [&](const Unit& unit) {
        if (!adapters::DecodeTraced(to, unit, &trace).ok()) return;
        for (const TraceLeaf& leaf : trace.leaves()) {
          if (!leaf.field.empty() && leaf.fate != v1::EMPTY) places.emplace(leaf.field, leaf.path);
        }
      },
      [](const adapters::Refusal&) {});
  return places;
}

void Written(const v1::Record& record, const std::vector<Common>& leaves, const Format& to, const std::string& edition,
             SideBySide* out) {
  const auto encoded = to.Encode(record, edition);
  if (!encoded.ok()) {
    out->other = to.name();
    out->unwritten = std::string(encoded.status().message());
    return;
  }
  out->other = encoded->receipt.format();
  std::map<std::string, std::string> reasons;
  for (const v1::Note& note : encoded->receipt.notes()) reasons.emplace(note.path(), note.why());
  const std::map<std::string, std::string> places = PlacesIn(to, *encoded);
  for (const Common& leaf : leaves) {
    CommonRow row{leaf.path, leaf.value, "said", "", ""};
    if (const auto reason = reasons.find(leaf.path); reason != reasons.end()) {
      row.fate = "not said";
      row.why = reason->second;
    } else {
      for (const auto& [field, place] : places) {
        if (Inside(leaf.path, field)) row.place = place;
      }
    }
    out->written.push_back(std::move(row));
  }
}

}  // namespace

absl::StatusOr<SideBySide> ShowRecord(const Format& from, std::string_view file, const Chosen& chosen, const Format* to,
                                      const std::string& edition) {
  absl::StatusOr<SideBySide> found = absl::NotFoundError("");
  int64_t number = 0;
  Trace trace;
  const auto refuse = [&](const adapters::Refusal& refusal) {
    ++number;
    if (chosen.id.empty() && number == chosen.number) {
      found = absl::InvalidArgumentError(absl::StrCat("record ", number, " is refused: ", refusal.Message(true)));
    }
  };
  from.Split(
      file,
      [&](const Unit& unit) {
        if (chosen.id.empty() && number + 1 != chosen.number) {
          ++number;
          return;
        }
        const auto decoded = adapters::DecodeTraced(from, unit, &trace);
        if (!decoded.ok()) return refuse(adapters::RefusalOf(decoded.status()));
        ++number;
        const bool wanted = chosen.id.empty() || decoded->record.header().national_id() == chosen.id;
        if (!wanted || found.ok()) return;
        SideBySide record;
        record.where = unit.where;
        record.format = decoded->receipt.format();
        record.national_id = decoded->record.header().national_id();
        const std::vector<Common> leaves = LeavesOf(decoded->record);
        Native(trace, leaves, &record);
        if (to != nullptr) Written(decoded->record, leaves, *to, edition, &record);
        found = std::move(record);
      },
      refuse);
  if (absl::IsNotFound(found.status())) {
    return absl::NotFoundError(
        absl::StrCat("there is no such record: the file holds ", number,
                     chosen.id.empty() ? "" : absl::StrCat(", none with the id `", chosen.id, "`")));
  }
  return found;
}

}  // namespace entente::cli
