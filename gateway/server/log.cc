#include "gateway/server/log.h"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace entente::server {

std::string JsonString(const std::string& text) {
  std::string json = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      json += {'\\', c};
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(&json, "\\u%04x", static_cast<unsigned>(c));
    } else {
      json += c;
    }
  }
  return json + "\"";
}

absl::StatusOr<std::shared_ptr<Log>> Log::Open(const std::string& level, const std::string& file) {
  std::shared_ptr<spdlog::sinks::sink> sink;
  try {
    if (file.empty()) sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    if (!file.empty()) sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
  } catch (const spdlog::spdlog_ex&) {
    return absl::InvalidArgumentError(absl::StrCat("`", file, "` cannot be written"));
  }
  const auto logger = std::make_shared<spdlog::logger>("entented", sink);
  logger->set_formatter(std::make_unique<spdlog::pattern_formatter>(
      R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l",%v})", spdlog::pattern_time_type::utc));
  logger->set_level(spdlog::level::from_str(level));
  logger->flush_on(spdlog::level::info);
  return std::shared_ptr<Log>(new Log(logger));
}

void Log::Info(const std::string& event, const Fields& fields) const { Write(spdlog::level::info, event, fields); }
void Log::Warning(const std::string& event, const Fields& fields) const { Write(spdlog::level::warn, event, fields); }
void Log::Error(const std::string& event, const Fields& fields) const { Write(spdlog::level::err, event, fields); }

void Log::Write(spdlog::level::level_enum level, const std::string& event, const Fields& fields) const {
  if (!logger_->should_log(level)) return;
  std::string line = absl::StrCat("\"event\":", JsonString(event));
  for (const auto& [name, value] : fields) {
    if (!value.empty()) absl::StrAppend(&line, ",", JsonString(name), ":", JsonString(value));
  }
  logger_->log(level, spdlog::string_view_t(line));
}

}  // namespace entente::server
