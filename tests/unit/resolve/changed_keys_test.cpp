// What a change of an issuer's keys does to proofs that are cached.
#include "resolver_fixture.hpp"

namespace postern::resolve {
namespace {

class ChangedKeys : public resolver_fixture
{
protected:
    static keys::key_set set_of(const std::vector<std::string>& kids)
    {
        std::vector<keys::key> all{{"k1", test::public_key(test::usual), {test::usual}}};
        for (const std::string& kid : kids)
            all.push_back(
                {kid,
                 crypto::private_key::generate(test::usual).value().public_part().value(),
                 {test::usual}}
            );
        return keys::key_set::from_keys(std::move(all)).value();
    }
    static keys::key_set set_without_k1()
    {
        const auto other = test::other_signing_key(test::usual).public_part().value();
        return keys::key_set::from_keys({{"k2", other, {test::usual}}}).value();
    }

    std::shared_ptr<resolver> make_with(const keys::ring& ring)
    {
        jwt::trusted_issuer issuer = test::issuer();
        issuer.keys = ring;
        resolver_config config = *make_resolver_config();
        config.verifier = jwt::verifier::create({issuer}).value();
        return std::make_shared<resolver>(
            std::make_shared<const resolver_config>(std::move(config)),
            dependencies{clock, pool, context.get_executor(), counted, revoked, &sessions}
        );
    }
    error_code why(resolver& who, const std::string& token)
    {
        return decide(who, {{"Authorization", bearer(token)}}).reason();
    }
    std::string cached(const char* what) const
    {
        const std::string name =
            std::string("postern_credential_cache_") + what + "{cache=\"tokens\"} ";
        const std::string text = registry.text();
        const auto at = text.find(name) + name.size();
        return text.substr(at, text.find('\n', at) - at);
    }
};

TEST_F(ChangedKeys, ForgetTheProofsOfAKeyThatIsGone)
{
    const keys::ring ring(set_of({}));
    const auto who = make_with(ring);
    const std::string token = test::token();
    EXPECT_EQ(why(*who, token), error_code());
    ring.publish(set_without_k1());
    EXPECT_EQ(why(*who, token), make_error_code(jwt::errc::key_unknown));
    ring.publish(set_of({}));
    EXPECT_EQ(why(*who, token), error_code());
}

TEST_F(ChangedKeys, KeepTheProofsOfAKeyThatStays)
{
    const keys::ring ring(set_of({}));
    const auto who = make_with(ring);
    const std::string token = test::token();
    EXPECT_EQ(why(*who, token), error_code());
    const std::string verified = cached("misses_total");
    for (const auto& kids : {std::vector<std::string>{"k2"}, {"k2", "k3"}, {}}) {
        ring.publish(set_of(kids));
        EXPECT_EQ(why(*who, token), error_code());
    }
    EXPECT_EQ(cached("misses_total"), verified);
}

TEST_F(ChangedKeys, MakeTokensUnavailableWhenNoneIsKnown)
{
    const keys::ring ring;
    const auto who = make_with(ring);
    const std::string token = test::token();
    EXPECT_EQ(why(*who, token), make_error_code(jwt::errc::keys_unavailable));
    ring.publish(set_of({}));
    EXPECT_EQ(why(*who, token), error_code());
    ring.publish({}, keys::completeness::partial);
    EXPECT_EQ(why(*who, token), make_error_code(jwt::errc::keys_unavailable));
    const auto decided = decide(*who, {{"Authorization", bearer(token)}});
    EXPECT_EQ(decided.outcome(), outcome::unavailable);
}

// A key with another kid, or with fewer algorithms, is another key.
TEST_F(ChangedKeys, ForgetTheProofsOfAKeyWithAnotherName)
{
    const keys::ring ring(set_of({}));
    const auto who = make_with(ring);
    const std::string token = test::token();
    EXPECT_EQ(why(*who, token), error_code());
    ring.publish(keys::key_set::from_keys(
                     {{"renamed", test::public_key(test::usual), {test::usual}}}
    ).value());
    EXPECT_EQ(why(*who, token), make_error_code(jwt::errc::key_unknown));
}

} // namespace
} // namespace postern::resolve
