#include "names.hpp"

#include <postern/codec/ascii.hpp>

namespace postern::dialect {

std::string nginx_variable_part(std::string_view header)
{
    std::string name;
    for (const char c : header)
        name += c == '-' ? '_' : codec::to_lower(c);
    return name;
}

std::string upstream_variable(std::string_view header)
{
    return "$upstream_http_" + nginx_variable_part(header);
}

std::string parameter_name(std::string_view header)
{
    std::string name = "HTTP_";
    for (const char c : header)
        name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c == '-' ? '_' : c;
    return name;
}

} // namespace postern::dialect
