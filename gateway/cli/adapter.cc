#include "gateway/cli/adapter.h"

namespace entente::cli {

void AddAdapter(const Command& app) {
  const Command family = app.AddFamily("adapter", "Bring a format of one's own: a folder of data, no program",
                                       "entente adapter new --sample incautaciones.csv --name cl-incautaciones\n"
                                       "  entente adapter check cl-incautaciones");
  AddAdapterNew(family);
  AddAdapterCheck(family);
}

}  // namespace entente::cli
