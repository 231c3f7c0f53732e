// What changes while copies are out: records are amended and withdrawn, policies activated.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "adapters/core/format.h"
#include "gateway/testing/records.h"
#include "tests/canary/shapes.h"
#include "tests/canary/world_run.h"

namespace entente::canary {
namespace {

using differential::Chance;

// Values become others, and what rules read of a record too, so that some of it may be seen by fewer than before.
v1::Record Amended(Chance& chance, Words& words, const v1::Record& record) {
  v1::Record next = record;
  ForEachText(next, [&](const std::string& text) {
    const bool word = text.size() == kWordSize && Shown(words, text).size() == 1;
    return word && text != record.header().national_id() && chance.Percent(40) ? words.New() : text;
  });
  v1::Header& header = *next.mutable_header();
  *header.mutable_links() = record.header().links();
  header.set_action(v1::ACTION_AMEND);
  if (chance.Percent(30)) header.add_markings()->set_common(chance.OneOf(differential::kMarkings));
  if (chance.Percent(20)) header.add_matters(v1::MATTER_POLITICAL);
  if (chance.Percent(30)) next.clear_narrative();
  for (v1::Offence& offence : *next.mutable_offences()) {
    if (chance.Percent(40)) offence.mutable_code()->set_common(chance.OneOf(differential::kOffences));
  }
  return next;
}

// Rules go and come: some narrow what is lent, some widen it.
void ChangeRules(Chance& chance, const std::string& name, bool floor, differential::PolicyFile& file) {
  using differential::Verb;
  if (!floor && chance.Percent(60) && file.rules.size() > 1) {
    file.rules.erase(file.rules.begin() + chance.Below(static_cast<int>(file.rules.size())));
  }
  for (int i = 1 + chance.Below(2); i > 0; --i) {
    const int what = chance.Below(100);
    const Verb verb = what < 55 ? Verb::kPermit : what < 85 ? Verb::kRestrict : Verb::kForbid;
    file.rules.push_back(differential::RandomRule(chance, absl::StrCat(name, "-", i), verb, floor));
  }
}

}  // namespace

void WorldRun::Amend(int count) {
  step_ = "after amendments";
  std::set<size_t> chosen;
  for (int tries = 0; tries < 20 * count && static_cast<int>(chosen.size()) < count; ++tries) {
    const size_t record = SomeRecord();
    // What others point at would change what is seen of them, and nobody is told before they change themselves.
    if (!judge_->IsLinkedTo(record) && !world_.gone[record]) chosen.insert(record);
  }
  std::vector<v1::Record> amended;
  std::vector<size_t> which;
  for (const size_t record : chosen) {
    v1::Record next = Amended(chance_, words_, world_.records[record]);
    if (!adapters::Validate(next).ok()) continue;
    amended.push_back(std::move(next));
    which.push_back(record);
  }
  const std::vector<v1::SubmitReply> replies = host_.Submit(amended);
  for (size_t i = 0; i < which.size(); ++i) {
    const Spot spot{"the reply to an amendment", std::nullopt, which[i]};
    Search(spot, replies[i].SerializeAsString(), Shown(words_, amended[i].SerializeAsString()));
    if (replies[i].record_id() != record_ids_[which[i]] || replies[i].repeated_submission()) {
      Differ(spot, absl::StrCat("not taken: ", replies[i].failure().message()));
    }
    ForEachDocument(amended[i], "", [this](const v1::Document& document, const std::string&) {
      if (Shown(words_, document.number()).size() == 1) numbers_.push_back(document.number());
    });
    if (!options_.blindness.amendments) world_.records[which[i]] = std::move(amended[i]);
    ++findings_.amendments;
  }
  judge_->LookAt(std::set<size_t>(which.begin(), which.end()));
  host_.WaitReconciled();
  Watch();
}

void WorldRun::Withdraw(int count) {
  step_ = "after withdrawals";
  Calls<WithdrawCall> calls;
  std::vector<std::optional<size_t>> asked;
  const auto add = [&](const std::string& system, std::optional<size_t> record) {
    auto call = std::make_unique<WithdrawCall>();
    call->system = system;
    call->request.mutable_context()->set_purpose("investigation");
    call->request.set_national_id(record ? world_.records[*record].header().national_id() : "nobody-has-this");
    call->request.set_erase(chance_.Percent(50));
    call->request.set_reason(words_.New());
    calls.push_back(std::move(call));
    asked.push_back(record);
  };
  add("CO/migracion", std::nullopt);
  std::set<size_t> chosen;
  for (int tries = 0; tries < 20 * count && static_cast<int>(chosen.size()) < count; ++tries) {
    const size_t record = SomeRecord();
    if (judge_->IsLinkedTo(record) || !chosen.insert(record).second) continue;
    const std::string owner = absl::StrCat(Owner(record).country(), "/", Owner(record).system());
    const std::string& other = Who(SomeRecipient()).name();
    if (other != owner) add(other, record);  // in vain
    add(owner, record);
  }
  host_.Ask(calls);
  for (size_t i = 0; i < calls.size(); ++i) LookAtWithdrawal(*calls[i], asked[i], ErrorBytes(calls[0]->status));
  judge_->LookAt(chosen);
  host_.WaitReconciled();
  Watch();
}

void WorldRun::LookAtWithdrawal(const WithdrawCall& call, std::optional<size_t> record, const std::string& unknown) {
  const Spot spot{"the reply to a withdrawal", std::nullopt, record};
  const bool own = record && absl::StrCat(Owner(*record).country(), "/", Owner(*record).system()) == call.system;
  if (!own) return LookAtError({"an error of a withdrawal", std::nullopt, record}, call.status, call.bytes(), unknown);
  Search(spot, call.bytes(), Shown());
  ++findings_.withdrawals;
  if (!call.status.ok()) return Differ(spot, call.status.error_message());
  int64_t holders = 0;
  for (size_t i = 0; i < world_.recipients.size(); ++i) holders += HeldOf(*record, i).held ? 1 : 0;
  if (call.reply.holders() != holders) {
    Differ(spot, absl::StrCat(call.reply.holders(), " holders, due ", holders));
  }
  world_.gone[*record] = true;
}

void WorldRun::Activate() {
  const std::string name = absl::StrCat("changed-", ++activations_);
  step_ = absl::StrCat("after activation ", activations_);
  std::vector<differential::PolicyFile*> files;
  for (differential::PolicyFile& file : files_.countries) {
    const std::vector<std::string>& governing = Governing();
    if (std::count(governing.begin(), governing.end(), file.country) > 0) files.push_back(&file);
  }
  const bool floor = files.empty() || chance_.Percent(15);
  differential::PolicyFile& file = floor ? files_.floor : *chance_.OneOf(files);
  ChangeRules(chance_, name, floor, file);
  testing::Office& office = host_.OfficeOf(floor ? "EC" : file.country);
  if (!floor && activations_ == 1) {
    Calls<ReplayCall> replay;
    replay.push_back(std::make_unique<ReplayCall>());
    replay[0]->system = AdminOf(file.country);
    *replay[0]->request.mutable_context() = testing::Context();
    replay[0]->request.set_text(office.Next(file.Text()));
    host_.Ask(replay);
    if (!replay[0]->status.ok()) Differ({"a replay"}, replay[0]->status.error_message());
    Search({"a replay"}, replay[0]->bytes(), Shown());
  }
  office.MustActivate(file.Text());
  ++findings_.activations;
  if (!options_.blindness.activations) {
    world_.policies = second::ReadWorld(differential::TheNetwork(), files_.Floor(), files_.Countries());
  }
  judge_->LookAtAll();
  host_.WaitReconciled();
  Watch();
}

}  // namespace entente::canary
