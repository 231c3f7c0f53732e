// convert: national bytes to the common record, receipt included, beside the bare parser of the same bytes' syntax.
#include <google/protobuf/util/json_util.h>

#include <cstdio>
#include <string>
#include <vector>

#include "adapters/core/format.h"
#include "tests/bench/benches.h"
#include "tests/bench/invented.h"
#include "tests/bench/report.h"

namespace entente::bench {
namespace {

constexpr int kRecords = 2000;
constexpr int kSweeps = 10;

struct File {
  std::string bytes;
  std::vector<adapters::Unit> units;
};

bool Cut(const adapters::Format& format, File& file) {
  bool whole = true;
  format.Split(
      file.bytes, [&](const adapters::Unit& unit) { file.units.push_back(unit); },
      [&](const adapters::Refusal&) { whole = false; });
  return whole && file.units.size() == kRecords;
}

// The least protobuf itself takes for the same records: its own JSON parser on what we decoded.
std::vector<std::string> CommonJson(const adapters::Format& format, const File& file) {
  std::vector<std::string> out;
  for (const adapters::Unit& unit : file.units) {
    auto decoded = format.Decode(unit);
    if (!decoded.ok()) return {};
    std::string json;
    if (!google::protobuf::util::MessageToJsonString(decoded->record, &json).ok()) return {};
    out.push_back(std::move(json));
  }
  return out;
}

double MicrosecondsEach(const std::function<bool()>& sweep) {
  bool good = true;
  const double seconds = SecondsOf([&] {
    for (int i = 0; i < kSweeps; ++i) good &= sweep();
  });
  return good ? seconds * 1e6 / (kSweeps * kRecords) : 0;
}

bool DecodeAll(const adapters::Format& format, const File& file) {
  bool good = true;
  for (const adapters::Unit& unit : file.units) good &= format.Decode(unit).ok();
  return good;
}

bool ParseAll(const std::vector<std::string>& documents) {
  bool good = true;
  for (const std::string& json : documents) {
    v1::Record record;
    good &= google::protobuf::util::JsonStringToMessage(json, &record).ok();
  }
  return good;
}

}  // namespace

bool BenchConvert(const Settings& settings) {
  const adapters::Registry& formats = adapters::Registry::Builtin();
  const adapters::Format* notices = formats.Find("interpol-notice");
  const adapters::Format* seizures = formats.Find("unodc-ids");
  if (notices == nullptr || seizures == nullptr) return false;

  File json, csv;
  csv.bytes = InventedSeizureHeader();
  for (int i = 0; i < kRecords; ++i) {
    json.bytes += InventedNotice(i) + "\n";
    csv.bytes += InventedSeizureRow(i);
  }
  if (!Cut(*notices, json) || !Cut(*seizures, csv)) {
    std::fprintf(stderr, "entente-bench: the invented files do not read as %d records\n", kRecords);
    return false;
  }
  for (const auto& [name, format, file] :
       {std::tuple{"convert JSON (protobuf's JSON)", notices, &json}, std::tuple{"convert CSV (protobuf's JSON)", seizures, &csv}}) {
    const std::vector<std::string> common = CommonJson(*format, *file);
    if (common.empty()) return false;
    ReportPairs(name, "us", settings.runs, [&, format = format, file = file] {
      Pair pair;
      pair.ours = MicrosecondsEach([&] { return DecodeAll(*format, *file); });
      pair.limit = MicrosecondsEach([&] { return ParseAll(common); });
      return pair;
    });
  }
  return true;
}

}  // namespace entente::bench
