// convert: national bytes to the common record, cutting and receipt included, beside a parser that knows no meaning:
// protobuf's own JSON parser on the same records, and libxml2's bare parse of the same bytes.
#include <google/protobuf/util/json_util.h>
#include <libxml/parser.h>

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

// Calls `each` for every record of the file. False: something was refused, or their number is not the one that was
// invented.
template <typename Each>
bool ForEachRecord(const adapters::Format& format, const std::string& file, const Each& each) {
  bool whole = true;
  int records = 0;
  format.Split(
      file,
      [&](const adapters::Unit& unit) {
        const absl::StatusOr<adapters::Decoded> decoded = format.Decode(unit);
        ++records;
        whole = whole && decoded.ok();
        if (decoded.ok()) each(*decoded);
      },
      [&](const adapters::Refusal&) { whole = false; });
  return whole && records == kRecords;
}

// The least protobuf itself takes for the same records: its own JSON parser on what we decoded. Empty: they do not
// decode.
std::vector<std::string> CommonJson(const adapters::Format& format, const std::string& file) {
  std::vector<std::string> out;
  const bool whole = ForEachRecord(format, file, [&](const adapters::Decoded& decoded) {
    std::string json;
    if (google::protobuf::util::MessageToJsonString(decoded.record, &json).ok()) out.push_back(std::move(json));
  });
  return whole && out.size() == kRecords ? out : std::vector<std::string>{};
}

bool ParseAll(const std::vector<std::string>& documents) {
  bool good = true;
  for (const std::string& json : documents) {
    v1::Record record;
    good &= google::protobuf::util::JsonStringToMessage(json, &record).ok();
  }
  return good;
}

bool ParseBare(const std::string& xml) {
  xmlDoc* document = xmlReadMemory(xml.data(), static_cast<int>(xml.size()), nullptr, nullptr, XML_PARSE_NONET);
  xmlFreeDoc(document);
  return document != nullptr;
}

double MicrosecondsEach(const std::function<bool()>& sweep) {
  bool good = true;
  const double seconds = SecondsOf([&] {
    for (int i = 0; i < kSweeps; ++i) good &= sweep();
  });
  return good ? seconds * 1e6 / (kSweeps * kRecords) : 0;
}

struct Case {
  std::string name;
  const char* format;
  std::string bytes;
};

// Ours is a whole pass over the file: cut, decode, receipt.
bool Report(const Case& one, const std::string& limit_name, const Settings& settings,
            const std::function<bool()>& limit) {
  const adapters::Format* format = adapters::Registry::Builtin().Find(one.format);
  if (format == nullptr) return false;
  const auto nothing = [](const adapters::Decoded&) {};
  std::vector<double> rates;
  ReportPairs(one.name + " (" + limit_name + ")", "us", settings.runs, [&] {
    Pair pair;
    pair.ours = MicrosecondsEach([&] { return ForEachRecord(*format, one.bytes, nothing); });
    pair.limit = MicrosecondsEach(limit);
    rates.push_back(1e6 / pair.ours);
    return pair;
  });
  const Spread rate = SpreadOf({rates.begin() + 1, rates.end()});
  std::printf("%-34s %11.0f records/s a core (%.0f to %.0f), %zu bytes each\n", one.name.c_str(), rate.median, rate.min,
              rate.max, one.bytes.size() / kRecords);
  return true;
}

}  // namespace

bool BenchConvert(const Settings& settings) {
  Case json{"convert JSON", "interpol-notice", ""};
  Case csv{"convert CSV", "unodc-ids", InventedSeizureHeader()};
  Case xml{"convert XML", "un-sc-list", InventedListHead()};
  for (int i = 0; i < kRecords; ++i) {
    json.bytes += InventedNotice(i) + "\n";
    csv.bytes += InventedSeizureRow(i);
    xml.bytes += InventedListEntry(i);
  }
  xml.bytes += InventedListEnd();

  for (const Case* one : {&json, &csv, &xml}) {
    const adapters::Format* format = adapters::Registry::Builtin().Find(one->format);
    const std::vector<std::string> common =
        format == nullptr ? std::vector<std::string>{} : CommonJson(*format, one->bytes);
    if (common.empty()) {
      std::fprintf(stderr, "entente-bench: the invented file of %s does not read as %d records\n", one->format,
                   kRecords);
      return false;
    }
    if (!Report(*one, "protobuf's JSON", settings, [&] { return ParseAll(common); })) return false;
  }
  return Report(xml, "libxml2's tree", settings, [&] { return ParseBare(xml.bytes); });
}

}  // namespace entente::bench
