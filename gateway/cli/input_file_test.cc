#include "gateway/cli/input_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdio>
#include <fstream>
#include <string>
#include <thread>

namespace entente::cli {
namespace {

std::string Folder() { return ::testing::TempDir(); }

TEST(InputFile, AFileIsReadAndAnEmptyOneIsNothing) {
  const std::string path = Folder() + "input_file_test.csv";
  std::ofstream(path) << "a,b\n1,2\n";
  const auto file = InputFile::Open(path);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->bytes(), "a,b\n1,2\n");
  std::ofstream(path, std::ios::trunc).close();
  const auto empty = InputFile::Open(path);
  ASSERT_TRUE(empty.ok()) << empty.status();
  EXPECT_EQ(empty->bytes(), "");
  std::remove(path.c_str());
}

TEST(InputFile, APipeIsReadToItsEnd) {
  const std::string path = Folder() + "input_file_test.pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const std::string sent(3 << 20, 'x');  // more than a pipe holds, and than is read at once
  std::thread writer([&] { std::ofstream(path) << sent; });
  const auto file = InputFile::Open(path);
  writer.join();
  std::remove(path.c_str());
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_EQ(file->bytes(), sent);
}

TEST(InputFile, WhatWasPassedComesBackWhenItIsReadAgain) {
  const std::string path = Folder() + "input_file_test.large";
  std::string sent(40 << 20, '\0');
  for (size_t i = 0; i < sent.size(); i += 4096) sent[i] = static_cast<char>('a' + i / 4096 % 26);
  std::ofstream(path, std::ios::binary) << sent;
  auto file = InputFile::Open(path);
  ASSERT_TRUE(file.ok()) << file.status();
  for (size_t at = 0; at < sent.size(); at += 1 << 20) file->Passed(file->bytes().data() + at);
  file->Passed(sent.data());  // of another file
  EXPECT_TRUE(file->bytes() == sent);
  std::remove(path.c_str());
}

TEST(InputFile, WhatCannotBeReadIsNamed) {
  EXPECT_EQ(InputFile::Open("no/such/file").status().code(), absl::StatusCode::kNotFound);
  const auto folder = InputFile::Open(Folder());
  EXPECT_NE(std::string(folder.status().message()).find("it is a folder"), std::string::npos);
}

}  // namespace
}  // namespace entente::cli
