// The store as it will be when the operations already decided in the current group are applied.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/store/store.h"

namespace entente::core {

// Same meanings as in store::Store. Revisions not yet applied have position 0.
class WriterView {
 public:
  virtual ~WriterView() = default;
  virtual absl::StatusOr<store::Revision> Latest(std::string_view record_id) const = 0;
  // What the originator sent last, in quarantine or not: what comes next is counted and judged from there.
  virtual absl::StatusOr<store::Revision> LatestSubmitted(std::string_view country, std::string_view system,
                                                          std::string_view national_id) const = 0;
  virtual absl::StatusOr<store::Revision> ByRevision(std::string_view country, std::string_view system,
                                                     std::string_view national_id, int64_t revision) const = 0;
  virtual absl::StatusOr<std::vector<store::Revision>> LatestByCountryAndNationalId(
      std::string_view country, std::string_view national_id) const = 0;
  virtual absl::StatusOr<std::optional<store::Holder>> FindHolder(std::string_view record_id,
                                                                  std::string_view participant,
                                                                  std::string_view purpose) const = 0;
  virtual absl::StatusOr<std::vector<store::Holder>> HoldersOf(std::string_view record_id) const = 0;
  virtual absl::StatusOr<std::string> GetPaper(std::string_view shelf, std::string_view name) const = 0;
  virtual absl::StatusOr<std::vector<store::Paper>> Papers(std::string_view shelf) const = 0;
};

}  // namespace entente::core
