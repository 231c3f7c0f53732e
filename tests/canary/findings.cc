#include "tests/canary/findings.h"

#include <cstdio>

namespace entente::canary {
namespace {

void Line(const char* name, int64_t count) { std::printf("%-44s %12lld\n", name, static_cast<long long>(count)); }

void Share(const char* name, int64_t part, int64_t whole) {
  std::printf("%-44s %12.2f %%\n", name,
              whole == 0 ? 0 : 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

}  // namespace

void Findings::Print(double seconds) const {
  Line("worlds", worlds);
  Line("records submitted", records);
  Line("records invented that no border lets in", thrown_away);
  Line("records released to somebody", records_released);
  Line("decisions (a record, a recipient)", decisions);
  Line("copies released", copies);
  Share("copies released, of decisions", copies, decisions);
  Share("hits, of decisions", hits, decisions);
  Share("tokens withheld, of all decided", tokens - tokens_shown, tokens);
  Share("tokens withheld, in copies released", tokens_of_copied - tokens_shown, tokens_of_copied);
  Line("RELEASE events", releases);
  Line("HIT events", hit_events);
  Line("WITHDRAW and DELETE events", end_events);
  for (const auto& [name, of] : formats) {
    std::printf("rendered in %-32s %12lld, refused %lld\n", name.c_str(), static_cast<long long>(of.rendered),
                static_cast<long long>(of.refused));
  }
  Line("fetches", fetches);
  Line("checks", checks);
  Line("candidates shown", candidates);
  Line("candidates by hit alone", candidates_by_hit);
  Line("withdrawals", withdrawals);
  Line("errors compared with those of nothing", errors);
  Line("bytes searched", bytes);
  Line("leaks", leaks);
  Line("differences", differences);
  std::printf("%-44s %12.1f\n", "seconds", seconds);
  for (const std::string& sentence : first) std::printf("  %s\n", sentence.c_str());
}

}  // namespace entente::canary
