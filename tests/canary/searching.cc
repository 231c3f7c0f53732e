// The search for words in whatever came back, and the words that a test plants there.
#include <zlib.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tests/canary/world_run.h"

namespace entente::canary {
namespace {

std::string Deflated(const std::string& text) {
  std::string out(compressBound(text.size()), '\0');
  uLongf size = out.size();
  compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(text.data()), text.size());
  return out.substr(0, size);
}

}  // namespace

std::string WorldRun::Where(const Spot& spot) const {
  std::string where = absl::StrCat("seed ", options_.seed, ", ", step_, ", ", spot.place);
  if (spot.record) absl::StrAppend(&where, " of record ", *spot.record);
  if (spot.recipient) absl::StrAppend(&where, ", ", Who(*spot.recipient).name(), " for ", Who(*spot.recipient).purpose);
  return where;
}

// As they are; once a place, where a test wants it, with words that nobody may see: plain, in capitals, encoded.
std::string WorldRun::Planted(const std::string& place, std::string_view bytes) {
  std::string planted(bytes);
  if (!options_.plant || !planted_.insert(place).second) return planted;
  absl::StrAppend(&planted, " ", words_.New(), " ", absl::AsciiStrToUpper(words_.New()), " ",
                  absl::Base64Escape("{" + words_.New() + "}"), " ", absl::BytesToHexString(words_.New()), " ",
                  Deflated(words_.New()));
  return planted;
}

void WorldRun::Search(const Spot& spot, std::string_view bytes, const Shown& shown) {
  findings_.places[spot.place].bytes += static_cast<int64_t>(bytes.size());
  const auto look = [&](std::string_view reading) {
    words_.Find(reading, Words::Cut::kNever, [&](const Sighting& sighting) {
      if (!shown.Covers(sighting)) findings_.Leak(spot.place, Where(spot), Words::Spell(sighting));
    });
  };
  if (!options_.plant) return ForEachReading(bytes, look);
  const bool from_disk = spot.place == "the log" || spot.place == "the audit log" || spot.place == "the data folder";
  ForEachReading(from_disk ? std::string(bytes) : Planted(spot.place, bytes), look);
}

void WorldRun::SearchCut(const Spot& spot, std::string_view bytes, const Shown& shown) {
  words_.Find(bytes, Words::Cut::kMayBe, [&](const Sighting& sighting) {
    if (!shown.Covers(sighting)) findings_.Leak(spot.place, Where(spot), Words::Spell(sighting));
  });
}

}  // namespace entente::canary
