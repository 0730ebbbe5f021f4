// Replaces `${NAME}` and `${NAME:-default}` in a value; `$${` means the characters `${`.
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
    std::string flaw;    // empty: no mistake
    std::string culprit; // the variable of the flaw. It is part of the value, so it may be secret
};

// The value of a variable is not expanded again. As in a shell, `:-` also replaces an empty
// variable.
expansion expand(std::string_view text, const environment& lookup);

} // namespace postern::config
