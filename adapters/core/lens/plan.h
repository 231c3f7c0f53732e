// A mapping, compiled: immutable, shared by all threads. Made by compile.cc, run by decode.cc and encode.cc.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "adapters/core/frame/frame.h"
#include "adapters/core/frame/tree.h"
#include "adapters/core/lens/cells.h"
#include "adapters/core/lens/field.h"
#include "adapters/core/lens/step.h"
#include "adapters/core/lens/table.h"

namespace entente::adapters {

// A left side: `_links/self/href`, `charges[]`, `prop[]/code`, `Age 72-73`.
struct Place {
  std::vector<std::string> names;
  std::vector<int32_t> ids;
  bool list = false;  // every item is read
  int each = -1;      // XML: `a[]/b` or `a/b[]`, the segment that is written anew for each value; -1: the last
  std::string text;   // as written in the mapping
  size_t width = 0;   // of a fixed-width column; 0: any
  size_t room = 0;    // of a repeated column
};

// A native value and the field it stands for.
struct Line {
  Place place;
  std::string source;         // "2024.yaml:20": where the mapping says it
  std::string written;        // its right side, as written there
  bool todo = false;          // nobody has decided yet: its values stay unmapped
  std::vector<Path> targets;  // decode fills the first; encode takes the first that can be said
  std::vector<Path> also;     // decode fills them too
  std::vector<bool> beside;   // of each `also`: a field of the very object that the first target's field belongs to
  std::vector<std::pair<std::string, std::vector<Path>>> joined;  // `{a} {b}`: encode only, last resort
  std::vector<Step> steps;
  const CodeStep* code = nullptr;  // among the steps
  const FindsStep* finds = nullptr;
  std::vector<std::string> unknown;
  std::vector<Place> alone;  // `A or B | alone x, y`: A where each of these and the line's own has one value, else B
  std::optional<std::string> absent;  // `default`
  bool required = false;
  bool copy = false;
  bool keep = false;                     // carried
  bool identity = false;                 // said by frame.identity alone
  bool quoted = false;                   // JSON: written between quotes, though it is a number
  std::string weekday;                   // language of a weekday that repeats the date; empty: none
  char duration = '\0';                  // Y, M or D: one part of a duration
  const CellGrammar* grammar = nullptr;  // how its cell falls into entries
  std::string split;                     // separator; empty: one value
  const Table* split_words = nullptr;
  std::string list;                  // of a bare `.code` or `.text`: what its Code's list becomes
  std::vector<std::string> accepts;  // of a bare one: lists another line of ours sets there
  bool bare = false;
  // `ref offences by code via offence else add`
  struct Ref {
    const FieldDescriptor* list = nullptr;
    std::vector<Filter> filters;
    Path by;
    std::shared_ptr<CodeStep> via;
    bool add = false;
    bool carry = false;
    bool own_id = false;  // no `by`: the token is the id that the native element has
    std::string at;       // of the elements that a thing has, the one that is referred to; empty: by the place's name
  };
  std::shared_ptr<const Ref> ref;
  std::optional<Path> only_with;  // written only if this field is there
};

struct Constant {
  Path path;
  std::string value;
  Value stored;  // the same, as the field takes it
};

struct Op;

struct Test {
  Place place;
  std::vector<std::string> words;  // with `*`; `any`, `none`
};

struct Block {
  // In: the place lies in the block above. Follow, `refs -> place`: where the references at `refs` lead. PointedAt,
  // `<- place/refs`: the elements at `place` of the record whose references at `refs` name the element of the block
  // above.
  enum class Way { kIn, kFollow, kPointedAt };
  Way way = Way::kIn;
  Place place;
  Place refs;
  std::optional<Path> shared;  // kFollow: elements alike in all, and with the same value here, are written once
  std::optional<Path> path;    // none: the same common object
  std::vector<Path> group_by;  // `groups items by status`
  bool groups = false;
  std::vector<Path> only_with;  // written only if one of these is there; empty: always
  std::vector<Test> when;       // `person[referido_tipo=Acusado]`: the native ones it stands for
  std::vector<Constant> set;
  std::vector<Op> ops;
  // Slots: the native children of the block's node, by the first name of each place, looked up once.
  std::vector<int16_t> slot_of;  // by name id; -1: no op reads it
  int slots = 0;
};

struct Op {
  int slot = -1;
  std::unique_ptr<Line> line;  // one of the two
  std::unique_ptr<Block> block;
};

struct Branch {
  std::vector<std::vector<Test>> any_of;  // one of the lists must hold; empty: always
  std::string kind;                       // record body it sets; empty: none said
  const FieldAccess* body = nullptr;      // of that kind, or of the only one there is; null: none is made
  bool empty_report = false;
  std::vector<Constant> set;
  std::string lets;  // as written: two branches with the same set and lets are one on writing
  std::optional<Path> carry;
  std::vector<Place> identity;  // of this kind of record; empty: the plan's
  Block top;
};

struct Plan {
  std::string name;     // "ec-detenidos"
  std::string edition;  // "2024", or empty
  std::string title;
  std::unique_ptr<const Frame> frame;
  // Elements that have ids, and references to them: where both stand in their elements.
  struct Links {
    Place id;
    Place ref;  // no names: the value at the place is the reference itself
  };
  std::optional<Links> links;
  std::vector<std::string> kinds;  // that `for` admits; empty: any
  std::vector<Constant> only;      // the rest of `for`
  std::vector<Constant> set;
  std::vector<Place> identity;  // whose values make the national id
  bool counts_equal = false;    // equal units of a file are told apart by their number
  std::optional<Path> one_per;
  std::vector<Branch> branches;
  std::vector<std::string> keep;                              // globs
  std::vector<std::pair<std::string, std::string>> drop;      // glob, why
  std::vector<std::pair<std::string, std::string>> envelope;  // of what is in no record: glob, why it goes nowhere
  std::vector<std::string> lists;                             // every national list its lines set
  std::map<std::string, std::unique_ptr<Table>> tables;
  NameIds names;
  size_t boxes = 0;                             // numbers given as Path::box
  std::set<const FieldDescriptor*> date_kinds;  // of the dates whose `kind` it has a place for; null: of a block's own
  bool says_action = false;                     // a line says whether the record is new, amended or deleted

  std::string full_name() const { return edition.empty() ? name : name + "/" + edition; }
};

}  // namespace entente::adapters
