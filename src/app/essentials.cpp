#include "essentials.hpp"

#include <iostream>

namespace postern::app {

admin::readiness essentials::check_readiness() const
{
    std::vector<std::string> reasons;
    if (const error_code down = kept.health())
        reasons.push_back("store: " + down.message());
    for (const std::string& each : issuers.without_keys())
        reasons.push_back("issuer " + each + ": keys_unavailable");
    return {reasons.empty(), reasons};
}

std::unique_ptr<essentials> open_essentials(const config::configuration& options)
{
    auto made = std::make_unique<essentials>(options.log);
    std::string unreadable; // the id of a revocation
    const auto opened = made->kept.open(options.store, made->counted, *made->lines, unreadable);
    if (opened)
        return made;
    std::cerr << "postern: " << name_of(options.store) << ": " << opened.error().message()
              << (unreadable.empty() ? "" : ": ") << unreadable << '\n';
    return nullptr;
}

} // namespace postern::app
