// For whoever writes a mapping: `lens-try FOLDER FILE [-q]` reads a file by a mapping folder, prints each record, each
// receipt's notes and each refusal, writes it back, and counts the fates. Not installed.
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <iostream>
#include <map>
#include <sstream>

#include "adapters/core/load.h"

namespace {

using namespace entente;  // NOLINT

std::string Json(const google::protobuf::Message& message) {
  std::string text;
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  (void)google::protobuf::util::MessageToJsonString(message, &text, options);
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: lens-try FOLDER FILE [-q]\n";
    return 2;
  }
  const bool quiet = argc > 3;
  auto format = adapters::LoadFolder(argv[1]);
  if (!format.ok()) {
    std::cerr << format.status().message() << "\n";
    return 1;
  }
  std::ifstream in(argv[2], std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  const std::string file = bytes.str();
  std::map<std::string, int64_t> fates;
  int64_t records = 0, refused = 0, leaves = 0;
  const auto refuse = [&](const adapters::Refusal& refusal) {
    ++refused;
    std::cerr << "refused: " << refusal.Message(true) << "\n";
  };
  (*format)->Split(
      file,
      [&](const adapters::Unit& unit) {
        auto decoded = (*format)->Decode(unit);
        if (!decoded.ok()) return refuse(adapters::RefusalOf(decoded.status()));
        ++records;
        leaves += decoded->receipt.leaves();
        for (const auto& count : decoded->receipt.fates()) fates[v1::Fate_Name(count.fate())] += count.count();
        const auto encoded = (*format)->Encode(decoded->record, {});
        if (quiet) return;
        std::cout << Json(decoded->record) << "\n";
        for (const auto& note : decoded->receipt.notes()) std::cout << "  read: " << Json(note) << "\n";
        if (!encoded.ok()) {
          std::cout << "  not written: " << encoded.status().message() << "\n";
          return;
        }
        std::cout << "  written: " << encoded->data;
        for (const auto& note : encoded->receipt.notes()) std::cout << "  lost: " << Json(note) << "\n";
      },
      refuse);
  std::cerr << records << " records, " << refused << " refused, " << leaves << " leaves:";
  for (const auto& [fate, count] : fates) std::cerr << " " << fate << " " << count;
  std::cerr << "\n";
  return 0;
}
