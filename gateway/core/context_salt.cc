#include "gateway/core/context_salt.h"

#include "absl/strings/str_cat.h"

namespace entente::core {

absl::StatusOr<std::string> ContextSalt::For(absl::Time time) {
  const std::string day = absl::FormatTime("%Y-%m-%d", time, absl::UTCTimeZone());
  const std::lock_guard<std::mutex> lock(mutex_);
  if (day != day_) {
    absl::StatusOr<std::string> salt = LoadOrMake(day);
    if (!salt.ok()) return salt.status();
    day_ = day;
    salt_ = *std::move(salt);
  }
  return salt_;
}

absl::StatusOr<std::string> ContextSalt::LoadOrMake(const std::string& day) {
  const std::string name = absl::StrCat("context-salt/", day);
  absl::StatusOr<std::string> wrapped = store_->GetSetting(name);
  if (absl::IsNotFound(wrapped.status())) {
    const absl::StatusOr<store::RecordKey> fresh = sealer_->NewKey();
    if (!fresh.ok()) return fresh.status();
    wrapped = sealer_->Wrap(*fresh);
    if (!wrapped.ok()) return wrapped.status();
    if (const absl::Status put = store_->PutSetting(name, *wrapped); !put.ok()) return put;
  }
  if (!wrapped.ok()) return wrapped.status();
  const absl::StatusOr<store::RecordKey> key = sealer_->Unwrap(*wrapped);
  if (!key.ok()) return key.status();
  return key->salt;
}

}  // namespace entente::core
