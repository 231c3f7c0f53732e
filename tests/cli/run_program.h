// Runs `entente` as a user does: arguments, standard input, and what came out where.
#pragma once

#include <string>
#include <vector>

namespace entente::cli_test {

struct Ran {
  int code = -1;
  std::string out, err;
  std::vector<std::string> out_lines() const;
  std::string last_err_line() const;
};

Ran Entente(const std::vector<std::string>& arguments, const std::string& input = "");

std::string SourceFile(const std::string& path);  // in the source tree
std::string ReadAll(const std::string& file);
void WriteAll(const std::string& file, const std::string& text);

// A fresh folder for the running test.
std::string FreshFolder();

}  // namespace entente::cli_test
