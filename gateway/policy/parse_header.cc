#include "gateway/policy/parse_header.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gateway/policy/keys.h"
#include "gateway/policy/parse.h"
#include "gateway/policy/suggest.h"

namespace entente::policy {
namespace {

constexpr FileKind kKinds[] = {FileKind::kFloor, FileKind::kCountry, FileKind::kAcceptance};
constexpr const char* kKindWords[] = {"NetworkFloor", "CountryPolicy", "AcceptancePolicy"};
constexpr int kApprovalsMax = 16;

class IssueReader {
 public:
  IssueReader(const File* floor, Reader& reader, File& file) : floor_(floor), reader_(reader), file_(file) {}

  void Read(const Node& root) {
    ReadVersion(root);
    if (const Node* supersedes = root.Find("supersedes")) ReadDigest(*supersedes);
    if (const Node* approvals = root.Find("approvals")) ReadApprovals(*approvals);
  }

 private:
  void ReadVersion(const Node& root) {
    const Node* version = root.Find("version");
    if (version == nullptr) return reader_.Tell(root, "the file needs a `version`: 1, 2, …");
    const std::optional<std::string> word = reader_.Word(*version, "version");
    if (!word) return;
    const bool plain = absl::ascii_isdigit(static_cast<unsigned char>((*word)[0])) && (*word)[0] != '0';
    if (!plain || !absl::SimpleAtoi(*word, &file_.version)) {
      reader_.Tell(*version, absl::StrCat("the version `", *word, "` is no number from 1 on"));
    }
  }

  void ReadDigest(const Node& node) {
    const std::optional<std::string> word = reader_.Word(node, "supersedes");
    if (!word) return;
    const bool hex =
        word->size() == 71 && word->starts_with("sha256:") && std::all_of(word->begin() + 7, word->end(), [](char c) {
          return absl::ascii_isdigit(static_cast<unsigned char>(c)) || (c >= 'a' && c <= 'f');
        });
    if (hex) {
      file_.supersedes = *word;
    } else {
      reader_.Tell(node, "`supersedes` is `sha256:` and the 64 small hexadecimal digits of the version before");
    }
  }

  void ReadApprovals(const Node& node) {
    if (!reader_.CheckKeys(node, "`approvals`", ApprovalKeys())) return;
    if (const Node* required = node.Find("required")) ReadRequired(*required);
    const Node* roles = node.Find("roles");
    if (roles == nullptr) return;
    for (const Node* role : reader_.Words(*roles, "roles")) ReadRole(*role);
  }

  void ReadRequired(const Node& node) {
    const std::optional<std::string> word = reader_.Word(node, "required");
    if (!word) return;
    int count = 0;
    if (!absl::SimpleAtoi(*word, &count) || count < 1 || count > kApprovalsMax) {
      return reader_.Tell(node,
                          absl::StrCat("`required` is `", *word, "`; expected a number from 1 to ", kApprovalsMax));
    }
    if (floor_ != nullptr && count < floor_->approvals_required) {
      reader_.Tell(node, absl::StrCat("`required` is ", count, "; the floor asks for ", floor_->approvals_required,
                                      " approvals at least"));
    }
    file_.approvals_required = count;
  }

  // Who may approve: a country may name fewer roles than the floor, never others.
  void ReadRole(const Node& role) {
    file_.roles.insert(role.text);
    if (floor_ == nullptr || floor_->roles.empty() || floor_->roles.contains(role.text)) return;
    reader_.Tell(role, absl::StrCat("the floor lets no `", role.text, "` approve",
                                    Suggest(role.text, {floor_->roles.begin(), floor_->roles.end()})));
  }

  const File* floor_;
  Reader& reader_;
  File& file_;
};

}  // namespace

const char* KindWord(FileKind kind) { return kKindWords[static_cast<size_t>(kind)]; }

std::optional<FileKind> KindOfWord(std::string_view word) {
  for (const FileKind kind : kKinds) {
    if (word == KindWord(kind)) return kind;
  }
  return std::nullopt;
}

void ReadIssue(const Node& root, const File* floor, Reader& reader, File& file) {
  IssueReader(floor, reader, file).Read(root);
}

absl::StatusOr<Header> ReadHeader(const Source& source) {
  std::vector<Fault> faults;
  const std::optional<Node> root = ReadYaml(source, faults);
  Reader reader(source.name, faults);
  File file;
  if (root && root->kind != Node::Kind::kMap) reader.Tell(*root, "the file must be a list of keys and values");
  if (root && faults.empty()) {
    const Node* kind = root->Find("kind");
    const std::optional<FileKind> known = kind == nullptr ? std::nullopt : KindOfWord(kind->text);
    if (!known) {
      reader.Tell(kind == nullptr ? *root : *kind, "the file needs a `kind`: `NetworkFloor` or `CountryPolicy`");
    }
    const Node* country = root->Find("country");
    if (country != nullptr) file.country = reader.Word(*country, "country").value_or("");
    if (country == nullptr && known && *known != FileKind::kFloor) {
      reader.Tell(*root, "the file needs `country`: whose policy it is");
    }
    ReadIssue(*root, nullptr, reader, file);
  }
  if (!faults.empty()) return absl::InvalidArgumentError(faults.front().ToString());
  return Header{file.country,
                file.version,
                file.supersedes,
                file.approvals_required,
                {file.roles.begin(), file.roles.end()},
                Digest(source.text)};
}

Header UnderFloor(Header own, const Header& floor) {
  own.approvals_required = std::max({own.approvals_required, floor.approvals_required, 1});
  if (own.roles.empty()) own.roles = floor.roles;
  if (floor.roles.empty()) return own;
  std::vector<std::string> both;
  std::set_intersection(own.roles.begin(), own.roles.end(), floor.roles.begin(), floor.roles.end(),
                        std::back_inserter(both));
  own.roles = std::move(both);
  return own;
}

}  // namespace entente::policy
