#include "gateway/core/feed.h"

#include <utility>

#include "gateway/core/entitlement.h"
#include "gateway/core/errors.h"
#include "gateway/core/rendering.h"

namespace entente::core {
namespace {

constexpr int kPageRows = 128;
constexpr size_t kPageBytes = 4 << 20;  // of events; the row that goes past it is the page's last
// A stream that has sent more ends and is opened again, so that what it has to remember stays small (about 64 MB).
constexpr size_t kSentMax = 500'000;

absl::Status OpenAgain() {
  return WithReason(absl::UnavailableError("the stream is over; open it again from the last cursor"),
                    v1::CONCURRENT_CHANGE);
}

bool IsSandbox(const System& system) { return system.standing == Standing::kSandbox; }

absl::Status Closed() { return absl::CancelledError("the stream was closed"); }

}  // namespace

struct Feed::Page {
  FeedPage::Result result;
  store::Position last = 0;
};

absl::StatusOr<std::shared_ptr<Feed>> Feed::Open(const Parts& parts, const Caller& caller, WatchQuery query) {
  const ActivePtr active = parts.active->get();
  const absl::StatusOr<const System*> system = Entitle(*active, caller, query.context, Role::kReceive);
  if (!system.ok()) return system.status();
  const auto format = FormatFor(*parts.formats, **system, query.format);
  if (!format.ok()) return format.status();
  const absl::StatusOr<store::Position> position =
      ReadCursor(*parts.sealer, {caller.name(), query.context.purpose(), IsSandbox(**system)}, query.cursor);
  if (!position.ok()) return position.status();
  const absl::StatusOr<store::Position> oldest = parts.store->OldestPosition();
  if (!oldest.ok()) return oldest.status();
  if (*position < *oldest) {
    return WithReason(absl::OutOfRangeError("the cursor is older than what is kept"), v1::CURSOR_EXPIRED);
  }
  return std::shared_ptr<Feed>(new Feed(parts, caller, std::move(query), *position, IsSandbox(**system)));
}

Feed::Feed(const Parts& parts, Caller caller, WatchQuery query, store::Position position, bool sandbox)
    : parts_(parts),
      caller_(std::move(caller)),
      query_(std::move(query)),
      cursor_of_{caller_.name(), query_.context.purpose(), sandbox},
      resumed_after_(position),
      position_(position) {}

void Feed::Next(Done done) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    done_ = std::move(done);
  }
  if (closed()) return Answer(Closed());
  plans_ = 0;
  parts_.workers->Post([self = shared_from_this()] { self->Step(); });
}

void Feed::Close() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    closed_ = true;
  }
  Answer(Closed());
}

bool Feed::closed() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return closed_;
}

void Feed::Answer(absl::StatusOr<Events> events) {
  Done done;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    done.swap(done_);
  }
  if (done) done(std::move(events));
}

// Reads rows until one means something to this holder, or none is left.
void Feed::Step() {
  if (closed()) return Answer(Closed());
  const ActivePtr active = parts_.active->get();
  const absl::StatusOr<const System*> system = Entitle(*active, caller_, query_.context, Role::kReceive);
  if (!system.ok()) return Answer(system.status());
  if (IsSandbox(**system) != cursor_of_.sandbox || sent_.size() > kSentMax) return Answer(OpenAgain());
  const auto rows = parts_.store->LogAfter(position_, kPageRows);
  if (!rows.ok()) return Answer(rows.status());
  if (rows->empty()) return Idle();
  absl::StatusOr<Page> page = Read(active, **system, *rows);
  if (!page.ok()) return Answer(page.status());
  if (!page->result.events.empty()) return Commit(*std::move(page));
  // What was passed over by policies that are no longer in force must be looked at again: nothing else brings it back.
  if (parts_.active->get() == active) position_ = page->last;
  parts_.workers->Post([self = shared_from_this()] { self->Step(); });
}

void Feed::Idle() {
  if (announce_) {
    announce_ = false;
    return Answer(CaughtUp());
  }
  // Weak: a feed that nobody holds any more needs no waking.
  parts_.wakeups->WaitPast(position_, [weak = weak_from_this(), workers = parts_.workers] {
    workers->Post([weak] {
      if (const std::shared_ptr<Feed> self = weak.lock()) self->Step();
    });
  });
}

absl::StatusOr<Feed::Page> Feed::Read(const ActivePtr& active, const System& system,
                                      const std::vector<store::Revision>& rows) {
  const auto format = FormatFor(*parts_.formats, system, query_.format);
  if (!format.ok()) return format.status();
  Looking looking(parts_, active, system, query_.context.purpose());
  FeedPage page({.parts = &parts_,
                 .looking = &looking,
                 .format = *format,
                 .context = &query_.context,
                 .resumed_after = resumed_after_,
                 .sent = &sent_});
  store::Position last = position_;
  for (const store::Revision& row : rows) {
    if (const absl::Status status = page.Add(row); !status.ok()) return status;
    last = row.position;
    if (page.bytes() > kPageBytes) break;
  }
  absl::StatusOr<FeedPage::Result> result = std::move(page).Take(active);
  if (!result.ok()) return result.status();
  return Page{*std::move(result), last};
}

void Feed::Commit(Page page) {
  ReleasePlan plan = std::move(page.result.plan);
  // The writer's thread has better things to do than to make cursors.
  CommitRelease(parts_, std::move(plan),
                [self = shared_from_this(), page = std::move(page)](const absl::Status& status) mutable {
                  self->parts_.workers->Post(
                      [self, status, page = std::move(page)]() mutable { self->Committed(std::move(page), status); });
                });
}

void Feed::Committed(Page page, const absl::Status& status) {
  if (absl::IsAborted(status) && ++plans_ < kPlansMax) return Step();
  if (!status.ok()) return Answer(absl::IsAborted(status) ? OpenAgain() : status);
  Events events;
  for (PageEvent& made : page.result.events) {
    absl::StatusOr<std::string> cursor = MakeCursor(*parts_.sealer, cursor_of_, made.position);
    if (!cursor.ok()) return Answer(cursor.status());
    made.event.set_cursor(*std::move(cursor));
    sent_[std::move(made.record_id)] = made.sent;
    events.push_back(std::move(made.event));
  }
  position_ = page.last;
  announce_ = true;
  Answer(std::move(events));
}

absl::StatusOr<Feed::Events> Feed::CaughtUp() {
  absl::StatusOr<std::string> cursor = MakeCursor(*parts_.sealer, cursor_of_, position_);
  if (!cursor.ok()) return cursor.status();
  v1::Event event;
  event.set_kind(v1::Event::CAUGHT_UP);
  event.set_cursor(*std::move(cursor));
  return Events{std::move(event)};
}

}  // namespace entente::core
