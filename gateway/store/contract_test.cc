// What every store must do with records and their log. A new store joins by one line at the end.
#include "gateway/store/contract.h"

#include <thread>

namespace entente::store {
namespace {

TEST_P(StoreContract, AnEmptyStoreHoldsNothing) {
  EXPECT_EQ(*store_->LastPosition(), 0);
  EXPECT_EQ(*store_->OldestPosition(), 0);
  EXPECT_EQ(*store_->NextAuditIndex(), 0u);
  EXPECT_TRUE(store_->LogAfter(0, 10)->empty());
  EXPECT_TRUE(store_->AuditEntriesFrom(0)->empty());
  EXPECT_TRUE(absl::IsNotFound(store_->Latest(RecordId(1)).status()));
  EXPECT_TRUE(absl::IsNotFound(store_->AuditEntry(0).status()));
  EXPECT_FALSE(store_->FindHolder(RecordId(1), "XA/a", "border")->has_value());
}

TEST_P(StoreContract, ARevisionComesBackWhole) {
  Revision revision = MakeRevision(1, 7);
  revision.test = true;
  revision.state = State::kWithdrawn;
  revision.batch = std::string("batch with a \0 byte", 19);
  revision.signature = std::string("\x00\xff\x00signature", 12);
  revision.sealed_record = std::string("\x00sealed\xff", 8);
  revision.lookup_keys = {"key one", std::string("key\x00two", 7)};
  const Position position = MustApply(MakeBatch(revision, 40));
  EXPECT_EQ(position, 1);

  const auto latest = store_->Latest(RecordId(1));
  ASSERT_TRUE(latest.ok()) << latest.status();
  ExpectSame(*latest, revision);
  EXPECT_EQ(latest->position, position);
  EXPECT_EQ(latest->audit_index, 40u);
  ExpectSame(*store_->LatestByNationalId("EC", "invented", "INVENTED-1"), revision);
  ExpectSame(*store_->ByRevision("EC", "invented", "INVENTED-1", 7), revision);
}

TEST_P(StoreContract, EmptyValuesComeBackEmpty) {
  Revision revision = MakeRevision(1, 0);
  revision.system = revision.format = revision.sealed_original = revision.content_digest = revision.key = "";
  revision.received = absl::InfinitePast();
  MustApply(MakeBatch(revision, 0));
  ExpectSame(*store_->Latest(RecordId(1)), revision);
}

TEST_P(StoreContract, PositionsFollowTheOrderOfCommitsWithoutGaps) {
  Batch batch = MakeBatch(MakeRevision(1, 1), 0);
  batch.revisions.push_back(MakeRevision(2, 1));
  batch.revision_entries.push_back(0);
  const auto applied = store_->Apply(batch);
  ASSERT_TRUE(applied.ok());
  EXPECT_EQ(applied->positions, (std::vector<Position>{1, 2}));
  EXPECT_FALSE(store_->Apply(MakeBatch(MakeRevision(1, 1), 1)).ok());  // a repeat uses no position up
  EXPECT_EQ(MustApply(MakeBatch(MakeRevision(3, 1), 1)), 3);
  EXPECT_EQ(*store_->LastPosition(), 3);
}

TEST_P(StoreContract, TheLatestRevisionIsTheOneAppliedLast) {
  MustApply(MakeBatch(MakeRevision(1, 2), 0));
  MustApply(MakeBatch(MakeRevision(1, 5), 1));
  MustApply(MakeBatch(MakeRevision(1, 3), 2));
  EXPECT_EQ(store_->Latest(RecordId(1))->revision, 3);
  EXPECT_EQ(store_->LatestByNationalId("EC", "invented", "INVENTED-1")->revision, 5) << "by identity the highest";
  EXPECT_EQ(store_->ByRevision("EC", "invented", "INVENTED-1", 5)->position, 2);
  EXPECT_TRUE(absl::IsNotFound(store_->ByRevision("EC", "invented", "INVENTED-1", 4).status()));
  EXPECT_TRUE(absl::IsNotFound(store_->LatestByNationalId("EC", "other", "INVENTED-1").status()));
}

TEST_P(StoreContract, ANationalIdIsFoundInEverySystemOfItsCountry) {
  Revision other = MakeRevision(2, 1);
  other.system = "other";
  other.national_id = "INVENTED-1";
  Revision foreign = MakeRevision(3, 1);
  foreign.country = "CO";
  foreign.national_id = "INVENTED-1";
  MustApply(MakeBatch(MakeRevision(1, 1), 0));
  MustApply(MakeBatch(other, 1));
  MustApply(MakeBatch(foreign, 2));
  MustApply(MakeBatch(MakeRevision(1, 2), 3));
  const auto found = store_->LatestByCountryAndNationalId("EC", "INVENTED-1");
  ASSERT_TRUE(found.ok());
  ASSERT_EQ(found->size(), 2u);
  EXPECT_EQ((*found)[0].record_id, RecordId(2));
  EXPECT_EQ((*found)[1].revision, 2);
}

TEST_P(StoreContract, TheLogLeavesSupersededRevisionsOut) {
  for (int record = 1; record <= 3; ++record) MustApply(MakeBatch(MakeRevision(record, 1), record));
  MustApply(MakeBatch(MakeRevision(2, 2), 4));
  const auto all = store_->LogAfter(0, 10);
  ASSERT_EQ(all->size(), 3u);
  EXPECT_EQ((*all)[0].record_id, RecordId(1));
  EXPECT_EQ((*all)[1].record_id, RecordId(3));
  EXPECT_EQ((*all)[2].revision, 2);
  EXPECT_EQ((*all)[2].sealed_record, "record 2/2");
  EXPECT_EQ((*all)[2].sealed_original, "");
  EXPECT_EQ(store_->LogAfter(1, 1)->front().record_id, RecordId(3));
  EXPECT_TRUE(store_->LogAfter(4, 10)->empty());
  EXPECT_TRUE(store_->LogAfter(0, 0)->empty());
  EXPECT_TRUE(store_->LogAfter(0, -1)->empty());
}

TEST_P(StoreContract, ADocumentFindsTheLatestActiveRevisionsOnly) {
  Revision first = MakeRevision(1, 1);
  first.lookup_keys = {"passport", "passport", "visa"};
  Revision second = MakeRevision(2, 1);
  second.lookup_keys = {"passport"};
  MustApply(MakeBatch(first, 0));
  MustApply(MakeBatch(second, 1));
  ASSERT_EQ(store_->ByKey("passport")->size(), 2u);

  Revision amended = MakeRevision(1, 2);
  amended.lookup_keys = {"visa"};
  MustApply(MakeBatch(amended, 2));
  Revision withdrawn = MakeRevision(2, 2);
  withdrawn.lookup_keys = {"passport"};
  withdrawn.state = State::kWithdrawn;
  MustApply(MakeBatch(withdrawn, 3));
  EXPECT_TRUE(store_->ByKey("passport")->empty());
  ASSERT_EQ(store_->ByKey("visa")->size(), 1u);
  EXPECT_EQ(store_->ByKey("visa")->front().revision, 2);
}

TEST_P(StoreContract, WhatAKeyFindsComesInPagesUpToAPlaceInTheLog) {
  for (int record = 1; record <= 4; ++record) {
    Revision revision = MakeRevision(record, 1);
    revision.lookup_keys = {"a link"};
    MustApply(MakeBatch(revision, static_cast<uint64_t>(record)));
  }
  ASSERT_EQ(store_->ByKeyBefore("a link", {.position = 4}, 10)->size(), 3u);
  ASSERT_EQ(store_->ByKeyBefore("a link", {.position = 4}, 2)->size(), 2u);
  EXPECT_EQ(store_->ByKeyBefore("a link", {.position = 4}, 2)->at(1).position, 2);
  EXPECT_TRUE(store_->ByKeyBefore("a link", {.position = 1}, 10)->empty());
  EXPECT_EQ(store_->ByKeyBefore("a link", {.entry = 3}, 10)->size(), 2u);
  Batch moving;
  moving.moved = {RecordId(1)};
  MustApply(moving);
  ASSERT_EQ(store_->ByKeyBefore("a link", {.position = 4}, 10)->size(), 2u);
  EXPECT_EQ(store_->ByKeyBefore("a link", {.entry = 2}, 10)->at(0).position, 5);
  EXPECT_EQ(store_->ByKey("a link")->size(), 4u);
  Revision amended = MakeRevision(2, 2);
  MustApply(MakeBatch(amended, 9));
  EXPECT_EQ(store_->ByKey("a link")->size(), 3u);
}

TEST_P(StoreContract, AnErasedRecordThatMovesDoesNotComeBackUnderItsNationalId) {
  MustApply(MakeBatch(MakeRevision(1, 1), 0));
  Revision erased = MakeRevision(1, 2);
  erased.state = State::kDeleted;
  MustApply(MakeBatch(erased, 1));
  Revision next = MakeRevision(2, 3);  // another record, of the same national id
  next.national_id = "INVENTED-1";
  MustApply(MakeBatch(next, 2));
  Batch moving;
  moving.moved = {RecordId(1)};
  MustApply(moving);
  EXPECT_EQ(store_->LatestSubmitted("EC", "invented", "INVENTED-1")->record_id, RecordId(2));
  EXPECT_EQ(store_->LatestByNationalId("EC", "invented", "INVENTED-1")->record_id, RecordId(2));
  ASSERT_EQ(store_->LatestByCountryAndNationalId("EC", "INVENTED-1")->size(), 1u);
  EXPECT_EQ(store_->LatestByCountryAndNationalId("EC", "INVENTED-1")->at(0).record_id, RecordId(2));
  Revision held_back = MakeRevision(2, 4);
  held_back.national_id = "INVENTED-1";
  held_back.state = State::kQuarantined;
  MustApply(MakeBatch(held_back, 3));
  MustApply(moving);
  EXPECT_EQ(store_->Quarantined("EC", "invented", "", 10)->size(), 1u);
  EXPECT_EQ(store_->LatestSubmitted("EC", "invented", "INVENTED-1")->revision, 4);
}

TEST_P(StoreContract, ErasingDestroysTheKeyInEveryRevisionAndItsDocuments) {
  Revision first = MakeRevision(1, 1);
  first.lookup_keys = {"passport"};
  Revision second = MakeRevision(1, 2);
  second.lookup_keys = {"passport", "visa"};
  MustApply(MakeBatch(first, 0));
  MustApply(MakeBatch(second, 1));
  MustApply(MakeBatch(MakeRevision(2, 1), 2));
  Batch batch;
  batch.erased_keys = {RecordId(1), RecordId(9)};
  MustApply(batch);
  EXPECT_EQ(store_->ByRevision("EC", "invented", "INVENTED-1", 1)->key, "");
  EXPECT_EQ(store_->Latest(RecordId(1))->key, "");
  EXPECT_TRUE(store_->Latest(RecordId(1))->lookup_keys.empty());
  EXPECT_TRUE(store_->ByKey("passport")->empty());
  EXPECT_TRUE(store_->ByKey("visa")->empty());
  EXPECT_EQ(store_->Latest(RecordId(2))->key, "key 2");
}

TEST_P(StoreContract, ABatchIsAppliedWholeOrNotAtAll) {
  MustApply(MakeBatch(MakeRevision(1, 1), 0));
  Batch batch = MakeBatch(MakeRevision(2, 1), 1);
  batch.holders = {MakeHolder(2, "XA/a", "border")};
  batch.erased_keys = {RecordId(1)};
  batch.revisions.push_back(MakeRevision(1, 1));  // is there already
  batch.revision_entries.push_back(0);
  EXPECT_TRUE(absl::IsAlreadyExists(store_->Apply(batch).status()));
  EXPECT_TRUE(absl::IsNotFound(store_->Latest(RecordId(2)).status()));
  EXPECT_TRUE(store_->HoldersOf(RecordId(2))->empty());
  EXPECT_EQ(store_->Latest(RecordId(1))->key, "key 1");
  EXPECT_EQ(*store_->NextAuditIndex(), 1u);
  EXPECT_EQ(MustApply(MakeBatch(MakeRevision(2, 1), 1)), 2);  // and the store goes on
}

TEST_P(StoreContract, ABatchWhosePartsDoNotFitIsRefused) {
  Batch no_entry = MakeBatch(MakeRevision(1, 1), 0);
  no_entry.revision_entries.clear();
  EXPECT_TRUE(absl::IsInvalidArgument(store_->Apply(no_entry).status()));
  Batch wrong_entry = MakeBatch(MakeRevision(1, 1), 0);
  wrong_entry.revision_entries = {1};
  EXPECT_TRUE(absl::IsInvalidArgument(store_->Apply(wrong_entry).status()));
  Batch huge_index = MakeBatch(MakeRevision(1, 1), ~uint64_t{0});
  EXPECT_TRUE(absl::IsInvalidArgument(store_->Apply(huge_index).status()));
  Batch long_key = MakeBatch(MakeRevision(1, 1), 0);
  long_key.revisions[0].lookup_keys = {std::string(256, 'k')};
  EXPECT_TRUE(absl::IsInvalidArgument(store_->Apply(long_key).status()));
  Batch nameless = MakeBatch(MakeRevision(1, 1), 0);
  nameless.revisions[0].national_id = "";
  EXPECT_TRUE(absl::IsInvalidArgument(store_->Apply(nameless).status()));
  EXPECT_EQ(*store_->LastPosition(), 0);
}

TEST_P(StoreContract, AMovedRecordIsReadAgainAtTheEndOfTheLog) {
  Revision first = MakeRevision(1, 1);
  first.lookup_keys = {"key one"};
  MustApply(MakeBatch(first, 0));
  MustApply(MakeBatch(MakeRevision(2, 1), 1));
  Batch batch;
  batch.moved = {RecordId(1), "unknown"};
  batch.audit_entries = {"recall"};
  batch.first_audit_index = 2;
  Holder holder = MakeHolder(1, "CO/invented", "border");
  holder.view_position = kMoved;
  batch.holders = {holder};
  MustApply(batch);
  const auto log = store_->LogAfter(0, 10);
  ASSERT_EQ(log->size(), 2u);
  EXPECT_EQ((*log)[0].record_id, RecordId(2));
  EXPECT_EQ((*log)[1].record_id, RecordId(1));
  EXPECT_EQ((*log)[1].position, 3);
  EXPECT_EQ((*log)[1].audit_index, 0u);
  EXPECT_EQ(*store_->LastPosition(), 3);
  EXPECT_EQ((*store_->FindHolder(RecordId(1), "CO/invented", "border"))->view_position, 3);
  EXPECT_EQ(store_->Latest(RecordId(1))->position, 3);
  ExpectSame(*store_->ByRevision("EC", "invented", "INVENTED-1", 1), first);
  ASSERT_EQ(store_->ByKey("key one")->size(), 1u);
  EXPECT_EQ((*store_->ByKey("key one"))[0].position, 3);
  EXPECT_EQ(MustApply(MakeBatch(MakeRevision(3, 1), 3)), 4);
}

TEST_P(StoreContract, AMovedAndErasedRecordKeepsNoKey) {
  Revision revision = MakeRevision(1, 1);
  revision.lookup_keys = {"key one"};
  MustApply(MakeBatch(revision, 0));
  Batch batch;
  batch.moved = {RecordId(1)};
  MustApply(batch);
  Batch erasing;
  erasing.erased_keys = {RecordId(1)};
  MustApply(erasing);
  EXPECT_TRUE(store_->Latest(RecordId(1))->key.empty());
  EXPECT_TRUE(store_->ByKey("key one")->empty());
}

TEST_P(StoreContract, ValuesAreNeverStatements) {
  Revision revision = MakeRevision(1, 1);
  revision.national_id = "'; DROP TABLE revision; --";
  MustApply(MakeBatch(revision, 0));
  EXPECT_EQ(store_->LatestByNationalId("EC", "invented", revision.national_id)->record_id, RecordId(1));
}

TEST_P(StoreContract, ReadersSeeWholeBatchesInOrderWhileOneWrites) {
  constexpr int kBatches = 200;
  std::thread writer([&] {
    for (int i = 0; i < kBatches; ++i) {
      Batch batch = MakeBatch(MakeRevision(2 * i, 1), static_cast<uint64_t>(i));
      batch.revisions.push_back(MakeRevision(2 * i + 1, 1));
      batch.revision_entries.push_back(0);
      MustApply(batch);
    }
  });
  std::vector<std::thread> readers;
  for (int r = 0; r < 6; ++r) {
    readers.emplace_back([&] {
      Position seen = 0;
      while (seen < 2 * kBatches) {
        const auto more = store_->LogAfter(seen, 1000);
        ASSERT_TRUE(more.ok()) << more.status();
        ASSERT_EQ(more->size() % 2, 0u);  // never half a batch
        for (const Revision& revision : *more) ASSERT_EQ(revision.position, ++seen);
      }
    });
  }
  writer.join();
  for (auto& reader : readers) reader.join();
}

TEST_P(StoreContract, WhatWasAppliedSurvivesClosing) {
  if (!GetParam().survives) GTEST_SKIP() << "this store keeps nothing by design";
  MustApply(MakeBatch(MakeRevision(1, 1), 3));
  ASSERT_TRUE(store_->PutSetting("alias", "one").ok());
  MustApply(MakeBatch(InQuarantine(7, 1), 4));
  Reopen();
  ExpectSame(*store_->Latest(RecordId(1)), MakeRevision(1, 1));
  EXPECT_EQ(NationalIds(store_->Quarantined("EC", "invented", "", 10)), std::vector<std::string>{"INVENTED-7"});
  EXPECT_EQ(*store_->NextAuditIndex(), 5u);
  EXPECT_EQ(*store_->GetSetting("alias"), "one");
  EXPECT_EQ(MustApply(MakeBatch(MakeRevision(2, 1), 5)), 3);
}

std::unique_ptr<Store> OpenSqliteIn(const std::string& folder) {
  auto store = OpenSqlite(folder + "/store.db");
  EXPECT_TRUE(store.ok()) << store.status();
  return store.ok() ? *std::move(store) : nullptr;
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract,
                         testing::Values(Kind{"memory", [](const std::string&) { return OpenMemory(); }, false},
                                         Kind{"sqlite", OpenSqliteIn, true}),
                         [](const auto& kind) { return std::string(kind.param.name); });

}  // namespace
}  // namespace entente::store
