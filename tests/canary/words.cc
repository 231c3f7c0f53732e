#include "tests/canary/words.h"

#include <algorithm>

#include "absl/strings/ascii.h"

namespace entente::canary {
namespace {

constexpr std::string_view kHead = "cnry";
constexpr int kLetters = kWordSize - kHead.size();

constexpr int kFewest = kCutMin - kHead.size();

constexpr uint64_t Power(int exponent) { return exponent == 0 ? 1 : 26 * Power(exponent - 1); }

// SplitMix64: neighbours have nothing in common.
uint64_t Mixed(uint64_t number) {
  number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9u;
  number = (number ^ (number >> 27)) * 0x94d049bb133111ebu;
  return number ^ (number >> 31);
}

// The same letters and no more than so many of them.
Sighting Begin(const Sighting& sighting, int letters) {
  const uint64_t rest = Power(kLetters - letters);
  return {sighting.value / rest * rest, letters};
}

bool IsHead(std::string_view bytes, size_t at) {
  for (size_t i = 0; i < kHead.size(); ++i) {
    if (absl::ascii_tolower(static_cast<unsigned char>(bytes[at + i])) != kHead[i]) return false;
  }
  return true;
}

Sighting LettersAt(std::string_view bytes, size_t at) {
  Sighting seen;
  while (seen.letters < kLetters && at < bytes.size() && absl::ascii_isalpha(static_cast<unsigned char>(bytes[at]))) {
    seen.value = seen.value * 26 + static_cast<uint64_t>(absl::ascii_tolower(bytes[at++]) - 'a');
    ++seen.letters;
  }
  seen.value *= Power(kLetters - seen.letters);
  return seen;
}

}  // namespace

std::string Words::New() {
  for (;;) {
    const uint64_t number = Mixed(Mixed(seed_) + (known_.size() + 1) * 0x9e3779b97f4a7c15u) % Power(kLetters);
    if (known_.insert(number).second) return Spell({number, kLetters});
  }
}

std::string Words::Spell(const Sighting& sighting) {
  std::string word(kHead);
  for (int i = 0; i < sighting.letters; ++i) {
    word += static_cast<char>('a' + sighting.value / Power(kLetters - 1 - i) % 26);
  }
  return word;
}

// It is one, or the beginning of one.
bool Words::Known(const Sighting& sighting) const {
  const auto at = known_.lower_bound(sighting.value);
  return at != known_.end() && *at < sighting.value + Power(kLetters - sighting.letters);
}

void Words::Find(std::string_view bytes, Cut cut, absl::FunctionRef<void(const Sighting&)> found) const {
  for (size_t at = 0; at + kCutMin <= bytes.size(); ++at) {
    if ((bytes[at] | 0x20) != kHead[0] || !IsHead(bytes, at)) continue;
    const Sighting seen = LettersAt(bytes, at + kHead.size());
    const int fewest = cut == Cut::kMayBe ? kFewest : kLetters;
    // Of a column that ended in the middle of a word, the next one's letters may follow.
    for (int letters = seen.letters; letters >= fewest; --letters) {
      const Sighting begin = Begin(seen, letters);
      if (!Known(begin)) continue;
      found(begin);
      break;
    }
  }
}

void Shown::Add(const Words& words, std::string_view bytes) {
  words.Find(bytes, Words::Cut::kMayBe, [this](const Sighting& sighting) { list_.push_back(sighting); });
  Sort();
}

void Shown::Add(const Shown& other) {
  list_.insert(list_.end(), other.list_.begin(), other.list_.end());
  Sort();
}

void Shown::Sort() {
  std::sort(list_.begin(), list_.end());
  list_.erase(std::unique(list_.begin(), list_.end()), list_.end());
}

bool Shown::Covers(const Sighting& sighting) const {
  const uint64_t end = sighting.value + Power(kLetters - sighting.letters);
  for (auto at = std::lower_bound(list_.begin(), list_.end(), Sighting{sighting.value, 0});
       at != list_.end() && at->value < end; ++at) {
    if (at->letters >= sighting.letters) return true;
  }
  // The column beside one that a shown beginning fills may go on with the very letter that was cut off.
  for (int letters = kFewest; letters < sighting.letters && sighting.letters < kLetters; ++letters) {
    if (std::binary_search(list_.begin(), list_.end(), Begin(sighting, letters))) return true;
  }
  return false;
}

}  // namespace entente::canary
