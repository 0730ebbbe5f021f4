// `${NAME}` and `${NAME:-default}` inside a value; `$${` stands for `${` itself.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace postern::config {

using environment = std::function<std::optional<std::string>(const std::string& name)>;

struct expansion
{
    std::string text;
    std::string flaw;    // empty: all went well
    std::string culprit; // the variable that the flaw is about; part of the value, so maybe secret
};

// What a variable holds is not expanded again. As in a shell, `:-` also serves an empty variable.
expansion expand(std::string_view text, const environment& lookup);

} // namespace postern::config
