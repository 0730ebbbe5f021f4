// A profile with its key, and tokens for it.
#pragma once

#include <postern/jwt/verifier.hpp>

#include <string>
#include <support/issuer.hpp>

namespace postern::jwt {

inline profile base_profile()
{
    return test::issuer().profile;
}

inline verifier verifier_for(const profile& rules)
{
    return verifier::create({{rules, test::issuer().keys}}).value();
}

// A code of ours, or none.
inline error_code expected(errc reason)
{
    return reason == errc{} ? error_code() : make_error_code(reason);
}

inline error_code verdict(const verifier& by, const std::string& token, long long now = test::noon)
{
    const auto verified = by.verify(token, test::at(now));
    return verified ? error_code() : verified.error();
}

} // namespace postern::jwt
