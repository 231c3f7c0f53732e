// The net itself: what it catches, and in which encodings.
#include "tests/canary/words.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace entente::canary {
namespace {

std::vector<std::string> Found(const Words& words, std::string_view bytes, Words::Cut cut) {
  std::vector<std::string> found;
  words.Find(bytes, cut, [&found](const Sighting& sighting) { found.push_back(Words::Spell(sighting)); });
  return found;
}

bool IsRead(const Words& words, std::string_view bytes) {
  bool read = false;
  ForEachReading(bytes, [&](std::string_view reading) {
    words.Find(reading, Words::Cut::kNever, [&read](const Sighting&) { read = true; });
  });
  return read;
}

std::string Deflated(const std::string& text) {
  std::string out(compressBound(text.size()), '\0');
  uLongf size = out.size();
  compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(text.data()), text.size());
  return out.substr(0, size);
}

TEST(Words, AreCaughtWhateverTheirCaseAndWhereverTheyAreCut) {
  Words words(7);
  const std::string a = words.New(), b = words.New(), upper = absl::AsciiStrToUpper(b);
  EXPECT_EQ(a.size(), kWordSize);
  EXPECT_NE(a, b);
  using List = std::vector<std::string>;
  EXPECT_EQ(Found(words, absl::StrCat("x", a, upper, "|", a), Words::Cut::kNever), (List{a, b, a}));
  EXPECT_EQ(Found(words, absl::StrCat(upper.substr(0, 9), "012", a.substr(0, 12), "zzzzzz"), Words::Cut::kMayBe),
            (List{b.substr(0, 9), a.substr(0, 12)}));
  EXPECT_EQ(Found(words, a.substr(0, 15), Words::Cut::kNever), List{});
  EXPECT_EQ(Found(words, a.substr(0, 8), Words::Cut::kMayBe), List{});
  EXPECT_EQ(Found(words, "cnryaaaaaaaaaaaa cnry cnr", Words::Cut::kMayBe), List{}) << "words of no world";
}

TEST(Words, ShownCoversThemAndTheirBeginnings) {
  Words words(7);
  const std::string a = words.New(), b = words.New(), c = words.New();
  const Shown shown(words, absl::StrCat(a, " ", absl::AsciiStrToUpper(b).substr(0, 12)));
  EXPECT_EQ(shown.size(), 2u);
  const auto covered = [&](const std::string& text) {
    bool all = true;
    words.Find(text, Words::Cut::kMayBe, [&](const Sighting& sighting) { all = all && shown.Covers(sighting); });
    return all;
  };
  EXPECT_TRUE(covered(a) && covered(a.substr(0, 10)) && covered(b.substr(0, 12)) && covered(b.substr(0, 9)));
  EXPECT_TRUE(covered(b.substr(0, 13))) << "a column beside it";
  EXPECT_FALSE(covered(b)) << "more of it than was shown";
  EXPECT_FALSE(covered(c));
  EXPECT_FALSE(covered(c.substr(0, 9)));
}

TEST(Words, AreReadInEveryEncoding) {
  Words words(7);
  const std::string word = words.New();
  EXPECT_FALSE(IsRead(words, "nothing of the kind, cnryabcdefghijkl"));
  for (size_t before = 0; before < 4; ++before) {
    const std::string text = std::string(before, '{') + word + "}";
    std::string plain, web;
    absl::Base64Escape(text, &plain);
    absl::WebSafeBase64Escape(text, &web);
    EXPECT_TRUE(IsRead(words, absl::StrCat("\"", plain, "\""))) << before;
    EXPECT_TRUE(IsRead(words, absl::StrCat("hit:", web))) << before;
    EXPECT_TRUE(IsRead(words, absl::StrCat("xy", absl::BytesToHexString(text)))) << before;
    EXPECT_TRUE(IsRead(words, absl::StrCat("#", absl::AsciiStrToUpper(absl::BytesToHexString(text))))) << before;
  }
  EXPECT_TRUE(IsRead(words, absl::StrCat("head", Deflated(word + word + word))));
  EXPECT_TRUE(IsRead(words, absl::Base64Escape(Deflated(word))));
}

}  // namespace
}  // namespace entente::canary
