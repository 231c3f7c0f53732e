// Seeded chance: the same numbers from the same seed on every machine (the standard's distributions promise no such
// thing).
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace entente::differential {

class Chance {
 public:
  explicit Chance(uint64_t seed) : random_(seed) {}

  int Below(int count) { return static_cast<int>(random_() % static_cast<uint64_t>(count)); }
  bool Percent(int percent) { return Below(100) < percent; }

  template <typename T>
  const T& OneOf(const std::vector<T>& choices) {
    return choices[Below(static_cast<int>(choices.size()))];
  }

  // Between `least` and `most` of them, without repeats, in random order.
  std::vector<std::string> Some(std::vector<std::string> choices, int least, int most) {
    Shuffle(choices);
    choices.resize(std::min(choices.size(), static_cast<size_t>(least + Below(most - least + 1))));
    return choices;
  }

  template <typename T>
  void Shuffle(std::vector<T>& list) {
    for (size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[Below(static_cast<int>(i))]);
  }

 private:
  std::mt19937_64 random_;
};

}  // namespace entente::differential
