#include "essentials.hpp"

#include <iostream>

namespace postern::app {

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
