#include "tests/canary/world_run.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "adapters/core/format.h"
#include "tests/policy/differential/questions.h"

namespace entente::canary {
namespace {

constexpr int kPasses = 2;  // each feed is read again from the beginning, in another format

std::vector<std::string> FormatNames() {
  std::vector<std::string> names;
  for (const adapters::Format* format : adapters::Registry::Builtin().all()) names.push_back(format->name());
  return names;
}

// Blanks, dots, dashes and case do not matter in a number.
std::string OtherwiseWritten(differential::Chance& chance, std::string number) {
  if (chance.Percent(50)) number = absl::AsciiStrToUpper(number);
  if (chance.Percent(50)) number.insert(4, chance.Percent(50) ? "-" : " ");
  return number;
}

}  // namespace

WorldRun::WorldRun(Host& host, const WorldOptions& options, Findings& findings)
    : host_(host),
      options_(options),
      findings_(findings),
      chance_(options.seed),
      formats_(FormatNames()),
      cursors_(Recipients().size()) {}

void WorldRun::Run() {
  const differential::Files files = differential::RandomFiles(chance_);
  int thrown_away = 0;
  records_ = RandomRecords(chance_, options_.records, thrown_away);
  findings_.thrown_away += thrown_away;
  const absl::Time now = differential::RandomMoment(chance_, v1::Record()).now;
  const second::World world = second::ReadWorld(differential::TheNetwork(), files.Floor(), files.Countries());
  judge_ = std::make_unique<Judge>(world, records_, now, options_.blindness);
  host_.Start(files, now);
  CountDecisions();
  Submit();
  for (int pass = 0; pass < kPasses; ++pass) Watch(pass);
  Fetch(options_.records / 2);
  Check(options_.records / 2);
  Withdraw(std::max(3, options_.records / 25));
  WatchEnds();
  Fetch(options_.records / 4);
  Check(options_.records / 4);
  SearchWhatWasWritten();
  ++findings_.worlds;
}

void WorldRun::CountDecisions() {
  holders_.assign(records_.size(), 0);
  for (size_t record = 0; record < records_.size(); ++record) {
    const auto tokens = static_cast<int64_t>(judge_->TokensOf(record));
    for (size_t recipient = 0; recipient < Recipients().size(); ++recipient) {
      const View& view = judge_->At(record, recipient);
      if (view.effect == policy::Effect::kOwn) continue;
      ++findings_.decisions;
      findings_.tokens += tokens;
      findings_.hits += view.effect == policy::Effect::kHit ? 1 : 0;
      if (!view.visible()) continue;
      ++holders_[record];
      ++findings_.copies;
      findings_.tokens_of_copied += tokens;
      findings_.tokens_shown += static_cast<int64_t>(view.shown.size());
    }
    findings_.records_released += holders_[record] > 0 ? 1 : 0;
  }
  findings_.records += static_cast<int64_t>(records_.size());
}

void WorldRun::Submit() {
  const std::vector<v1::SubmitReply> replies = host_.Submit(records_);
  withdrawn_.assign(records_.size(), false);
  for (size_t i = 0; i < records_.size(); ++i) {
    const std::string where = Everywhere(absl::StrCat("submission of record ", i));
    Search(where, replies[i].SerializeAsString(), Shown(records_[i].SerializeAsString()));
    if (replies[i].has_failure() || replies[i].quarantined() || replies[i].record_id().empty()) {
      findings_.Differ(where, absl::StrCat("refused or kept back: ", replies[i].failure().message()));
    }
    record_ids_.push_back(replies[i].record_id());
    by_id_[replies[i].record_id()] = i;
    ForEachDocument(records_[i], "", [this](const v1::Document& document, const std::string&) {
      if (!document.number().empty()) numbers_.push_back(document.number());
    });
  }
}

void WorldRun::Watch(int pass) {
  std::vector<std::string> formats;
  for (size_t i = 0; i < Recipients().size(); ++i) {
    // So that in each world each format has some recipients, and not the same ones in every world.
    formats.push_back(
        formats_[(i + options_.seed + static_cast<size_t>(pass) * (formats_.size() / 2)) % formats_.size()]);
  }
  const std::vector<Feed> feeds = host_.WatchAll(std::vector<std::string>(Recipients().size()), formats);
  for (size_t i = 0; i < feeds.size(); ++i) {
    LookAtFeed(i, feeds[i]);
    if (!feeds[i].events.empty()) cursors_[i] = feeds[i].events.back().cursor();
    for (const v1::Event& event : feeds[i].events) {
      if (!event.has_rendering()) continue;
      Findings::OfFormat& of = findings_.formats[formats[i]];
      ++(event.rendering().has_failure() ? of.refused : of.rendered);
    }
  }
}

// After the withdrawals: each holder is told, and nobody else.
void WorldRun::WatchEnds() {
  const std::vector<Feed> feeds = host_.WatchAll(cursors_, std::vector<std::string>(Recipients().size()));
  std::vector<int64_t> told(records_.size());
  for (size_t i = 0; i < feeds.size(); ++i) {
    Search(Where(i, "the feed"), feeds[i].apart, Shown());
    for (const v1::Event& event : feeds[i].events) {
      if (event.kind() == v1::Event::CAUGHT_UP) continue;
      Search(Where(i, "the end of a copy"), event.SerializeAsString(), Shown());
      const std::optional<size_t> record = RecordOf(event.record_id());
      const bool end = event.kind() == v1::Event::WITHDRAW || event.kind() == v1::Event::DELETE;
      if (!end || !record || !withdrawn_[*record]) findings_.Differ(Where(i, "an event"), event.ShortDebugString());
      if (record) ++told[*record];
      ++findings_.end_events;
    }
  }
  for (size_t record = 0; record < records_.size(); ++record) {
    const int64_t due = withdrawn_[record] ? holders_[record] : 0;
    if (told[record] == due) continue;
    findings_.Differ(Everywhere(absl::StrCat("the end of record ", record)),
                     absl::StrCat(told[record], " were told, and ", due, " held it"));
  }
}

std::unique_ptr<FetchCall> WorldRun::FetchOf(size_t recipient, std::optional<size_t> record, bool by_name) {
  auto call = std::make_unique<FetchCall>();
  call->recipient = recipient;
  v1::FetchRequest& request = call->request;
  request.mutable_context()->set_purpose(Recipients()[recipient].purpose);
  request.set_format(chance_.OneOf(formats_));
  if (!by_name) {
    request.set_record_id(record ? record_ids_[*record] : std::string(32, 'a'));
    return call;
  }
  if (record) *request.mutable_originator() = records_[*record].header().originator();
  if (!record) request.mutable_originator()->set_country("CO");
  if (chance_.Percent(50)) request.mutable_originator()->clear_system();
  request.set_national_id(record ? records_[*record].header().national_id() : "nobody-has-this");
  return call;
}

void WorldRun::Fetch(int count) {
  Calls<FetchCall> of_nothing, calls;
  std::vector<size_t> asked;
  for (size_t i = 0; i < Recipients().size(); ++i) {
    of_nothing.push_back(FetchOf(i, std::nullopt, false));
    of_nothing.push_back(FetchOf(i, std::nullopt, true));
  }
  for (int i = 0; i < count; ++i) {
    asked.push_back(static_cast<size_t>(chance_.Below(static_cast<int>(records_.size()))));
    const size_t recipient = static_cast<size_t>(chance_.Below(static_cast<int>(Recipients().size())));
    calls.push_back(FetchOf(recipient, asked.back(), chance_.Percent(50)));
  }
  for (size_t record = 0; record < records_.size(); ++record) {  // all that are gone
    if (!withdrawn_[record]) continue;
    asked.push_back(record);
    calls.push_back(FetchOf(record % Recipients().size(), record, chance_.Percent(50)));
  }
  host_.Fetch(of_nothing);
  host_.Fetch(calls);
  for (const auto& call : of_nothing) LookAtFetch(*call, std::nullopt, ErrorBytes(of_nothing[0]->status));
  for (size_t i = 0; i < calls.size(); ++i) LookAtFetch(*calls[i], asked[i], ErrorBytes(of_nothing[0]->status));
}

void WorldRun::Check(int count) {
  if (numbers_.empty()) return;
  Calls<CheckCall> calls;
  std::vector<std::string> asked;
  for (int i = 0; i < count; ++i) {
    const bool known = i % 8 != 0;
    asked.push_back(known ? chance_.OneOf(numbers_) : "nobody-has-this");
    auto call = std::make_unique<CheckCall>();
    call->recipient = static_cast<size_t>(chance_.Below(static_cast<int>(Recipients().size())));
    call->request.mutable_context()->set_purpose(Recipients()[call->recipient].purpose);
    call->request.mutable_document()->set_number(known ? OtherwiseWritten(chance_, asked.back()) : asked.back());
    calls.push_back(std::move(call));
  }
  host_.Check(calls);
  v1::CheckReply of_nothing = calls[0]->reply;
  of_nothing.clear_decision_id();
  of_nothing.clear_index_time();
  nothing_found_ = of_nothing.SerializeAsString();
  for (size_t i = 0; i < calls.size(); ++i) LookAtCheck(*calls[i], asked[i]);
}

void WorldRun::Withdraw(int count) {
  Calls<WithdrawCall> calls;
  std::vector<std::optional<size_t>> asked;
  const auto add = [&](size_t recipient, std::optional<size_t> record) {
    auto call = std::make_unique<WithdrawCall>();
    call->recipient = recipient;
    call->request.mutable_context()->set_purpose(Recipients()[recipient].purpose);
    call->request.set_national_id(record ? records_[*record].header().national_id() : "nobody-has-this");
    call->request.set_erase(chance_.Percent(50));
    calls.push_back(std::move(call));
    asked.push_back(record);
  };
  for (size_t i = 0; i < Recipients().size(); ++i) add(i, std::nullopt);
  int left = count;
  for (int tries = 0; tries < 20 * count && left > 0; ++tries) {
    const auto record = static_cast<size_t>(chance_.Below(static_cast<int>(records_.size())));
    // What others point at would change what is seen of them.
    if (judge_->IsLinkedTo(record) || std::count(asked.begin(), asked.end(), record) > 0) continue;
    const v1::Originator& owner = records_[record].header().originator();
    for (size_t i = 0; i < Recipients().size(); ++i) {
      const bool own = Recipients()[i].country == owner.country() && Recipients()[i].system == owner.system();
      if (!own && i % 8 == record % 8) add(i, record);  // in vain
    }
    for (size_t i = 0; i < Recipients().size(); i += 2) {
      const bool own = Recipients()[i].country == owner.country() && Recipients()[i].system == owner.system();
      if (own) add(i, record), --left;
    }
  }
  host_.Withdraw(calls);
  for (size_t i = 0; i < calls.size(); ++i) LookAtWithdrawal(*calls[i], asked[i], ErrorBytes(calls[0]->status));
}

void WorldRun::SearchWhatWasWritten() {
  const std::string page = host_.MetricsPage();
  if (page.empty()) findings_.Differ(Everywhere("the metrics page"), "nothing came");
  Search(Everywhere("the metrics page"), page, Shown());
  host_.Stop();
  const std::string log = host_.Log(), audit = host_.AuditLog();
  if (log.find("\"Fetch\"") == std::string::npos) findings_.Differ(Everywhere("the log"), "no fetch stands in it");
  if (audit.find("\"release\"") == std::string::npos)
    findings_.Differ(Everywhere("the audit log"), "no release stands in it");
  Search(Everywhere("the log"), log, Shown());
  Search(Everywhere("the audit log"), audit, Shown());
  // The store finds records by their national ids, and seals the rest.
  Shown ids;
  for (const v1::Record& record : records_) ids.Add(record.header().national_id());
  // A page of the database also holds what is left of an id that was half written over, which tells no tokens apart:
  // whole ones only.
  ForEachToken(host_.Data(), [&](const std::string& token) {
    if (token.size() == TokenOf(0, 0).size() && !ids.Covers(token))
      findings_.Leak(Everywhere("the data folder"), token);
  });
}

}  // namespace entente::canary
