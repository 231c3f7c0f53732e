// What every store must do with copies, answers, papers, settings and audit entries.
#include "gateway/store/contract.h"

namespace entente::store {
namespace {

TEST_P(StoreContract, HoldersAreReplacedByRecordParticipantAndPurpose) {
  Batch batch;
  batch.holders = {MakeHolder(1, "XB/b", "border"), MakeHolder(1, "XA/a", "border"), MakeHolder(2, "XA/a", "border")};
  MustApply(batch);
  Holder changed = MakeHolder(1, "XA/a", "border");
  changed.view_revision = 2;
  changed.view_digest = std::string("\x00\x01", 2);
  changed.until = absl::FromUnixMicros(1'800'000'000'000'001);
  changed.status = Holder::Status::kRecalled;
  Batch again;
  again.holders = {changed};
  MustApply(again);

  const auto holders = store_->HoldersOf(RecordId(1));
  ASSERT_EQ(holders->size(), 2u);
  const Holder& first = holders->front();
  EXPECT_EQ(first.participant, "XA/a");
  EXPECT_EQ(first.view_revision, 2);
  EXPECT_EQ(first.view_digest, changed.view_digest);
  EXPECT_EQ(first.until, changed.until);
  EXPECT_EQ(first.first_release, changed.first_release);
  EXPECT_EQ(first.status, Holder::Status::kRecalled);
  EXPECT_EQ(holders->back().until, absl::InfiniteFuture());
  EXPECT_EQ(store_->FindHolder(RecordId(1), "XB/b", "border")->value().view_position, 1);
  EXPECT_FALSE(store_->FindHolder(RecordId(1), "XB/b", "other")->has_value());
}

TEST_P(StoreContract, TheLastAcknowledgementOfAViewStands) {
  Acknowledgement cannot{.record_id = RecordId(1),
                         .participant = "XA/a",
                         .purpose = "border",
                         .view_revision = 1,
                         .outcome = 3,
                         .basis = "",
                         .case_number = "",
                         .why = "not now",
                         .time = absl::FromUnixMicros(5)};
  Acknowledgement done = cannot;
  done.outcome = 1;
  done.why = "";
  done.basis = "law";
  done.case_number = "C-1";
  Acknowledgement next = done;
  next.view_revision = 2;
  Batch batch;
  batch.acknowledgements = {cannot, done, next};
  MustApply(batch);
  const auto found = store_->AcknowledgementsOf(RecordId(1));
  ASSERT_EQ(found->size(), 2u);
  EXPECT_EQ(found->front().outcome, 1);
  EXPECT_EQ(found->front().basis, "law");
  EXPECT_EQ(found->front().case_number, "C-1");
  EXPECT_EQ(found->front().time, absl::FromUnixMicros(5));
  EXPECT_EQ(found->back().view_revision, 2);
  EXPECT_TRUE(store_->AcknowledgementsOf(RecordId(2))->empty());
}

TEST_P(StoreContract, AuditEntriesKeepTheirIndices) {
  Batch batch = MakeBatch(MakeRevision(1, 1), 5);
  batch.audit_entries = {"five", "six"};
  batch.revision_entries = {1};
  MustApply(batch);
  EXPECT_EQ(store_->Latest(RecordId(1))->audit_index, 6u);
  Batch later;
  later.audit_entries = {"ten"};
  later.first_audit_index = 10;  // what came between changed nothing and is in the log alone
  MustApply(later);
  EXPECT_EQ(*store_->NextAuditIndex(), 11u);
  EXPECT_EQ(*store_->AuditEntriesFrom(6), (std::vector<std::string>{"six", "ten"}));
  EXPECT_EQ(*store_->AuditEntry(5), "five");
  EXPECT_TRUE(absl::IsNotFound(store_->AuditEntry(7).status()));
  later.first_audit_index = 8;
  EXPECT_TRUE(absl::IsAlreadyExists(store_->Apply(later).status()));
}

TEST_P(StoreContract, HeldCopiesAreFoundWhenTheirReviewIsDue) {
  const absl::Time noon = absl::FromUnixSeconds(1'930'000'000);
  Batch batch;
  for (int i = 1; i <= 4; ++i) {
    Holder holder = MakeHolder(i, "CO/invented", "border");
    holder.review = noon + absl::Hours(10 - i);
    holder.changed = noon + absl::Seconds(i);
    if (i == 3) holder.status = Holder::Status::kRecalled;
    if (i == 4) holder.review = absl::InfiniteFuture();
    batch.holders.push_back(holder);
  }
  MustApply(batch);
  EXPECT_TRUE(store_->HoldersDue(noon, 10)->empty());
  const auto due = store_->HoldersDue(noon + absl::Hours(9), 10);
  ASSERT_EQ(due->size(), 2u);
  EXPECT_EQ((*due)[0].record_id, RecordId(2));
  EXPECT_EQ((*due)[1].record_id, RecordId(1));
  EXPECT_EQ((*due)[1].changed, noon + absl::Seconds(1));
  EXPECT_EQ(store_->HoldersDue(noon + absl::Hours(9), 1)->size(), 1u);
  EXPECT_EQ(store_->HoldersDue(noon + absl::Hours(9) - absl::Microseconds(1), 10)->size(), 1u);
}

TEST_P(StoreContract, ViewsToAnswerForAreListedInPages) {
  Batch batch;
  for (int i = 1; i <= 3; ++i) {
    for (const char* participant : {"BR/invented", "CO/invented"}) {
      Holder holder = MakeHolder(i, participant, "border");
      if (i != 2) holder.debt = i == 1 ? Holder::Debt::kUntold : Holder::Debt::kAnswered;
      batch.holders.push_back(holder);
    }
  }
  MustApply(batch);
  std::vector<std::string> listed;
  Holder after;
  while (true) {
    const auto page = store_->HoldersOwing(after, 3);
    ASSERT_TRUE(page.ok()) << page.status();
    if (page->empty()) break;
    for (const Holder& holder : *page) listed.push_back(holder.record_id + " " + holder.participant);
    after = page->back();
  }
  EXPECT_EQ(listed, (std::vector<std::string>{RecordId(1) + " BR/invented", RecordId(1) + " CO/invented",
                                              RecordId(3) + " BR/invented", RecordId(3) + " CO/invented"}));
}

TEST_P(StoreContract, PapersArePutReplacedAndTakenOffTheShelf) {
  Batch batch;
  batch.papers = {{"policy", "b", std::string("\x00two", 4)}, {"policy", "a", "one"}, {"request", "a", "other"}};
  MustApply(batch);
  EXPECT_EQ(*store_->GetPaper("policy", "b"), std::string("\x00two", 4));
  EXPECT_TRUE(absl::IsNotFound(store_->GetPaper("policy", "c").status()));
  Batch next;
  next.papers = {{"policy", "a", "new"}, {"policy", "b", ""}};
  MustApply(next);
  const auto papers = store_->Papers("policy");
  ASSERT_EQ(papers->size(), 1u);
  EXPECT_EQ((*papers)[0].name, "a");
  EXPECT_EQ((*papers)[0].bytes, "new");
  EXPECT_EQ(store_->Papers("request")->size(), 1u);
  EXPECT_TRUE(store_->Papers("polic")->empty());
}

TEST_P(StoreContract, SettingsAreReplaced) {
  EXPECT_TRUE(absl::IsNotFound(store_->GetSetting("alias").status()));
  ASSERT_TRUE(store_->PutSetting("alias", "one").ok());
  ASSERT_TRUE(store_->PutSetting("alias", std::string("\x00two", 4)).ok());
  EXPECT_EQ(*store_->GetSetting("alias"), std::string("\x00two", 4));
}

}  // namespace
}  // namespace entente::store
