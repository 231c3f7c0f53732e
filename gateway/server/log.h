// Structured logs: one JSON object a line. No value of a record is ever in one.
#pragma once

#include <spdlog/logger.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"

namespace entente::server {

class Log {
 public:
  using Fields = std::vector<std::pair<std::string, std::string>>;

  // `file` empty: standard error. `level`: debug, info, warning, error.
  static absl::StatusOr<std::shared_ptr<Log>> Open(const std::string& level, const std::string& file);

  void Info(const std::string& event, const Fields& fields = {}) const;
  void Warning(const std::string& event, const Fields& fields = {}) const;
  void Error(const std::string& event, const Fields& fields = {}) const;

 private:
  explicit Log(std::shared_ptr<spdlog::logger> logger) : logger_(std::move(logger)) {}
  void Write(spdlog::level::level_enum level, const std::string& event, const Fields& fields) const;

  std::shared_ptr<spdlog::logger> logger_;
};

std::string JsonString(const std::string& text);

}  // namespace entente::server
