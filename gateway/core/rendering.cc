#include "gateway/core/rendering.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/core/errors.h"

namespace entente::core {

absl::StatusOr<const adapters::Format*> FormatFor(const adapters::Registry& formats, const System& system,
                                                  std::string_view requested) {
  const std::string_view name = requested.empty() ? std::string_view(system.format) : requested;
  if (name.empty()) return nullptr;
  const adapters::Format* format = formats.Find(name);
  if (format == nullptr) {
    return WithReason(absl::InvalidArgumentError("`format` is no format of this gateway"), v1::FORMAT_UNKNOWN);
  }
  return format;
}

v1::Rendering Render(const adapters::Format& format, const v1::Record& copy) {
  v1::Rendering rendering;
  rendering.set_format(format.name());
  absl::StatusOr<adapters::Encoded> encoded = format.Encode(copy);
  if (!encoded.ok()) {
    v1::Failure& failure = *rendering.mutable_failure();
    failure.set_code(static_cast<int>(absl::StatusCode::kFailedPrecondition));
    failure.set_message(absl::StrCat("`", format.name(), "` cannot hold this record"));
    failure.mutable_detail()->set_format(format.name());
    return rendering;
  }
  if (!encoded->receipt.format().empty()) rendering.set_format(encoded->receipt.format());
  rendering.set_data(encoded->data + encoded->closing);  // one record is a whole file
  rendering.set_preamble(std::move(encoded->preamble));
  *rendering.mutable_receipt() = std::move(encoded->receipt);
  return rendering;
}

}  // namespace entente::core
