// How a figure is told: several runs, ours and its limit in turn, and the ratio run by run, because a machine's speed
// drifts more between minutes than between neighbours.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace entente::bench {

struct Pair {
  double ours = 0;    // both in the same unit, higher or lower as the caller says
  double limit = 0;
};

struct Spread {
  double min = 0, median = 0, max = 0;
};
Spread SpreadOf(std::vector<double> values);

// Runs `once` `runs` times after one run that does not count, and prints one line:
//   submit     ours 11203 records/s   bare 26110 records/s   ratio 0.43 (0.41 to 0.45, 5 runs)
void ReportPairs(const std::string& name, const std::string& unit, int runs, const std::function<Pair()>& once);

void ReportTail(const std::string& name, const std::string& unit, std::vector<double> values);

double SecondsOf(const std::function<void()>& work);

}  // namespace entente::bench
