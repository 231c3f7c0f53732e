#include "gateway/audit/note.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gateway/audit/hash.h"
#include "gateway/pem/pem.h"

namespace entente::audit {

namespace {

constexpr char kEd25519 = 1;  // the algorithm's byte in a key id and a verifier key
constexpr size_t kPublicKeySize = 32;
constexpr size_t kSignatureSize = 64;
constexpr size_t kKeyIdSize = 4;
constexpr std::string_view kDash = "\u2014 ";  // a signature line begins with an em dash

struct Free {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Pkey = pem::Owned<EVP_PKEY>;

const unsigned char* Bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
// A name with blanks or a plus would be read as another note.
bool GoodName(std::string_view name) {
  if (name.empty()) return false;
  for (const char c : name) {
    if (c <= ' ' || c == '+' || c == 0x7f) return false;
  }
  return true;
}

std::string KeyId(std::string_view name, std::string_view public_key) {
  return Sha256({name, "\n", std::string_view(&kEd25519, 1), public_key}).substr(0, kKeyIdSize);
}

std::string Hex(std::string_view bytes) { return absl::BytesToHexString(View(bytes)); }

struct Verifier {
  std::string name, id, public_key;
};

absl::StatusOr<Verifier> ParseVerifierKey(std::string_view text) {
  const absl::Status bad = absl::InvalidArgumentError("the verifier key is not `name+hash+base64` of an Ed25519 key");
  // A key read from a file comes with the file's line end.
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) text.remove_suffix(1);
  // The name and the hash hold no plus; the base64 may.
  const std::vector<std::string> parts = absl::StrSplit(View(text), absl::MaxSplits('+', 2));
  if (parts.size() != 3 || !GoodName(parts[0])) return bad;
  const auto key = FromBase64(parts[2]);
  if (!key.ok() || key->size() != 1 + kPublicKeySize || key->front() != kEd25519) return bad;
  Verifier verifier{.name = parts[0], .id = "", .public_key = key->substr(1)};
  verifier.id = KeyId(verifier.name, verifier.public_key);
  if (Hex(verifier.id) != parts[1]) return bad;
  return verifier;
}

bool GoodSignature(const Verifier& verifier, std::string_view text, std::string_view signature) {
  const Pkey key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, Bytes(verifier.public_key), kPublicKeySize));
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  const bool good = key != nullptr && context != nullptr &&
                    EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
                    EVP_DigestVerify(context.get(), Bytes(signature), signature.size(), Bytes(text), text.size()) == 1;
  ERR_clear_error();  // a bad signature must not look like a later caller's error
  return good;
}

absl::StatusOr<Checkpoint> ParseText(std::string_view text) {
  const absl::Status bad = absl::DataLossError("the checkpoint is not an origin, a size and a root");
  const std::vector<std::string> lines = absl::StrSplit(View(text), '\n');
  if (lines.size() != 4 || !lines[3].empty() || lines[0].empty()) return bad;
  Checkpoint checkpoint{.origin = lines[0], .size = 0, .root = ""};
  if (!absl::SimpleAtoi(lines[1], &checkpoint.size) || absl::StrCat(checkpoint.size) != lines[1]) return bad;
  auto root = FromBase64(lines[2]);
  if (!root.ok() || root->size() != kHashSize) return bad;
  checkpoint.root = *std::move(root);
  return checkpoint;
}

std::string Text(const Checkpoint& checkpoint) {
  return absl::StrCat(checkpoint.origin, "\n", checkpoint.size, "\n", Base64(checkpoint.root), "\n");
}

// The signature of this verifier among the lines; other signers may stand beside it (cosigners).
absl::StatusOr<std::string> FindSignature(std::string_view lines, const Verifier& verifier) {
  const absl::Status damaged = absl::DataLossError("the checkpoint's signatures are damaged");
  if (lines.empty() || lines.back() != '\n') return damaged;
  lines.remove_suffix(1);
  std::string found;
  for (absl::string_view view : absl::StrSplit(View(lines), '\n')) {
    std::string_view line(view.data(), view.size());
    if (!line.starts_with(kDash)) return damaged;
    line.remove_prefix(kDash.size());
    const size_t blank = line.find(' ');
    if (blank == std::string_view::npos) return damaged;
    const auto signature = FromBase64(line.substr(blank + 1));
    if (!signature.ok() || signature->size() <= kKeyIdSize) return damaged;
    if (line.substr(0, blank) != verifier.name || !signature->starts_with(verifier.id)) continue;
    if (!found.empty()) return damaged;
    found = signature->substr(kKeyIdSize);
  }
  if (found.size() != kSignatureSize) return absl::FailedPreconditionError("the checkpoint is not signed by this key");
  return found;
}

}  // namespace

