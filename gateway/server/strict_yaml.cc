#include "gateway/server/strict_yaml.h"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace entente::server {
namespace {

constexpr size_t kFileMax = 1 << 20;
constexpr int kDepthMax = 32;

size_t Distance(const std::string& a, const std::string& b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = row[0];
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({change, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row.back();
}

// yaml-cpp hides aliases once a document is loaded, so the text is asked: an event handler that refuses them.
class Refuser : public YAML::EventHandler {
 public:
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { Check(mark, "", anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { Refuse(mark, "aliases are not read here"); }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, const std::string&) override {
    Check(mark, tag, anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Check(mark, tag, anchor);
    Deeper(mark);
  }
  void OnSequenceEnd() override { --depth_; }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Check(mark, tag, anchor);
    Deeper(mark);
  }
  void OnMapEnd() override { --depth_; }

 private:
  [[noreturn]] static void Refuse(const YAML::Mark& mark, const char* why) { throw YAML::ParserException(mark, why); }
  static void Check(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    if (anchor != 0) Refuse(mark, "anchors are not read here");
    if (!tag.empty() && tag != "?" && tag != "!") Refuse(mark, "tags are not read here");
  }
  void Deeper(const YAML::Mark& mark) {
    if (++depth_ > kDepthMax) Refuse(mark, "nested too deeply");
  }

  int depth_ = 0;
};

}  // namespace

std::string DidYouMean(const std::string& word, const std::vector<std::string>& known) {
  const std::string* best = nullptr;
  size_t nearest = 3;
  for (const std::string& candidate : known) {
    const size_t distance = Distance(word, candidate);
    if (distance < nearest && distance < candidate.size()) {
      nearest = distance;
      best = &candidate;
    }
  }
  return best == nullptr ? "" : absl::StrCat(" (did you mean `", *best, "`?)");
}

absl::StatusOr<std::string> ReadFileText(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return absl::NotFoundError(absl::StrCat("`", file, "` cannot be read"));
  std::string text(kFileMax + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (in.bad()) return absl::NotFoundError(absl::StrCat("`", file, "` cannot be read"));
  text.resize(static_cast<size_t>(in.gcount()));
  if (text.size() > kFileMax) return absl::InvalidArgumentError(absl::StrCat("`", file, "` is larger than 1 MiB"));
  return text;
}

YAML::Node StrictYaml::Parse(const std::string& text) {
  try {
    std::istringstream events(text);
    YAML::Parser parser(events);
    Refuser refuser;
    int documents = 0;
    while (parser.HandleNextDocument(refuser)) ++documents;
    if (documents > 1) FailAt(1, 1, "one document is expected");
    return YAML::Load(text);
  } catch (const YAML::Exception& exception) {
    FailAt(exception.mark.line + 1, exception.mark.column + 1, exception.msg);
  }
  return {};
}

void StrictYaml::Map(const YAML::Node& node, const std::string& what, const std::vector<std::string>& keys,
                     const std::function<void(const std::string& key, const YAML::Node& value)>& on_key) {
  if (!status_.ok()) return;
  if (!node.IsMap()) return Fail(node, absl::StrCat("`", what, "` must be a map"));
  std::set<std::string> seen;
  for (const auto& pair : node) {
    if (!pair.first.IsScalar()) return Fail(pair.first, "a key must be a word");
    const std::string& key = pair.first.Scalar();
    if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
      return Fail(pair.first, absl::StrCat("`", key, "` is no key of `", what, "`", DidYouMean(key, keys)));
    }
    if (!seen.insert(key).second) return Fail(pair.first, absl::StrCat("`", key, "` stands here twice"));
    on_key(key, pair.second);
    if (!status_.ok()) return;
  }
}

void StrictYaml::List(const YAML::Node& node, const std::string& what,
                      const std::function<void(const YAML::Node&)>& on_item) {
  if (!status_.ok()) return;
  if (!node.IsSequence()) return Fail(node, absl::StrCat("`", what, "` must be a list"));
  for (const YAML::Node& item : node) {
    on_item(item);
    if (!status_.ok()) return;
  }
}

void StrictYaml::String(const YAML::Node& node, const std::string& what, std::string& value) {
  if (!status_.ok()) return;
  if (!node.IsScalar()) return Fail(node, absl::StrCat("`", what, "` must be a text"));
  value = node.Scalar();
}

void StrictYaml::Integer(const YAML::Node& node, const std::string& what, int64_t lowest, int64_t highest,
                         int64_t& value) {
  std::string text;
  String(node, what, text);
  if (!status_.ok()) return;
  int64_t number = 0;
  if (!absl::SimpleAtoi(text, &number) || number < lowest || number > highest) {
    return Fail(node, absl::StrCat("`", what, "` must be a number from ", lowest, " to ", highest));
  }
  value = number;
}

void StrictYaml::Time(const YAML::Node& node, const std::string& what, absl::Duration& value) {
  std::string text;
  String(node, what, text);
  if (!status_.ok()) return;
  absl::Duration duration;
  if (!absl::ParseDuration(text, &duration) || duration <= absl::ZeroDuration() || duration > absl::Hours(240)) {
    return Fail(node, absl::StrCat("`", what, "` must be a time such as `30m` or `90s`"));
  }
  value = duration;
}

int StrictYaml::Word(const YAML::Node& node, const std::string& what, const std::vector<std::string>& words) {
  std::string text;
  String(node, what, text);
  if (!status_.ok()) return -1;
  const auto found = std::find(words.begin(), words.end(), text);
  if (found != words.end()) return static_cast<int>(found - words.begin());
  Fail(node,
       absl::StrCat("`", text, "` is no `", what, "`; expected ", absl::StrJoin(words, ", "), DidYouMean(text, words)));
  return -1;
}

void StrictYaml::Fail(const YAML::Node& node, const std::string& message) {
  const YAML::Mark mark = node.Mark();
  FailAt(mark.line + 1, mark.column + 1, message);
}

void StrictYaml::FailAt(int line, int column, const std::string& message) {
  if (!status_.ok()) return;
  status_ =
      absl::InvalidArgumentError(absl::StrCat(file_, ":", std::max(line, 1), ":", std::max(column, 1), ": ", message));
}

}  // namespace entente::server
