// Layouts. Wrapped key and token: version, 24 random bytes, ciphertext with tag. Sealed value: version, 12 random
// bytes, ciphertext with tag.
//
// The gateway's own key seals without a bound on their number, more than 96 random bits of nonce bear. So each wrapped
// key and token has a key of its own, derived from the first half of its 24 random bytes; a record's data key seals few
// values and needs none of that.
#include "gateway/store/sealer.h"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "gateway/store/crypto.h"

namespace entente::store {

namespace {

constexpr char kVersion = 1;
constexpr size_t kHalfNonceSize = kNonceSize;
constexpr size_t kSaltSize = 32;

// One purpose, one key: what was made for one use never opens in another.
std::string DeriveKey(std::string_view file_key, std::string_view use) {
  return HmacSha256(file_key, absl::StrCat("entente sealer 1: ", absl::string_view(use.data(), use.size())));
}

std::string Join(std::initializer_list<std::string_view> parts) {
  std::string joined;
  for (const std::string_view part : parts) joined.append(part);
  return joined;
}

absl::StatusOr<std::string> SealUnderDerived(const Secret& key, std::string_view context, std::string_view plain) {
  const auto nonce = RandomBytes(2 * kHalfNonceSize);
  if (!nonce.ok()) return nonce.status();
  const Secret own(HmacSha256(key.bytes(), std::string_view(*nonce).substr(0, kHalfNonceSize)));
  const auto sealed = Encrypt(own.bytes(), std::string_view(*nonce).substr(kHalfNonceSize), context, plain);
  if (!sealed.ok()) return sealed.status();
  return Join({std::string_view(&kVersion, 1), *nonce, *sealed});
}

absl::StatusOr<std::string> OpenUnderDerived(const Secret& key, std::string_view context, std::string_view sealed) {
  if (sealed.size() < 1 + 2 * kHalfNonceSize + kTagSize || sealed.front() != kVersion) {
    return absl::DataLossError("sealed bytes are damaged or of another version");
  }
  const std::string_view nonce = sealed.substr(1, 2 * kHalfNonceSize);
  const Secret own(HmacSha256(key.bytes(), nonce.substr(0, kHalfNonceSize)));
  return Decrypt(own.bytes(), nonce.substr(kHalfNonceSize), context, sealed.substr(1 + nonce.size()));
}

class FileKeySealer : public Sealer {
 public:
  explicit FileKeySealer(std::string_view file_key)
      : wrap_key_(DeriveKey(file_key, "wrap")),
        token_key_(DeriveKey(file_key, "token")),
        digest_key_(DeriveKey(file_key, "digest")) {}

  absl::StatusOr<RecordKey> NewKey() override {
    auto data_key = RandomBytes(kKeySize);
    if (!data_key.ok()) return data_key.status();
    auto salt = RandomBytes(kSaltSize);
    if (!salt.ok()) return salt.status();
    RecordKey key;
    key.data_key = *std::move(data_key);
    key.salt = *std::move(salt);
    return key;
  }

  absl::StatusOr<std::string> Wrap(const RecordKey& key) override {
    if (key.data_key.size() != kKeySize || key.salt.size() != kSaltSize) {
      return absl::InvalidArgumentError("a record's key and salt must have 32 bytes each");
    }
    const Secret plain(key.data_key + key.salt);
    return SealUnderDerived(wrap_key_, "record key", plain.bytes());
  }

  absl::StatusOr<RecordKey> Unwrap(std::string_view wrapped) override {
    auto opened = OpenUnderDerived(wrap_key_, "record key", wrapped);
    if (!opened.ok()) return opened.status();
    const Secret plain(*std::move(opened));
    if (plain.bytes().size() != kKeySize + kSaltSize) return absl::DataLossError("a wrapped key has the wrong size");
    RecordKey key;
    key.data_key = plain.bytes().substr(0, kKeySize);
    key.salt = plain.bytes().substr(kKeySize);
    return key;
  }

