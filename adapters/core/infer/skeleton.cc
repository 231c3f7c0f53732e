#include "adapters/core/infer/skeleton.h"

#include <algorithm>
#include <map>
#include <set>

#include "adapters/core/infer/line_draft.h"
#include "adapters/core/load.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

std::string YamlKey(std::string_view key) {
  const bool plain = !key.empty() && (IsAlnum(key[0]) || key[0] == '_' || static_cast<unsigned char>(key[0]) >= 0x80) &&
                     std::all_of(key.begin(), key.end(),
                                 [](char c) {
                                   return IsAlnum(c) || StrContains("_-./[] ", std::string_view(&c, 1)) ||
                                          static_cast<unsigned char>(c) >= 0x80;
                                 }) &&
                     key.back() != ' ' &&
                     !StrContains(" null true false yes no on off ~ ", StrCat(" ", ToLower(key), " "));
  if (plain) return std::string(key);
  std::string out = "\"";
  for (const char c : key) {
    if (c == '"' || c == '\\') out.push_back('\\');
    if (c == '\t') {
      out += "\\t";
    } else {
      out.push_back(static_cast<unsigned char>(c) < 0x20 ? ' ' : c);
    }
  }
  return out + "\"";
}

// The kind of record most guesses speak for.
std::string KindOf(const std::vector<LineDraft>& drafts) {
  std::map<std::string, int> votes;
  for (const LineDraft& draft : drafts) {
    if (!draft.kind.empty()) ++votes[draft.kind];
  }
  std::string best;
  for (const auto& [kind, count] : votes) {
    if (best.empty() || count > votes[best]) best = kind;
  }
  return best;
}

std::string LetsOf(const std::string& kind, bool drug) {
  const std::string lot = drug ? "items[drug=any,status=seized]" : "items[status=seized]";
  const std::string place = "place: header.event_place";
  if (kind == "arrest") {
    return StrCat(
        "  who: \"subjects[role=arrested]\"\n  detention: \"arrest.detentions[subject_id=who.id]\"\n"
        "  offence: \"arrest.detentions[subject_id=who.id].offence_ids->offences\"\n  lot: \"",
        lot, "\"\n  ", place, "\n");
  }
  const std::string role = kind == "seizure" ? "suspect" : kind == "notice" ? "wanted" : "offender";
  return StrCat("  who: \"subjects[role=", role, "]\"\n  offence: \"offences[0]\"\n  lot: \"", lot, "\"\n  ", place,
                "\n");
}

constexpr std::string_view kWhole = "parts[kind=WHOLE]";
constexpr std::string_view kGiven = "parts[kind=GIVEN]";
constexpr std::string_view kFamily = "parts[kind=FAMILY]";

// JSON allows a key that is empty.
bool HasEmptyName(std::string_view place) {
  const std::vector<std::string> names = SplitText(place, "/");
  return std::any_of(names.begin(), names.end(), [](const std::string& name) { return name.empty() || name == "[]"; });
}

class Writer {
 public:
  Writer(const SampleProfile& profile, const SkeletonOptions& options) : profile_(profile), options_(options) {
    const size_t dash = options.name.find('-');
    if (dash == 2) country_ = ToUpper(options.name.substr(0, 2));
    lists_ = country_.empty() ? ToUpper(options.name) : country_;
    for (const LeafProfile& leaf : profile.leaves) drafts_.push_back(DraftLine(leaf, lists_));
    kind_ = KindOf(drafts_);
    GivenBesideFamily();
    FieldsOnce();
  }

  // A guess that does not load is a guess for a person: it becomes a TODO, until the folder loads.
  Folder Run() {
    for (size_t round = 0; round <= drafts_.size(); ++round) {
      Folder folder = Files();
      const auto format = LoadFiles(options_.name, folder);
      if (format.ok() || !Demote(View(format.status().message()))) break;
    }
    return Files();
  }

 private:
  // `nombre` beside `apellido` is no whole name.
  void GivenBesideFamily() {
    const auto level = [](const LineDraft& draft) { return draft.leaf->place.substr(0, draft.leaf->place.rfind('/') + 1); };
    for (LineDraft& draft : drafts_) {
      const size_t whole = draft.right.find(kWhole);
      const auto family = [&](const LineDraft& other) {
        return StrContains(other.right, kFamily) && level(other) == level(draft);
      };
      if (whole == std::string::npos || std::none_of(drafts_.begin(), drafts_.end(), family)) continue;
      draft.right.replace(whole, kWhole.size(), kGiven);
      draft.comments.push_back("a family name stands beside it");
    }
  }

