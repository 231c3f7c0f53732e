// What the rows of one page of the record log mean for one holder: which events, which holders' rows, which entries.
//
// A client may have lost what was sent: it comes back with an older cursor, and must get the event again. A holder's
// row says at which position its view was made, so a view made after the cursor the stream resumed from is sent again,
// unless it went out in this very stream: its record may since have moved up the log by an amendment this holder does
// not see. Nor is a row that is up to date a sign that this stream was told: another stream of the same system, a fetch
// or a check may have been there first. So a stream knows which view of each record it sent last.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"
#include "adapters/core/format.h"
#include "entente/v1/exchange.pb.h"
#include "gateway/core/looking.h"
#include "gateway/core/release.h"

namespace entente::core {

// What one stream told last of a record.
struct SentView {
  int64_t view_revision = 0;  // 0: a hit, which is no view
  bool ended = false;         // the copy was withdrawn, deleted or called back
};
using SentViews = absl::flat_hash_map<std::string, SentView>;  // by record id

struct PageEvent {
  v1::Event event;
  store::Position position = 0;
  std::string record_id;
  SentView sent;
};

class FeedPage {
 public:
  // All pointers must outlive the page.
  struct Input {
    const Parts* parts = nullptr;
    Looking* looking = nullptr;
    const adapters::Format* format = nullptr;
    const v1::RequestContext* context = nullptr;
    store::Position resumed_after = 0;
    const SentViews* sent = nullptr;
  };
  explicit FeedPage(Input input) : input_(input) {}

  absl::Status Add(const store::Revision& row);
  size_t bytes() const { return bytes_; }  // of the events so far

  struct Result {
    std::vector<PageEvent> events;
    ReleasePlan plan;
  };
  absl::StatusOr<Result> Take(ActivePtr active) &&;

 private:
  using Held = std::optional<store::Holder>;

  bool Owed(const store::Holder& held) const;
  bool EndedHere(const std::string& record_id) const;
  absl::Status AddEnd(const store::Revision& row, const Held& held);
  absl::Status AddActive(const store::Revision& row, const Held& held);
  absl::Status AddCopy(const store::Revision& row, const Look& look, const Held& held);
  absl::Status AddHit(const store::Revision& row, const Look& look, const Held& held);
  absl::Status AddRecall(const store::Revision& row, const Look& look, const store::Holder& held);
  std::string NoticeOf(const store::Revision& row, const v1::Record& record) const;
  void Note(audit::Kind kind, audit::Subject subject);
  void Emit(const store::Revision& row, v1::Event event);

  const Input input_;
  std::vector<PageEvent> events_;
  size_t bytes_ = 0;
  std::vector<ReleasePlan::Row> rows_;
  std::vector<ReleasePlan::Step> steps_;
  std::vector<store::Paper> papers_;
  std::map<audit::Kind, std::vector<audit::Subject>> subjects_;
};

}  // namespace entente::core
