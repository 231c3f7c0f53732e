// What the network side tells whoever keeps logs and counts. Nothing in it is a value of a record.
#pragma once

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace entente::rpc {

struct CallEnd {
  const char* method = "";
  std::string peer;  // empty: unknown
  std::string request_id, decision_id;
  absl::Status status;  // as the core gave it: more than the caller was told
  absl::Duration took;
};

// Thread safety: called from any thread; must not block.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void Ended(const CallEnd& end) = 0;   // a call, or one record of a submission stream
  virtual void Released(const char* kind) = 0;  // one event written to a feed
  virtual void Streams(const char* method, int change) = 0;
};

}  // namespace entente::rpc
