#include <set>

#include "adapters/core/format.h"
#include "adapters/core/frame/utf8.h"
#include "adapters/core/lens/decimal.h"
#include "adapters/core/lens/reach.h"
#include "adapters/core/lens/step.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr int kDepthMax = 32;

absl::Status Broken(const std::string& path, std::string_view expected) {
  return absl::InvalidArgumentError(StrCat("`", path, "`: expected ", expected));
}

class Validator {
 public:
  explicit Validator(const v1::Record& record) : record_(record) {}

  absl::Status Run() {
    if (record_.body_case() == v1::Record::BODY_NOT_SET)
      return Broken("notice", "one body: notice, arrest, seizure or incident");
    absl::Status status = Visit(record_, At{}, 0);
    if (!status.ok()) return status;
    return References();
  }

 private:
  // Where in the record something stands; made into words only when it is wrong.
  struct At {
    const At* above = nullptr;
    const FieldDescriptor* field = nullptr;  // none: the record itself
    int index = -1;                          // of a repeated field's element
  };

  static std::string PathOf(const At& at) {
    if (at.field == nullptr) return "";
    std::string path = PathOf(*at.above);
    if (!path.empty()) path += ".";
    path += at.field->name();
    return at.index >= 0 ? StrCat(path, "[", at.index, "]") : path;
  }

  absl::Status Visit(const Message& message, const At& at, int depth) {
    if (depth > kDepthMax) return Broken(PathOf(at), "at most 32 levels of nesting");
    const auto* r = message.GetReflection();
    if (!r->GetUnknownFields(message).empty())
      return Broken(at.field == nullptr ? "record" : PathOf(at), "only fields this version knows");
    if (const FieldDescriptor* id = IdField(message); id != nullptr) {
      const std::string text = TextAt(message, id);
      if (!text.empty() && !ids_.insert(text).second)
        return Broken(StrCat(PathOf(at), ".id"), "an id that stands once in the record");
    }
    if (message.GetDescriptor() == v1::PartialDate::descriptor()) {
      absl::Status date = Dates(static_cast<const v1::PartialDate&>(message), at);
      if (!date.ok()) return date;
    }
    std::vector<const FieldDescriptor*> fields;
    r->ListFields(message, &fields);
    for (const FieldDescriptor* field : fields) {
      const int count = field->is_repeated() ? r->FieldSize(message, field) : 1;
      for (int i = 0; i < count; ++i) {
        absl::Status status = Value(message, {&at, field, field->is_repeated() ? i : -1}, depth);
        if (!status.ok()) return status;
      }
    }
    return absl::OkStatus();
  }

  absl::Status Value(const Message& message, const At& at, int depth) {
    const auto* r = message.GetReflection();
    const FieldDescriptor* field = at.field;
    if (field->message_type() != nullptr) {
      return Visit(at.index >= 0 ? r->GetRepeatedMessage(message, field, at.index) : r->GetMessage(message, field), at,
                   depth + 1);
    }
    if (field->type() == FieldDescriptor::TYPE_STRING) return Text(message, at);
    if (field->enum_type() != nullptr) {
      const int number =
          at.index >= 0 ? r->GetRepeatedEnumValue(message, field, at.index) : r->GetEnumValue(message, field);
      if (field->enum_type()->FindValueByNumber(number) == nullptr) {
        return Broken(PathOf(at), "a value this version knows");
      }
    }
    if (message.GetDescriptor() == v1::PartialDate::descriptor()) return DatePart(message, at);
    return absl::OkStatus();
  }

  absl::Status Text(const Message& message, const At& at) {
    const auto* r = message.GetReflection();
    std::string scratch;
    const std::string& text = at.index >= 0 ? r->GetRepeatedStringReference(message, at.field, at.index, &scratch)
                                            : r->GetStringReference(message, at.field, &scratch);
    if (InvalidUtf8At(text) >= 0) return Broken(PathOf(at), "UTF-8");
    if (IsAmount(message.GetDescriptor(), at.field->name()) && !IsDecimal(text)) {
      return Broken(PathOf(at), "a decimal number such as -12.50");
    }
    return absl::OkStatus();
  }

  static bool IsAmount(const Descriptor* type, const std::string& name) {
    if (type == v1::Quantity::descriptor()) {
      return name == "amount" || name == "amount_to" || name == "normal" || name == "normal_to";
    }
    if (type == v1::Money::descriptor()) return name == "amount" || name == "amount_to";
    return type == v1::Place::descriptor() && (name == "latitude" || name == "longitude");
  }

  // Parts out of range are named one by one, below.
  static absl::Status Dates(const v1::PartialDate& date, const At& at) {
    const auto possible = [](int year, int month, int day) {
      constexpr int kLeapYear = 2000;
      const bool in_range = year >= 0 && month >= 0 && month <= 12 && day >= 0 && day <= 31;
      return !in_range || PossibleDate(year == 0 ? kLeapYear : year, month, day);
    };
    const bool both =
        possible(date.year(), date.month(), date.day()) && possible(date.to_year(), date.to_month(), date.to_day());
    return both ? absl::OkStatus() : Broken(PathOf(at), "a day that its month has, and a month for it");
  }

