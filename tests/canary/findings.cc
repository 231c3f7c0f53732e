#include "tests/canary/findings.h"

#include <cstdio>
#include <utility>

namespace entente::canary {
namespace {

struct Counter {
  const char* name;
  int64_t Findings::*count;
};

constexpr Counter kCounters[] = {
    {"worlds", &Findings::worlds},
    {"records submitted", &Findings::submitted},
    {"records invented that no border lets in", &Findings::thrown_away},
    {"records released to another country", &Findings::released},
    {"decisions (a record, a recipient)", &Findings::decisions},
    {"decisions that show it", &Findings::visible},
    {"decisions that are a hit", &Findings::hits},
    {"words in what was decided", &Findings::words},
    {"words shown of them", &Findings::words_shown},
    {"copies released", &Findings::copies},
    {"copies amended", &Findings::amended_copies},
    {"copies recalled", &Findings::recalls},
    {"copies withdrawn or deleted", &Findings::ends},
    {"hits told in a feed", &Findings::hit_events},
    {"records amended", &Findings::amendments},
    {"records withdrawn", &Findings::withdrawals},
    {"policies activated", &Findings::activations},
    {"releases asked for after a hit", &Findings::requests},
    {"consents", &Findings::consents},
    {"consents refused", &Findings::refusals},
    {"fetches", &Findings::fetches},
    {"checks", &Findings::checks},
    {"candidates shown", &Findings::candidates},
    {"candidates by hit alone", &Findings::candidates_by_hit},
    {"decisions explained", &Findings::explanations},
    {"errors compared with those of nothing", &Findings::errors},
};

void Line(const std::string& name, int64_t count) {
  std::printf("%-52s %16lld\n", name.c_str(), static_cast<long long>(count));
}

}  // namespace

int64_t Findings::bytes() const {
  int64_t all = 0;
  for (const auto& [place, of] : places) all += of.bytes;
  return all;
}

void Findings::Add(const Findings& other) {
  for (const Counter& counter : kCounters) this->*counter.count += other.*counter.count;
  for (const auto& [name, of] : other.formats) {
    formats[name].written += of.written;
    formats[name].refused += of.refused;
    formats[name].words += of.words;
  }
  for (const auto& [place, of] : other.places) {
    places[place].bytes += of.bytes;
    places[place].leaks += of.leaks;
  }
  leaks += other.leaks;
  differences += other.differences;
  for (const std::string& sentence : other.first) Say(sentence);
}

// Lines of a name and a number, which long.sh adds up.
void Findings::Print(double seconds) const {
  for (const Counter& counter : kCounters) Line(counter.name, this->*counter.count);
  for (const auto& [name, of] : formats) {
    Line("written in " + name, of.written);
    Line("  words written in " + name, of.words);
    Line("  refused by " + name, of.refused);
  }
  for (const auto& [place, of] : places) Line("bytes searched, " + place, of.bytes);
  Line("bytes searched", bytes());
  Line("leaks", leaks);
  Line("differences", differences);
  Line("seconds", static_cast<int64_t>(seconds));
  for (const std::string& sentence : first) std::printf("  %s\n", sentence.c_str());
}

}  // namespace entente::canary
