// What a reader of mappings may ask of one decoded record: for each leaf the line that took it, and the field it went
// to. Decoding keeps it only when asked; otherwise it costs one test a value.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "adapters/core/format.h"
#include "adapters/core/lens/plan.h"
#include "adapters/core/lens/reach.h"

namespace entente::adapters {

struct TraceLeaf {
  std::string path;  // "arrest_warrants[1]/charge"
  std::string text;
  v1::Fate fate = v1::FATE_UNSPECIFIED;
  const Line* line = nullptr;  // null: no line of the mapping names it
  std::string field;           // "offences[0].code"; empty: none was filled
  std::string why;             // of a fate that needs a reason
  bool words = false;          // a date or an amount that stays as words
};

class Trace {
 public:
  // ---- For the decoder ----
  void Start() { marks_.clear(); }
  void Took(int32_t node, const Line* line) { marks_.push_back({node, line, {}, false}); }
  void Filled(const Spot& spot, bool words);
  // The objects behind the marks since `from` are gone: their lines' own fields are told instead.
  void Forget(size_t from);
  size_t size() const { return marks_.size(); }
  void End(const Tree& tree, bool repeated, const Decoded& decoded);

  // Of the record last decoded, in the order of its source.
  const std::vector<TraceLeaf>& leaves() const { return leaves_; }
  const Plan* plan() const { return plan_; }
  void set_plan(const Plan* plan) { plan_ = plan; }

 private:
  struct Mark {
    int32_t node = 0;
    const Line* line = nullptr;
    Spot spot;  // compared by address alone
    bool words = false;
  };
  std::vector<Mark> marks_;
  std::vector<TraceLeaf> leaves_;
  const Plan* plan_ = nullptr;
};

}  // namespace entente::adapters
