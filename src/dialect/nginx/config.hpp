// An nginx configuration as a tree of directives, with the files that it includes in their places.
#pragma once

#include <postern/dialect/proxy_check.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace postern::dialect {

struct nginx_directive
{
    std::string file;
    std::size_t line = 0;
    std::string name;
    std::vector<std::string> arguments{};
    bool is_block = false;
    std::vector<nginx_directive> block{};

    // Empty if there are not so many arguments.
    const std::string& argument(std::size_t number) const;
};

struct nginx_config
{
    std::vector<nginx_directive> directives{};
    std::vector<finding> errors{}; // nginx does not start with this text
    std::vector<finding> unread{}; // includes that are missing in the tree
};

// What an include names stands behind the directive `include` itself.
nginx_config read_nginx(const proxy_file& main, const proxy_includes& includes);

} // namespace postern::dialect
