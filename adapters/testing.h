// What the formats' own tests share: a sample read as a file is read, and questions asked of the records.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/core/format.h"

namespace entente::adapters::testing {

struct Reading {
  std::vector<Decoded> decoded;
  std::vector<Refusal> refused;
  std::vector<v1::Receipt> around;  // of what is in no record
};

// `file` below adapters/<format>/samples/.
inline std::string Sample(const std::string& format, const std::string& file) {
  std::ifstream in(std::string(ENTENTE_SOURCE_DIR) + "/adapters/" + format + "/samples/" + file, std::ios::binary);
  EXPECT_TRUE(in.is_open()) << format << "/" << file;
  std::ostringstream bytes;
  bytes << in.rdbuf();
  return bytes.str();
}

inline const Format& Builtin(const std::string& name) {
  const Format* format = Registry::Builtin().Find(name);
  if (format == nullptr) throw std::runtime_error("no format " + name);
  return *format;
}

inline Reading Read(const Format& format, std::string_view file) {
  Reading reading;
  format.Split(
      file,
      [&](const Unit& unit) {
        absl::StatusOr<Decoded> decoded = format.Decode(unit);
        if (decoded.ok()) {
          EXPECT_TRUE(!decoded->is_record || Validate(decoded->record).ok())
              << unit.where << ": " << Validate(decoded->record);
          reading.decoded.push_back(*std::move(decoded));
        } else {
          reading.refused.push_back(RefusalOf(decoded.status()));
        }
      },
      [&](const Refusal& refusal) { reading.refused.push_back(refusal); });
  format.Envelope(file, [&](const v1::Receipt& receipt) { reading.around.push_back(receipt); });
  return reading;
}

inline Reading ReadSample(const std::string& format, const std::string& file) {
  return Read(Builtin(format), Sample(format, file));
}

// Tests of one sample.
class OfSample : public ::testing::Test {
 protected:
  OfSample(const std::string& format, const std::string& file) : reading_(ReadSample(format, file)) {}
  const v1::Record& record(size_t i) const { return reading_.decoded.at(i).record; }
  Reading reading_;
};

inline int64_t Count(const v1::Receipt& receipt, v1::Fate fate) {
  for (const v1::FateCount& count : receipt.fates()) {
    if (count.fate() == fate) return count.count();
  }
  return 0;
}

// Every value of the record but those under `victims`, as text.
inline std::string WithoutVictims(v1::Record record) {
  record.clear_victims();
  return record.Utf8DebugString();
}

// The bytes that Encode writes for one record, header line first, what it opens closed.
inline std::string Written(const Format& format, const v1::Record& record, std::string_view edition = {}) {
  const absl::StatusOr<Encoded> encoded = format.Encode(record, edition);
  EXPECT_TRUE(encoded.ok()) << encoded.status();
  return encoded.ok() ? encoded->preamble + encoded->data + encoded->closing : "";
}

}  // namespace entente::adapters::testing
