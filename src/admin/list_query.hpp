// The query of a list: ?user=&cursor=&limit=
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace postern::admin {

struct list_query
{
    std::optional<std::string> user;
    std::string cursor;
    std::size_t limit = 100; // 1 to 500
};

// Nothing if a parameter is unknown, occurs twice or is out of range.
std::optional<list_query> parse_list_query(std::string_view query);

} // namespace postern::admin
