#include "tests/cli/run_program.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

namespace entente::cli_test {
namespace {

std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

// In the child: the three streams are files, so that nothing can block.
[[noreturn]] void Become(const std::vector<std::string>& arguments, const std::string& folder) {
  dup2(open((folder + "/in").c_str(), O_RDONLY), STDIN_FILENO);
  dup2(open((folder + "/out").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
  dup2(open((folder + "/err").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
  std::vector<char*> argv = {const_cast<char*>("entente")};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  execv(ENTENTE_PROGRAM, argv.data());
  _exit(127);
}

}  // namespace

std::vector<std::string> Ran::out_lines() const { return Lines(out); }

std::string Ran::last_err_line() const {
  const std::vector<std::string> lines = Lines(err);
  return lines.empty() ? "" : lines.back();
}

std::string SourceFile(const std::string& path) { return std::string(ENTENTE_SOURCE_DIR) + "/" + path; }

std::string ReadAll(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

void WriteAll(const std::string& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

std::string FreshFolder() {
  std::string pattern = testing::TempDir() + "entente_cli_XXXXXX";
  EXPECT_NE(mkdtemp(pattern.data()), nullptr);
  return pattern;
}

Ran Entente(const std::vector<std::string>& arguments, const std::string& input) {
  const std::string folder = FreshFolder();
  WriteAll(folder + "/in", input);
  const pid_t child = fork();
  if (child == 0) Become(arguments, folder);
  int status = 0;
  waitpid(child, &status, 0);
  Ran ran{WIFEXITED(status) ? WEXITSTATUS(status) : -1, ReadAll(folder + "/out"), ReadAll(folder + "/err")};
  std::filesystem::remove_all(folder);
  return ran;
}

}  // namespace entente::cli_test
