// Words that stand nowhere else, each in one place of one record, and the net that catches them in bytes.
//
// A word is `cnry` and twelve letters drawn for its world. Chance makes none: in base64, the densest text among a
// gateway's files, sixteen letters of either case stand at a given place by (2/64)^16 = 2^-80, which for the 2^15 words
// of a world and 2^40 bytes is one false alarm in 2^25 runs. What is cut off, because a format's column ends, is looked
// for only where no random bytes stand: in records and in what formats write.
//
// Thread safety: none.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"

namespace entente::canary {

inline constexpr size_t kWordSize = 16;
inline constexpr size_t kCutMin = 9;  // of a word that is cut off: the shortest column that holds one

// The letters after the head, as a number in base 26, the missing ones counted as 'a'; and how many there are.
struct Sighting {
  uint64_t value = 0;
  int letters = 0;
  bool operator<(const Sighting& other) const {
    return value != other.value ? value < other.value : letters < other.letters;
  }
  bool operator==(const Sighting& other) const { return value == other.value && letters == other.letters; }
};

class Words {
 public:
  explicit Words(uint64_t seed) : seed_(seed) {}

  std::string New();  // in lower case
  size_t size() const { return known_.size(); }

  enum class Cut { kNever, kMayBe };
  // Every word of this world in the bytes, whatever its case.
  void Find(std::string_view bytes, Cut cut, absl::FunctionRef<void(const Sighting&)> found) const;
  static std::string Spell(const Sighting& sighting);

 private:
  bool Known(const Sighting& sighting) const;

  const uint64_t seed_;
  std::set<uint64_t> known_;
};

// Words that may be there.
class Shown {
 public:
  Shown() = default;
  Shown(const Words& words, std::string_view bytes) { Add(words, bytes); }
  void Add(const Words& words, std::string_view bytes);
  void Add(const Shown& other);
  bool Covers(const Sighting& sighting) const;  // of one cut off: whether it can be the beginning of one
  size_t size() const { return list_.size(); }

 private:
  void Sort();

  std::vector<Sighting> list_;  // sorted, each once
};

// The bytes, and what they may encode: base64 of either alphabet at each of its four phases, hexadecimal digits, and
// streams of zlib and gzip; in one another, too.
void ForEachReading(std::string_view bytes, absl::FunctionRef<void(std::string_view)> visit);

}  // namespace entente::canary