  absl::StatusOr<std::string> Seal(const RecordKey& key, std::string_view context, std::string_view plain) override {
    const auto nonce = RandomBytes(kNonceSize);
    if (!nonce.ok()) return nonce.status();
    const auto sealed = Encrypt(key.data_key, *nonce, context, plain);
    if (!sealed.ok()) return sealed.status();
    return Join({std::string_view(&kVersion, 1), *nonce, *sealed});
  }

  absl::StatusOr<std::string> Open(const RecordKey& key, std::string_view context, std::string_view sealed) override {
    if (sealed.size() < 1 + kNonceSize + kTagSize || sealed.front() != kVersion) {
      return absl::DataLossError("sealed bytes are damaged or of another version");
    }
    return Decrypt(key.data_key, sealed.substr(1, kNonceSize), context, sealed.substr(1 + kNonceSize));
  }

  // The length of the domain goes first, so that no domain and value read as another pair.
  std::string Digest(std::string_view domain, std::string_view value) const override {
    return HmacSha256(digest_key_.bytes(), Join({absl::StrCat(domain.size(), ":"), domain, value}));
  }

  absl::StatusOr<std::string> SealToken(std::string_view context, std::string_view plain) override {
    return SealUnderDerived(token_key_, context, plain);
  }

  absl::StatusOr<std::string> OpenToken(std::string_view context, std::string_view token) override {
    return OpenUnderDerived(token_key_, context, token);
  }

 private:
  const Secret wrap_key_, token_key_, digest_key_;
};

struct FileCloser {
  int file;
  ~FileCloser() { close(file); }
};

absl::Status CheckKeyFile(int file) {
  struct stat facts {};
  if (fstat(file, &facts) != 0 || !S_ISREG(facts.st_mode)) {
    return absl::FailedPreconditionError("the key file is not a plain file");
  }
  if ((facts.st_mode & 0777) != 0600 && (facts.st_mode & 0777) != 0400) {
    return absl::FailedPreconditionError("the key file must be readable by its owner only (mode 0600)");
  }
  if (facts.st_size != static_cast<off_t>(kKeySize)) {
    return absl::FailedPreconditionError(
        absl::StrCat("the key file must hold exactly 32 bytes, it holds ", static_cast<int64_t>(facts.st_size)));
  }
  return absl::OkStatus();
}

}  // namespace

RecordKey::~RecordKey() {
  Cleanse(data_key);
  Cleanse(salt);
}

absl::StatusOr<std::unique_ptr<Sealer>> OpenFileSealer(const std::string& key_file) {
  const int file = open(key_file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) return absl::FailedPreconditionError("the key file cannot be opened");
  const FileCloser closer{file};
  if (auto status = CheckKeyFile(file); !status.ok()) return status;
  std::string bytes(kKeySize, '\0');
  const ssize_t got = read(file, bytes.data(), bytes.size());
  const Secret key(std::move(bytes));
  if (got != static_cast<ssize_t>(kKeySize)) return absl::FailedPreconditionError("the key file cannot be read");
  return MakeSealer(key.bytes());
}

absl::Status CreateKeyFile(const std::string& key_file) {
  auto random = RandomBytes(kKeySize);
  if (!random.ok()) return random.status();
  const Secret key(*std::move(random));
  const int file = open(key_file.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (file < 0 && errno == EEXIST) return absl::AlreadyExistsError("the key file is there already");
  if (file < 0) return absl::UnavailableError("the key file cannot be made");
  const FileCloser closer{file};
  if (write(file, key.bytes().data(), kKeySize) != static_cast<ssize_t>(kKeySize) || fsync(file) != 0) {
    unlink(key_file.c_str());
    return absl::UnavailableError("the key file cannot be written");
  }
  return absl::OkStatus();
}

std::unique_ptr<Sealer> MakeSealer(std::string_view key_32_bytes) {
  return std::make_unique<FileKeySealer>(key_32_bytes);
}

}  // namespace entente::store
