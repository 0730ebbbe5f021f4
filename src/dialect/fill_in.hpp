// Fills the placeholders of a printed text. Each proxy has another form of placeholder, one that
// its own language does not use.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postern::dialect {

// Replaces a text wherever it stands. The value is not searched.
void replace_all(std::string& text, std::string_view what, std::string_view value);

using placeholders = std::vector<std::pair<std::string_view, std::string>>;

// `part` with each placeholder replaced by its value.
std::string fill_in(std::string_view part, const placeholders& values);

} // namespace postern::dialect
