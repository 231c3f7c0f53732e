// The benches, one a figure of goals.md. Each prints its lines and returns false when it could not measure.
#pragma once

#include <string>

namespace entente::bench {

struct Settings {
  int runs = 5;
  int records = 20000;       // submitted in one run
  int in_flight = 64;
  int countries = 25;
  int rules = 1000;          // a country
  std::string peers;         // folder with a peer to compare with, see peers/README.md; empty: none
};

bool BenchSubmit(const Settings& settings);
bool BenchDeliver(const Settings& settings);
bool BenchConvert(const Settings& settings);
bool BenchPolicy(const Settings& settings);
bool BenchReconcile(const Settings& settings);

}  // namespace entente::bench
