// Run by the build: `embed_formats ADAPTERS OUT.cc` writes every mapping and code table of the format folders, the
// shared tables of crosswalk/ and the common lists of core/codes/ as a source file, in the order of their names.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

// Compilers limit the length of one literal: a file becomes several, side by side.
void WriteLiteral(const std::string& text, std::ostream& out) {
  constexpr size_t kLine = 120;
  static constexpr char kOctal[] = "01234567";
  for (size_t at = 0; at < text.size() || at == 0; at += kLine) {
    out << "\n    \"";
    for (const char c : text.substr(std::min(at, text.size()), kLine)) {
      const auto u = static_cast<unsigned char>(c);
      if (u >= 0x20 && u < 0x7f && c != '"' && c != '\\' && c != '?') {
        out << c;
      } else {
        out << '\\' << kOctal[u >> 6] << kOctal[(u >> 3) & 7] << kOctal[u & 7];
      }
    }
    out << '"';
  }
}

// `file` is relative to adapters/: core/codes/x.csv, crosswalk/x.csv, <format>/mapping.yaml, <format>/codes/x.csv.
bool Wanted(const fs::path& file) {
  const std::string folder = file.parent_path().filename().string();
  if (file.extension() == ".csv") return folder == "codes" || folder == "crosswalk" || folder == "infer";
  return file.extension() == ".yaml" && folder != "samples" && *file.begin() != "core";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  const fs::path root = argv[1];
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const fs::path relative = fs::relative(entry.path(), root);
    if (entry.is_regular_file() && Wanted(relative)) files.push_back(relative);
  }
  std::sort(files.begin(), files.end());
  std::ofstream out(argv[2], std::ios::binary);
  out << "// Made by embed_formats.\n#include \"adapters/core/embedded.h\"\n\nnamespace entente::adapters {\n\n"
      << "const EmbeddedFile kEmbeddedFiles[] = {\n";
  for (const fs::path& file : files) {
    const std::string text = ReadFile(root / file);
    const fs::path inside = fs::relative(file, *file.begin());
    out << "    {\"" << file.begin()->string() << "\", \"" << inside.generic_string() << "\", std::string_view(";
    WriteLiteral(text, out);
    out << ", " << text.size() << ")},\n";
  }
  out << "    {\"\", \"\", \"\"},\n};\nconst int kEmbeddedFileCount = " << files.size()
      << ";\n\n}  // namespace entente::adapters\n";
  return out.good() ? 0 : 1;
}
