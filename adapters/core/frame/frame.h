// How a file's bytes become records, and a record bytes: the syntax of one edition of a format. What the values mean is
// the mapping's business (lens/).
//
// Thread safety: immutable once made; any thread.
#pragma once

#include <functional>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "adapters/core/format.h"
#include "adapters/core/frame/out.h"
#include "adapters/core/frame/tree.h"

namespace entente::adapters {

using OnUnit = std::function<void(const Unit&)>;
using OnRefusal = std::function<void(const Refusal&)>;
using OnEnvelope = std::function<void(Tree*)>;

class Frame {
 public:
  virtual ~Frame() = default;
  virtual std::string syntax() const = 0;  // "CSV"

  // Whether the file, or a unit cut out of one, is of this edition; else a Refusal that says what was expected. Asked
  // only to choose between editions and to refuse a file of another format: `names` are those the mapping reads.
  virtual absl::Status FitsFile(std::string_view file, const NameIds& names) const;
  virtual absl::Status FitsUnit(const Unit& unit, const NameIds& names) const;

  // Whether its files are told from those of another edition of the same syntax.
  virtual bool TellsItself() const { return false; }
  // Whether the file can be nothing but this frame's, whole or broken: no other one is asked then.
  virtual bool Owns(std::string_view /*file*/) const { return false; }

  virtual void Split(std::string_view file, const OnUnit& on_unit, const OnRefusal& on_refusal) const = 0;

  // Linked tables: a row of one file and the rows of another are one record.
  virtual bool JoinsFiles() const { return false; }
  virtual void SplitFiles(const std::vector<NamedFile>& files, const OnUnit& on_unit,
                          const OnRefusal& on_refusal) const {
    for (const NamedFile& file : files) Split(file.bytes, on_unit, on_refusal);
  }

  // What stands in the file and in none of its records: a page's totals, a banner, the day a list was made. One tree a
  // page; nothing where a file is records only.
  virtual void Envelope(std::string_view /*file*/, const NameIds& /*names*/, const OnEnvelope& /*on_envelope*/) const {}

  // One unit into a tree, which may point into the unit's bytes.
  virtual absl::Status Read(const Unit& unit, const NameIds& names, Tree* tree) const = 0;

  // One row behind what `out` holds already; sets its preamble. FailedPrecondition: the row has no form here.
  virtual absl::Status Write(const Out& row, Encoded* out) const = 0;

  // Values have types of their own, lists are arrays, and what is not there is null (JSON).
  virtual bool typed() const { return false; }
  // A list is several children of one name, side by side (lines, XML).
  virtual bool siblings() const { return false; }
  // What is written may be read back as something else, and only the whole row tells: names cut short, letters spelt
  // otherwise. The encoder then reads its own output, and what does not come back was not said.
  virtual bool respells() const { return false; }
  // An element with nothing in it is a placeholder, not a thing that nothing is said of (XML).
  virtual bool hollow_is_nothing() const { return false; }
  // A refusal of Read names the place in the file, as the unit's own place does; else it is relative to the unit.
  virtual bool places_in_file() const { return false; }
  // How many letters a value of the record's own columns may have.
  virtual size_t RoomFor(std::string_view /*name*/) const { return std::numeric_limits<size_t>::max(); }

  // A carried value: where it stood, below `base`, and what stood there, so that Restore finds its place again. Restore
  // gives null where there is no such place, or it is taken.
  virtual std::string CarriedPath(const Tree& tree, int32_t node, int32_t base) const;
  virtual std::string CarriedText(const Node& leaf) const { return std::string(leaf.text); }
  virtual Out* Restore(std::string_view path, std::string_view text, Out* row) const;
};

// "victim[1]/Circumstance": a path of PathOf, each name made where it is missing.
Out* PlaceOfPath(std::string_view path, Out* row);

}  // namespace entente::adapters
