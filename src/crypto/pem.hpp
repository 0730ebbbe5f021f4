// One PEM block (RFC 7468 §3), strictly: OpenSSL's own reader skips text that it does not
// understand.
#pragma once

#include <postern/base/secret.hpp>
#include <postern/crypto/error.hpp>

#include <string_view>

namespace postern::crypto {

// The octets inside the one block, which must have this label; `wrong_label` if it has another.
result<secret> decode_pem(std::string_view text, std::string_view label, errc wrong_label);

} // namespace postern::crypto
