// Whether an nginx configuration lets a client's identity headers, or a request without a check,
// reach the application.
#pragma once

#include <postern/dialect/proxy_check.hpp>

namespace postern::dialect {

proxy_check_report check_nginx(
    const proxy_file& main, const proxy_includes& includes, const proxy_check_options& options
);

} // namespace postern::dialect
