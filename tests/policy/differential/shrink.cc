#include <memory>

#include "absl/strings/str_cat.h"
#include "tests/policy/differential/compare.h"

namespace entente::differential {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Whether there is still a difference of the same sort, as its first word says.
class Shrinking {
 public:
  Shrinking(Files& files, v1::Record& record, const Asked& asked) : files_(files), record_(record), asked_(asked) {
    sort_ = Sort();
  }

  void Run() {
    for (bool smaller = true; smaller;) smaller = FewerRules() || FewerValues(record_);
  }

 private:
  std::string Sort() const {
    const Both both(files_);
    if (both.compiled == nullptr) return "refused";
    const std::string difference = Compare(both, record_, BothRead(record_, asked_.moment), asked_).difference;
    return difference.substr(0, difference.find('\n'));
  }

  bool FewerRules() {
    bool smaller = FewerOf(files_.floor.rules);
    for (size_t i = 0; i < files_.countries.size(); ++i) {
      const PolicyFile country = files_.countries[i];
      files_.countries.erase(files_.countries.begin() + static_cast<long>(i));
      if (Sort() == sort_) return true;
      files_.countries.insert(files_.countries.begin() + static_cast<long>(i), country);
      smaller = FewerOf(files_.countries[i].rules) || smaller;
      for (auto& overlay : files_.countries[i].overlays) smaller = FewerOf(overlay.rules) || smaller;
    }
    return smaller;
  }

  bool FewerOf(std::vector<std::string>& rules) {
    bool smaller = false;
    for (size_t i = rules.size(); i-- > 0;) {
      const std::string rule = rules[i];
      rules.erase(rules.begin() + static_cast<long>(i));
      if (Sort() == sort_) {
        smaller = true;
      } else {
        rules.insert(rules.begin() + static_cast<long>(i), rule);
      }
    }
    return smaller;
  }

  // Fields are cleared one by one, from the outside in; of a list, entries.
  bool FewerValues(Message& message) {
    bool smaller = false;
    const auto& reflection = *message.GetReflection();
    std::vector<const FieldDescriptor*> fields;
    reflection.ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      const std::unique_ptr<Message> before(message.New());
      before->CopyFrom(message);
      reflection.ClearField(&message, field);
      if (Sort() == sort_) {
        smaller = true;
        continue;
      }
      message.CopyFrom(*before);
      if (field->is_repeated() && reflection.FieldSize(message, field) > 1) {
        reflection.RemoveLast(&message, field);
        if (Sort() == sort_) return true;
        message.CopyFrom(*before);
      }
      if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
      const int size = field->is_repeated() ? reflection.FieldSize(message, field) : 1;
      for (int i = 0; i < size; ++i) {
        smaller = FewerValues(field->is_repeated() ? *reflection.MutableRepeatedMessage(&message, field, i)
                                                   : *reflection.MutableMessage(&message, field)) ||
                  smaller;
      }
    }
    return smaller;
  }

  Files& files_;
  v1::Record& record_;
  const Asked& asked_;
  std::string sort_;
};

}  // namespace

std::string Report(Files files, v1::Record record, const Asked& asked) {
  Shrinking(files, record, asked).Run();
  std::string report = absl::StrCat("the two evaluators differ.\n", files.floor.Text());
  for (const PolicyFile& file : files.countries) absl::StrAppend(&report, "---\n", file.Text());
  absl::StrAppend(&report, "---\n", record.Utf8DebugString(), "---\n", Spelled(asked), "---\n");
  const Both both(files);
  return report + (both.compiled == nullptr ? both.fault
                                            : Compare(both, record, BothRead(record, asked.moment), asked).difference);
}

}  // namespace entente::differential
