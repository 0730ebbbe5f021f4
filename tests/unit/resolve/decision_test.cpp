#include <postern/jwt/error.hpp>
#include <postern/resolve/decision.hpp>

#include <gtest/gtest.h>

namespace postern::resolve {
namespace {

struct row
{
    error_code reason;
    outcome expected;
};

TEST(Decision, TakesItsOutcomeFromTheClassOfTheReason)
{
    const row rows[] = {
        {make_error_code(errc::no_credential), outcome::none},
        {make_error_code(errc::bearer_malformed), outcome::invalid},
        {jwt::make_error_code(jwt::errc::expired), outcome::invalid},
        {make_error_code(errc::identity_header_sent), outcome::forbidden},
        {make_error_code(errc::original_missing), outcome::malformed},
        {make_error_code(errc::original_doubled), outcome::malformed},
        {make_error_code(errc::scheme_invalid), outcome::malformed},
        {make_error_code(errc::host_invalid), outcome::bad_request},
        {make_error_code(errc::method_invalid), outcome::bad_request},
        {make_error_code(errc::uri_invalid), outcome::bad_request},
        {make_error_code(errc::deadline_exceeded), outcome::unavailable},
        // A code that nobody classified, and no code at all, deny.
        {boost::system::errc::make_error_code(boost::system::errc::io_error), outcome::unavailable},
        {error_code(), outcome::unavailable},
    };
    for (const row& r : rows) {
        const decision made = decision::refuse(r.reason);
        EXPECT_EQ(made.outcome(), r.expected) << r.reason.message();
        EXPECT_EQ(made.proof(), nullptr);
    }
}

// In release builds, too.
TEST(Decision, DeniesWhatWouldBeAllowedWithoutAnIdentity)
{
    const cached_proof_ptr nothing;
    const auto nobody = std::make_shared<cached_proof>(cached_proof{{nullptr, {}}, {}, nullptr});
    for (const cached_proof_ptr& proof : {nothing, nobody}) {
        const decision made = decision::allow(proof);
        EXPECT_EQ(made.outcome(), outcome::unavailable);
        EXPECT_EQ(made.reason(), make_error_code(errc::identity_missing));
        EXPECT_EQ(made.identity(), nullptr);
    }
}

TEST(Decision, HasANameForEachOutcome)
{
    EXPECT_EQ(to_string(outcome::valid), "valid");
    EXPECT_EQ(to_string(outcome::preflight), "preflight");
}

TEST(ResolveError, EveryReasonHasAName)
{
    for (int value = 1; value <= static_cast<int>(errc::identity_missing); ++value)
        EXPECT_NE(make_error_code(static_cast<errc>(value)).message(), "unknown") << value;
}

} // namespace
} // namespace postern::resolve
