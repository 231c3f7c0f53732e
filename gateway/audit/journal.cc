#include "gateway/audit/journal.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gateway/audit/hash.h"

namespace entente::audit {

namespace {

constexpr std::string_view kMagic = "EJ1\n";
constexpr size_t kCheckSize = 4;
constexpr size_t kHeaderSize = 4 + 8 + 4 + kHashSize + kCheckSize;
constexpr size_t kChecked = kHeaderSize - kCheckSize;

void AppendBigEndian(uint64_t number, int bytes, std::string& out) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out += static_cast<char>((number >> shift) & 0xff);
}

uint64_t ReadBigEndian(std::string_view bytes) {
  uint64_t number = 0;
  for (const char c : bytes) number = (number << 8) | static_cast<unsigned char>(c);
  return number;
}

std::string Check(std::string_view header) { return Sha256({header.substr(0, kChecked)}).substr(0, kCheckSize); }

// Some file systems lengthen a file before its bytes arrive.
bool AllZero(std::string_view bytes) {
  return std::all_of(bytes.begin(), bytes.end(), [](char c) { return c == '\0'; });
}

bool Unfinished(std::string_view rest) {
  if (rest.size() < kHeaderSize || AllZero(rest)) return true;
  const std::string_view header = rest.substr(0, kHeaderSize);
  return header.starts_with(kMagic) && header.substr(kChecked) == Check(header) &&
         rest.size() - kHeaderSize < ReadBigEndian(header.substr(12, 4));
}

absl::StatusOr<JournalEntry> TakeFrame(std::string_view& rest) {
  const absl::Status damaged = absl::DataLossError("the audit journal is damaged");
  const std::string_view header = rest.substr(0, kHeaderSize);
  if (!header.starts_with(kMagic) || header.substr(kChecked) != Check(header)) return damaged;
  JournalEntry entry{
      .index = ReadBigEndian(header.substr(4, 8)), .leaf = Hash(header.substr(16, kHashSize)), .bytes = ""};
  const uint64_t size = ReadBigEndian(header.substr(12, 4));
  if (size > kEntrySizeMax) return damaged;
  entry.bytes = std::string(rest.substr(kHeaderSize, size));
  if (LeafHash(entry.bytes) != entry.leaf) return damaged;
  rest.remove_prefix(kHeaderSize + size);
  return entry;
}

std::string JournalFolder(const std::string& folder) { return absl::StrCat(folder, "/journal"); }

absl::StatusOr<std::vector<std::string>> Segments(Files& files, const std::string& folder) {
  auto names = files.List(JournalFolder(folder));
  if (absl::IsNotFound(names.status())) return std::vector<std::string>();
  return names;
}

}  // namespace

std::string Frame(const JournalEntry& entry) {
  std::string frame(kMagic);
  frame.reserve(kHeaderSize + entry.bytes.size());
  AppendBigEndian(entry.index, 8, frame);
  AppendBigEndian(entry.bytes.size(), 4, frame);
  frame += entry.leaf;
  frame += Check(frame);
  return frame += entry.bytes;
}

absl::StatusOr<std::vector<JournalEntry>> ParseFrames(std::string_view segment) {
  std::vector<JournalEntry> entries;
  while (!segment.empty() && !Unfinished(segment)) {
    auto entry = TakeFrame(segment);
    if (!entry.ok()) return entry.status();
    entries.push_back(*std::move(entry));
  }
  return entries;
}

absl::StatusOr<std::vector<JournalEntry>> ReadJournal(Files& files, const std::string& folder) {
  const auto names = Segments(files, folder);
  if (!names.ok()) return names.status();
  std::vector<JournalEntry> all;
  for (const std::string& name : *names) {
    const auto bytes = files.Read(absl::StrCat(JournalFolder(folder), "/", name));
    if (absl::IsNotFound(bytes.status())) continue;
    if (!bytes.ok()) return bytes.status();
    auto entries = ParseFrames(*bytes);
    if (!entries.ok()) return entries.status();
    for (JournalEntry& entry : *entries) all.push_back(std::move(entry));
  }
  return all;
}

std::string Journal::Path(uint64_t number) const {
  return absl::StrCat(JournalFolder(folder_), "/", absl::StrFormat("%012d", number));
}

absl::Status Journal::Open(const std::vector<JournalEntry>& kept) {
  const auto made = files_.MakeFolder(JournalFolder(folder_));
  if (!made.ok()) return made.status();
  if (*made) {
    if (auto status = files_.SyncFolder(folder_); !status.ok()) return status;
  }
  const auto names = Segments(files_, folder_);
  if (!names.ok()) return names.status();
  for (const std::string& name : *names) {
    uint64_t number = 0;
    if (absl::SimpleAtoi(name, &number)) current_.number = std::max(current_.number, number);
  }
  auto segment = Prepare();
  if (!segment.ok()) return segment.status();
  Take(*std::move(segment));
  std::string frames;
  for (const JournalEntry& entry : kept) frames += Frame(entry);
  if (!frames.empty()) {
    if (auto status = Append(frames); !status.ok()) return status;
  }
  return RemoveOthers();
}

absl::Status Journal::Append(std::string_view frames) {
  if (auto status = current_.file->Write(frames); !status.ok()) return status;
  segment_size_ += frames.size();
  return current_.file->Sync();
}

absl::StatusOr<Journal::Segment> Journal::Prepare() {
  Segment segment{.number = current_.number + 1, .file = nullptr};
  auto file = files_.Create(Path(segment.number));
  if (!file.ok()) return file.status();
  segment.file = *std::move(file);
  if (auto status = files_.SyncFolder(JournalFolder(folder_)); !status.ok()) return status;
  return segment;
}

void Journal::Take(Segment segment) {
  current_ = std::move(segment);
  segment_size_ = 0;
}

absl::Status Journal::RemoveOthers() {
  const auto names = Segments(files_, folder_);
  if (!names.ok()) return names.status();
  for (const std::string& name : *names) {
    const std::string path = absl::StrCat(JournalFolder(folder_), "/", name);
    if (path == Path(current_.number)) continue;
    if (auto status = files_.Remove(path); !status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace entente::audit
