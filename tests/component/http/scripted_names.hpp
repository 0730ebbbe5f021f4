// The names that this test program can resolve.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace postern::test {

// Each name with its addresses. All other names are unknown. A name that begins with `slow` is
// resolved after 600 ms.
void set_names(std::map<std::string, std::vector<std::string>>);

} // namespace postern::test
