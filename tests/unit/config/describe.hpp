// A configuration as text, a line for each option, so that two can be compared.
#pragma once

#include <postern/config/configuration.hpp>

#include <string>

namespace postern::test {

std::string describe(const config::configuration& all);

} // namespace postern::test
