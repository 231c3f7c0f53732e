// What stands around the records of a file: never in a record, but every value of it has a fate too.
#include <array>

#include "adapters/core/lens/decode.h"
#include "adapters/core/lens/walk.h"

namespace entente::adapters {
namespace {

const std::string* WhyOf(const Plan& plan, std::string_view path) {
  for (const auto& [glob, why] : plan.envelope) {
    if (Wildcard(glob, path)) return &why;
  }
  return nullptr;
}

}  // namespace

v1::Receipt EnvelopeReceipt(const Plan& plan, const Tree& tree) {
  v1::Receipt receipt;
  receipt.set_format(plan.full_name());
  receipt.set_where("around the records");
  std::array<int64_t, v1::Fate_ARRAYSIZE> counts{};
  for (int32_t i = 0; i < tree.size(); ++i) {
    if (!tree[i].leaf()) continue;
    receipt.set_leaves(receipt.leaves() + 1);
    v1::Fate fate = v1::EMPTY;
    if (!tree[i].blank()) {
      v1::Note* note = receipt.add_notes();
      note->set_path(PathOf(tree, i, plan.frame->siblings()));
      const std::string* why = WhyOf(plan, note->path());
      fate = why == nullptr ? v1::UNMAPPED : v1::DROPPED;
      note->set_fate(fate);
      note->set_why(why == nullptr ? "the mapping's `envelope` does not say" : *why);
    }
    ++counts[static_cast<size_t>(fate)];
  }
  for (size_t fate = 1; fate < counts.size(); ++fate) {
    if (counts[fate] == 0) continue;
    v1::FateCount* count = receipt.add_fates();
    count->set_fate(static_cast<v1::Fate>(fate));
    count->set_count(counts[fate]);
  }
  return receipt;
}

}  // namespace entente::adapters
