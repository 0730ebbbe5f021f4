#include "snippet_values.hpp"

#include <algorithm>
#include <functional>

namespace postern::dialect {

std::vector<protected_path> longest_first(std::vector<protected_path> paths)
{
    std::ranges::stable_sort(paths, std::greater<>(), [](const protected_path& each) {
        return each.path.size();
    });
    return paths;
}

} // namespace postern::dialect
