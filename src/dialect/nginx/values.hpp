// What the values of nginx's directives mean: variables, times, addresses.
#pragma once

#include "config.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::dialect {

// The variables of a value, each with its `$`, without braces and in lower case: to nginx `$A` and
// `$a` are one.
std::vector<std::string> variables_in(std::string_view value);

// The variable, if the value is one and nothing else.
std::optional<std::string> single_variable(std::string_view value);

// Whether a client writes the variable: a field of its request, its query or its cookies.
bool is_of_client(std::string_view variable);

// The directive that makes a variable for the whole configuration, such as map or set. Null: none.
const nginx_directive*
find_definition(const std::vector<nginx_directive>& in, std::string_view variable);

// nginx.org/en/docs/syntax.html: `200ms`, `1m 30s`, and seconds where there is no unit.
std::optional<std::chrono::milliseconds> read_time(std::string_view text);

// `http://postern/authz/nginx`: the server that gets a request, and the path that it is asked for.
struct nginx_target
{
    std::string to;   // name or address, as it is written
    std::string path; // empty: the request's own
};

nginx_target read_target(std::string_view text);

} // namespace postern::dialect
