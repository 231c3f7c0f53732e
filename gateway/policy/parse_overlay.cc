#include "gateway/policy/parse_overlay.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "gateway/policy/keys.h"
#include "gateway/policy/vocabulary.h"

namespace entente::policy {
namespace {

constexpr int kDaysMax = 92;

// Only names of the zone database: the loader would also take a path.
bool IsZoneName(std::string_view name) {
  return !name.empty() && name.size() <= 64 && absl::ascii_isalpha(static_cast<unsigned char>(name[0])) &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '/' || c == '-' || c == '+';
         });
}

std::optional<absl::TimeZone> ReadZone(const Node& valid, Reader& reader) {
  const Node* node = valid.Find("zone");
  if (node == nullptr) {
    reader.Tell(valid, "an overlay's times need a `zone`, such as `America/Bogota` or `UTC`");
    return std::nullopt;
  }
  const std::optional<std::string> name = reader.Word(*node, "zone");
  if (!name) return std::nullopt;
  absl::TimeZone zone;
  if (IsZoneName(*name) && absl::LoadTimeZone(*name, &zone)) return zone;
  reader.Tell(*node, absl::StrCat("`", *name, "` is no time zone; expected a name such as `America/Bogota`"));
  return std::nullopt;
}

std::optional<absl::CivilSecond> ReadCivil(const Node& valid, const char* key, Reader& reader) {
  const Node* node = valid.Find(key);
  if (node == nullptr) {
    reader.Tell(valid, absl::StrCat("an overlay's `valid` needs `", key, "`"));
    return std::nullopt;
  }
  const std::optional<std::string> text = reader.Word(*node, key);
  if (!text) return std::nullopt;
  absl::CivilDay day;
  absl::CivilSecond second;
  const bool digits = absl::ascii_isdigit(static_cast<unsigned char>((*text)[0]));
  if (digits && text->size() == 10 && absl::ParseCivilTime(*text, &day)) return absl::CivilSecond(day);
  if (digits && text->size() == 19 && absl::ParseCivilTime(*text, &second)) return second;
  reader.Tell(*node, absl::StrCat("`", *text, "` is no time: expected `2018-06-01` or `2018-06-01T08:00:00`, in the ",
                                  "overlay's own zone"));
  return std::nullopt;
}

// An hour that the clocks skip or repeat is read as before the change.
absl::Time Instant(absl::CivilSecond civil, const absl::TimeZone& zone) { return zone.At(civil).pre; }

bool ReadValid(const Node& valid, Overlay& overlay, Reader& reader) {
  if (!reader.CheckKeys(valid, "`valid`", ValidKeys())) return false;
  const std::optional<absl::TimeZone> zone = ReadZone(valid, reader);
  const std::optional<absl::CivilSecond> from = ReadCivil(valid, "from", reader);
  const std::optional<absl::CivilSecond> until = ReadCivil(valid, "until", reader);
  if (!zone || !from || !until) return false;
  if (*from >= *until) {
    reader.Tell(valid, "an overlay ends after it begins: `until` must be later than `from`");
    return false;
  }
  if (*until > *from + int64_t{kDaysMax} * 24 * 3600) {
    reader.Tell(valid, absl::StrCat("an overlay lasts at most ", kDaysMax, " days; a new version renews it"));
    return false;
  }
  overlay.from = Instant(*from, *zone);
  overlay.until = Instant(*until, *zone);
  return true;
}

}  // namespace

std::optional<Overlay> ReadOverlay(const Node& node, Reader& reader) {
  Overlay overlay;
  overlay.place = PlaceOf(node);
  bool whole = true;
  const auto need = [&](const char* key) {
    const Node* found = node.Find(key);
    if (found == nullptr) reader.Tell(node, absl::StrCat("an overlay needs `", key, "`"));
    whole = whole && found != nullptr;
    return found;
  };
  if (const Node* id = need("id")) {
    overlay.id = reader.Word(*id, "id").value_or("");
    if (!overlay.id.empty() && !IsRuleId(overlay.id)) {
      reader.Tell(*id, absl::StrCat("the id `", overlay.id, "` must be letters, digits, `-`, `_`, `.`"));
    }
  }
  if (const Node* operation = node.Find("operation")) reader.Word(*operation, "operation");
  if (const Node* valid = need("valid")) whole = ReadValid(*valid, overlay, reader) && whole;
  if (const Node* at_end = need("at_end")) {
    overlay.recall = reader.Choice(*at_end, "at_end", {"recall", "keep"}).contains("recall");
  }
  need("rules");
  if (!whole) return std::nullopt;
  return overlay;
}

}  // namespace entente::policy
