#include "gateway/core/decoy.h"

#include <utility>

#include "gateway/core/documents.h"
#include "gateway/core/ids.h"
#include "gateway/core/looking.h"

namespace entente::core {
namespace {

constexpr char kSetting[] = "decoy";

// About as long as records are: an arrest with one person, two documents, an offence and a thing.
v1::Record InventedRecord() {
  v1::Record record;
  v1::Header& header = *record.mutable_header();
  header.mutable_originator()->set_country("QQ");
  header.mutable_originator()->set_system("decoy");
  header.set_national_id("DECOY-0000-0001");
  header.set_action(v1::ACTION_NEW);
  header.add_matters(v1::MATTER_ORDINARY);
  header.mutable_event_time()->set_year(2020);
  header.mutable_event_place()->mutable_country()->set_common("QQ");
  header.mutable_event_place()->set_locality("Villa Inventada");
  v1::Person& person = *record.add_subjects();
  person.set_id("s1");
  person.add_names()->add_parts()->set_text("QUISPEROA TAMBURELLI Zutano");
  person.add_nationalities()->set_common("QQ");
  for (const char* number : {"QQ0000001", "QQ0000002"}) {
    v1::Document& document = *person.add_documents();
    document.mutable_kind()->set_common("passport");
    document.set_number(number);
  }
  v1::Offence& offence = *record.add_offences();
  offence.set_id("o1");
  offence.mutable_code()->set_common("human-trafficking");
  v1::Item& item = *record.add_items();
  item.set_id("i1");
  item.mutable_document()->set_number("QQ0000003");
  record.mutable_arrest()->add_detentions()->set_subject_id("s1");
  return record;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Decoy>> Decoy::Make(store::Store* store, store::Sealer* sealer) {
  store::Revision row;
  row.record_id = NewRecordId();
  row.country = "QQ";
  row.system = "decoy";
  row.kind = "arrest";
  row.national_id = "DECOY";
  row.revision = 1;
  PlainParts parts;
  parts.record = InventedRecord();
  const absl::StatusOr<store::RecordKey> key = sealer->NewKey();
  if (!key.ok()) return key.status();
  if (const absl::Status status = SealInto(*sealer, *key, parts, row); !status.ok()) return status;
  if (const absl::Status status = store->PutSetting(kSetting, row.sealed_record); !status.ok()) return status;
  row.sealed_record.clear();
  return std::unique_ptr<Decoy>(new Decoy(store, std::move(row)));
}

absl::Status Decoy::LookAt(Looking& looking) const {
  absl::StatusOr<std::string> sealed = store_->GetSetting(kSetting);
  if (!sealed.ok()) return sealed.status();
  store::Revision row = row_;
  row.sealed_record = *std::move(sealed);
  // Of a country whose policy is as long as any, so that the decision takes as long as one about a real record.
  for (const std::string& country : looking.active().participants->network.countries) {
    if (country != looking.system().country) row.country = country;
  }
  const auto held = store_->FindHolder(row.record_id, looking.system().name(), looking.purpose());
  if (!held.ok()) return held.status();
  const absl::StatusOr<Look> look = looking.At(row, *held);
  if (!look.ok()) return look.status();
  return DocumentsOf(look->opened.record).empty() ? absl::InternalError("the decoy is empty") : absl::OkStatus();
}

}  // namespace entente::core
