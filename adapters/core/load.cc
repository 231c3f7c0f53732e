#include "adapters/core/load.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapters/core/lens/lens_format.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

absl::StatusOr<std::unique_ptr<Format>> LoadFolder(const std::string& path) {
  std::error_code error;
  const fs::path root = fs::path(path).lexically_normal();
  const fs::path named = root.filename().empty() ? root.parent_path() : root;
  if (!fs::is_directory(root, error)) return absl::NotFoundError(StrCat("`", path, "` is no folder"));
  Folder folder;
  for (const auto& entry : fs::directory_iterator(root, error)) {
    if (entry.path().extension() == ".yaml") folder[entry.path().filename().string()] = ReadFile(entry.path());
  }
  for (const auto& entry : fs::directory_iterator(root / "codes", error)) {
    if (entry.path().extension() == ".csv")
      folder["codes/" + entry.path().filename().string()] = ReadFile(entry.path());
  }
  return LoadFiles(named.filename().string(), folder);
}

absl::StatusOr<std::unique_ptr<Format>> LoadFiles(const std::string& name, const Folder& folder) {
  std::vector<std::unique_ptr<Plan>> plans;  // in the order of their names: the newest edition last
  for (const auto& [file, text] : folder) {
    if (StrContains(file, "/") || !EndsWith(file, ".yaml")) continue;
    absl::StatusOr<std::unique_ptr<Plan>> plan = CompilePlan(name, folder, file);
    if (!plan.ok()) return plan.status();
    plans.push_back(*std::move(plan));
  }
  if (plans.empty()) return absl::NotFoundError(StrCat(name, ": expected a mapping, `mapping.yaml`"));
  return MakeLensFormat(std::move(plans));
}

}  // namespace entente::adapters
