// POST /v1/reload.
#pragma once

#include <postern/admin/api_module.hpp>

#include <functional>
#include <string>
#include <vector>

namespace postern::admin {

struct reload_outcome
{
    bool done = false;
    // Why the old configuration stays in force: file:line:column: path: text.
    std::vector<std::string> problems;
};

api_module reload_module(std::function<reload_outcome()> reload);

} // namespace postern::admin
