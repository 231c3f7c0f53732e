#include "adapters/core/load.h"

#include <algorithm>
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

bool HoldsMapping(const fs::path& folder) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".yaml") return true;
  }
  return false;
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

absl::StatusOr<std::unique_ptr<Registry>> LoadRegistry(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return absl::NotFoundError(StrCat("formats: `", path, "` is no folder"));
  std::vector<std::string> folders;
  const bool itself = HoldsMapping(path);
  if (itself) folders.push_back(path);
  for (const auto& entry : fs::directory_iterator(path, error)) {
    if (!itself && entry.is_directory(error) && HoldsMapping(entry.path())) folders.push_back(entry.path().string());
  }
  if (folders.empty()) {
    return absl::NotFoundError(StrCat("formats: `", path, "` holds no format: expected folders with a mapping.yaml"));
  }
  std::sort(folders.begin(), folders.end());
  std::vector<std::unique_ptr<Format>> formats;
  for (const std::string& folder : folders) {
    absl::StatusOr<std::unique_ptr<Format>> format = LoadFolder(folder);
    if (!format.ok()) return format.status();
    const std::string& name = (*format)->name();
    if (Registry::Builtin().Find(name) != nullptr) {
      return absl::AlreadyExistsError(
          StrCat("formats: `", folder, "`: a format named `", name, "` is compiled in: give the folder another name"));
    }
    formats.push_back(*std::move(format));
  }
  return std::make_unique<Registry>(std::move(formats), &Registry::Builtin());
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
