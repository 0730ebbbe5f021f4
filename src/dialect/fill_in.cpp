#include "fill_in.hpp"

namespace postern::dialect {

void replace_all(std::string& text, std::string_view what, std::string_view value)
{
    for (auto at = text.find(what); at != text.npos; at = text.find(what, at + value.size()))
        text.replace(at, what.size(), value);
}

std::string fill_in(std::string_view part, const placeholders& values)
{
    std::string text(part);
    for (const auto& [placeholder, value] : values)
        replace_all(text, placeholder, value);
    return text;
}

} // namespace postern::dialect
