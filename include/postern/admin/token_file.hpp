// Where the admin token comes from.
#pragma once

#include <postern/admin/options.hpp>
#include <postern/base/error.hpp>

namespace postern::admin {

struct token_origin
{
    secret token;
    bool generated = false; // it was written to options.token_file, mode 0600
};

// The configured token; else the token in the file, without the line break at its end; else a new
// random token, which is written to the file (mode 0600, never over an existing file). The errors
// are those of admin::errc and of the system.
result<token_origin> obtain_token(const options&);

} // namespace postern::admin
