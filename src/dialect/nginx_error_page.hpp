// The directive error_page: https://nginx.org/en/docs/http/ngx_http_core_module.html#error_page
#pragma once

#include "nginx_site.hpp"

#include <initializer_list>
#include <string_view>
#include <vector>

namespace postern::dialect {

// The line that gives this status its page. Null: it has none.
const nginx_directive* find_error_page(const nginx_lines& lines, std::string_view status);

// Those of the statuses whose page lets the client see another status, such as 200.
struct replaced_status
{
    const nginx_directive* line;
    std::string_view status;
};

std::vector<replaced_status> find_replaced(
    const nginx_site& site, const nginx_level& level,
    std::initializer_list<std::string_view> statuses
);

} // namespace postern::dialect
