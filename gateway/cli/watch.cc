// `entente watch`: what others share with this system, one JSON line an event.
#include <filesystem>
#include <iostream>
#include <memory>

#include "gateway/cli/connect.h"
#include "gateway/cli/files.h"
#include "gateway/cli/json.h"
#include "gateway/cli/words.h"

namespace entente::cli {
namespace {

constexpr int kAttemptsMax = 5;  // to reach a gateway when the end is awaited; a watch without end tries for ever

struct Flags {
  ConnectionFlags connection;
  std::string cursor_file, format;
  bool until_caught_up = false;
};

absl::StatusOr<std::string> ReadCursor(const std::string& file) {
  if (file.empty() || !std::filesystem::exists(file)) return std::string();
  return ReadFile(file);
}

// The cursor follows the line: after a crash between the two the event is printed again, never lost.
absl::Status Print(const v1::Event& event, const std::string& cursor_file) {
  std::cout << ToJson(event) << "\n" << std::flush;
  if (!std::cout) return absl::CancelledError("standard output was closed");
  if (cursor_file.empty()) return absl::OkStatus();
  return ReplaceFile(cursor_file, event.cursor());
}

ExitCode Watch(const Flags& flags) {
  absl::StatusOr<std::string> cursor = ReadCursor(flags.cursor_file);
  if (!cursor.ok()) return Usage(std::string(cursor.status().message()));
  return WithClient(flags.connection, [&](Client& client) {
    Subscription subscription = client.Watch({.cursor = *cursor,
                                              .format = flags.format,
                                              .until_caught_up = flags.until_caught_up,
                                              .attempts_max = flags.until_caught_up ? kAttemptsMax : 0},
                                             [&](const v1::Event& event) { return Print(event, flags.cursor_file); });
    const absl::Status end = subscription.Wait();
    return end.ok() ? kDone : Refuse(end);
  });
}

}  // namespace

void AddWatch(const Command& app) {
  const auto flags = std::make_shared<Flags>();
  const Command command = app.Add("watch", "Receive what may be seen for the purpose, one JSON line an event",
                                  "entente watch --profile ec.yaml --cursor-file ec.cursor --until-caught-up",
                                  [flags] { return Watch(*flags); });
  command.Text("--cursor-file", &flags->cursor_file, "Where to go on next time; made, and kept after each event");
  command.Text("--format", &flags->format, "Also render each record in this national format");
  command.Flag("--until-caught-up", &flags->until_caught_up, "End when nothing more waits");
  AddConnectionFlags(command, &flags->connection);
}

}  // namespace entente::cli
