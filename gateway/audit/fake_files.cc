#include "gateway/audit/fake_files.h"

#include <algorithm>
#include <utility>

namespace entente::audit {

namespace {

absl::Status Broken() { return absl::UnavailableError("the fake disk fails"); }
std::string ParentOf(const std::string& path) { return path.substr(0, path.rfind('/')); }

class FakeLock : public FolderLock {};

}  // namespace

class FakeFile : public OpenFile {
 public:
  FakeFile(FakeFiles& files, std::shared_ptr<FakeFiles::Node> node) : files_(files), node_(std::move(node)) {}
  absl::Status Write(std::string_view bytes) override { return files_.Write(*node_, bytes); }
  absl::Status Sync() override { return files_.Sync(*node_); }

 private:
  FakeFiles& files_;
  std::shared_ptr<FakeFiles::Node> node_;
};

void FakeFiles::FailAt(int number, Failure failure) {
  std::lock_guard lock(mutex_);
  operations_ = 0;
  fail_at_ = number;
  failure_ = failure;
  failed_ = false;
}

int FakeFiles::operations() const {
  std::lock_guard lock(mutex_);
  return operations_;
}

bool FakeFiles::failed() const {
  std::lock_guard lock(mutex_);
  return failed_;
}

bool FakeFiles::Fails() {
  ++operations_;
  const bool fails = (failure_ == Failure::kOnce && operations_ == fail_at_) ||
                     (failure_ == Failure::kForEver && operations_ >= fail_at_);
  failed_ = failed_ || fails;
  return fails;
}

void FakeFiles::LosePower() {
  std::lock_guard lock(mutex_);
  failure_ = Failure::kNone;
  Names left;
  for (const auto& [path, node] : durable_) {
    auto copy = std::make_shared<Node>(*node);
    copy->bytes = copy->durable;
    copy->synced = copy->bytes.size();
    copy->lost.clear();
    left[path] = std::move(copy);
  }
  // A name whose folder did not last cannot be reached.
  std::erase_if(left, [&](const auto& named) {
    const std::string parent = ParentOf(named.first);
    return !parent.empty() && !left.contains(parent);
  });
  names_ = left;
  durable_ = std::move(left);
}

std::map<std::string, std::string> FakeFiles::Contents() const {
  std::lock_guard lock(mutex_);
  std::map<std::string, std::string> contents;
  for (const auto& [path, node] : names_) {
    if (!node->folder) contents[path] = node->bytes;
  }
  return contents;
}

void FakeFiles::Set(const std::string& path, const std::string& bytes) {
  std::lock_guard lock(mutex_);
  auto node = std::make_shared<Node>();
  node->bytes = node->durable = bytes;
  node->synced = bytes.size();
  names_[path] = durable_[path] = std::move(node);
}

void FakeFiles::SetWithFolders(const std::string& path, const std::string& bytes) {
  for (size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    MakeFolder(path.substr(0, slash)).IgnoreError();
  }
  Set(path, bytes);
}

std::vector<std::string> FakeFiles::WrittenAs(const std::string& path) const {
  std::lock_guard lock(mutex_);
  const auto found = written_as_.find(path);
  return found == written_as_.end() ? std::vector<std::string>() : found->second;
}

absl::Status FakeFiles::Write(Node& node, std::string_view bytes) {
  std::lock_guard lock(mutex_);
  if (Fails()) {
    node.bytes.append(bytes.substr(0, bytes.size() / 2));
    return Broken();
  }
  node.bytes.append(bytes);
  return absl::OkStatus();
}

absl::Status FakeFiles::Sync(Node& node) {
  std::lock_guard lock(mutex_);
  const bool fails = Fails();
  if (fails) node.lost.emplace_back(node.synced, node.bytes.size());
  node.synced = node.bytes.size();
  if (fails) return Broken();
  node.durable = node.bytes;
  for (const auto& [begin, end] : node.lost) {
    std::fill(node.durable.begin() + static_cast<std::ptrdiff_t>(begin),
              node.durable.begin() + static_cast<std::ptrdiff_t>(end), '\0');
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<OpenFile>> FakeFiles::Create(const std::string& path) {
  std::lock_guard lock(mutex_);
  if (Fails()) return Broken();
  if (!names_.contains(ParentOf(path))) return absl::NotFoundError("no such folder");
  auto& node = names_[path];
  if (node != nullptr && node->folder) return Broken();
  // As the real one, an existing file is emptied, not replaced; what was durable of it may go at any moment.
  if (node == nullptr) node = std::make_shared<Node>();
  *node = Node();
  return std::unique_ptr<OpenFile>(std::make_unique<FakeFile>(*this, node));
}

absl::StatusOr<std::string> FakeFiles::Read(const std::string& path) {
  std::lock_guard lock(mutex_);
  const auto found = names_.find(path);
  if (found == names_.end()) return absl::NotFoundError("no such file");
  if (found->second->folder) return Broken();
  return found->second->bytes;
}

absl::Status FakeFiles::Rename(const std::string& from, const std::string& to) {
  std::lock_guard lock(mutex_);
  if (Fails()) return Broken();
  const auto found = names_.find(from);
  if (found == names_.end() || !names_.contains(ParentOf(to))) return absl::NotFoundError("no such file");
  auto node = found->second;
  names_.erase(found);
  written_as_[to].push_back(node->bytes);
  names_[to] = std::move(node);
  return absl::OkStatus();
}

absl::Status FakeFiles::Remove(const std::string& path) {
  std::lock_guard lock(mutex_);
  if (Fails()) return Broken();
  const auto below = names_.lower_bound(path + "/");
  if (below != names_.end() && below->first.starts_with(path + "/")) return Broken();  // a folder with something in it
  return names_.erase(path) == 1 ? absl::OkStatus() : absl::NotFoundError("no such file");
}

absl::StatusOr<std::vector<std::string>> FakeFiles::List(const std::string& folder) {
  std::lock_guard lock(mutex_);
  const auto found = names_.find(folder);
  if (found == names_.end()) return absl::NotFoundError("no such folder");
  if (!found->second->folder) return Broken();
  std::vector<std::string> names;
  for (auto it = names_.lower_bound(folder + "/"); it != names_.end(); ++it) {
    if (!it->first.starts_with(folder + "/")) break;
    const std::string name = it->first.substr(folder.size() + 1);
    if (name.find('/') == std::string::npos) names.push_back(name);
  }
  return names;
}

absl::StatusOr<bool> FakeFiles::MakeFolder(const std::string& path) {
  std::lock_guard lock(mutex_);
  if (Fails()) return Broken();
  if (names_.contains(path)) return false;
  const std::string parent = ParentOf(path);
  if (!parent.empty() && !names_.contains(parent)) return absl::NotFoundError("no such folder");
  auto node = std::make_shared<Node>();
  node->folder = true;
  names_[path] = std::move(node);
  return true;
}

absl::Status FakeFiles::SyncFolder(const std::string& path) {
  std::lock_guard lock(mutex_);
  if (Fails()) return Broken();
  const auto in_folder = [&](const auto& named) { return ParentOf(named.first) == path; };
  const auto root = path == "/";
  std::erase_if(durable_, [&](const auto& named) { return root ? ParentOf(named.first).empty() : in_folder(named); });
  for (const auto& named : names_) {
    if (root ? ParentOf(named.first).empty() : in_folder(named)) durable_[named.first] = named.second;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<FolderLock>> FakeFiles::Lock(const std::string&) {
  return std::unique_ptr<FolderLock>(std::make_unique<FakeLock>());
}

}  // namespace entente::audit
