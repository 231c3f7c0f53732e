// A national system in fifty lines: reads an arrest in the common schema from a JSON file and submits it.
//
//   submit_arrest GATEWAY CA CERTIFICATE KEY arrest.json
#include <google/protobuf/util/json_util.h>

#include <fstream>
#include <iostream>
#include <iterator>

#include "entente/client.h"

namespace {

absl::StatusOr<entente::v1::Record> ReadRecord(const std::string& file) {
  std::ifstream stream(file);
  const std::string json(std::istreambuf_iterator<char>(stream), {});
  entente::v1::Record record;
  const auto status = google::protobuf::util::JsonStringToMessage(json, &record);
  if (!status.ok()) return absl::InvalidArgumentError(file + " is no record: " + status.ToString());
  return record;
}

int Fail(const absl::Status& status) {
  std::cerr << "submit_arrest: " << status.message() << " (" << entente::v1::Reason_Name(entente::ReasonOf(status))
            << ")\n";
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 6) {
    std::cerr << "usage: submit_arrest GATEWAY CA CERTIFICATE KEY FILE\n";
    return 2;
  }
  absl::StatusOr<entente::Client> client =
      entente::Client::Connect({.targets = {argv[1]},
                                .tls = {.root_file = argv[2], .cert_file = argv[3], .key_file = argv[4]},
                                .purpose = "criminal-investigation"});
  if (!client.ok()) return Fail(client.status());

  absl::StatusOr<entente::v1::Record> record = ReadRecord(argv[5]);
  if (!record.ok()) return Fail(record.status());

  // When this returns OK, the record and its audit entry are on the gateway's disk. It may be said again safely.
  const absl::StatusOr<entente::v1::SubmitReply> reply = client->Submit(*std::move(record));
  if (!reply.ok()) return Fail(reply.status());
  std::string line;
  (void)google::protobuf::util::MessageToJsonString(*reply, &line);
  std::cout << line << "\n";
  return 0;
}
