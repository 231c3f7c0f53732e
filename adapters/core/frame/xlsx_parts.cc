#include "adapters/core/frame/xlsx_parts.h"

#include <array>

#include "adapters/core/refusal.h"
#include "adapters/core/text.h"

namespace entente::adapters {
namespace {

constexpr size_t kChunk = 16 << 10;
constexpr int kDepthMax = 64;

absl::Status Wrong(std::string_view found, std::string_view expected) {
  return RefusalStatus({"", std::string(found), std::string(expected)});
}

std::string_view Local(const XML_Char* name) {
  const std::string_view whole(name);
  return whole.substr(whole.rfind(':') + 1);
}

struct State {
  XML_Parser parser = nullptr;
  XlsxHandler* handler = nullptr;
  int depth = 0;
  bool doctype = false;
};

void Stop(State* state) { XML_StopParser(state->parser, XML_FALSE); }

void XMLCALL Begin(void* data, const XML_Char* name, const XML_Char** attributes) {
  auto* state = static_cast<State*>(data);
  if (++state->depth > kDepthMax) return Stop(state);
  state->handler->begin(Local(name), attributes);
  if (state->handler->stop || !state->handler->too_large.empty()) Stop(state);
}
void XMLCALL End(void* data, const XML_Char* name) {
  auto* state = static_cast<State*>(data);
  --state->depth;
  state->handler->end(Local(name));
  if (state->handler->stop || !state->handler->too_large.empty()) Stop(state);
}
void XMLCALL Characters(void* data, const XML_Char* text, int size) {
  auto* state = static_cast<State*>(data);
  state->handler->text({text, static_cast<size_t>(size)});
  if (!state->handler->too_large.empty()) Stop(state);
}
void XMLCALL Doctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
  auto* state = static_cast<State*>(data);
  state->doctype = true;
  Stop(state);
}

struct FreeParser {
  void operator()(XML_ParserStruct* parser) const { XML_ParserFree(parser); }
};
struct CloseFile {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};

}  // namespace

std::string_view XlsxAttribute(const char** attributes, std::string_view name) {
  for (size_t i = 0; attributes[i] != nullptr; i += 2) {
    if (attributes[i] == name) return attributes[i + 1];
  }
  for (size_t i = 0; attributes[i] != nullptr; i += 2) {
    const std::string_view key(attributes[i]);
    if (key.size() > name.size() && key.ends_with(name) && key[key.size() - name.size() - 1] == ':')
      return attributes[i + 1];
  }
  return {};
}

absl::StatusOr<XlsxParts> XlsxParts::Open(std::string_view file, const XlsxLimits& limits) {
  XlsxParts parts(limits);
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(file.data(), file.size(), 0, &error);
  zip_t* archive = source == nullptr ? nullptr : zip_open_from_source(source, ZIP_RDONLY, &error);
  if (archive == nullptr && source != nullptr) zip_source_free(source);
  zip_error_fini(&error);
  if (archive == nullptr) return Wrong("", "an XLSX workbook: a sound ZIP archive");
  parts.archive_.reset(archive);
  absl::Status weighed = parts.Weigh();
  if (!weighed.ok()) return weighed;
  return parts;
}

// By what the archive says of itself: nothing is unpacked yet.
absl::Status XlsxParts::Weigh() const {
  const zip_int64_t count = zip_get_num_entries(archive_.get(), 0);
  if (count < 0 || static_cast<size_t>(count) > limits_.parts)
    return Wrong(StrCat(count, " parts"), StrCat("a workbook of at most ", limits_.parts, " parts"));
  for (zip_int64_t i = 0; i < count; ++i) {
    zip_stat_t stat;
    zip_stat_init(&stat);
    constexpr zip_uint64_t kNeeded = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE;
    if (zip_stat_index(archive_.get(), static_cast<zip_uint64_t>(i), 0, &stat) != 0 ||
        (stat.valid & kNeeded) != kNeeded) {
      return Wrong("", "a workbook that says how large its parts are");
    }
    if (stat.size > limits_.part_bytes)
      return Wrong(StrCat("a part of ", stat.size, " bytes"),
                   StrCat("at most ", limits_.part_bytes, " bytes unpacked"));
    if (stat.size > limits_.small_bytes && stat.size / limits_.growth > stat.comp_size)
      return Wrong(StrCat(stat.comp_size, " bytes that say they unpack to ", stat.size),
                   StrCat("parts that grow at most ", limits_.growth, " times"));
  }
  return absl::OkStatus();
}

bool XlsxParts::Has(const std::string& name) const {
  return zip_name_locate(archive_.get(), name.c_str(), ZIP_FL_NOCASE) >= 0;
}

absl::Status XlsxParts::Parse(const std::string& name, XlsxHandler* handler) const {
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (zip_stat(archive_.get(), name.c_str(), ZIP_FL_NOCASE, &stat) != 0)
    return Wrong("", StrCat("a workbook with the part `", name, "`"));
  const std::unique_ptr<zip_file_t, CloseFile> part(zip_fopen(archive_.get(), name.c_str(), ZIP_FL_NOCASE));
  const std::unique_ptr<XML_ParserStruct, FreeParser> parser(XML_ParserCreate(nullptr));
  if (part == nullptr || parser == nullptr) return Wrong("", "a part that can be unpacked without a password");
  State state{parser.get(), handler, 0, false};
  XML_SetUserData(parser.get(), &state);
  XML_SetElementHandler(parser.get(), Begin, End);
  XML_SetCharacterDataHandler(parser.get(), Characters);
  XML_SetStartDoctypeDeclHandler(parser.get(), Doctype);
  std::array<char, kChunk> chunk;
  size_t unpacked = 0;
  while (true) {
    const zip_int64_t got = zip_fread(part.get(), chunk.data(), chunk.size());
    if (got < 0) return Wrong("", StrCat("a sound part `", name, "`"));
    unpacked += static_cast<size_t>(got);
    if (unpacked > stat.size || (got == 0 && unpacked != stat.size))
      return Wrong("", "parts as large as the archive says");
    const XML_Status read = XML_Parse(parser.get(), chunk.data(), static_cast<int>(got), got == 0);
    if (handler->stop) return absl::OkStatus();
    if (!handler->too_large.empty()) return Wrong("", handler->too_large);
    if (state.doctype) return Wrong("", "XML without a document type");
    if (read != XML_STATUS_OK) return Wrong("", StrCat("well-formed XML in `", name, "`, at most 64 deep"));
    if (got == 0) return absl::OkStatus();
  }
}

}  // namespace entente::adapters
