// What a run counted and what it found wrong.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace entente::canary {

struct Findings {
  struct OfFormat {
    int64_t written = 0, refused = 0;
    int64_t words = 0;  // that stand in what was written
  };
  struct OfPlace {
    int64_t bytes = 0, leaks = 0;
  };

  int64_t worlds = 0, submitted = 0, thrown_away = 0;
  int64_t released = 0;                          // records that came to another country at least once
  int64_t decisions = 0, visible = 0, hits = 0;  // when a world begins: one record, one recipient; own ones apart
  int64_t words = 0, words_shown = 0;            // in the records decided, in the copies of them
  int64_t copies = 0, amended_copies = 0, recalls = 0, ends = 0, hit_events = 0;  // events over the wire
  int64_t amendments = 0, withdrawals = 0, activations = 0, requests = 0, consents = 0, refusals = 0;
  int64_t fetches = 0, checks = 0, candidates = 0, candidates_by_hit = 0, explanations = 0, errors = 0;
  std::map<std::string, OfFormat> formats;
  std::map<std::string, OfPlace> places;

  int64_t leaks = 0;               // a word where it may not be
  int64_t differences = 0;         // a count, a copy or an error that is not as it must be
  std::vector<std::string> first;  // of both, in words

  void Leak(const std::string& place, const std::string& where, const std::string& word) {
    ++leaks, ++places[place].leaks, Say(where + ": " + word + " was withheld");
  }
  void Differ(const std::string& where, const std::string& what) { ++differences, Say(where + ": " + what); }
  bool any() const { return leaks + differences > 0; }
  int64_t bytes() const;
  void Add(const Findings& other);
  void Print(double seconds) const;

 private:
  void Say(std::string sentence) {
    if (first.size() < 10) first.push_back(std::move(sentence));
  }
};

}  // namespace entente::canary
