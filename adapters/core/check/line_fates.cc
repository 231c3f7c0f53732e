#include "adapters/core/check/line_fates.h"

#include "adapters/core/text.h"

namespace entente::adapters {

std::string TableOf(const Line& line, const Plan& plan) {
  const Table* used = line.code != nullptr ? line.code->table : line.finds != nullptr ? line.finds->table : nullptr;
  for (const Step& step : line.steps) {
    if (const auto* quantity = std::get_if<QuantityStep>(&step); quantity != nullptr && used == nullptr) {
      used = quantity->words;
    }
  }
  if (used == nullptr) return "";
  for (const auto& [name, table] : plan.tables) {
    if (table.get() == used) return StrCat("codes/", name, ".csv");
  }
  return "";
}

std::string AnyItem(const std::string& path) {
  std::string out;
  for (size_t i = 0; i < path.size(); ++i) {
    out.push_back(path[i]);
    if (path[i] != '[') continue;
    while (i + 1 < path.size() && IsDigit(path[i + 1])) ++i;
  }
  return out;
}

FateCounter::FateCounter(const std::vector<const Plan*>& plans) {
  for (const Plan* plan : plans) {
    for (const Branch& branch : plan->branches) Collect(branch.top, "", *plan);
  }
}

void FateCounter::Collect(const Block& block, const std::string& above, const Plan& plan) {
  for (const Op& op : block.ops) {
    if (op.block != nullptr) {
      Collect(*op.block, StrCat(above, op.block->place.text, "/"), plan);
      continue;
    }
    const Line& line = *op.line;
    const std::string place = above + line.place.text;
    const std::string key = StrCat(line.source, " ", place);
    const auto [known, fresh] = by_source_.emplace(key, lines_.size());
    at_[&line] = known->second;
    if (!fresh) continue;
    LineFates fates;
    fates.where = line.source;
    fates.place = place;
    fates.right = line.written;
    fates.edition = plan.edition;
    fates.table = TableOf(line, plan);
    lines_.push_back(std::move(fates));
  }
}

void FateCounter::Add(const Trace& trace) {
  for (const TraceLeaf& leaf : trace.leaves()) {
    if (leaf.fate == v1::UNMAPPED) ++unmapped_[AnyItem(leaf.path)];
    const auto found = at_.find(leaf.line);
    if (found == at_.end()) continue;
    LineFates& line = lines_[found->second];
    ++line.leaves;
    ++line.fates[leaf.fate];
    if (leaf.words) {
      ++line.words;
      ++line.shapes[ShapeOf(leaf.text)];
    } else if (leaf.fate == v1::TEXT_ONLY && !line.table.empty()) {
      ++line.unlisted[leaf.text];
    }
  }
}

}  // namespace entente::adapters
