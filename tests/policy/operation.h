// The policies of examples/intercops-spartacus, read once a test.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "gateway/policy/parse.h"
#include "tests/policy/mutate/policy_folder.h"

namespace entente::policy_test {

class Operation : public testing::Test {
 protected:
  void SetUp() override {
    auto folder = ReadPolicyFolder(OPERATION_POLICIES);
    ASSERT_TRUE(folder.ok()) << folder.status();
    folder_ = *std::move(folder);
    floor_ = ParseFloor(folder_.floor);
  }

  policy::File ParseFloor(const policy::Source& source) const {
    std::vector<policy::Fault> faults;
    policy::File floor = policy::ParseFile(source, policy::FileKind::kFloor, {&folder_.network, nullptr}, faults);
    EXPECT_TRUE(faults.empty()) << faults.front().ToString();
    return floor;
  }

  // Whose file decides over the country's records.
  std::string Governing(const std::string& country) const {
    return folder_.countries.contains(country) ? country : folder_.network.parents.at(country);
  }

  policy::File FileOf(const std::string& country) const {
    std::vector<policy::Fault> faults;
    return policy::ParseFile(folder_.countries.at(country).policy, policy::FileKind::kCountry,
                             {&folder_.network, &floor_}, faults);
  }

  policy::PolicySetPtr LoadWith(const policy::Source& floor) const {
    const auto policies = policy::Load(folder_.network, floor, Policies(folder_), nullptr);
    EXPECT_TRUE(policies.ok()) << policies.status();
    return policies.ok() ? *policies : nullptr;
  }

  PolicyFolder folder_;
  policy::File floor_;
};

}  // namespace entente::policy_test
