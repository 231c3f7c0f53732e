// The contract of a format over its samples: every value has one fate, every record is sound, and reading is the same
// every time.
#include <map>
#include <utility>

#include "adapters/core/check/folder_check.h"
#include "adapters/core/check/line_fates.h"
#include "adapters/core/lens/lens_format.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

class SampleReader {
 public:
  SampleReader(const Format& format, const Explained& explained, FolderReport* report)
      : format_(format), explained_(explained), report_(*report), fates_(PlansOf(format)) {}

  void Read(const Sample& sample) {
    int64_t records = 0;
    const auto refuse = [&](const Refusal& refusal) { Refused(sample, refusal); };
    format_.Split(
        sample.bytes,
        [&](const Unit& unit) {
          const auto decoded = DecodeTraced(format_, unit, &trace_);
          if (!decoded.ok()) return refuse(RefusalOf(decoded.status()));
          ++records;
          fates_.Add(trace_);
          Judge(sample, unit, *decoded);
        },
        refuse);
    report_.records += records;
    format_.Envelope(sample.bytes, [&](const v1::Receipt& receipt) { Envelope(sample, receipt); });
    if (records == 0) {
      Find(sample.name, "holds no record that this format reads", "take it out of the samples, or see why not above");
    }
  }

  Check End() {
    check_.name = "samples";
    check_.measured = StrCat(report_.records, " records and ", report_.leaves, " values in ", report_.files,
                             report_.files == 1 ? " file, " : " files, ", report_.refused, " refused");
    report_.lines = fates_.lines();
    for (const std::map<std::string, int64_t>* unmapped : {&fates_.unmapped(), &std::as_const(around_)}) {
      report_.unmapped.insert(report_.unmapped.end(), unmapped->begin(), unmapped->end());
    }
    return std::move(check_);
  }

 private:
  void Find(const std::string& where, std::string what, std::string todo, const std::vector<std::string>& names = {}) {
    check_.findings.push_back({where, std::move(what), std::move(todo), explained_.Why(names)});
  }

  void Refused(const Sample& sample, const Refusal& refusal) {
    ++report_.refused;
    if (refusal.expected.empty())
      return Find(sample.name, "a refusal does not say what was expected", "report it: a fault of the engine");
    Find(
        StrCat(sample.name, " ", refusal.where),
        StrCat("is refused: ", refusal.found.empty() ? "" : StrCat("found `", refusal.found, "`, "), "expected ",
               refusal.expected),
        "mend the mapping's line for that place, or, if the sample is broken on purpose, explain the file in README.md",
        {sample.name});
  }

  // What stands around the records has fates too.
  void Envelope(const Sample& sample, const v1::Receipt& receipt) {
    Count(sample.name, receipt);
    for (const v1::Note& note : receipt.notes()) {
      if (note.fate() == v1::UNMAPPED) ++around_[AnyItem(note.path())];
    }
  }

  void Count(const std::string& where, const v1::Receipt& receipt) {
    int64_t sum = 0;
    for (const v1::FateCount& count : receipt.fates()) {
      report_.fates[count.fate()] += count.count();
      sum += count.count();
    }
    report_.leaves += receipt.leaves();
    if (sum != receipt.leaves()) Find(where, "its values' fates do not add up", "report it: a fault of the engine");
  }

  void Judge(const Sample& sample, const Unit& unit, const Decoded& decoded) {
    const std::string where = StrCat(sample.name, " ", unit.where);
    Count(where, decoded.receipt);
    if (!decoded.is_record) return;
    if (const absl::Status sound = Validate(decoded.record); !sound.ok()) {
      Find(where, StrCat("makes a record that is not sound: ", View(sound.message())),
           "see the rules at the head of record.proto, and mend the line that fills that field");
    }
    if (decoded.record.header().originator().country().empty() && std::exchange(owner_told_, true) == false) {
      Find(where, "the record has no owner: header.originator.country is empty",
           "say it in the mapping's `set:`, such as {header.originator.country: CL}, or map a place to it; where whoever "
           "sends it is the owner, explain `header.originator.country` in README.md",
           {"header.originator.country"});
    }
    const auto again = format_.Decode(unit);
    if (!again.ok() || again->record.SerializeAsString() != decoded.record.SerializeAsString()) {
      Find(where, "read twice, it is not the same", "report it: a fault of the engine");
    }
  }

  const Format& format_;
  const Explained& explained_;
  FolderReport& report_;
  FateCounter fates_;
  std::map<std::string, int64_t> around_;
  Trace trace_;
  Check check_;
  bool owner_told_ = false;
};

}  // namespace

Check CheckSamples(const Format& format, const std::vector<Sample>& samples, const Explained& explained,
                   FolderReport* report) {
  SampleReader reader(format, explained, report);
  for (const Sample& sample : samples) {
    ++report->files;
    reader.Read(sample);
  }
  Check check = reader.End();
  if (samples.empty()) {
    check.findings.push_back(
        {"samples", "there is no sample", "put a file of invented records there that keeps the quirks", ""});
  }
  return check;
}

}  // namespace entente::adapters
