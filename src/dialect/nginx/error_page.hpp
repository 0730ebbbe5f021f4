// The directive error_page: https://nginx.org/en/docs/http/ngx_http_core_module.html#error_page
#pragma once

#include "checked.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace postern::dialect {

// The line that gives this status its page. Null: it has none.
const nginx_directive* find_error_page(const nginx_lines& lines, std::string_view status);

// A line that replaces statuses, such as by 200, and which ones: `401, 403`.
struct replaced_statuses
{
    const nginx_directive* line;
    std::string text;
};

// Of these statuses those whose page lets the client see another status.
std::vector<replaced_statuses> find_replaced(
    const nginx_checked& checked, const nginx_level& level,
    std::initializer_list<std::string_view> statuses
);

} // namespace postern::dialect
