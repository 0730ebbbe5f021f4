// Reads an existing configuration of a proxy and names what is wrong with its forward-auth.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace postern::dialect {

struct proxy_file
{
    std::string name;
    std::optional<std::string> text; // none: it could not be read
};

// The files that a pattern of an include directive names. The check itself reads no file.
using proxy_includes = std::function<std::vector<proxy_file>(const std::string& pattern)>;

// What the proxy's configuration is compared with.
struct proxy_check_options
{
    std::vector<std::string> identity_headers{};
    std::vector<std::string> endpoints{}; // paths of this dialect
    std::chrono::milliseconds deadline{}; // of one check
};

struct finding
{
    std::string file;
    std::size_t line = 0;
    std::string text;

    friend auto operator<=>(const finding&, const finding&) = default;
};

struct proxy_check_report
{
    std::vector<finding> findings{};
    std::vector<finding> unseen{}; // what may be right or wrong: the check cannot tell
};

} // namespace postern::dialect
