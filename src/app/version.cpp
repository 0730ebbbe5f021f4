#include <postern/app/version.hpp>

namespace postern::app {

std::string_view version() noexcept
{
    return POSTERN_VERSION; // from project(VERSION) of CMakeLists.txt
}

} // namespace postern::app
