#include "gateway/cli/html.h"

#include "absl/strings/str_cat.h"

namespace entente::cli {
namespace {

constexpr std::string_view kStyle = R"(
body{font:15px/1.5 system-ui,sans-serif;color:#1d2530;background:#fff;margin:2rem auto;max-width:76rem;padding:0 1rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}p{margin:.3rem 0}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #dde3ea}
th{font-weight:600;color:#51606f;position:sticky;top:0;background:#fff}td.n{text-align:right;font-variant-numeric:tabular-nums}
code{font:13px/1.4 ui-monospace,monospace;overflow-wrap:anywhere}.soft{color:#51606f}
.good{color:#0a6b3d;font-weight:600}.bad{color:#a3261d;font-weight:600}
ol li,ul li{margin:.6rem 0}.todo{display:block;color:#0b4f8a}
.bar{display:flex;height:1rem;min-width:9rem;border-radius:3px;overflow:hidden;background:#eef1f5}.bar i{display:block;min-width:2px}
.key i{display:inline-block;width:.8rem;height:.8rem;border-radius:2px;margin:0 .3rem 0 .9rem;vertical-align:-1px}
.mapped{background:#2f7d5b}.coded{background:#3b78b8}.converted{background:#7a9ed0}.text{background:#d98a1f}
.words{background:#c23b2e}.unknown{background:#9aa5b1}.empty{background:#d5dbe2}.other{background:#7d6aa8}.lost{background:#c23b2e}
@media print{body{max-width:none;margin:0}th{position:static}}
)";

}  // namespace

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '&':
        out += "&amp;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        // Control characters have no place in a page.
        out += static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t' ? ' ' : c;
    }
  }
  return out;
}

std::string Page(std::string_view title, std::string_view body) {
  std::string out = "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>";
  out += Escaped(title);
  out += "</title>\n<style>";
  out += kStyle;
  out += "</style>\n</head>\n<body>\n";
  out += body;
  out += "</body>\n</html>\n";
  return out;
}

void Bar::Add(std::string_view kind, int64_t size, std::string_view says) {
  if (size <= 0) return;
  absl::StrAppend(&parts_, "<i class=\"", std::string(kind), "\" style=\"flex:", size, "\" title=\"", Escaped(says),
                  "\"></i>");
}

std::string Bar::ToString() const { return "<div class=\"bar\">" + parts_ + "</div>"; }

}  // namespace entente::cli
