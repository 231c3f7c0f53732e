// When it is asked, and when a copy was first released: what overlays tell apart.
#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "gateway/policy/analyse/book_rows.h"

namespace entente::policy {

std::vector<absl::Time> Instants(const Books& books, absl::Time from) {
  std::set<absl::Time> edges;
  for (const RuleBook* book : books) {
    for (const Window& window : book->windows) edges.insert({window.from, window.until});
  }
  constexpr int64_t kSomeDay = 1924992000;  // 2031-01-01: without an overlay all days are alike
  const absl::Time first = edges.empty() ? absl::FromUnixSeconds(kSomeDay) : *edges.begin() - absl::Hours(24);
  const absl::Time begin = from == absl::InfinitePast() ? first : from;
  std::vector<absl::Time> instants = {begin};
  for (const absl::Time edge : edges) {
    if (edge > begin) instants.push_back(edge);
  }
  return instants;
}

Dimension TimeDimension(const Books& books, absl::Time from) {
  Dimension dimension{"time", {}};
  for (const absl::Time now : Instants(books, from)) {
    dimension.options.push_back({{InstantInWords(now)},
                                 Joined(books, [&](const RuleBook& book) { return LiveRules(book, now); }),
                                 [now](RequestClass& request) { request.now = now; }});
  }
  return dimension;
}

void AddKeptCopies(const Books& books, Dimension& time) {
  std::set<absl::Time> releases;
  for (const RuleBook* book : books) {
    for (const Window& window : book->windows) {
      if (!window.recall) releases.insert({window.from, window.until - absl::Microseconds(1)});
    }
  }
  for (const absl::Time now : Instants(books, absl::InfinitePast())) {
    for (const absl::Time release : releases) {
      if (release >= now) break;
      Option option{{absl::StrCat(InstantInWords(now), " of a copy of ", InstantInWords(release))},
                    Joined(books, [&](const RuleBook& book) { return LiveRules(book, now, release); }),
                    [now, release](RequestClass& request) {
                      request.now = now;
                      request.first_release = release;
                    },
                    "copy"};
      time.options.push_back(std::move(option));
    }
  }
}

}  // namespace entente::policy