struct Signer::Key {
  Pkey pkey;
  std::string id;
};

Signer::Signer(std::unique_ptr<Key> key, std::string name, std::string verifier_key)
    : key_(std::move(key)), name_(std::move(name)), verifier_key_(std::move(verifier_key)) {}
Signer::Signer(Signer&&) noexcept = default;
Signer::~Signer() = default;

absl::StatusOr<Signer> Signer::FromPem(std::string_view name, std::string_view private_key_pem) {
  if (!GoodName(name)) return absl::InvalidArgumentError("a log's origin must not be empty nor hold blanks or a plus");
  Pkey pkey = pem::ReadPrivateKey(private_key_pem);
  std::string public_key(kPublicKeySize, '\0');
  size_t size = public_key.size();
  const bool good =
      pkey != nullptr && EVP_PKEY_get_id(pkey.get()) == EVP_PKEY_ED25519 &&
      EVP_PKEY_get_raw_public_key(pkey.get(), reinterpret_cast<unsigned char*>(public_key.data()), &size) == 1 &&
      size == kPublicKeySize;
  ERR_clear_error();
  if (!good) return absl::InvalidArgumentError("the audit key is not an Ed25519 private key in PEM (PKCS #8)");
  auto key = std::make_unique<Key>();
  key->pkey = std::move(pkey);
  key->id = KeyId(name, public_key);
  const std::string typed = std::string(1, kEd25519) + public_key;
  std::string verifier = absl::StrCat(View(name), "+", Hex(key->id), "+", Base64(typed));
  return Signer(std::move(key), std::string(name), std::move(verifier));
}

absl::StatusOr<std::string> Signer::Sign(const Checkpoint& checkpoint) const {
  const std::string text = Text(checkpoint);
  std::string signature(kSignatureSize, '\0');
  size_t size = signature.size();
  const std::unique_ptr<EVP_MD_CTX, Free> context(EVP_MD_CTX_new());
  if (context == nullptr || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_->pkey.get()) != 1 ||
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, Bytes(text),
                     text.size()) != 1) {
    ERR_clear_error();
    return absl::InternalError("the cryptographic library refused to sign the checkpoint");
  }
  return absl::StrCat(text, "\n", View(kDash), name_, " ", Base64(key_->id + signature), "\n");
}

absl::StatusOr<Checkpoint> OpenCheckpoint(std::string_view note, std::string_view verifier_key) {
  const auto verifier = ParseVerifierKey(verifier_key);
  if (!verifier.ok()) return verifier.status();
  const size_t gap = note.find("\n\n");
  if (gap == std::string_view::npos) return absl::DataLossError("the checkpoint is not a signed note");
  const std::string_view text = note.substr(0, gap + 1);
  auto checkpoint = ParseText(text);
  if (!checkpoint.ok()) return checkpoint.status();
  const auto signature = FindSignature(note.substr(gap + 2), *verifier);
  if (!signature.ok()) return signature.status();
  if (!GoodSignature(*verifier, text, *signature)) {
    return absl::DataLossError("the checkpoint's signature does not fit its text");
  }
  if (checkpoint->origin != verifier->name) {
    return absl::FailedPreconditionError("the checkpoint is of another log's origin");
  }
  return checkpoint;
}

absl::StatusOr<std::string> VerifierKey(std::string_view origin, std::string_view private_key_pem) {
  const auto signer = Signer::FromPem(origin, private_key_pem);
  if (!signer.ok()) return signer.status();
  return signer->verifier_key();
}

absl::StatusOr<std::string> NewPrivateKeyPem() {
  const Pkey key(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  const pem::Owned<BIO> bio(BIO_new(BIO_s_secmem()));
  if (key == nullptr || bio == nullptr ||
      PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    ERR_clear_error();
    return absl::InternalError("the cryptographic library refused to make a key");
  }
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return std::string(bytes, static_cast<size_t>(size));
}

}  // namespace entente::audit
