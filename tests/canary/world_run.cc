#include "tests/canary/world_run.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "adapters/core/format.h"
#include "tests/canary/shapes.h"
#include "tests/policy/differential/questions.h"

namespace entente::canary {
namespace {

constexpr int kQuestionsMin = 20;
constexpr size_t kLookedAt = 40;  // records, to choose recipients by

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
      words_(options.seed),
      formats_(FormatNames()) {}

// Half of them at random; half such as get what the others do not.
void WorldRun::ChooseRecipients() {
  World all = world_;
  all.recipients = AllRecipients();
  chance_.Shuffle(all.recipients);
  all.records.resize(std::min(all.records.size(), kLookedAt));
  Judge judge(all, words_, {});
  judge.LookAtAll();
  std::set<size_t> chosen, reached;
  const auto gain = [&](size_t recipient) {
    size_t gained = 0;
    for (size_t record = 0; record < all.records.size(); ++record) {
      const bool comes = judge.At(record, recipient).effect == policy::Effect::kRelease;
      gained += comes && !reached.contains(record) ? 1 : 0;
    }
    return gained;
  };
  while (chosen.size() < std::min(options_.recipients, all.recipients.size())) {
    size_t best = 0;
    while (chosen.contains(best)) ++best;
    for (size_t i = 0; chosen.size() % 2 == 0 && i < all.recipients.size(); ++i) {
      if (!chosen.contains(i) && gain(i) > gain(best)) best = i;
    }
    chosen.insert(best);
    for (size_t record = 0; record < all.records.size(); ++record) {
      if (judge.At(record, best).effect == policy::Effect::kRelease) reached.insert(record);
    }
  }
  for (const size_t i : chosen) world_.recipients.push_back(all.recipients[i]);
  cursors_.resize(world_.recipients.size());
}

void WorldRun::Run() {
  files_ = differential::RandomFiles(chance_);
  std::vector<std::string> shaped;  // such as somebody reads first, so that many are written
  for (const std::string& format : FormatsNow(options_.recipients)) {
    if (ShapesOf(format).samples > 0) shaped.push_back(format);
  }
  Invented invented = RandomRecords(chance_, words_, options_.records, shaped);
  findings_.thrown_away += invented.thrown_away;
  world_.records = std::move(invented.records);
  world_.gone.assign(world_.records.size(), false);
  world_.now = differential::RandomMoment(chance_, v1::Record()).now;
  world_.policies = second::ReadWorld(differential::TheNetwork(), files_.Floor(), files_.Countries());
  ChooseRecipients();
  held_.resize(world_.records.size() * world_.recipients.size());
  released_.assign(world_.records.size(), false);
  judge_ = std::make_unique<Judge>(world_, words_, options_.blindness);
  judge_->LookAtAll();
  CountDecisions();
  host_.Start(files_, world_.now);
  Submit();
  Watch();
  const int questions = std::max(kQuestionsMin, options_.records / 10);
  Fetch(questions);
  Check(options_.lively ? 3 * questions : questions);  // which brings hits, to ask about
  if (options_.lively) Consent();
  Amend(std::max(3, options_.records / 20));
  Withdraw(std::max(3, options_.records / 25));
  if (options_.lively) Activate(), Activate();
  Fetch(questions);
  Check(questions);
  if (options_.lively) Explain(), AskAdministrators();
  SearchWhatWasWritten();
  findings_.released += std::count(released_.begin(), released_.end(), true);
  ++findings_.worlds;
}

void WorldRun::CountDecisions() {
  for (size_t record = 0; record < world_.records.size(); ++record) {
    const auto words = static_cast<int64_t>(Shown(words_, world_.records[record].SerializeAsString()).size());
    for (size_t recipient = 0; recipient < world_.recipients.size(); ++recipient) {
      const View& view = judge_->At(record, recipient);
      if (view.effect == policy::Effect::kOwn) continue;
      ++findings_.decisions;
      findings_.words += words;
      findings_.hits += view.effect == policy::Effect::kHit ? 1 : 0;
      findings_.visible += view.visible() ? 1 : 0;
      findings_.words_shown += static_cast<int64_t>(view.shown.size());
    }
  }
  findings_.submitted += static_cast<int64_t>(world_.records.size());
}

void WorldRun::Submit() {
  const std::vector<v1::SubmitReply> replies = host_.Submit(world_.records);
  for (size_t i = 0; i < world_.records.size(); ++i) {
    const Spot spot{"the reply to a submission", std::nullopt, i};
    Search(spot, replies[i].SerializeAsString(), Shown(words_, world_.records[i].SerializeAsString()));
    if (replies[i].has_failure() || replies[i].quarantined() || replies[i].record_id().empty()) {
      Differ(spot, absl::StrCat("refused or kept back: ", replies[i].failure().message()));
    }
    record_ids_.push_back(replies[i].record_id());
    by_id_[replies[i].record_id()] = i;
    ForEachDocument(world_.records[i], "", [this](const v1::Document& document, const std::string&) {
      if (Shown(words_, document.number()).size() == 1) numbers_.push_back(document.number());
    });
  }
}

std::vector<std::string> WorldRun::FormatsNow(size_t recipients) const {
  std::vector<std::string> formats;
  for (size_t i = 0; i < recipients; ++i) {
    formats.push_back(formats_[(i + options_.seed * 5 + static_cast<size_t>(watches_) * 7) % formats_.size()]);
  }
  return formats;
}

// From where each left off, in another format each time.
void WorldRun::Watch() {
  const std::vector<std::string> formats = FormatsNow(world_.recipients.size());
  ++watches_;
  const std::vector<Feed> feeds = host_.WatchAll(world_.recipients, cursors_, formats);
  for (size_t i = 0; i < feeds.size(); ++i) {
    LookAtFeed(i, feeds[i], formats[i]);
    if (!feeds[i].events.empty()) cursors_[i] = feeds[i].events.back().cursor();
  }
}

std::unique_ptr<FetchCall> WorldRun::FetchOf(size_t recipient, std::optional<size_t> record, bool by_name) {
  auto call = std::make_unique<FetchCall>();
  call->recipient = recipient;
  call->system = Who(recipient).name();
  v1::FetchRequest& request = call->request;
  request.mutable_context()->set_purpose(Who(recipient).purpose);
  request.set_format(chance_.OneOf(formats_));
  if (!by_name) {
    request.set_record_id(record ? record_ids_[*record] : std::string(32, 'a'));
    return call;
  }
  if (record) *request.mutable_originator() = Owner(*record);
  if (!record) request.mutable_originator()->set_country("CO");
  if (chance_.Percent(50)) request.mutable_originator()->clear_system();
  request.set_national_id(record ? world_.records[*record].header().national_id() : "nobody-has-this");
  return call;
}

void WorldRun::Fetch(int count) {
  Calls<FetchCall> of_nothing, calls;
  std::vector<size_t> asked;
  for (size_t i = 0; i < world_.recipients.size(); ++i) {
    of_nothing.push_back(FetchOf(i, std::nullopt, false));
    of_nothing.push_back(FetchOf(i, std::nullopt, true));
  }
  for (int i = 0; i < count; ++i) asked.push_back(SomeRecord());
  for (size_t record = 0; record < world_.records.size(); ++record) {
    if (world_.gone[record]) asked.push_back(record);
  }
  for (const size_t record : asked) calls.push_back(FetchOf(SomeRecipient(), record, chance_.Percent(50)));
  host_.Ask(of_nothing);
  host_.Ask(calls);
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
    call->recipient = SomeRecipient();
    call->system = Who(call->recipient).name();
    call->request.mutable_context()->set_purpose(Who(call->recipient).purpose);
    call->request.mutable_document()->set_number(known ? OtherwiseWritten(chance_, asked.back()) : asked.back());
    calls.push_back(std::move(call));
  }
  host_.Ask(calls);
  v1::CheckReply of_nothing = calls[0]->reply;
  of_nothing.clear_decision_id();
  of_nothing.clear_index_time();
  nothing_found_ = of_nothing.SerializeAsString();
  for (size_t i = 0; i < calls.size(); ++i) LookAtCheck(*calls[i], asked[i]);
}

void WorldRun::SearchWhatWasWritten() {
  const std::string page = host_.MetricsPage();
  if (page.empty()) Differ({"the metrics page"}, "nothing came");
  Search({"the metrics page"}, page, Shown());
  host_.Stop();
  if (options_.plant) {
    for (const char* file : {"log", "data/audit/planted", "data/entente.db"}) host_.Append(file, Planted(file, ""));
  }
  const std::string log = host_.Log(), audit = host_.AuditLog();
  if (log.find("\"Fetch\"") == std::string::npos) Differ({"the log"}, "no fetch stands in it");
  if (audit.find("\"release\"") == std::string::npos) Differ({"the audit log"}, "no release stands in it");
  Search({"the log"}, log, Shown());
  Search({"the audit log"}, audit, Shown());
  // The store finds records by their national ids, and seals the rest.
  Shown ids;
  for (const v1::Record& record : world_.records) ids.Add(words_, record.header().national_id());
  Search({"the data folder"}, host_.Data(), ids);
}

}  // namespace entente::canary
