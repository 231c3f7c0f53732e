#include "gateway/rpc/streams.h"

#include <utility>
#include <vector>

#include "gateway/core/errors.h"

namespace entente::rpc {
namespace {

bool MayStay(const core::Active& active, const std::string& peer) {
  const auto found = active.participants->systems.find(peer);
  return found != active.participants->systems.end() && found->second.standing != core::Standing::kSuspended;
}

}  // namespace

absl::Status StreamRegistry::Add(const std::string& peer, const std::shared_ptr<Stream>& stream) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!ended_.ok()) return ended_;
  int64_t& count = counts_[peer];
  if (count >= per_system_max_) {
    v1::ErrorDetail detail;
    detail.set_reason(v1::LIMIT_EXCEEDED);
    detail.set_limit("streams of one system");
    detail.set_limit_value(per_system_max_);
    detail.set_given_value(count + 1);
    return core::WithDetail(absl::ResourceExhaustedError("this system has too many streams open"), detail);
  }
  ++count;
  streams_[stream.get()] = {peer, stream};
  return absl::OkStatus();
}

void StreamRegistry::Remove(const Stream* stream) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto found = streams_.find(stream);
  if (found == streams_.end()) return;
  --counts_[found->second.peer];
  streams_.erase(found);
}

void StreamRegistry::EndAll(const absl::Status& why) {
  std::vector<std::shared_ptr<Stream>> open;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ended_ = why;
    for (const auto& [key, known] : streams_) open.push_back(known.stream.lock());
  }
  for (const std::shared_ptr<Stream>& stream : open) {
    if (stream != nullptr) stream->End(why);
  }
}

void StreamRegistry::EndSuspended(const core::Active& active) {
  std::vector<std::shared_ptr<Stream>> cut;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    for (const auto& [key, known] : streams_) {
      if (!MayStay(active, known.peer)) cut.push_back(known.stream.lock());
    }
  }
  const absl::Status why = core::WithReason(absl::PermissionDeniedError("this system is suspended"), v1::NOT_ENTITLED);
  for (const std::shared_ptr<Stream>& stream : cut) {
    if (stream != nullptr) stream->End(why);
  }
}

}  // namespace entente::rpc
