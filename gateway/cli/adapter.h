// `entente adapter`: for whoever brings a country's format.
#pragma once

#include <string>

#include "adapters/core/check/report.h"
#include "gateway/cli/command.h"

namespace entente::cli {

void AddAdapterCheck(const Command& family);
void AddAdapterNew(const Command& family);

// The kit's report as text of at most `width` columns, and as one HTML page that needs nothing else.
std::string ReportText(const adapters::FolderReport& report, size_t width);
std::string ReportHtml(const adapters::FolderReport& report);

}  // namespace entente::cli
