// What bytes may encode, so that no word hides behind an encoding.
#include <zlib.h>

#include <array>
#include <string>

#include "tests/canary/words.h"

namespace entente::canary {
namespace {

constexpr int kDepthMax = 2;
constexpr size_t kBase64Min = 22;  // of a word alone, without padding
constexpr size_t kHexMin = 2 * kWordSize;
constexpr size_t kInflatedMax = 1 << 22;

using Table = std::array<int8_t, 256>;  // -1: not of this alphabet

Table TableOf(std::string_view alphabet) {
  Table table;
  table.fill(-1);
  for (size_t i = 0; i < alphabet.size(); ++i) {
    table[static_cast<unsigned char>(alphabet[i])] = static_cast<int8_t>(i % (alphabet.size() > 60 ? 64 : 16));
  }
  return table;
}

const Table& Base64() {
  // Both alphabets at once: the last two of the second have the places of the first's.
  static const Table table = TableOf(
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");
  return table;
}

const Table& Hex() {
  static const Table table = TableOf("0123456789abcdef0123456789ABCDEF");
  return table;
}

// Each digit has so many bits.
std::string Packed(std::string_view digits, const Table& table, int bits) {
  std::string bytes;
  bytes.reserve(digits.size() * static_cast<size_t>(bits) / 8);
  uint32_t held = 0;
  int count = 0;
  for (const char digit : digits) {
    held = held << bits | static_cast<uint32_t>(table[static_cast<unsigned char>(digit)]);
    count += bits;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(held >> count & 0xff);
  }
  return bytes;
}

void ForEachRun(std::string_view bytes, const Table& table, size_t least,
                absl::FunctionRef<void(std::string_view)> visit) {
  for (size_t begin = 0; begin < bytes.size();) {
    size_t end = begin;
    while (end < bytes.size() && table[static_cast<unsigned char>(bytes[end])] >= 0) ++end;
    if (end - begin >= least) visit(bytes.substr(begin, end - begin));
    begin = end + 1;
  }
}

// Whatever comes out before the stream ends or breaks.
std::string Inflated(std::string_view bytes) {
  z_stream stream{};
  if (inflateInit2(&stream, MAX_WBITS + 32) != Z_OK) return "";
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  std::string out;
  char part[4096];
  for (int code = Z_OK; code == Z_OK && out.size() < kInflatedMax;) {
    stream.next_out = reinterpret_cast<Bytef*>(part);
    stream.avail_out = sizeof part;
    code = inflate(&stream, Z_NO_FLUSH);
    out.append(part, sizeof part - stream.avail_out);
  }
  inflateEnd(&stream);
  return out;
}

bool BeginsStream(std::string_view bytes, size_t at) {
  const auto first = static_cast<unsigned char>(bytes[at]), second = static_cast<unsigned char>(bytes[at + 1]);
  const bool zlib = first == 0x78 && (first << 8 | second) % 31 == 0;
  return zlib || (first == 0x1f && second == 0x8b);
}

void Read(std::string_view bytes, int depth, absl::FunctionRef<void(std::string_view)> visit) {
  visit(bytes);
  if (depth == kDepthMax) return;
  ForEachRun(bytes, Base64(), kBase64Min, [&](std::string_view run) {
    for (size_t phase = 0; phase < 4; ++phase) Read(Packed(run.substr(phase), Base64(), 6), depth + 1, visit);
  });
  ForEachRun(bytes, Hex(), kHexMin, [&](std::string_view run) {
    for (size_t phase = 0; phase < 2; ++phase) Read(Packed(run.substr(phase), Hex(), 4), depth + 1, visit);
  });
  for (size_t at = 0; at + 2 < bytes.size(); ++at) {
    if (BeginsStream(bytes, at)) Read(Inflated(bytes.substr(at)), depth + 1, visit);
  }
}

}  // namespace

void ForEachReading(std::string_view bytes, absl::FunctionRef<void(std::string_view)> visit) { Read(bytes, 0, visit); }

}  // namespace entente::canary