  absl::Status DatePart(const Message& message, const At& at) {
    if (at.field->cpp_type() != FieldDescriptor::CPPTYPE_INT32) return absl::OkStatus();
    const int number = message.GetReflection()->GetInt32(message, at.field);
    const std::string& name = at.field->name();
    const int most = name.ends_with("year") ? 9999 : name.ends_with("month") ? 12 : 31;
    return number >= 1 && number <= most ? absl::OkStatus() : Broken(PathOf(at), StrCat("a number from 1 to ", most));
  }

  // ---- References: what may be named, and what a list of ids means ----

  template <typename List>
  static std::set<std::string> IdsOf(const List& list) {
    std::set<std::string> ids;
    for (const auto& element : list) ids.insert(element.id());
    return ids;
  }

  template <typename List>
  absl::Status Named(const List& ids, const std::set<std::string>& known, const std::string& path,
                     std::string_view what) const {
    for (int i = 0; i < ids.size(); ++i) {
      if (!known.contains(ids[i])) return Broken(StrCat(path, "[", i, "]"), StrCat("the id of ", what));
    }
    return absl::OkStatus();
  }

  absl::Status Relations(const v1::Person& person, const std::string& path) const {
    return Relations(person.relations(), path);
  }
  template <typename List>
  absl::Status Relations(const List& relations, const std::string& path) const {
    for (int i = 0; i < relations.size(); ++i) {
      const std::string& to = relations[i].to_id();
      if (!to.empty() && !pointed_at_.contains(to)) {
        return Broken(StrCat(path, ".relations[", i, "].to_id"),
                      "a subject, organisation, item, offence or order of this record");
      }
    }
    return absl::OkStatus();
  }

  absl::Status References() {
    const auto subjects = IdsOf(record_.subjects());
    const auto offences = IdsOf(record_.offences());
    const auto orders = IdsOf(record_.orders());
    for (const auto* ids : {&subjects, &offences, &orders}) pointed_at_.insert(ids->begin(), ids->end());
    for (const auto& item : record_.items()) pointed_at_.insert(item.id());
    for (const auto& body : record_.organisations()) pointed_at_.insert(body.id());
    absl::Status status;
    const auto check = [&](const absl::Status& next) {
      if (status.ok()) status = next;
    };
    for (int i = 0; i < record_.arrest().detentions_size(); ++i) {
      const auto& detention = record_.arrest().detentions(i);
      const std::string path = StrCat("arrest.detentions[", i, "]");
      if (!detention.subject_id().empty() && !subjects.contains(detention.subject_id())) {
        check(Broken(path + ".subject_id", "the id of a subject"));
      }
      check(Named(detention.offence_ids(), offences, path + ".offence_ids", "an offence"));
      check(Named(detention.order_ids(), orders, path + ".order_ids", "an order"));
    }
    for (int i = 0; i < record_.orders_size(); ++i) {
      const std::string path = StrCat("orders[", i, "]");
      check(Named(record_.orders(i).subject_ids(), subjects, path + ".subject_ids", "a subject"));
      check(Named(record_.orders(i).offence_ids(), offences, path + ".offence_ids", "an offence"));
    }
    for (int i = 0; i < record_.items_size(); ++i) {
      check(Named(record_.items(i).order_ids(), orders, StrCat("items[", i, "].order_ids"), "an order"));
    }
    for (int i = 0; i < record_.victims_size(); ++i) {
      const std::string path = StrCat("victims[", i, "]");
      check(Named(record_.victims(i).offence_ids(), offences, path + ".offence_ids", "an offence"));
      check(Relations(record_.victims(i).person(), path + ".person"));
      check(Relations(record_.victims(i).organisation().relations(), path + ".organisation"));
      for (int k = 0; k < record_.victims(i).items_size(); ++k) {
        check(Named(record_.victims(i).items(k).order_ids(), orders, StrCat(path, ".items[", k, "].order_ids"),
                    "an order"));
      }
    }
    const auto people = [&](const auto& list, std::string_view name) {
      for (int i = 0; i < list.size(); ++i) check(Relations(list[i], StrCat(name, "[", i, "]")));
    };
    people(record_.subjects(), "subjects");
    people(record_.witnesses(), "witnesses");
    people(record_.officers(), "officers");
    people(record_.associates(), "associates");
    for (int i = 0; i < record_.organisations_size(); ++i) {
      check(Relations(record_.organisations(i).relations(), StrCat("organisations[", i, "]")));
    }
    return status;
  }

  const v1::Record& record_;
  std::set<std::string> ids_;
  std::set<std::string> pointed_at_;
};

}  // namespace

absl::Status Validate(const v1::Record& record) { return Validator(record).Run(); }

}  // namespace entente::adapters
