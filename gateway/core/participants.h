// Who takes part: countries, their systems, and what each system may do. Immutable; a reload makes a new one.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "gateway/policy/policy.h"

namespace entente::core {

enum class Role { kSubmit, kReceive, kCheck, kAdministrator, kAuditor };

enum class Standing {
  kSandbox,      // everything it submits is a test, and it meets tests only
  kReceiveOnly,  // may not submit or withdraw
  kLive,
  kSuspended  // may do nothing; its open streams are cut
};

struct System {
  std::string country, id;
  std::set<Role> roles;
  std::set<std::string> purposes;
  Standing standing = Standing::kSandbox;
  bool suspended_by_file = false;  // which no signature lifts
  std::string format;  // rendered into when a request names none; may be empty
  std::string name() const { return country + "/" + id; }
};

// A signing certificate; used by approvals and consents.
struct Officer {
  std::string country, id, role, certificate_pem;
};

// Who calls, as the certificate said it. What it may do is looked up anew for every request.
struct Caller {
  std::string country, system;
  std::string request_id;  // of the log lines about this request
  std::string name() const { return country + "/" + system; }
};

class Participants {
 public:
  std::string trust_domain;
  policy::Network network;                // every country of the file, with or without systems
  std::map<std::string, System> systems;  // by name, "EC/migracion"
  std::vector<Officer> officers;
  std::string digest;  // of the file, "sha256:…"; told in the audit log
  std::set<std::string> stopped;  // countries whose records are released to nobody, or "everything"

  bool Stopped(const std::string& country) const { return stopped.contains(country) || stopped.contains("everything"); }

  const System* Find(const std::string& country, const std::string& system) const;
  // Exactly spiffe://<trust domain>/ncb/<CC>/<system>, or null.
  const System* FindBySpiffeId(const std::string& uri) const;
};
using ParticipantsPtr = std::shared_ptr<const Participants>;

}  // namespace entente::core
