// What a run counted and what it found wrong.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace entente::canary {

struct Findings {
  struct OfFormat {
    int64_t rendered = 0, refused = 0;
  };

  int64_t worlds = 0, records = 0, thrown_away = 0, records_released = 0;
  int64_t decisions = 0, copies = 0, hits = 0;           // a decision: one record, one recipient; own records apart
  int64_t releases = 0, hit_events = 0, end_events = 0;  // that came over the wire
  int64_t tokens = 0, tokens_shown = 0;                  // in the records that were decided, in the copies of them
  int64_t tokens_of_copied = 0;                          // in the records that copies were made of
  int64_t fetches = 0, checks = 0, candidates = 0, candidates_by_hit = 0, withdrawals = 0, errors = 0, bytes = 0;
  std::map<std::string, OfFormat> formats;

  int64_t leaks = 0;               // a token where it may not be
  int64_t differences = 0;         // a count, a copy or an error that is not as it must be
  std::vector<std::string> first;  // of both, in words

  void Leak(const std::string& where, const std::string& token) {
    ++leaks, Say(where + ": " + token + " was withheld");
  }
  void Differ(const std::string& where, const std::string& what) { ++differences, Say(where + ": " + what); }
  bool any() const { return leaks + differences > 0; }
  void Print(double seconds) const;

 private:
  void Say(std::string sentence) {
    if (first.size() < 10) first.push_back(std::move(sentence));
  }
};

}  // namespace entente::canary
