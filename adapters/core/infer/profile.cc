#include "adapters/core/infer/profile.h"

#include <algorithm>

#include "adapters/core/check/report.h"
#include "adapters/core/lens/decimal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr size_t kShapesMax = 500;
constexpr size_t kShapesShown = 3;

// "1.234,5" or "1234,5": a comma and digits behind it.
bool IsComma(std::string_view text) {
  const size_t comma = text.find(',');
  if (comma == std::string_view::npos || comma == 0 || comma + 1 == text.size()) return false;
  const std::string_view before = text.substr(text[0] == '-' ? 1 : 0, comma - (text[0] == '-' ? 1 : 0));
  const auto digits = [](std::string_view t) { return !t.empty() && std::all_of(t.begin(), t.end(), IsDigit); };
  const std::vector<std::string> groups = SplitText(before, ".");
  for (size_t i = 0; i < groups.size(); ++i) {
    if (!digits(groups[i]) || (groups.size() > 1 && (i == 0 ? groups[i].size() > 3 : groups[i].size() != 3)))
      return false;
  }
  return digits(text.substr(comma + 1));
}

bool IsWhole(std::string_view text) {
  if (text[0] == '-') text.remove_prefix(1);
  return !text.empty() && std::all_of(text.begin(), text.end(), IsDigit);
}

// What sources of four languages write where they know nothing.
bool MeansUnknown(std::string_view text) {
  static const std::set<std::string, std::less<>> kWords = {"S/I",
                                                            "S/D",
                                                            "N/A",
                                                            "N/D",
                                                            "SIN DATO",
                                                            "SIN DATOS",
                                                            "SIN INFORMACION",
                                                            "SIN INFORMACIÓN",
                                                            "NULL",
                                                            "NO APLICA",
                                                            "UNKNOWN",
                                                            "DESCONOCIDO",
                                                            "NO INFORMADO",
                                                            "NÃO INFORMADO",
                                                            "NAO INFORMADO",
                                                            "IGNORADO",
                                                            "-",
                                                            "--",
                                                            "INCONNU",
                                                            "Unknown",
                                                            "Not available",
                                                            "null",
                                                            "Desconocido",
                                                            "Sin información"};
  return kWords.contains(text);
}

// Runs of one kind longer than a few letters tell nothing more.
std::string ShortShape(std::string_view text) {
  const std::string shape = ShapeOf(text);
  std::string out;
  for (size_t i = 0, run = 0; i < shape.size(); ++i) {
    run = i > 0 && shape[i] == shape[i - 1] ? run + 1 : 0;
    if (run < 10) out.push_back(shape[i]);
  }
  return out;
}

}  // namespace

void LeafProfile::Add(std::string_view text) {
  if (text.empty()) {
    ++empty;
    return;
  }
  ++filled;
  longest = std::max(longest, text.size());
  const auto known = values.find(std::string(text));
  if (known != values.end()) {
    ++known->second;
  } else if (values.size() < kValuesMax) {
    values.emplace(text, 1);
  } else {
    many = true;
  }
  if (const std::string shape = ShortShape(text); shapes.size() < kShapesMax || shapes.contains(shape)) ++shapes[shape];
  const std::string_view bare = Strip(text);
  if (bare.empty()) return;
  whole += IsWhole(bare) ? 1 : 0;
  decimal += Decimal::Parse(bare).has_value() ? 1 : 0;
  comma += IsComma(bare) ? 1 : 0;
  const std::string lower = ToLower(bare);
  boolean += lower == "true" || lower == "false" ? 1 : 0;
}

LeafProfile& SampleProfile::At(const std::string& place) {
  const auto [found, fresh] = index_.emplace(place, leaves.size());
  if (fresh) leaves.emplace_back().place = place;
  return leaves[found->second];
}

void SampleProfile::Add(const std::string& place, std::string_view text) {
  LeafProfile& leaf = At(place);
  if (!MeansUnknown(text)) return leaf.Add(text);
  ++leaf.unknown;
  unknown.emplace(text);
}

std::string Describe(const LeafProfile& leaf) {
  std::string out = StrCat(leaf.filled, " filled, ", leaf.empty, " empty, ",
                           leaf.unknown > 0 ? StrCat(leaf.unknown, " not known, ") : "", leaf.many ? "more than " : "",
                           leaf.distinct(), " different");
  if (leaf.filled == 0) return out;
  std::string type = "text";
  if (leaf.boolean == leaf.filled) {
    type = "true or false";
  } else if (leaf.whole == leaf.filled) {
    type = "whole numbers";
  } else if (leaf.comma > 0 && leaf.comma + leaf.whole == leaf.filled) {
    type = "numbers with a decimal comma";
  } else if (leaf.decimal == leaf.filled) {
    type = "numbers";
  }
  StrAppend(&out, "; ", type);
  std::vector<std::pair<int64_t, std::string>> shapes;
  for (const auto& [shape, count] : leaf.shapes) shapes.emplace_back(-count, shape);
  std::sort(shapes.begin(), shapes.end());
  for (size_t i = 0; i < shapes.size() && i < kShapesShown; ++i) {
    StrAppend(&out, i == 0 ? "; shapes " : ", ", shapes[i].second);
  }
  return out;
}

}  // namespace entente::adapters
