// reconcile: what follows an activation over many stored records, a tenth of which are recalled from one holder, while
// another system keeps submitting; beside the same submissions on a gateway at rest.
#include <atomic>
#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "gateway/testing/in_process_gateway.h"
#include "gateway/testing/office.h"
#include "tests/bench/benches.h"
#include "tests/bench/drive.h"
#include "tests/bench/invented.h"
#include "tests/bench/report.h"

namespace entente::bench {
namespace {

constexpr int kTrafficRecords = 5'000;
constexpr char kOperation[] = "REHEARSAL";

std::string SeizuresTo(const std::string& country) {
  return "kind: CountryPolicy\ncountry: CO\nversion: 1\ndefaults: {purposes: [criminal-investigation], retention: "
         "P1Y}\nrules:\n  - id: rehearsal\n    permit: {to: [" +
         country + "], records: [seizure], operation: [" + kOperation + "]}\n    fields: [event]\n";
}

// Every tenth is of the operation, and so some country's to see.
std::vector<v1::SubmitRequest> Requests(int count, int first) {
  std::vector<v1::SubmitRequest> requests = InventedSubmissions(count, first);
  for (size_t i = 0; i < requests.size(); ++i) {
    v1::NativeRecord& native = *requests[i].mutable_native();
    native.set_format("unodc-ids");
    native.set_preamble(InventedSeizureHeader());
    native.set_data(InventedSeizureRow(first + static_cast<int>(i)));
    if (i % 10 == 0) requests[i].mutable_facts()->add_operations(kOperation);
  }
  return requests;
}

class Reconciling {
 public:
  explicit Reconciling(const Settings& settings) : settings_(settings), owner_(gateway_.Connect("CO/policia")) {}

  bool Run() {
    office_.MustActivate(SeizuresTo("CL"));
    for (int left = settings_.records; left > 0; left -= 10'000) Submit(std::min(left, 10'000));
    const size_t held = Events("CL/pdi", cursor_);
    const double rest = DriveSubmit(owner_.channel(), Take(4 * kTrafficRecords), settings_.in_flight).per_second();
    std::atomic<bool> over = false;
    double busy = 0;
    std::thread traffic([&] { busy = Traffic(over); });
    // Until what follows from the activation is written, and not until the traffic that comes meanwhile is followed.
    testing::Office office(gateway_.network(), gateway_.Connect("CO/admin"));
    const double seconds = SecondsOf([&] { office.MustActivate(SeizuresTo("BR")); });
    over = true;
    traffic.join();
    const size_t recalled = Events("CL/pdi", cursor_);
    std::printf(
        "reconcile            %d records, %zu recalls in %.1f s (%.0f records/s)   submit meanwhile %.0f/s, at rest "
        "%.0f/s, ratio %.2f\n",
        settings_.records, recalled, seconds, settings_.records / seconds, busy, rest, busy / rest);
    return recalled >= held;
  }

 private:
  std::vector<v1::SubmitRequest> Take(int count) {
    auto requests = Requests(count, next_);
    next_ += count;
    return requests;
  }
  void Submit(int count) { DriveSubmit(owner_.channel(), Take(count), 256); }

  double Traffic(const std::atomic<bool>& over) {
    double seconds = 0;
    int answered = 0;
    do {
      const auto requests = Take(kTrafficRecords);
      const Driven driven = DriveSubmit(owner_.channel(), requests, settings_.in_flight);
      seconds += driven.seconds;
      answered += driven.answered;
    } while (!over);
    return answered / seconds;
  }

  size_t Events(const std::string& system, std::string& cursor) {
    testing::Peer peer = gateway_.Connect(system);
    std::vector<Watcher> watchers(1);
    watchers[0].channel = peer.channel();
    watchers[0].request.mutable_context()->set_purpose("criminal-investigation");
    watchers[0].request.set_cursor(cursor);
    watchers[0].request.set_until_caught_up(true);
    watchers[0].keep = true;
    DriveWatch(watchers);
    cursor = watchers[0].request.cursor();
    return watchers[0].kept.empty() ? 0 : watchers[0].kept.size() - 1;
  }

  const Settings settings_;
  testing::InProcessGateway gateway_;
  testing::Office office_{gateway_, "CO/admin"};
  testing::Peer owner_;
  std::string cursor_;
  int next_ = 0;
};

}  // namespace

bool BenchReconcile(const Settings& settings) { return Reconciling(settings).Run(); }

}  // namespace entente::bench
