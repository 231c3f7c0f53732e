#include "gateway/core/document_match.h"

#include <map>
#include <string>

#include "gateway/core/documents.h"

namespace entente::core {
namespace {

bool Fits(const v1::DocumentQuery& query, const v1::Document& document) {
  if (NormaliseNumber(document.number()) != NormaliseNumber(query.number())) return false;
  if (!query.kind().empty() && document.kind().common() != query.kind()) return false;
  return query.country().empty() || document.country().common() == query.country();
}

}  // namespace

Match MatchDocument(const v1::DocumentQuery& query, const Look& look) {
  const bool own = look.decision.effect == policy::Effect::kOwn;
  std::map<std::string, bool> shown;
  if (!own) {
    for (const policy::Matchable& path : policy::MatchablePaths(look.opened.record, look.decision)) {
      bool& known = shown[path.path];
      known = known || path.shown;
    }
  }
  Match best = Match::kNone;
  for (const DocumentAt& at : DocumentsOf(look.opened.record)) {
    if (!Fits(query, *at.document)) continue;
    if (own) return Match::kShown;
    const auto found = shown.find(at.path);
    if (found == shown.end()) continue;
    if (found->second) return Match::kShown;
    best = Match::kHit;
  }
  return best;
}

}  // namespace entente::core
