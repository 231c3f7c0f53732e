// A national format, seen from outside: bytes in, a Record and a receipt out, and back. Everything a caller needs of an
// adapter is here; how a mapping works is in lens/.
//
// Thread safety: a Format and a Registry are immutable once loaded and may be used from any thread.
// Errors: InvalidArgument with a payload Refusal (see refusal.h) for a record that cannot be read; its neighbours are
// not touched.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "entente/v1/receipt.pb.h"
#include "entente/v1/record.pb.h"

namespace entente::adapters {

// The exact bytes of one record, cut out of a file by Split. The views live as long as the file's bytes, or the owner.
struct Unit {
  std::string_view data;
  std::string_view preamble;          // CSV: the header line; XML: the tags that are open above the record
  std::shared_ptr<const void> owner;  // keeps the bytes where the format made them itself (XLSX, the tags above an XML
                                      // record); null: the file's
  std::string where;                  // "line 12", "item 3"
  int64_t occurrence = 1;             // which of equal units of the file, for formats without ids
};

// One of several files that belong together.
struct NamedFile {
  std::string name;  // for refusals: without its folder
  std::string_view bytes;
};

// Why a record, or the rest of a file, cannot be read.
struct Refusal {
  std::string where;     // "line 12", "item 3 /height"
  std::string found;     // at most 80 characters of what stood there; for a terminal, never for a log
  std::string expected;  // "a date as YYYY-MM-DD"
  std::string Message(bool with_values) const;  // one lower-case sentence
};

// Both messages stand in memory that goes with the object, which is half of what reading a record would cost otherwise:
// keep it, or copy what outlives it. It can be moved, and not assigned.
struct Decoded {
  Decoded();
  Decoded(Decoded&& other) noexcept;
  ~Decoded();

  struct Memory;
  std::unique_ptr<Memory> memory;
  v1::Record& record;
  v1::Receipt& receipt;
  bool is_record = true;  // false: an empty report (a zero report): a receipt, and nothing to keep
};

struct Encoded {
  std::string preamble;  // CSV: the header line of the edition written; XML: the tags above the record
  std::string closing;   // XML: the ends of what the preamble opened; written once, behind the last record
  std::string data;      // one record's native bytes; or several where the format has one row a person or thing
  v1::Receipt receipt;   // writing = true; what this format cannot carry
};

class Format {
 public:
  virtual ~Format() = default;
  virtual const std::string& name() const = 0;            // "ec-detenidos"
  virtual const std::string& title() const = 0;           // "Ecuador, detenidos y aprehendidos"
  virtual std::vector<std::string> editions() const = 0;  // {"2016", "2024"}; {""} for one without
  virtual std::vector<std::string> kinds() const = 0;     // record kinds it can hold: {"arrest"}
  virtual std::string syntax() const = 0;                 // "JSON", "CSV", "fixed-width lines"

  // Cuts a file into units and calls back for each, or for what cannot be cut, in file order.
  virtual void Split(std::string_view file, const std::function<void(const Unit&)>& on_unit,
                     const std::function<void(const Refusal&)>& on_refusal) const = 0;

  // Whether its files belong together: linked tables, a row of one and the rows of another being one record.
  virtual bool JoinsFiles() const { return false; }
  // Files read together. A format that joins none reads one after another.
  virtual void SplitFiles(const std::vector<NamedFile>& files, const std::function<void(const Unit&)>& on_unit,
                          const std::function<void(const Refusal&)>& on_refusal) const {
    for (const NamedFile& file : files) Split(file.bytes, on_unit, on_refusal);
  }

  // What stands in the file and in none of its records (a page's totals, a banner, the day a list was made): a receipt
  // a page, with the fate of every leaf. Called once a file, beside Split.
  virtual void Envelope(std::string_view file, const std::function<void(const v1::Receipt&)>& on_receipt) const {
    (void)file, (void)on_receipt;
  }

  virtual absl::StatusOr<Decoded> Decode(const Unit& unit) const = 0;

  // `edition` empty: the newest. FailedPrecondition when the format cannot hold this kind of record at all.
  virtual absl::StatusOr<Encoded> Encode(const v1::Record& record, std::string_view edition = {}) const = 0;

  // Where an edition keeps a field of the common record ("orders.country", brackets left out), in its own words; empty:
  // nowhere. An edition that is not known counts as the newest. The common record itself has every place.
  virtual std::vector<std::string> PlacesFor(std::string_view /*edition*/, std::string_view field) const {
    return {std::string(field)};
  }
};

// The refusal inside a status that Decode returned.
Refusal RefusalOf(const absl::Status& status);

class Registry {
 public:
  // The formats compiled into this program, and `common` (the record itself as JSON lines).
  static const Registry& Builtin();
  const Format* Find(std::string_view name) const;  // null: no such format
  std::vector<const Format*> all() const;           // sorted by name

  explicit Registry(std::vector<std::unique_ptr<Format>> formats) : Registry(std::move(formats), nullptr) {}
  // `beside`: its formats are found here too, and must live as long; null: none.
  Registry(std::vector<std::unique_ptr<Format>> formats, const Registry* beside);

 private:
  std::vector<std::unique_ptr<Format>> owned_;
  std::vector<const Format*> formats_;  // by name
};

// Checks the rules of record.proto that the types cannot say: one body, ids unique, references sound and never to a
// protected role, decimals well formed, and no field this build does not know. InvalidArgument names the path.
absl::Status Validate(const v1::Record& record);

}  // namespace entente::adapters
