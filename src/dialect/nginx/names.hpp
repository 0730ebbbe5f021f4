// How nginx names a header: as a variable, and as a parameter of FastCGI, uwsgi and SCGI.
#pragma once

#include <string>
#include <string_view>

namespace postern::dialect {

// `x_authgear_user_id`, the part behind `$http_` or `$upstream_http_`.
std::string nginx_variable_part(std::string_view header);

// The variable with a header of the answer of the application or of the check.
std::string upstream_variable(std::string_view header);

// `HTTP_X_AUTHGEAR_USER_ID` (RFC 3875 §4.1.18)
std::string parameter_name(std::string_view header);

} // namespace postern::dialect
