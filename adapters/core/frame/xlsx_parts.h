// The parts of a workbook, unpacked under limits and read as XML without a DTD.
#pragma once

#include <expat.h>
#include <zip.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "adapters/core/frame/xlsx.h"

namespace entente::adapters {

// What a part's XML calls back. Names come without their namespace.
struct XlsxHandler {
  std::function<void(std::string_view name, const char** attributes)> begin;
  std::function<void(std::string_view name)> end;
  std::function<void(std::string_view text)> text;
  bool stop = false;      // set by a handler that has seen enough
  std::string too_large;  // set by a handler: what was too large
};

std::string_view XlsxAttribute(const char** attributes, std::string_view name);  // "" where there is none

class XlsxParts {
 public:
  static absl::StatusOr<XlsxParts> Open(std::string_view file, const XlsxLimits& limits);
  bool Has(const std::string& name) const;
  absl::Status Parse(const std::string& name, XlsxHandler* handler) const;

 private:
  struct Close {
    void operator()(zip_t* archive) const { zip_discard(archive); }
  };
  explicit XlsxParts(const XlsxLimits& limits) : limits_(limits) {}
  absl::Status Weigh() const;

  XlsxLimits limits_;
  std::unique_ptr<zip_t, Close> archive_;
};

}  // namespace entente::adapters
