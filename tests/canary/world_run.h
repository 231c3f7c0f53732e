// One world, from its first submission to its last fetch, everything that comes back searched and compared.
#pragma once

#include <memory>
#include <optional>

#include "tests/canary/findings.h"
#include "tests/canary/judge.h"
#include "tests/canary/wire.h"

namespace entente::canary {

struct WorldOptions {
  uint64_t seed = 0;
  int records = 0;
  size_t recipients = 0;
  bool lively = false;  // policies change, and officers consent
  bool plant = false;   // words that nobody may see stand in each place once, in every encoding
  Blindness blindness = {};
};

// Where bytes came from.
struct Spot {
  std::string place;  // "a copy", "the log"
  std::optional<size_t> recipient, record;
};

// What the feed gave a recipient of a record, as far as it was told.
struct Held {
  bool held = false;
  bool ever = false;      // once, at least
  bool hit_told = false;  // while it held nothing
  std::string copy, apart_from_links;
};

// All that an error says, but for the ids that are new in each.
std::string ErrorBytes(const grpc::Status& status);

class WorldRun {
 public:
  WorldRun(Host& host, const WorldOptions& options, Findings& findings);
  void Run();

 private:
  // Steps: what happens. (world_run.cc, changes.cc, asking.cc)
  void ChooseRecipients();
  std::vector<std::string> FormatsNow(size_t recipients) const;
  void CountDecisions();
  void Submit();
  void Watch();
  void Fetch(int count);
  void Check(int count);
  void Amend(int count);
  void Withdraw(int count);
  void Activate();
  void Consent();
  std::vector<v1::ReleaseRequestEntry> LookAtRequests();
  void Answer(const std::vector<v1::ReleaseRequestEntry>& entries);
  void Explain();
  void AskAdministrators();
  void SearchWhatWasWritten();

  // Looks: what came back. (looking.cc)
  void LookAtFeed(size_t recipient, const Feed& feed, const std::string& format);
  void LookAtCopy(size_t recipient, const v1::Event& event, const std::string& format);
  void LookAtRendering(const Spot& spot, const std::string& format, const v1::Record& copy,
                       const v1::Rendering& rendering, const Shown& shown);
  void LookAtHit(size_t recipient, const v1::Event& event);
  void LookAtFetch(const FetchCall& call, std::optional<size_t> record, const std::string& unknown);
  void LookAtWithdrawal(const WithdrawCall& call, std::optional<size_t> record, const std::string& unknown);
  void LookAtCheck(const CheckCall& call, const std::string& number);
  void LookAtCandidate(size_t recipient, const v1::Candidate& candidate);
  void LookAtError(const Spot& spot, const grpc::Status& status, const std::string& apart, const std::string& unknown);

  // A word in the bytes, or in what they encode, that `shown` does not cover is a leak.
  void Search(const Spot& spot, std::string_view bytes, const Shown& shown);
  // The same of bytes among which nothing is random: what is left of a word counts too.
  void SearchCut(const Spot& spot, std::string_view bytes, const Shown& shown);
  void Differ(const Spot& spot, const std::string& what) { findings_.Differ(Where(spot), what); }
  std::string Where(const Spot& spot) const;
  std::string Planted(const std::string& place, std::string_view bytes);

  const Recipient& Who(size_t recipient) const { return world_.recipients[recipient]; }
  const v1::Originator& Owner(size_t record) const { return world_.records[record].header().originator(); }
  bool IsOwn(size_t record, size_t recipient) const { return Owner(record).country() == Who(recipient).country; }
  Held& HeldOf(size_t record, size_t recipient) { return held_[record * world_.recipients.size() + recipient]; }
  // Of a record that the gateway names by its id; none: it named something else.
  std::optional<size_t> RecordOf(const std::string& record_id) const;
  Shown NationalIdsOf(const std::string& country) const;  // of the records that it governs
  size_t SomeRecipient() { return static_cast<size_t>(chance_.Below(static_cast<int>(world_.recipients.size()))); }
  size_t SomeRecord() { return static_cast<size_t>(chance_.Below(static_cast<int>(world_.records.size()))); }
  std::unique_ptr<FetchCall> FetchOf(size_t recipient, std::optional<size_t> record, bool by_name);

  struct Decided {  // to be explained
    std::string id;
    size_t recipient = 0;
    std::optional<size_t> record;
    bool nothing = false;  // a denial
  };
  struct Hit {
    size_t recipient = 0;
    std::string handle, owner;
    bool must_hold = true;  // whatever record it is, there is nothing more than the hit
  };
  void Keep(Hit hit);
  struct Asked {  // a request for release
    size_t recipient = 0;
    std::string owner, reason;
  };

  Host& host_;
  const WorldOptions options_;
  Findings& findings_;
  differential::Chance chance_;
  Words words_;
  const std::vector<std::string> formats_;
  differential::Files files_;
  World world_;
  std::unique_ptr<Judge> judge_;
  std::vector<Held> held_;  // record by record, recipient by recipient
  std::vector<bool> released_;
  std::vector<std::string> record_ids_, cursors_;
  std::map<std::string, size_t> by_id_;
  std::vector<std::string> numbers_;
  std::vector<Hit> hits_;
  std::map<std::string, Asked> asked_;  // by the request's id
  std::vector<Decided> decided_;
  std::string nothing_found_;  // what a check says of a number that nobody submitted
  std::set<std::string> planted_;
  int watches_ = 0, activations_ = 0;
  std::string step_ = "at first";
};

}  // namespace entente::canary
