// What every Envoy wants of an allowed request: it keeps a client's header that the answer leaves
// out, so the unset identity headers are named for removal. Each header that is set counts against
// Envoy's limit of 100 headers, so none is sent empty.
#pragma once

#include <string_view>

namespace postern::dialect {

// Envoy's ext_authz.proto, HttpService: the names in this header of a 200 are removed.
inline constexpr std::string_view envoy_removal_header = "x-envoy-auth-headers-to-remove";

} // namespace postern::dialect