  // The first column for a field takes it.
  void FieldsOnce() {
    std::set<std::string> taken;
    for (LineDraft& draft : drafts_) {
      if (draft.right.empty()) continue;
      const std::string field = draft.right.substr(0, draft.right.find(" | "));
      if (field.find("[]") == std::string::npos && field.find("[+") == std::string::npos &&
          !taken.insert(field).second) {
        draft.todo = true;
        draft.comments.push_back("another place has the same guess");
      }
      if (StrContains(draft.leaf->place, "[]/"))
        draft.todo = true;  // which of a list a value belongs to, a person says
    }
  }

  // "name/mapping.yaml:12:3: ..." names a line of the mapping.
  bool Demote(std::string_view error) {
    const std::string prefix = StrCat(options_.name, "/mapping.yaml:");
    int line = 0;
    if (!ConsumePrefix(&error, prefix) || !ParseNumber(error.substr(0, error.find(':')), &line)) return DemoteAll();
    const auto found = at_line_.find(line);
    if (found == at_line_.end() || drafts_[found->second].todo) return DemoteAll();
    drafts_[found->second].todo = true;
    return true;
  }

  bool DemoteAll() {
    bool any = false;
    for (LineDraft& draft : drafts_) {
      any = any || !draft.todo;
      draft.todo = true;
    }
    return any;
  }

  Folder Files() {
    Folder folder;
    folder["mapping.yaml"] = Mapping();
    folder["README.md"] = Readme();
    for (const LineDraft& draft : drafts_) {
      for (const TableDraft& table : draft.tables) folder[StrCat("codes/", table.name, ".csv")] = table.text;
    }
    return folder;
  }

  std::string Frame() const {
    if (profile_.syntax == SampleProfile::Syntax::kJson) {
      const std::string or_record = profile_.records == "." ? "" : " or .";
      return StrCat("{reads: json, records: ", profile_.records, or_record, "}");
    }
    if (profile_.syntax == SampleProfile::Syntax::kXml) return XmlFrame();
    if (profile_.separator == ',') return "{reads: csv}";
    return profile_.separator == '\t' ? "{reads: csv, separator: \"\\t\"}"
                                      : StrCat("{reads: csv, separator: \"", std::string(1, profile_.separator), "\"}");
  }

  std::string XmlFrame() const {
    std::string spaces;
    for (const auto& [prefix, uri] : profile_.namespaces) {
      StrAppend(&spaces, spaces.empty() ? "" : ", ", prefix, ": ", YamlKey(uri));
    }
    return StrCat("{reads: xml, record: ", YamlKey(profile_.records),
                  spaces.empty() ? "" : StrCat(", namespaces: {", spaces, "}"), "}");
  }

  std::string Unknown() const {
    std::string out;
    for (const std::string& word : profile_.unknown) StrAppend(&out, out.empty() ? "" : ", ", "\"", word, "\"");
    return out;
  }

  std::string Mapping() {
    text_.clear();
    at_line_.clear();
    Line("# A place a line: `place: field | step | step`, read from left to right and written from right to left.");
    Line("# Above each place stands what the samples show of it; shapes have 9 for a digit, A and a for letters.");
    Line("# What is not decided is marked as a to-do: take the mark away to accept what stands behind it, or write");
    Line("# another field. `keep` carries a value unread. `entente adapter check FOLDER` tells what is left.");
    Line(StrCat("format:  ", options_.name, "   # TODO: its title, as its owner calls it"));
    Line(StrCat("lists:   ", lists_, "   # what the names of national code lists begin with"));
    Line(StrCat("frame:   ", Frame()));
    if (!profile_.unknown.empty()) Line(StrCat("unknown: '", Unknown(), "'   # words for not known, guessed"));
    const std::string kind = kind_.empty() ? "incident" : kind_;
    Line(StrCat("for:     {kind: ", kind, "}   # TODO: notice, arrest, seizure or incident",
                kind_.empty() ? "; no name of a place told" : "; guessed from the names of the places"));
    Line(country_.empty()
             ? "set:     {header.action: NEW}   # TODO: whose records they are, header.originator.country: CL"
             : StrCat("set:     {header.originator.country: ", country_, ", header.action: NEW}"));
    const bool drug = std::any_of(drafts_.begin(), drafts_.end(),
                                  [](const LineDraft& d) { return StrContains(d.right, "lot.drug"); });
    text_ += "let:\n" + LetsOf(kind, drug);
    const bool wrapped = profile_.records != "." &&
                         (profile_.syntax != SampleProfile::Syntax::kXml || StrContains(profile_.records, "/"));
    if (wrapped) Line("envelope: {\"*\": TODO why what stands around the records is no part of them}");
    Line("map:");
    for (const LineDraft& draft : drafts_) {
      if (!Nameless(draft)) continue;
      Line(StrCat("  # A key without a name (", Describe(*draft.leaf),
                  "): no line can name it, its values stay unmapped."));
    }
    Level("", 2);
    return text_;
  }

