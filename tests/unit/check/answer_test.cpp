// An answer is made without anything of the room http; tests/lint/transport.cmake proves the
// includes.
#include <postern/check/endpoint.hpp>

#include <gtest/gtest.h>

#include <support/issuer.hpp>

namespace postern::check {
namespace {

constexpr dialect::dialect any{.name = "any", .summary = ""};

resolve::decision allowed()
{
    const auto verifier = jwt::verifier::create({test::issuer()}).value();
    const auto token = verifier.verify(test::token(), test::at(test::noon)).value();
    const auto who = resolve::identity::from_token(token, {}).value();
    return resolve::decision::allow(std::make_shared<resolve::cached_proof>(resolve::cached_proof{
        {who, {}}, {}, nullptr}));
}

TEST(Answer, AllowsWithTheIdentityAndWithoutATransport)
{
    const endpoint at({"/x", &any, {}}, {resolve::header_names({}), {}, false});
    const answer made = at.conclude(allowed(), at.rules(), {});
    EXPECT_EQ(made.status, 200U);
    ASSERT_GT(made.identity.size(), 1U);
    EXPECT_EQ(made.identity[1].name, "X-Authgear-User-Id");
    EXPECT_EQ(made.identity[1].value, "alice");
}

TEST(Answer, BeginsAsADenial)
{
    EXPECT_EQ(answer().status, 503U);
    const endpoint at({"/x", &any, {}}, {resolve::header_names({}), {}, false});
    const auto nobody = resolve::decision::allow(nullptr);
    EXPECT_EQ(at.conclude(nobody, at.rules(), {}).status, 503U);
    EXPECT_TRUE(at.conclude(nobody, at.rules(), {}).identity.empty());
}

} // namespace
} // namespace postern::check
