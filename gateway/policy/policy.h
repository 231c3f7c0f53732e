// Sharing policies: the whole public face of the module. parse → check → compile → decide → redact → explain.
// Pure: no I/O, no clock, no gRPC. The specification is docs of the project's policy language
// (gateway/policy/README.md).
//
// Thread safety: a PolicySet is immutable and may be shared by all threads; a reload makes a new one.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "entente/v1/exchange.pb.h"
#include "entente/v1/record.pb.h"

namespace entente::policy {

// Who takes part, as far as policies need to know: countries, their parents, and who may be named.
struct Network {
  std::set<std::string> countries;             // "EC", "SX", "XPO"
  std::map<std::string, std::string> parents;  // sub-bureau -> parent: SX -> NL
};

// One policy file's text. `name` stands in error messages: "policies/EC/policy.yaml".
struct Source {
  std::string name;
  std::string text;
};

// A fault in a policy file: one lower-case sentence, with line and column, what was found and what was expected.
struct Fault {
  std::string file;
  int line = 0;  // from 1; 0: the file as a whole
  int column = 0;
  std::string message;
  bool lint = false;             // a warning: the policy loads all the same
  std::string ToString() const;  // "policies/EC/policy.yaml:12:5: …"
};

// What a policy file, or the floor, says of itself. `approvals` are those its successor needs.
struct Header {
  std::string country;  // empty: the floor
  int64_t version = 0;
  std::string supersedes;          // digest of the version before, "sha256:…"; empty: not said
  int approvals_required = 0;      // 0: not said
  std::vector<std::string> roles;  // sorted; who may approve; empty: not said
  std::string digest;              // of the text
};

// Reads those keys alone: whether the rest can be loaded is Load's to say. InvalidArgument tells the first fault.
absl::StatusOr<Header> ReadHeader(const Source& source);

// A country's approvals raised to what the floor asks at least: the greater number (one, where neither says), and only
// roles that both name, or the one that names some. Load refuses a file that asks for less.
Header UnderFloor(Header own, const Header& floor);

class PolicySet;
using PolicySetPtr = std::shared_ptr<const PolicySet>;

// Compiles a floor and the countries' policies. On any fault that is not a lint: InvalidArgument, and all faults are in
// `faults` (which may be null). What is the same in `before` (which may be null) is taken over from it and not read
// again; the result is the same without. Where all is the same, it is `before` itself.
absl::StatusOr<PolicySetPtr> Load(const Network& network, const Source& floor, const std::vector<Source>& policies,
                                  std::vector<Fault>* faults, const PolicySetPtr& before = nullptr);

// Facts of a record that rules read, extracted once a record and shared by the decisions for all its recipients.
class Facts;
using FactsPtr = std::shared_ptr<const Facts>;

// Who asked for a notice.
struct Requesters {
  Requesters() = default;                                      // no such notice, which fails closed
  Requesters(std::string country) : found(!country.empty()) {  // NOLINT(google-explicit-constructor): the usual one
    if (found) countries.push_back(std::move(country));
  }
  bool found = false;
  std::vector<std::string> countries;  // of a notice that is found, none: nobody asked, so it is its owner's own
  bool unknown = false;                // somebody beside them asked, and nobody can say who
};

// What the caller knows of other records: who asked for a notice that this record carried out ("XPO", "2018/77").
using NoticeLookup = absl::FunctionRef<Requesters(const std::string& country, const std::string& national_id)>;

FactsPtr ExtractFacts(const v1::Record& record, absl::Time now, NoticeLookup notices);

// What a holder that is not the originator holds the record under (onward sharing).
struct Holding {
  std::set<std::string> caveats;
  std::string purpose;  // empty: unknown
  std::optional<absl::Time> until;
};
struct Consent {  // already verified
  std::string national_id, recipient, purpose;
  absl::Time until;
};

// What an officer of the originator consented to after a hit: already verified. It is one more grant of the originator's,
// which forbids deny and restricts narrow as any other, and which binds the copy to `no-onward-sharing`.
struct ReleaseConsent {
  std::vector<std::string> field_sets;
  bool minors = false;
  absl::Time until;
};

struct Question {
  const v1::Record* record = nullptr;
  FactsPtr facts;         // null: Decide extracts them with an empty lookup
  std::string recipient;  // "EC" or "EC/migracion"
  std::string purpose;
  absl::Time now;
  std::string holder;  // empty: the originator
  std::optional<Holding> holding;
  std::vector<Consent> consents;
  std::optional<ReleaseConsent> release;
  std::optional<absl::Time> first_release;  // of the copy held; retention counts from it; none: `now`
  bool explain = true;  // false: leave `matching` and `near_misses` empty, which is several times cheaper
};

enum class Effect { kDeny, kHit, kRelease, kOwn };

struct NearMiss {
  std::string rule;
  std::string key;  // the one key that failed
};

struct Grants;  // which grant covers which path: compiled masks, opaque

// A list of texts that many decisions share; read as the vector it is.
class SharedTexts {
 public:
  SharedTexts() = default;
  SharedTexts(std::vector<std::string> texts)  // NOLINT(google-explicit-constructor): it stands for the vector
      : texts_(std::make_shared<const std::vector<std::string>>(std::move(texts))) {}
  operator const std::vector<std::string>&() const { return list(); }  // NOLINT(google-explicit-constructor)
  auto begin() const { return list().begin(); }
  auto end() const { return list().end(); }
  size_t size() const { return list().size(); }
  const std::string& operator[](size_t i) const { return list()[i]; }

