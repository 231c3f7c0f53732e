// Between a Value and the field of the record it belongs to.
#pragma once

#include "adapters/core/lens/reach.h"
#include "adapters/core/lens/value.h"

namespace entente::adapters {

enum class Stored { kSet, kEqual, kDiffers, kUnfit };  // kUnfit: the value has no such form (an enum's unknown word)

// Puts the value there unless another one stands there already. A list gets one more item.
Stored Store(const Value& value, Target target, const Spot& spot);
// The same for a message that stands alone.
Stored StoreMessage(const Value& value, Target target, Message* message);

// What stands there, as a value that steps can write.
void Load(Target target, const Found& found, Value* value);

// Constants of `set` and `for`: a Code by its common code, an enum by its short name.
Value ConstantValue(std::string_view text, Target target);
bool EqualsConstant(std::string_view text, Target target, const Found& found);

// Fills Quantity.normal, normal_to and normal_unit, Name.script and Name.latin everywhere in the message.
void Derive(Message* message);
// IsDerived: whether the field is one of these. The rest does the same for one. `room`: how many more names of this
// record may be transliterated, kLatinNamesMax at first; ICU takes its time, and no honest record runs out.
bool IsDerived(const FieldDescriptor* field);
inline constexpr int kLatinNamesMax = 256;
void DeriveQuantity(v1::Quantity* quantity);
void DeriveName(v1::Name* name, int* room);

}  // namespace entente::adapters
