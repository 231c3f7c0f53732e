#include "gateway/core/reading.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gateway/core/errors.h"
#include "gateway/core/submission_facts.h"

namespace entente::core {
namespace {

constexpr size_t kNationalIdMax = 256;  // bytes
constexpr size_t kFormatNameMax = 64;
constexpr int kLinksMax = 1000;  // each is looked up when its target changes

absl::Status Unreadable(const std::string& format, const std::string& place, const std::string& expected,
                        v1::Reason reason = v1::RECORD_UNREADABLE) {
  v1::ErrorDetail detail;
  detail.set_reason(reason);
  detail.set_format(format);
  detail.set_place(place);
  detail.set_expected(expected);
  std::string message = absl::StrCat("the record cannot be read as `", format, "`");
  if (!place.empty()) absl::StrAppend(&message, ": ", place);
  if (!expected.empty()) absl::StrAppend(&message, ": expected ", expected);
  return WithDetail(absl::InvalidArgumentError(message), detail);
}

// What an adapter refused, without the value it found.
absl::Status Refused(const std::string& format, const absl::Status& status) {
  if (!absl::IsInvalidArgument(status)) return absl::InternalError("a record could not be read");
  const adapters::Refusal refusal = adapters::RefusalOf(status);
  const v1::Reason reason = ReasonOf(status) == v1::CODE_UNMAPPED ? v1::CODE_UNMAPPED : v1::RECORD_UNREADABLE;
  return Unreadable(format, refusal.where, refusal.expected, reason);
}

absl::StatusOr<ReadSubmission> Decode(const adapters::Registry& formats, v1::NativeRecord native) {
  if (native.data().empty()) return RequestInvalid("`native.data` is empty");
  if (native.occurrence() < 0) return RequestInvalid("`native.occurrence` must be 1 or more");
  const adapters::Format* format = native.format().size() <= kFormatNameMax ? formats.Find(native.format()) : nullptr;
  if (format == nullptr) {
    return WithReason(absl::InvalidArgumentError("`native.format` is no format of this gateway"), v1::FORMAT_UNKNOWN);
  }
  adapters::Unit unit;
  unit.data = native.data();
  unit.preamble = native.preamble();
  unit.occurrence = native.occurrence() == 0 ? 1 : native.occurrence();
  absl::StatusOr<adapters::Decoded> decoded = format->Decode(unit);
  if (!decoded.ok()) return Refused(format->name(), decoded.status());
  ReadSubmission read;
  read.is_record = decoded->is_record;
  read.parts.record = std::move(decoded->record);
  read.parts.receipt = std::move(decoded->receipt);
  read.format = read.parts.receipt.format().empty() ? format->name() : read.parts.receipt.format();
  read.exact_bytes = native.SerializeAsString();
  read.parts.original = std::move(native);
  return read;
}

absl::Status CheckOriginator(const System& caller, v1::Header& header) {
  v1::Originator& originator = *header.mutable_originator();
  if (originator.country().empty()) originator.set_country(caller.country);
  if (originator.country() != caller.country) {
    return WithReason(absl::PermissionDeniedError("the record's originator is not the caller's country"),
                      v1::NOT_ENTITLED);
  }
  originator.set_system(caller.id);
  return absl::OkStatus();
}

absl::Status CheckWhole(const ReadSubmission& read) {
  const v1::Header& header = read.parts.record.header();
  if (header.national_id().empty()) return Unreadable(read.format, "header.national_id", "an id");
  if (header.national_id().size() > kNationalIdMax) {
    return Unreadable(read.format, "header.national_id", "at most 256 bytes");
  }
  // Recipients see an alias under this word; a real id that begins with it could be taken for one.
  if (absl::StartsWith(header.national_id(), "alias:")) {
    return Unreadable(read.format, "header.national_id", "an id that does not begin with `alias:`");
  }
  if (header.links_size() > kLinksMax) return Unreadable(read.format, "header.links", "at most 1000 links");
  const absl::Status valid = adapters::Validate(read.parts.record);
  if (valid.ok()) return valid;
  const adapters::Refusal refusal = adapters::RefusalOf(valid);
  return Unreadable(read.format, refusal.where, refusal.expected);
}

}  // namespace

absl::StatusOr<ReadSubmission> ReadSubmitted(const adapters::Registry& formats, const System& caller,
                                             Submission submission) {
  absl::StatusOr<ReadSubmission> read = ReadSubmission{};
  if (submission.native) {
    read = Decode(formats, *std::move(submission.native));
    if (!read.ok() || !read->is_record) return read;
  } else if (submission.record) {
    read->parts.record = *std::move(submission.record);
    read->format = "common";
    read->exact_bytes = read->parts.record.SerializeAsString();
  } else {
    return RequestInvalid("a submission holds `native` or `record`");
  }
  v1::Header& header = *read->parts.record.mutable_header();
  if (const absl::Status status = MergeFacts(submission.facts, header); !status.ok()) return status;
  if (caller.standing == Standing::kSandbox) header.set_test(true);
  if (const absl::Status status = CheckOriginator(caller, header); !status.ok()) return status;
  if (const absl::Status status = CheckWhole(*read); !status.ok()) return status;
  if (header.format().empty()) header.set_format(read->format);
  read->stated_revision = header.revision();
  header.set_revision(0);
  return read;
}

}  // namespace entente::core