 private:
  const std::vector<std::string>& list() const {
    static const auto& none = *new std::vector<std::string>();
    return texts_ != nullptr ? *texts_ : none;
  }
  std::shared_ptr<const std::vector<std::string>> texts_;
};

struct Decision {
  Effect effect = Effect::kDeny;
  std::string rule;  // the deciding rule, "default-deny", "nothing-left", "own", …
  std::vector<std::string> matching;
  std::vector<NearMiss> near_misses;
  SharedTexts digests;                        // "sha256:…", floor first
  absl::Time until = absl::InfiniteFuture();  // of the copy as a whole: when the last of its values must be gone
  std::vector<std::string> caveats;  // sorted; of the copy as a whole: every caveat that some value of it bears now
  bool requester_hit = false;        // kHit, and a grant whose `to` is `requester` gave it: the one hit a feed tells
  std::shared_ptr<const Grants> grants;  // for Redact and Matches
};

Decision Decide(const PolicySet& policies, const Question& question);

// The same decision for many recipients of one record, cheaper than asking one by one.
std::vector<Decision> DecideForAll(const PolicySet& policies, const Question& question,
                                   const std::vector<std::string>& recipients);

// The same once more, each different decision made and told once: a gateway's many recipients fall into few classes.
struct Together {
  std::vector<Decision> distinct;
  std::vector<size_t> of;  // of the i-th recipient: which of them
};
Together DecideTogether(const PolicySet& policies, const Question& question,
                        const std::vector<std::string>& recipients);

// The copy a decision allows: only values whose whole path one grant covers, ids renumbered, references to what is
// withheld gone. `shown_link` says whether a link's target may be seen. `view_revision` replaces header.revision.
// Unknown protobuf fields never pass.
v1::Record Redact(const v1::Record& record, const Decision& decision,
                  absl::FunctionRef<bool(const v1::Link&)> shown_link, int64_t view_revision);

// Paths (as "items[0].document.number") a check may match on: shown ones, and ones in a hit's `match`.
struct Matchable {
  bool shown = false;  // else by a hit alone
  std::string path;
};
std::vector<Matchable> MatchablePaths(const v1::Record& record, const Decision& decision);

// Rule 5: the terms of each value the copy shows, in the record's order; paths as in the record before redaction. A
// value may have to go before the copy as a whole does, and bears no caveat that one of its grants does not carry.
struct ValueTerm {
  std::string path;
  absl::Time until;
  std::vector<std::string> caveats;  // sorted
};
std::vector<ValueTerm> TermsByValue(const v1::Record& record, const Decision& decision);

// A recipient's acceptance policy (rule 16).
struct Acceptance {
  bool stored = true;
  std::vector<std::string> actions;
};
class AcceptancePolicy;
absl::StatusOr<std::shared_ptr<const AcceptancePolicy>> LoadAcceptance(const Network& network, const Source& source,
                                                                       std::vector<Fault>* faults);
Acceptance Accept(const AcceptancePolicy* policy, const Network& network, const v1::Record& record,
                  const std::string& me, absl::Time now);

// For people: why a decision came out as it did, in sentences.
std::string Explain(const Decision& decision, const Question& question);

// Digests of the loaded files, floor first; purposes and caveats that network.yaml lists; the digest of one country's.
std::vector<std::string> Digests(const PolicySet& policies);
std::vector<std::string> Purposes(const PolicySet& policies);
std::vector<std::string> FieldSetNames();  // "identity", "event", …

// The overlays of all files, in UTC: what their civil times and zones come to.
struct OverlayTimes {
  std::string file;
  int line = 0;
  std::string id;
  absl::Time from, until;  // half-open
  bool recall = false;     // what becomes of copies at its end
};
const std::vector<OverlayTimes>& Overlays(const PolicySet& policies);

}  // namespace entente::policy
