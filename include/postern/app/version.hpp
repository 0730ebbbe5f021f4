// The version of this build.
#pragma once

#include <string_view>

namespace postern::app {

std::string_view version() noexcept;

} // namespace postern::app
