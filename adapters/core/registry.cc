#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "adapters/core/embedded.h"
#include "adapters/core/load.h"
#include "google/protobuf/arena.h"

namespace entente::adapters {
namespace {

constexpr size_t kBlock = 8192;  // bytes; most records and their receipts fit

// One block a thread is kept for the next record: a thread reads one after another.
thread_local std::unique_ptr<char[]> spare_block;

google::protobuf::ArenaOptions Within(char* block) {
  google::protobuf::ArenaOptions options;
  options.initial_block = block;
  options.initial_block_size = kBlock;
  return options;
}

Registry LoadBuiltin() {
  std::map<std::string, Folder> folders;
  for (int i = 0; i < kEmbeddedFileCount; ++i) {
    const EmbeddedFile& file = kEmbeddedFiles[i];
    if (file.folder == kCrosswalkFolder || file.folder == kCoreFolder) continue;
    folders[std::string(file.folder)][std::string(file.path)] = std::string(file.text);
  }
  std::vector<std::unique_ptr<Format>> formats;
  formats.push_back(MakeCommonFormat());
  for (const auto& [name, folder] : folders) {
    absl::StatusOr<std::unique_ptr<Format>> format = LoadFiles(name, folder);
    if (!format.ok()) {
      // A mapping that is compiled in and does not load is a fault of the build, and its tests find it first. The other
      // formats stay usable.
      std::fprintf(stderr, "entente: format left out: %s\n", std::string(format.status().message()).c_str());
      continue;
    }
    formats.push_back(*std::move(format));
  }
  return Registry(std::move(formats));
}

}  // namespace

Registry::Registry(std::vector<std::unique_ptr<Format>> formats, const Registry* beside) : owned_(std::move(formats)) {
  if (beside != nullptr) formats_ = beside->formats_;
  for (const auto& format : owned_) formats_.push_back(format.get());
  std::sort(formats_.begin(), formats_.end(), [](const auto& a, const auto& b) { return a->name() < b->name(); });
}

const Registry& Registry::Builtin() {
  static const Registry* const registry = new Registry(LoadBuiltin());
  return *registry;
}

const Format* Registry::Find(std::string_view name) const {
  for (const Format* format : formats_) {
    if (format->name() == name) return format;
  }
  return nullptr;
}

std::vector<const Format*> Registry::all() const { return formats_; }

struct Decoded::Memory {
  struct Keep {
    void operator()(char* kept) const { spare_block.reset(kept); }
  };
  // The arena goes before the block that it stands in.
  std::unique_ptr<char[], Keep> block{spare_block != nullptr ? spare_block.release() : new char[kBlock]};
  google::protobuf::Arena arena{Within(block.get())};
};

Decoded::Decoded()
    : memory(std::make_unique<Memory>()),
      record(*google::protobuf::Arena::CreateMessage<v1::Record>(&memory->arena)),
      receipt(*google::protobuf::Arena::CreateMessage<v1::Receipt>(&memory->arena)) {}

Decoded::Decoded(Decoded&& other) noexcept = default;
Decoded::~Decoded() = default;

}  // namespace entente::adapters
