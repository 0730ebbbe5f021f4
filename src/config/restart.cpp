#include <postern/config/restart.hpp>

#include "sections.hpp"

namespace postern::config {

std::vector<std::string>
keys_needing_restart(const configuration& running, const configuration& fresh)
{
    // The table leads to options that can be written, so it gets copies.
    draft before{running, {}, {}};
    draft after{fresh, {}, {}};
    std::vector<std::string> changed;
    root_keys().list_restart_keys(before, after, {}, changed);
    return changed;
}

} // namespace postern::config
