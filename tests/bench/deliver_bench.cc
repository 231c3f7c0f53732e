// deliver: 24 countries take new notices from the gateway, each decided, redacted, audited and remembered as held, beside
// the same redacted events from a list through a bare mutual-TLS stream.
#include <filesystem>
#include <algorithm>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include "gateway/testing/in_process_gateway.h"
#include "tests/bench/bare_server.h"
#include "tests/bench/benches.h"
#include "tests/bench/drive.h"
#include "tests/bench/report.h"

namespace entente::bench {
namespace {

constexpr char kOwner[] = "XPO/ncb";
constexpr const char* kCountries[] = {"AR", "BO", "BR", "CA", "CL", "CO", "CR", "CU", "DO", "EC", "ES", "FR",
                                      "GT", "HN", "MX", "NI", "PA", "PE", "PT", "PY", "SV", "US", "UY", "VE"};
constexpr int kSubmissionsPerRecord = 10;  // --records speaks of submissions; each notice here is sent 24 times

std::string Participants() {
  std::string text =
      "trust_domain: entente.test\nparticipants:\n  - country: XPO\n    systems:\n"
      "      - {id: ncb, roles: [submit, receive], purposes: [criminal-investigation], state: live}\n";
  for (const char* country : kCountries) {
    text += std::string("  - country: ") + country +
            "\n    systems:\n      - {id: ncb, roles: [receive], purposes: [criminal-investigation], state: live}\n";
  }
  return text;
}

// A notice is decided by its publisher's policy and by that of the country that asked for it.
std::string NoticesToAll(const std::string& country) {
  return "kind: CountryPolicy\ncountry: " + country +
         "\nversion: 1\ndefaults: {purposes: [criminal-investigation], retention: P1Y}\nrules:\n"
         "  - id: notices-to-all\n    permit: {to: any, records: [notice]}\n    fields: [identity, event]\n";
}

v1::WatchRequest Request() {
  v1::WatchRequest request;
  request.mutable_context()->set_purpose("criminal-investigation");
  request.set_format("common");
  request.set_until_caught_up(true);
  return request;
}

class Delivery {
 public:
  Delivery(int notices, int in_flight) : notices_(notices), in_flight_(in_flight) {}

  bool Prepare() {
    // Policies are read at a first start.
    gateway_.Stop();
    std::filesystem::remove_all(gateway_.network().folder() + "/data");
    gateway_.network().WriteFile("participants.yaml", Participants());
    for (const char* country : kCountries) {
      gateway_.network().WriteFile(std::string("policies/") + country + "/policy.yaml", NoticesToAll(country));
    }
    gateway_.Start();
    owner_.emplace(gateway_.Connect(kOwner));
    for (const char* country : kCountries) {
      const std::string system = std::string(country) + "/ncb";
      peers_.push_back(gateway_.Connect(system));
      watchers_.push_back({.channel = peers_.back().channel(), .request = Request(), .kept = {}, .keep = false});
    }
    watchers_.front().keep = true;
    return true;
  }

  Pair Once() {
    const auto requests = InventedSubmissions(notices_, next_number_);
    next_number_ += notices_;
    DriveSubmit(owner_->channel(), requests, in_flight_);
    const Driven ours = DriveWatch(watchers_);
    missing_ += notices_ * static_cast<int>(watchers_.size()) - ours.answered;
    BareServer bare(gateway_, kOwner, watchers_.front().kept);
    std::vector<Watcher> others;
    for (size_t i = 0; i < watchers_.size(); ++i) {
      others.push_back({.channel = bare.Connect(), .request = Request(), .kept = {}, .keep = i == 0});
    }
    const Driven limit = DriveWatch(others);
    return {.ours = ours.per_second(), .limit = limit.per_second()};
  }

  int missing() const { return missing_; }

 private:
  const int notices_, in_flight_;
  testing::InProcessGateway gateway_;
  std::optional<testing::Peer> owner_;
  std::vector<testing::Peer> peers_;
  std::vector<Watcher> watchers_;
  int next_number_ = 0;
  int missing_ = 0;
};

}  // namespace

bool BenchDeliver(const Settings& settings) {
  Delivery delivery(std::max(1, settings.records / kSubmissionsPerRecord / 2), settings.in_flight);
  if (!delivery.Prepare()) return false;
  ReportPairs("deliver to 24 (bare TLS, a list)", "events/s", settings.runs, [&] { return delivery.Once(); });
  if (delivery.missing() != 0) std::fprintf(stderr, "entente-bench: %d events did not come\n", delivery.missing());
  return delivery.missing() == 0;
}

}  // namespace entente::bench
