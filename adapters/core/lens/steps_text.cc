#include <algorithm>

#include "adapters/core/lens/step.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

void AppendUtf8(uint32_t point, std::string* out) {
  if (point < 0x80) {
    out->push_back(static_cast<char>(point));
    return;
  }
  const int more = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  constexpr uint32_t kLead[] = {0, 0xC0, 0xE0, 0xF0};
  out->push_back(static_cast<char>(kLead[more] | (point >> (6 * more))));
  for (int i = more - 1; i >= 0; --i) out->push_back(static_cast<char>(0x80 | ((point >> (6 * i)) & 0x3F)));
}

// "amp" or "#8217" as text; false when it names nothing.
bool Entity(std::string_view name, std::string* out) {
  static constexpr std::pair<std::string_view, uint32_t> kNamed[] = {
      {"amp", '&'},      {"lt", '<'},       {"gt", '>'},       {"quot", '"'},     {"apos", '\''},    {"nbsp", 0xA0},
      {"ndash", 0x2013}, {"mdash", 0x2014}, {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"ldquo", 0x201C}, {"rdquo", 0x201D}};
  for (const auto& [known, point] : kNamed) {
    if (name == known) {
      AppendUtf8(point, out);
      return true;
    }
  }
  if (name.size() < 2 || name[0] != '#') return false;
  uint32_t point = 0;
  const bool hex = name[1] == 'x' || name[1] == 'X';
  const bool read = hex ? ParseNumber(name.substr(2), &point, 16) : ParseNumber(name.substr(1), &point);
  if (!read || point == 0 || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) return false;
  AppendUtf8(point, out);
  return true;
}

std::string WithoutTags(std::string_view html) {
  std::string out;
  for (size_t i = 0; i < html.size(); ++i) {
    const size_t close = html[i] == '<' ? html.find('>', i) : std::string_view::npos;
    if (close != std::string_view::npos && close > i + 1) {
      out.push_back(' ');
      i = close;
      continue;
    }
    const size_t end = html[i] == '&' ? html.substr(i, 12).find(';') : std::string_view::npos;
    if (end != std::string_view::npos && Entity(html.substr(i + 1, end - 1), &out)) {
      i += end;
      continue;
    }
    out.push_back(html[i]);
  }
  return out;
}

// Eight, four, four, four and twelve digits to the base of 16.
bool IsUuid(std::string_view text) {
  constexpr std::string_view kShape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  if (text.size() != kShape.size()) return false;
  for (size_t i = 0; i < kShape.size(); ++i) {
    const char c = Lower(text[i]);
    if (kShape[i] == '-' ? c != '-' : !IsDigit(c) && (c < 'a' || c > 'f')) return false;
  }
  return true;
}

// Runs of blanks, no-break spaces among them, become one blank; none at the ends.
std::string Joined(std::string_view text) {
  std::string out;
  bool pending = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool no_break = text[i] == '\xC2' && i + 1 < text.size() && text[i + 1] == '\xA0';
    if (no_break || IsSpace(text[i])) {
      pending = !out.empty();
      if (no_break) ++i;
      continue;
    }
    if (pending) out.push_back(' ');
    pending = false;
    out.push_back(text[i]);
  }
  return out;
}

bool Respell(std::string text, Value* value) {
  if (text != value->text) value->fate = v1::CONVERTED;
  value->text = std::move(text);
  return !value->text.empty();
}

}  // namespace

Read ReadStep(const CleanStep&, Value* value) {
  return Respell(Joined(value->text), value) ? Read::kOk : Read::kUnknown;
}
bool WriteStep(const CleanStep&, Value*) { return true; }

Read ReadStep(const HtmlStep&, Value* value) {
  return Respell(Joined(WithoutTags(value->text)), value) ? Read::kOk : Read::kUnknown;
}
bool WriteStep(const HtmlStep&, Value* value) {
  std::string out;
  for (const char c : value->text) {
    out.append(c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : std::string(1, c));
  }
  value->text = std::move(out);
  return true;
}

Read ReadStep(const WithinStep& step, Value* value) {
  const size_t frame = step.before.size() + step.after.size();
  if (value->text.size() <= frame || !StartsWith(value->text, step.before) || !EndsWith(value->text, step.after)) {
    return Refuse(value, StrCat("a text like `", step.before, "*", step.after, "`"));
  }
  value->text = value->text.substr(step.before.size(), value->text.size() - frame);
  return Read::kOk;
}
bool WriteStep(const WithinStep& step, Value* value) {
  value->text = StrCat(step.before, value->text, step.after);
  return true;
}

Read ReadStep(const SwapStep& step, Value* value) {
  if (value->text.find(step.to) != std::string::npos) {
    return Refuse(value, StrCat("a text without `", std::string(1, step.to), "`"));
  }
  std::replace(value->text.begin(), value->text.end(), step.from, step.to);
  return Read::kOk;
}
bool WriteStep(const SwapStep& step, Value* value) {
  if (value->text.find(step.from) != std::string::npos) return Cannot(value, "holds a letter that would be swapped");
  std::replace(value->text.begin(), value->text.end(), step.to, step.from);
  return true;
}

Read ReadStep(const UuidStep&, Value* value) {
  return IsUuid(value->text) ? Read::kOk : Refuse(value, "a UUID such as 123e4567-e89b-42d3-a456-426614174000");
}

bool WriteStep(const UuidStep&, Value* value) { return IsUuid(value->text) || Cannot(value, "no UUID"); }

Read ReadStep(const ZerosStep& step, Value* value) {
  const bool digits = std::all_of(value->text.begin(), value->text.end(), IsDigit);
  if (digits && value->text.size() < step.width) value->text.insert(0, step.width - value->text.size(), '0');
  return Read::kOk;
}
bool WriteStep(const ZerosStep&, Value* value) {
  const size_t first = value->text.find_first_not_of('0');
  if (!value->text.empty()) value->text = first == std::string::npos ? "0" : value->text.substr(first);
  return true;
}

Read ReadSteps(const std::vector<Step>& steps, Value* value) {
  for (const Step& step : steps) {
    const Read read = std::visit([&](const auto& s) { return ReadStep(s, value); }, step);
    if (read != Read::kOk) return read;
  }
  return Read::kOk;
}

bool WriteSteps(const std::vector<Step>& steps, Value* value) {
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    if (!std::visit([&](const auto& s) { return WriteStep(s, value); }, *step)) return false;
  }
  return true;
}

}  // namespace entente::adapters
