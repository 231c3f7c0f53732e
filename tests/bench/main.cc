// entente-bench: each figure beside its limit, in one run, as a ratio.
#include <CLI/CLI.hpp>
#include <string>

#include "gateway/server/allocator.h"
#include "tests/bench/benches.h"

int main(int argc, char** argv) {
  entente::server::KeepFreedMemory();  // as the daemon does; the limits have it too
  entente::bench::Settings settings;
  CLI::App app{
      "Measures submit, deliver, convert and policy, each beside its bare limit in the same run, and prints ratios.\n"
      "Example: entente-bench submit --runs 5 --records 20000"};
  std::string what = "all";
  app.add_option("what", what, "submit, deliver, convert, policy, reconcile, or all (of the first four)")
      ->check(CLI::IsMember({"submit", "deliver", "convert", "policy", "reconcile", "all"}));
  app.add_option("--runs", settings.runs, "counted runs of each")->check(CLI::Range(1, 100))->capture_default_str();
  app.add_option("--records", settings.records, "records in a run")->check(CLI::Range(100, 1000000))->capture_default_str();
  app.add_option("--in-flight", settings.in_flight, "submissions not yet answered")->check(CLI::Range(1, 4096))->capture_default_str();
  app.add_option("--rules", settings.rules, "policy rules a country")->check(CLI::Range(1, 10000))->capture_default_str();
  app.add_option("--peers", settings.peers, "folder of peers to compare the policy with, see tests/bench/peers/README.md");
  CLI11_PARSE(app, argc, argv);

  const bool all = what == "all";
  bool measured = true;
  if (all || what == "convert") measured &= entente::bench::BenchConvert(settings);
  if (all || what == "policy") measured &= entente::bench::BenchPolicy(settings);
  if (all || what == "submit") measured &= entente::bench::BenchSubmit(settings);
  if (all || what == "deliver") measured &= entente::bench::BenchDeliver(settings);
  if (what == "reconcile") measured &= entente::bench::BenchReconcile(settings);
  return measured ? 0 : 1;
}
