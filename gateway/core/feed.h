// Use case: a feed. Every event for one system and one purpose, once and in order, from a cursor on and then as it
// comes. One page at a time is decided, written down (holders and audit entries), and only then handed out.
//
// Thread safety: Next and Close may be called from any thread; one Next at a time. Callbacks run on a worker, a thread
// of the writer, or the thread that called Close or, after it, Next.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/status/statusor.h"
#include "entente/v1/exchange.pb.h"
#include "gateway/core/cursor.h"
#include "gateway/core/feed_page.h"
#include "gateway/core/looking.h"
#include "gateway/core/participants.h"
#include "gateway/core/parts.h"

namespace entente::core {

struct WatchQuery {
  v1::RequestContext context;
  std::string cursor;
  std::string format;
};

class Feed : public std::enable_shared_from_this<Feed> {
 public:
  using Events = std::vector<v1::Event>;
  using Done = absl::AnyInvocable<void(absl::StatusOr<Events>)>;

  // InvalidArgument: the cursor or the format; OutOfRange, CURSOR_EXPIRED; and what Entitle says.
  static absl::StatusOr<std::shared_ptr<Feed>> Open(const Parts& parts, const Caller& caller, WatchQuery query);

  // At least one event, when there is one. Unavailable, CONCURRENT_CHANGE: open again from the last cursor.
  void Next(Done done);
  // Answers a Next that waits with Cancelled, and every later one.
  void Close();

 private:
  struct Page;
  Feed(const Parts& parts, Caller caller, WatchQuery query, store::Position position, bool sandbox);

  bool closed() const;
  void Step();
  void Idle();
  void Commit(Page page);
  void Committed(Page page, const absl::Status& status);
  void Answer(absl::StatusOr<Events> events);
  absl::StatusOr<Page> Read(const ActivePtr& active, const System& system, const std::vector<store::Revision>& rows);
  absl::StatusOr<Events> CaughtUp();

  const Parts parts_;
  const Caller caller_;
  const WatchQuery query_;
  const CursorOf cursor_of_;
  const store::Position resumed_after_;

  // Of the page being made; touched by one thread at a time.
  store::Position position_;
  int plans_ = 0;
  bool announce_ = true;  // a CAUGHT_UP is due when nothing more waits
  SentViews sent_;

  mutable std::mutex mutex_;
  Done done_;
  bool closed_ = false;
};

}  // namespace entente::core
