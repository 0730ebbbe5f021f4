// The table of reasons with their class. A name is a metric label and a word in logs, so it never
// changes.
#include <postern/resolve/error.hpp>

#include <algorithm>
#include <array>
#include <string>

namespace postern::resolve {
namespace {

struct row
{
    errc code;
    failure outside;
    const char* name;
};

constexpr std::array table{
    row{errc::original_missing, failure::malformed, "original_missing"},
    row{errc::original_doubled, failure::malformed, "original_doubled"},
    row{errc::host_invalid, failure::malformed, "host_invalid"},
    row{errc::method_invalid, failure::malformed, "method_invalid"},
    row{errc::scheme_invalid, failure::malformed, "scheme_invalid"},
    row{errc::no_credential, failure::unauthenticated, "no_credential"},
    row{errc::authorization_doubled, failure::unauthenticated, "authorization_doubled"},
    row{errc::bearer_malformed, failure::unauthenticated, "bearer_malformed"},
    row{errc::cookie_doubled, failure::unauthenticated, "cookie_doubled"},
    row{errc::identity_too_large, failure::unauthenticated, "identity_too_large"},
    row{errc::identity_claim_invalid, failure::unauthenticated, "identity_claim_invalid"},
    row{errc::identity_header_sent, failure::forbidden, "identity_header_sent"},
    row{errc::role_missing, failure::forbidden, "role_missing"},
    row{errc::scope_missing, failure::forbidden, "scope_missing"},
    row{errc::permission_missing, failure::forbidden, "permission_missing"},
    row{errc::subject_type_refused, failure::forbidden, "subject_type_refused"},
    row{errc::issuer_refused, failure::forbidden, "issuer_refused"},
    row{errc::amr_missing, failure::forbidden, "amr_missing"},
    row{errc::deadline_exceeded, failure::unavailable, "deadline_exceeded"},
    row{errc::crypto_queue_full, failure::unavailable, "crypto_queue_full"},
};

const row* find(int value) noexcept
{
    const auto found = std::find_if(table.begin(), table.end(), [&](const row& r) {
        return r.code == static_cast<errc>(value);
    });
    return found == table.end() ? nullptr : &*found;
}

class category final : public boost::system::error_category
{
public:
    const char* name() const noexcept override { return "postern.resolve"; }

    std::string message(int value) const override
    {
        const row* known = find(value);
        return known ? known->name : "unknown";
    }

    boost::system::error_condition default_error_condition(int value) const noexcept override
    {
        const row* known = find(value);
        return make_error_condition(known ? known->outside : failure::internal);
    }
};

} // namespace

const boost::system::error_category& error_category() noexcept
{
    static const category instance;
    return instance;
}

error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), error_category()};
}

} // namespace postern::resolve
