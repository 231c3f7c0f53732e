// What every store must do, as tests: contract_test.cc has records and the log, contract_holders_test.cc what people
// hold, say and decide, contract_quarantine_test.cc what is kept back.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "gateway/store/open.h"
#include "gateway/store/test_batches.h"

namespace entente::store {

struct Kind {
  const char* name;
  std::function<std::unique_ptr<Store>(const std::string& folder)> open;
  bool survives;  // closing and opening again
};

class StoreContract : public testing::TestWithParam<Kind> {
 protected:
  StoreContract() {
    folder_ = std::filesystem::path(testing::TempDir()) /
              absl::StrCat("store-contract-", getpid(), "-", reinterpret_cast<uintptr_t>(this));
    std::filesystem::create_directories(folder_);
    Reopen();
  }
  ~StoreContract() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }
  void Reopen() {
    store_.reset();
    store_ = GetParam().open(folder_.string());
  }
  Position MustApply(const Batch& batch) {
    const auto applied = store_->Apply(batch);
    EXPECT_TRUE(applied.ok()) << applied.status();
    return applied.ok() && !applied->positions.empty() ? applied->positions.back() : 0;
  }

  std::filesystem::path folder_;
  std::unique_ptr<Store> store_;
};

inline void ExpectSame(const Revision& a, const Revision& b) {
  EXPECT_EQ(a.record_id, b.record_id);
  EXPECT_EQ(a.country, b.country);
  EXPECT_EQ(a.system, b.system);
  EXPECT_EQ(a.national_id, b.national_id);
  EXPECT_EQ(a.revision, b.revision);
  EXPECT_EQ(a.state, b.state);
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.test, b.test);
  EXPECT_EQ(a.content_digest, b.content_digest);
  EXPECT_EQ(a.sealed_record, b.sealed_record);
  EXPECT_EQ(a.sealed_original, b.sealed_original);
  EXPECT_EQ(a.sealed_receipt, b.sealed_receipt);
  EXPECT_EQ(a.key, b.key);
  EXPECT_EQ(a.format, b.format);
  EXPECT_EQ(a.batch, b.batch);
  EXPECT_EQ(a.signature, b.signature);
  EXPECT_EQ(a.lookup_keys, b.lookup_keys);
  EXPECT_EQ(a.received, b.received);
}

inline Revision InQuarantine(int record, int64_t revision) {
  Revision made = MakeRevision(record, revision);
  made.state = State::kQuarantined;
  return made;
}

inline std::vector<std::string> NationalIds(const absl::StatusOr<std::vector<Revision>>& revisions) {
  std::vector<std::string> ids;
  EXPECT_TRUE(revisions.ok()) << revisions.status();
  for (const Revision& revision : *revisions) ids.push_back(revision.national_id);
  return ids;
}

}  // namespace entente::store
