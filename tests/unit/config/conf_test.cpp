// The files in conf/ are what people start from: each must load, and say what it promises.
#include "describe.hpp"
#include "document.hpp"
#include "sections.hpp"
#include "workspace.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace postern::test {
namespace {

using config::node;
using config::row;

const std::filesystem::path conf = std::filesystem::path(POSTERN_SOURCE_DIR) / "conf";

std::string read(const std::filesystem::path& file)
{
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

std::string described(const std::string& name)
{
    const config::loaded found = shared_workspace().load(read(conf / name));
    return found.value ? describe(*found.value) : lines(found.errors);
}

TEST(Conf, LoadsEachFile)
{
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(conf)) {
        if (entry.path().extension() != ".yaml")
            continue;
        ++files;
        SCOPED_TRACE(entry.path().filename());
        const config::loaded found = shared_workspace().load(read(entry.path()));
        EXPECT_TRUE(found.value) << lines(found.errors);
        const bool warned = entry.path().filename() == "ampersand-auth.yaml"; // no audience
        EXPECT_EQ(found.warnings.size(), warned ? 1u : 0u) << lines(found.warnings);
    }
    EXPECT_GE(files, 8);
}

TEST(Conf, OfEveryKeyMeansTheDefaults)
{
    EXPECT_EQ(described("postern.yaml"), described("minimal.yaml"));
}

// As it would be written in a table: `[JWT, at+jwt]`.
std::string written(const node& value)
{
    if (value.type != node::kind::list)
        return value.text;
    std::string all;
    for (const node& item : value.children)
        all += (all.empty() ? "[" : ", ") + item.text;
    return all + ']';
}

// Each default in the file is that of the table; a key without a default may be a comment.
void compare_defaults(const std::vector<row>& keys, const node& tree, const std::string& text)
{
    for (const row& key : keys) {
        SCOPED_TRACE(key.name);
        EXPECT_NE(text.find(std::string(key.name) + ':'), std::string::npos);
        const node* const found = tree.find(key.name);
        const bool words = key.fallback.find(' ') != key.fallback.npos && key.fallback[0] != '[';
        if (found != nullptr && key.keys == nullptr && !key.fallback.empty() && !words) {
            EXPECT_EQ(written(*found), key.fallback);
        }
        if (key.keys == nullptr)
            continue;
        const bool list = found != nullptr && found->type == node::kind::list;
        const node none;
        const node& inner = list && !found->children.empty() ? found->children[0] : none;
        compare_defaults(*key.keys, found != nullptr && !list ? *found : inner, text);
    }
}

TEST(Conf, ShowsEveryKeyWithItsDefault)
{
    const std::string text = read(conf / "postern.yaml");
    std::vector<config::flaw> flaws;
    const auto tree = config::parse_document(text, flaws);
    ASSERT_TRUE(tree);
    compare_defaults(config::root_keys().rows(), *tree, text);
}

TEST(Conf, TrustsAuthgearsAccessTokens)
{
    const std::string text = described("authgear.yaml");
    EXPECT_NE(
        text.find(
            "issuer authgear iss https://auth.example.com aud https://auth.example.com "
            "algorithms RS256 typ at+jwt 1 require sub,iat,jti,client_id expiry 0 lifetime -1 "
            "leeway 5 typed  keys [rsa]\n"
        ),
        std::string::npos
    ) << text;
    EXPECT_NE(
        text.find("endpoint /_resolver/resolve authgear mode 0 invalid 1 preflight 0 tripwire 1 "
                  "sources bearer app_access_token session policy -\n"),
        std::string::npos
    ) << text;
}

TEST(Conf, ReadsAuthgearsSessions)
{
    const std::string text = described("authgear-redis.yaml");
    for (const char* const line :
         {"sessions session idle 2592000 lifetime 31449600 touch 60 clear 0 authgear shop\n",
          "endpoint /resolve authgear mode 0 invalid 1 preflight 0 tripwire 1 sources bearer "
          "app_access_token session policy -\n"})
        EXPECT_NE(text.find(line), std::string::npos) << text;
}

TEST(Conf, TrustsProvidesTokens)
{
    const std::string text = described("provide.yaml");
    EXPECT_NE(
        text.find("issuer provide iss https://ident.provide.services aud "
                  "https://ident.provide.services/api/v1 algorithms RS256 EdDSA typ JWT,at+jwt 0 "
                  "require sub,iat,jti expiry 1 lifetime 86400 leeway 5 typed "
                  "user,application,organization permissions prvd/permissions 32 from "
                  "https://ident.provide.services/.well-known/keys kind 1 "),
        std::string::npos
    ) << text;
    EXPECT_NE(
        text.find("X-Authgear-Permissions=prvd/permissions X-Authgear-Nats=nats as json\n"),
        std::string::npos
    ) << text;
}

TEST(Conf, TrustsAmpersandAuthsTokens)
{
    const std::string text = described("ampersand-auth.yaml");
    EXPECT_NE(
        text.find("issuer ampersand-auth iss - aud  algorithms RS256 typ JWT,at+jwt 0 require "
                  "sub,scope expiry 0 lifetime -1 leeway 5 typed  keys []\n"),
        std::string::npos
    ) << text;
}

TEST(Conf, ShowsEachWayToRedis)
{
    using redis::mode;
    const std::pair<const char*, mode> rows[] = {
        {"redis.yaml", mode::single},
        {"sentinel.yaml", mode::sentinel},
        {"cluster.yaml", mode::cluster}};
    for (const auto& [name, expected] : rows) {
        SCOPED_TRACE(name);
        const config::loaded found = shared_workspace().load(read(conf / name));
        ASSERT_TRUE(found.value);
        const auto* const store = std::get_if<config::redis_store>(&found.value->store);
        ASSERT_NE(store, nullptr);
        const redis::options& server = store->redis.server;
        EXPECT_EQ(server.mode, expected);
        EXPECT_EQ(server.login.username, "postern");
        EXPECT_EQ(server.addresses.size(), expected == mode::single ? 1u : 3u);
        EXPECT_EQ(server.sentinel.login.username, expected == mode::sentinel ? "postern" : "");
    }
}

} // namespace
} // namespace postern::test
