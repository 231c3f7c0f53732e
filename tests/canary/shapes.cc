#include "tests/canary/shapes.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>

#include "absl/functional/function_ref.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "adapters/core/format.h"
#include "tests/canary/invented.h"

namespace entente::canary {
namespace {

namespace fs = std::filesystem;
using differential::Chance;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr size_t kSamplesMax = 1;  // of a file

// How a word stands in a text: whole; in the width of a column; or as two parts of an id.
enum class Form { kWhole, kTwelve, kNine, kNineAndTwelve };
constexpr Form kForms[] = {Form::kWhole, Form::kTwelve, Form::kNine, Form::kNineAndTwelve};

std::string InForm(Words& words, Form form) {
  const std::string word = words.New();
  if (form == Form::kWhole) return word;
  const std::string upper = absl::AsciiStrToUpper(word);
  if (form == Form::kNineAndTwelve) return absl::StrCat(upper.substr(0, 9), "/", InForm(words, Form::kTwelve));
  return upper.substr(0, form == Form::kNine ? 9 : 12);
}

struct Shape {
  v1::Record record;
  std::vector<std::pair<int, Form>> texts;  // which of its texts, in the record's order, hold words
};

}  // namespace

void ForEachText(Message& message, absl::FunctionRef<std::string(const std::string&)> change) {
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    const int size = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        ForEachText(field->is_repeated() ? *reflection.MutableRepeatedMessage(&message, field, i)
                                         : *reflection.MutableMessage(&message, field),
                    change);
      }
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_STRING || HasForm(*field)) continue;
      if (field->is_repeated()) {
        reflection.SetRepeatedString(&message, field, i, change(reflection.GetRepeatedString(message, field, i)));
      } else {
        reflection.SetString(&message, field, change(reflection.GetString(message, field)));
      }
    }
  }
}

namespace {

int TextsIn(v1::Record& record) {
  int count = 0;
  ForEachText(record, [&count](const std::string& text) { return ++count, text; });
  return count;
}

void Put(v1::Record& record, int which, const std::string& word) {
  int at = 0;
  ForEachText(record, [&](const std::string& text) { return at++ == which ? word : text; });
}

enum class Fate { kRefused, kHeld, kWritten };

struct Written {
  std::string bytes;
  int words = 0;  // in them
};

// What becomes of a record with `text` in it: the format cannot write it, or writes fewer words than before (the name
// of a list, for one, says what stands beside it); it writes it without the text; or with it.
Fate TryIn(const adapters::Format& format, const v1::Record& record, const Words& words, const std::string& text,
           const Written& before, Written& after) {
  if (!adapters::Validate(record).ok()) return Fate::kRefused;
  auto encoded = format.Encode(record);
  if (!encoded.ok()) return Fate::kRefused;
  after = {std::move(encoded->data)};
  bool found = false;
  const Shown wanted(words, text);
  words.Find(after.bytes, Words::Cut::kMayBe, [&](const Sighting& sighting) {
    ++after.words;
    found = found || wanted.Covers(sighting);
  });
  if (after.words < before.words) return Fate::kRefused;
  return found ? Fate::kWritten : Fate::kHeld;
}

// Puts words into one text after the other, each in the first form that is written; failing that, in one that is held.
Shape Fill(const adapters::Format& format, v1::Record record, ShapeCounts& counts) {
  Words words(1);
  Shape shape;
  const int texts = TextsIn(record);
  Written before{format.Encode(record)->data};
  for (int which = 0; which < texts; ++which) {
    std::optional<Form> best;
    v1::Record next;
    Written after;
    for (const Form form : kForms) {
      v1::Record tried = record;
      const std::string text = InForm(words, form);
      Put(tried, which, text);
      Written written;
      const Fate fate = TryIn(format, tried, words, text, before, written);
      if (fate == Fate::kRefused || (fate == Fate::kHeld && best)) continue;
      best = form, next = std::move(tried), after = std::move(written);
      if (fate == Fate::kWritten || after.bytes == before.bytes)
        break;  // the format knows no such text, in whatever form
    }
    if (!best) continue;
    record = std::move(next), before = std::move(after);
    shape.texts.push_back({which, *best});
    ++counts.filled;
  }
  counts.written += before.words;
  shape.record = std::move(record);
  return shape;
}

std::string ReadAll(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

// The first records of each sample that come through the writing.
std::vector<v1::Record> SamplesOf(const adapters::Format& format) {
  std::vector<fs::path> paths;
  const fs::path folder = fs::path(ENTENTE_SOURCE_DIR) / "adapters" / format.name() / "samples";
  if (!fs::exists(folder)) return {};
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.is_regular_file()) paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  std::vector<v1::Record> records;
  for (const fs::path& path : paths) {
    const std::string bytes = ReadAll(path);
    size_t of_file = 0;
    format.Split(
        bytes,
        [&](const adapters::Unit& unit) {
          if (of_file >= kSamplesMax) return;
          const auto decoded = format.Decode(unit);
          if (!decoded.ok() || !decoded->is_record || !format.Encode(decoded->record).ok()) return;
          records.push_back(decoded->record);
          ++of_file;
        },
        [](const adapters::Refusal&) {});
  }
  return records;
}

struct OfFormat {
  std::vector<Shape> shapes;
  ShapeCounts counts;
};

const std::map<std::string, OfFormat>& All() {
  static const auto* all = [] {
    auto* made = new std::map<std::string, OfFormat>;
    for (const adapters::Format* format : adapters::Registry::Builtin().all()) {
      OfFormat& of = (*made)[format->name()];
      for (v1::Record& record : SamplesOf(*format)) {
        Chance chance(1);
        MendHeader(chance, *record.mutable_header());
        record.mutable_header()->clear_links();
        if (record.header().national_id().empty()) record.mutable_header()->set_national_id("N-1");
        if (!adapters::Validate(record).ok() || !format->Encode(record).ok()) continue;
        of.shapes.push_back(Fill(*format, std::move(record), of.counts));
        ++of.counts.samples;
      }
    }
    return made;
  }();
  return *all;
}

}  // namespace

ShapeCounts ShapesOf(const std::string& format) { return All().at(format).counts; }

v1::Record ShapedRecord(Chance& chance, Words& words, const std::string& format) {
  const Shape& shape = chance.OneOf(All().at(format).shapes);
  v1::Record record = shape.record;
  int at = 0;
  auto next = shape.texts.begin();
  ForEachText(record, [&](const std::string& text) {
    if (next == shape.texts.end() || at++ != next->first) return text;
    return InForm(words, (next++)->second);
  });
  v1::Header& header = *record.mutable_header();
  if (Shown(words, header.national_id()).size() == 0) header.set_national_id(words.New());  // or two were one
  header.mutable_originator()->set_country(chance.OneOf<std::string>({"CO", "EC", "PE", "NL", "XPO"}));
  header.mutable_originator()->set_system(chance.OneOf(differential::kSystems));
  header.clear_matters();
  header.add_matters(v1::MATTER_ORDINARY);
  header.mutable_matter_review()->set_reviewer(words.New());
  return record;
}

}  // namespace entente::canary
