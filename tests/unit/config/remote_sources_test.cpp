// The documents of an issuer that are fetched.
#include "describe.hpp"
#include "workspace.hpp"

#include <gtest/gtest.h>

namespace postern::test {
namespace {

std::string described(const std::string& text)
{
    const config::loaded found = shared_workspace().load(text);
    return found.value ? describe(*found.value) : lines(found.errors);
}

TEST(RemoteSources, AreUnderstood)
{
    struct row
    {
        std::string keys, line;
    };
    const row rows[] = {
        {"jwks_url: 'https://a.example/keys'",
         " from https://a.example/keys kind 0 ca  bearer  http 0 refresh 600 30 86400 keys\n"},
        {"jwks_url: 'https://a.example:8443/keys', format: provide, ca_file: ca.pem, bearer_file: "
         "t, "
         "refresh: 5m, cool_down: 10s, max_stale: 1h",
         " from https://a.example:8443/keys kind 1 ca ca.pem bearer t http 0 refresh 300 10 3600 "
         "keys\n"},
        {"discovery: 'https://a.example'",
         " from https://a.example/.well-known/openid-configuration kind 2 ca  bearer  http 0"},
        {"discovery: 'https://a.example/t/'",
         " from https://a.example/t/.well-known/openid-configuration kind 2"},
        {"discovery: 'https://a.example/.well-known/oauth-authorization-server/t'",
         " from https://a.example/.well-known/oauth-authorization-server/t kind 2"},
        {"jwks_url: 'http://127.0.0.1:1/', allow_http: true",
         " from http://127.0.0.1:1/ kind 0 ca  bearer  http 1"},
        {"jwks_url: 'https://a.example/', jwks_file: rsa.json",
         " from https://a.example/ kind 0 ca  bearer  http 0 refresh 600 30 86400 keys [rsa]\n"},
    };
    for (const row& r : rows) {
        const std::string text = described(
            "issuers: [{name: a, issuer: 'https://a.example', audience: b, keys: {" + r.keys + "}}]"
        );
        EXPECT_NE(text.find(r.line), std::string::npos) << text;
    }
}

} // namespace
} // namespace postern::test
