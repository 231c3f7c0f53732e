// The house's walls: who may include whom. An include that runs the wrong way fails here, with its line.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>

namespace {

namespace fs = std::filesystem;

// Each module and the modules it may include; its own is always allowed. `messages` and `stubs` are the generated code.
const std::map<std::string, std::set<std::string>> kMayUse = {
    {"proto", {"messages"}},
    {"adapters/core", {"messages"}},
    {"adapters/testing", {"messages", "adapters/core"}},
    {"adapters/format", {"messages", "adapters/core", "adapters/testing"}},  // each of them, and no other of them
    {"gateway/pem", {}},
    {"gateway/policy", {"messages"}},
    {"gateway/screening", {"messages"}},
    {"gateway/gates", {"messages", "adapters/core", "gateway/policy"}},
    {"gateway/store", {"messages"}},
    {"gateway/store/sqlite", {"messages", "gateway/store"}},
    {"gateway/store/memory", {"messages", "gateway/store"}},
    {"gateway/audit", {"messages", "gateway/pem"}},
    {"gateway/core",
     {"messages", "adapters/core", "gateway/policy", "gateway/gates", "gateway/screening", "gateway/store",
      "gateway/audit", "gateway/pem"}},
    {"gateway/rpc", {"messages", "stubs", "grpc", "gateway/core"}},
    {"gateway/server",
     {"messages", "stubs", "grpc", "adapters/core", "gateway/policy", "gateway/gates", "gateway/store", "gateway/audit",
      "gateway/core", "gateway/pem", "gateway/rpc"}},
    {"gateway/testing",
     {"messages", "stubs", "grpc", "adapters/core", "gateway/policy", "gateway/store", "gateway/audit", "gateway/core",
      "gateway/pem", "gateway/rpc", "gateway/server"}},
    {"gateway/cli",
     {"messages", "client-lib", "adapters/core", "gateway/policy", "gateway/audit", "gateway/pem", "gateway/screening",
      "gateway/store"}},
    {"client-lib", {"messages", "stubs", "grpc"}},
};

std::string ModuleOfFile(const fs::path& relative) {
  auto part = relative.begin();
  const std::string top = (part++)->string();
  const std::string second = part != relative.end() ? part->string() : "";
  const std::string third =
      part != relative.end() && std::next(part) != relative.end() ? std::next(part)->string() : "";
  // What lies in adapters/ itself is for the tests of all formats.
  if (top == "adapters") return "adapters/" + (third.empty() ? "testing" : second);
  if (top == "gateway" && second == "store" && (third == "sqlite" || third == "memory"))
    return "gateway/store/" + third;
  if (top == "gateway") return "gateway/" + second;
  return top;
}

// Empty: not one of ours (the standard library and the packages that any module may use).
std::string ModuleOfInclude(const std::string& include) {
  if (include.starts_with("grpc") || include.starts_with("grpcpp/")) return "grpc";
  if (include.ends_with(".grpc.pb.h")) return "stubs";
  if (include.starts_with("entente/v1/")) return "messages";
  if (include.starts_with("entente/")) return "client-lib";
  for (const char* top : {"adapters/", "gateway/", "client-lib/", "proto/"}) {
    if (include.starts_with(top)) return ModuleOfFile(include);
  }
  return "";
}

bool IsTest(const fs::path& path) {
  const std::string stem = path.stem().string();
  return stem.ends_with("_test") || stem.ends_with("_bench") || path.string().find("/testing/") != std::string::npos;
}

// A test may also use the fakes.
bool Allowed(const std::string& from, const std::string& to, bool test) {
  if (to.empty() || from == to) return true;
  // A store's kinds are opened through store.h and open.h; tests name them.
  if (to.starts_with("gateway/store/") && test) return true;
  const bool format = from.starts_with("adapters/") && !kMayUse.contains(from);
  const auto rule = kMayUse.find(format ? "adapters/format" : from);
  if (rule == kMayUse.end()) return false;
  return rule->second.contains(to) || (test && (to == "gateway/testing" || to == "client-lib"));
}

TEST(Layout, NoIncludeRunsTheWrongWay) {
  const fs::path root = ENTENTE_SOURCE_DIR;
  const std::regex include_line(R"re(^\s*#\s*include\s*[<"]([^>"]+)[>"])re");
  int seen = 0;
  for (const char* top : {"proto", "adapters", "gateway", "client-lib"}) {
    for (const auto& entry : fs::recursive_directory_iterator(root / top)) {
      const fs::path& path = entry.path();
      if (path.extension() != ".cc" && path.extension() != ".h") continue;
      ++seen;
      const fs::path relative = fs::relative(path, root);
      std::ifstream file(path);
      std::string line;
      for (int number = 1; std::getline(file, line); ++number) {
        std::smatch match;
        if (!std::regex_search(line, match, include_line)) continue;
        const std::string from = ModuleOfFile(relative);
        const std::string to = ModuleOfInclude(match[1]);
        const bool ours = !to.empty() && to != "grpc" && to != "messages" && to != "stubs";
        const bool made = fs::exists(root / (match[1].str() + ".in"));  // by the build
        const bool there =
            made || fs::exists(root / match[1].str()) || fs::exists(root / "client-lib/include" / match[1].str());
        EXPECT_TRUE(!ours || there) << relative.string() << ":" << number << ": there is no `" << match[1] << "`";
        EXPECT_TRUE(Allowed(from, to, IsTest(path)))
            << relative.string() << ":" << number << ": `" << from << "` must not include `" << match[1] << "`";
      }
    }
  }
  EXPECT_GT(seen, 5);
}

TEST(Layout, TopLevelHoldsWhatArchitectureNames) {
  const std::set<std::string> known = {
      "CMakeLists.txt", "proto",     "gateway",           "client-lib",      "adapters",     "tests",
      "examples",       "README.md", "CMakePresets.json", "ARCHITECTURE.md", "CHANGELOG.md", "LICENSE",
      "decisions",      "build"};
  for (const auto& entry : fs::directory_iterator(ENTENTE_SOURCE_DIR)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(".")) continue;
    EXPECT_TRUE(known.contains(name)) << "`" << name << "` is not in ARCHITECTURE.md's top level";
  }
}

}  // namespace