  void Line(const std::string& line) { StrAppend(&text_, line, "\n"); }

  // The places that stand below `above`, those of one list in a block of their own.
  void Level(const std::string& above, size_t indent) {
    std::set<std::string> blocks;
    for (size_t i = 0; i < drafts_.size(); ++i) {
      std::string_view rest = drafts_[i].leaf->place;
      if (Nameless(drafts_[i]) || !ConsumePrefix(&rest, above)) continue;
      const size_t list = rest.find("[]/");
      if (list == std::string_view::npos) {
        Place(i, rest, indent);
        continue;
      }
      const std::string block(rest.substr(0, list + 2));
      if (!blocks.insert(block).second) continue;
      Line(StrCat(std::string(indent, ' '), YamlKey(block), ":   # TODO: `", block,
                  " > LIST[]` makes one thing of the record for each"));
      Level(StrCat(above, block, "/"), indent + 2);
    }
  }

  bool Nameless(const LineDraft& draft) const {
    return profile_.syntax == SampleProfile::Syntax::kJson && HasEmptyName(draft.leaf->place);
  }

  void Place(size_t i, std::string_view key, size_t indent) {
    const LineDraft& draft = drafts_[i];
    const std::string blanks(indent, ' ');
    for (const std::string& comment : draft.comments) Line(StrCat(blanks, "# ", comment));
    const std::string right = draft.right.empty() ? "TODO" : draft.todo ? StrCat("TODO ", draft.right) : draft.right;
    const auto line = static_cast<int>(std::count(text_.begin(), text_.end(), '\n')) + 1;
    at_line_[line] = i;
    const bool quote = StrContains(right, ": ") || StrContains(right, " #") || StrContains(right, "\"");
    Line(StrCat(blanks, YamlKey(key), ": ", quote ? StrCat("'", right, "'") : right));
  }

  std::string Readme() const {
    std::string out = StrCat("# ", options_.name,
                             ": TODO what it is\n\nSource: TODO whose file, from where, of which time, "
                             "under which licence.\n\n    entente convert --from ",
                             options_.name, " ", options_.sample_names.empty() ? "FILE" : options_.sample_names[0],
                             "\n\n## Quirks\n");
    if (profile_.syntax == SampleProfile::Syntax::kCsv) {
      const std::string separator = profile_.separator == '\t' ? "tab" : std::string(1, profile_.separator);
      StrAppend(&out, "- Cells are separated by `", separator, "`.\n");
    } else if (profile_.syntax == SampleProfile::Syntax::kXml) {
      StrAppend(&out, "- XML, whose records stand at `", profile_.records, "`.\n");
    } else if (profile_.records != ".") {
      StrAppend(&out, "- A page wraps the records under `", profile_.records, "`.\n");
    }
    if (profile_.byte_order_mark) StrAppend(&out, "- UTF-8 with a byte order mark.\n");
    if (profile_.carriage_returns) StrAppend(&out, "- Lines end in a carriage return and a line feed.\n");
    const bool comma = std::any_of(profile_.leaves.begin(), profile_.leaves.end(), [](const LeafProfile& leaf) {
      return leaf.comma > 0 && leaf.comma + leaf.whole == leaf.filled;
    });
    if (comma) StrAppend(&out, "- Numbers have a decimal comma.\n");
    StrAppend(&out,
              "- TODO what else a reader would stumble over: words for not known, dates of two forms, spellings.\n\n"
              "## What it cannot carry\nTODO which parts of a record have no place in this format.\n\n"
              "## Explained\nPlaces whose values stay as they are on purpose, one line each: a dash, the place between "
              "backticks,\na colon, and why. `entente adapter check` counts them as explained.\n");
    return out;
  }

  const SampleProfile& profile_;
  const SkeletonOptions& options_;
  std::string country_, lists_, kind_, text_;
  std::vector<LineDraft> drafts_;
  std::map<int, size_t> at_line_;
};

}  // namespace

Folder MakeSkeleton(const SampleProfile& profile, const SkeletonOptions& options) {
  return Writer(profile, options).Run();
}

}  // namespace entente::adapters
