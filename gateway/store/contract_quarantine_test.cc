// What every store must do with revisions in quarantine.
#include "gateway/store/contract.h"

namespace entente::store {
namespace {

TEST_P(StoreContract, ARevisionInQuarantineIsThereForItsOriginatorAlone) {
  Revision revision = InQuarantine(1, 1);
  revision.lookup_keys = {"a key"};
  MustApply(MakeBatch(revision, 0));
  EXPECT_TRUE(absl::IsNotFound(store_->Latest(RecordId(1)).status()));
  EXPECT_TRUE(absl::IsNotFound(store_->LatestByNationalId("EC", "invented", "INVENTED-1").status()));
  EXPECT_TRUE(store_->LatestByCountryAndNationalId("EC", "INVENTED-1")->empty());
  EXPECT_TRUE(store_->LogAfter(0, 10)->empty());
  EXPECT_TRUE(store_->ByKey("a key")->empty());
  EXPECT_EQ(*store_->LastPosition(), 0);
  ExpectSame(*store_->LatestSubmitted("EC", "invented", "INVENTED-1"), revision);
  ExpectSame(*store_->ByRevision("EC", "invented", "INVENTED-1", 1), revision);
  EXPECT_TRUE(absl::IsNotFound(store_->LatestSubmitted("EC", "other", "INVENTED-1").status()));
  EXPECT_TRUE(absl::IsAlreadyExists(store_->Apply(MakeBatch(MakeRevision(1, 1), 1)).status()));
}

TEST_P(StoreContract, WhatWasReleasedStaysInForceUntilTheNextReleasedRevision) {
  Revision released = MakeRevision(1, 1);
  released.lookup_keys = {"a key"};
  MustApply(MakeBatch(released, 0));
  MustApply(MakeBatch(InQuarantine(1, 2), 1));
  EXPECT_EQ(store_->Latest(RecordId(1))->revision, 1);
  EXPECT_EQ(store_->LatestByNationalId("EC", "invented", "INVENTED-1")->revision, 1);
  EXPECT_EQ(store_->LatestByCountryAndNationalId("EC", "INVENTED-1")->at(0).revision, 1);
  EXPECT_EQ(store_->ByKey("a key")->at(0).revision, 1);
  EXPECT_EQ(store_->LogAfter(0, 10)->at(0).revision, 1);
  EXPECT_EQ(*store_->LastPosition(), 1);
  EXPECT_EQ(store_->LatestSubmitted("EC", "invented", "INVENTED-1")->revision, 2);
  MustApply(MakeBatch(MakeRevision(1, 3), 2));
  EXPECT_EQ(store_->Latest(RecordId(1))->revision, 3);
  ASSERT_EQ(store_->LogAfter(0, 10)->size(), 1u);
  EXPECT_EQ(store_->LogAfter(0, 10)->at(0).revision, 3);
  EXPECT_TRUE(store_->Quarantined("EC", "invented", "", 10)->empty());
}

TEST_P(StoreContract, QuarantineIsListedByNationalIdInPages) {
  for (int i = 1; i <= 4; ++i) MustApply(MakeBatch(InQuarantine(i, 1), static_cast<uint64_t>(2 * i)));
  MustApply(MakeBatch(MakeRevision(3, 2), 20));  // mended
  MustApply(MakeBatch(InQuarantine(4, 2), 21));  // and not
  Revision other = InQuarantine(5, 1);
  other.system = "other";
  MustApply(MakeBatch(other, 22));
  EXPECT_EQ(NationalIds(store_->Quarantined("EC", "invented", "", 10)),
            (std::vector<std::string>{"INVENTED-1", "INVENTED-2", "INVENTED-4"}));
  EXPECT_EQ(NationalIds(store_->Quarantined("EC", "invented", "", 1)), std::vector<std::string>{"INVENTED-1"});
  EXPECT_EQ(NationalIds(store_->Quarantined("EC", "invented", "INVENTED-1", 10)),
            (std::vector<std::string>{"INVENTED-2", "INVENTED-4"}));
  const Revision twice = store_->Quarantined("EC", "invented", "INVENTED-2", 10)->at(0);
  EXPECT_EQ(twice.revision, 2);
  EXPECT_EQ(twice.sealed_record, "record 4/2");
  EXPECT_EQ(twice.sealed_original, "");
}

TEST_P(StoreContract, ErasureDestroysTheKeysOfWhatIsInQuarantineToo) {
  MustApply(MakeBatch(InQuarantine(1, 1), 0));
  Batch batch;
  batch.erased_keys = {RecordId(1)};
  batch.first_audit_index = 1;
  MustApply(batch);
  EXPECT_EQ(store_->LatestSubmitted("EC", "invented", "INVENTED-1")->key, "");
}

TEST_P(StoreContract, WhatIsInQuarantineBehindAMovedRevisionStaysBehindIt) {
  MustApply(MakeBatch(MakeRevision(1, 1), 0));
  Revision kept = MakeRevision(1, 2);
  kept.state = State::kQuarantined;
  MustApply(MakeBatch(kept, 1));
  Batch batch;
  batch.moved = {RecordId(1)};
  MustApply(batch);
  EXPECT_EQ(store_->Latest(RecordId(1))->revision, 1);
  EXPECT_EQ(store_->LatestSubmitted("EC", "invented", "INVENTED-1")->revision, 2);
  EXPECT_EQ(store_->Quarantined("EC", "invented", "", 10)->size(), 1u);
  MustApply(batch);
  EXPECT_EQ(store_->LogAfter(0, 10)->size(), 1u);
}

}  // namespace
}  // namespace entente::store
