#include "describe.hpp"
#include "workspace.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <vector>

namespace postern::test {
namespace {

std::string issuer(const std::string& rest = {})
{
    return "issuers:\n  - name: a\n    audience: b\n" + rest + "    keys: {jwks_file: rsa.json}\n";
}

std::string described(const std::string& text)
{
    const config::loaded found = shared_workspace().load(text);
    return found.value ? describe(*found.value) : lines(found.errors);
}

TEST(Load, UnderstandsEachOption)
{
    struct row
    {
        std::string text;
        std::string line; // of the description
    };
    const std::vector<row> rows{
        {"resolver: {listen: ['[::1]:1', 'unix:/run/p', systemd], threads: 3, deadline: 1s}",
         "resolver [::1]:1,unix:/run/p,systemd threads 3 deadline 1000 drain 10000"},
        {"resolver: {limits: {head: 16KiB, fields: 64, header_timeout: 1s, idle_timeout: 2m, "
         "connections: 5, token: 4KiB}}",
         "token 4096 head 16384 fields 64 header 1000 idle 120000 connections 5\n"},
        {"memory: {verdicts: 1GiB, ttl: 30s}", "memory 1073741824 67108864 30000\n"},
        {"memory: {sessions: 64KiB}", "memory 67108864 65536 300000\n"},
        {"sessions: {}", "sessions session idle 604800 lifetime 2592000 touch 60 clear 0\n"},
        {"sessions: {cookie: __Host-sid, idle: 1h, lifetime: 1d, touch_interval: 5s, "
         "clear_invalid_cookie: true}",
         "sessions __Host-sid idle 3600 lifetime 86400 touch 5 clear 1\n"},
        {"sessions: {format: postern, idle: 1h}",
         "sessions session idle 3600 lifetime 2592000 touch 60 clear 0\n"},
        {"sessions: {format: authgear, app: shop-1}\nstore: {redis: {address: 'a:1'}}",
         "sessions session idle 2592000 lifetime 31449600 touch 60 clear 0 authgear shop-1\n"},
        {"sessions: {format: authgear, app: A, cookie: sid, idle: 1h, lifetime: 1d}\n"
         "store: {redis: {address: 'a:1', prefix: 'app'}}",
         "sessions sid idle 3600 lifetime 86400 touch 60 clear 0 authgear A\n"},
        {"sessions: {cookie: sid}", "endpoint /authz/nginx nginx mode 1 invalid 0 preflight 0 "
                                    "tripwire 0 sources bearer sid policy -\n"},
        {"store: {sqlite: {path: keys/b.db}, timeout: 1s}", "store b.db 1000\n"},
        {"store: {}", "store postern.db 50\n"},
        {"store: none", "endpoint /authz/nginx nginx mode 1 invalid 0 preflight 0 tripwire 0 "
                        "sources bearer policy -\n"},
        {"crypto: {threads: auto, queue: 0x10}", "crypto 0 16\n"},
        {"crypto: {threads: 2}", "crypto 2 1024\n"},
#ifdef POSTERN_GRPC
        {"grpc: {listen: ['127.0.0.1:1', 'unix:/g.sock'], endpoint: /authz/envoy-prefix,\n"
         "  limits: {message: 8KiB, checks: 9}}",
         "grpc 127.0.0.1:1,unix:/g.sock endpoint /authz/envoy-prefix message 8192 checks 9"},
#endif
        {"admin: {listen: '127.0.0.1:1', token: a-token-of-16-chars}",
         "admin 127.0.0.1:1 token a-token-of-16-chars"},
        {"log: {level: error, format: json, access: none}\ndebug: {reasons: true}",
         "log 312 reasons 1\n"},
        {"login: {url: 'https://a.example:8/login?x=y', return_parameter: next, "
         "allowed_hosts: ['a.example', '*.b.example']}",
         "login https://a.example:8/login?x=y next a.example,*.b.example\n"},
        {"identity: {prefix: X-Me-, tripwire: off, headers: {X-A: a.b, X-B: [c.d, e], "
         "X-C: {claim: f, as: json}}}",
         "identity X-Me- tripwire 2 X-A=a/b X-B=c.d/e X-C=f as json\n"},
        {"policies: {p: {require: {roles: [r, s], scopes: t, permissions: 0x3, any_permissions: "
         "0x4, subject_types: u, "
         "issuers: a, amr: [mfa]}}}",
         "policy p roles r,s scopes t permissions 3 4 types u issuers a amr mfa\n"},
        {"policies: {p: {require: {roles: r}}}\n"
         "endpoints: [{path: /a, dialect: generic, policy: p, preflight: allow}]",
         "endpoint /a generic mode 1 invalid 0 preflight 1 tripwire 0 sources bearer session "
         "policy "
         "p\n"},
        {"endpoints: [{path: /a, dialect: nginx, mode: identify, "
         "credentials: [{cookie: c, holds: token}, bearer]}]",
         "endpoint /a nginx mode 0 invalid 1 preflight 0 tripwire 1 sources c bearer policy -\n"},
        {"endpoints: [{path: /a, dialect: nginx, credentials: session}]",
         "endpoint /a nginx mode 1 invalid 0 preflight 0 tripwire 0 sources session policy -\n"},
        {"endpoints: [{path: /resolve, dialect: authgear, mode: enforce}]",
         "endpoint /resolve authgear mode 1 invalid 0 preflight 0 tripwire 0 sources bearer"},
        {"endpoints: [{path: /a, dialect: nginx, on_invalid: next}]",
         "endpoint /a nginx mode 1 invalid 1 preflight 0"},
        {"identity: {tripwire: count}", "endpoint /authz/nginx nginx mode 1 invalid 0 preflight 0 "
                                        "tripwire 1"},
    };
    for (const row& r : rows) {
        SCOPED_TRACE(r.text);
        const std::string text = described(r.text + '\n' + issuer());
        EXPECT_NE(text.find(r.line), std::string::npos) << text;
    }
}

TEST(Load, UnderstandsEachOptionOfAnIssuer)
{
    const std::string text = described(
        "issuers:\n"
        "  - name: a\n"
        "    issuer: https://a.example\n"
        "    audience: [b, c]\n"
        "    algorithms: [PS256, Ed25519]\n"
        "    typ: at+jwt\n"
        "    typ_required: true\n"
        "    require: [sub, jti]\n"
        "    expiry: optional\n"
        "    max_lifetime: 10m\n"
        "    leeway: 0s\n"
        "    subject: {typed: [user, application]}\n"
        "    permissions: {claim: [p.q, r], bits: 63}\n"
        "    keys: {pem: [{kid: k, file: rsa.pem, algorithm: PS256}], jwks_file: ed.json}\n"
    );
    EXPECT_NE(
        text.find("issuer a iss https://a.example aud b,c algorithms PS256 EdDSA typ at+jwt 1 "
                  "require sub,jti expiry 1 lifetime 600 leeway 0 typed user,application "
                  "permissions p.q/r 63 keys [ed] [k]\n"),
        std::string::npos
    ) << text;
}

TEST(Load, TakesSharedSecretsFromTextAndFile)
{
    for (const char* const source :
         {"secret_file: hmac.secret", "secret: '${POSTERN_TEST_SECRET}'"}) {
        ::setenv("POSTERN_TEST_SECRET", std::string(shared_secret).c_str(), 1);
        const config::loaded found = shared_workspace().load(
            std::string(
                "issuers: [{name: a, audience: b, algorithms: HS256, keys: {hmac: [{kid: k, "
                "algorithm: HS256, "
            ) +
            source + "}]}}]"
        );
        ASSERT_TRUE(found.value) << lines(found.errors);
        const keys::key& key = found.value->issuers[0].keys.fixed.at(0);
        EXPECT_EQ(key.kid, "k");
        EXPECT_TRUE(std::get<crypto::hmac_key>(key.material).octets() == shared_secret);
    }
}

// oauth2-proxy and others send these; no proxy reads them.
TEST(Load, TakesForwardedHeadersThatNoProxyReads)
{
    for (const char* const name :
         {"X-Forwarded-User", "X-Forwarded-Email", "X-Forwarded-Groups",
          "X-Forwarded-Preferred-Username", "X-Original-User"}) {
        const config::loaded found = shared_workspace().load(
            "identity: {headers: {" + std::string(name) + ": sub}}\n" + issuer()
        );
        ASSERT_TRUE(found.value) << lines(found.errors);
        EXPECT_EQ(found.value->identity.mapped.at(0).name, name);
    }
}

TEST(Load, RefusesForwardedHeadersThatHaveAMeaning)
{
    for (const char* const name :
         {"For", "Host", "Proto", "Method", "Uri", "Port", "Prefix", "Server"}) {
        const config::loaded found = shared_workspace().load(
            "identity: {headers: {X-Forwarded-" + std::string(name) + ": sub}}\n" + issuer()
        );
        ASSERT_EQ(found.errors.size(), 1U) << name;
        EXPECT_NE(found.errors[0].text.find("another meaning"), std::string::npos);
    }
}

TEST(Load, FindsFilesBesideTheConfiguration)
{
    const workspace own;
    own.write("p.yaml", issuer());
    const config::loaded found = config::load_file(own.folder() / "p.yaml");
    ASSERT_TRUE(found.value) << lines(found.errors);
    EXPECT_EQ(found.value->file, own.folder() / "p.yaml");
    EXPECT_EQ(found.value->admin.token_file, own.folder() / "admin.token");
}

TEST(Load, ReplacesVariablesInEveryKindOfValue)
{
    ::setenv("POSTERN_TEST_HOST", "a.example", 1);
    const std::string text = described(
        "resolver: {threads: '${POSTERN_NONE:-auto}', deadline: '${POSTERN_NONE:-50ms}'}\n"
        "login: {url: 'https://${POSTERN_TEST_HOST}/', allowed_hosts: '${POSTERN_TEST_HOST}'}\n"
        "identity: {headers: {X-A: '$${x}'}}\n"
        "endpoints: [{path: '/${POSTERN_TEST_HOST}', dialect: '${POSTERN_NONE:-nginx}'}]\n" +
        issuer("    algorithms: ['${POSTERN_NONE:-RS256}']\n")
    );
    EXPECT_NE(text.find("threads 0 deadline 50 "), std::string::npos) << text;
    EXPECT_NE(text.find("login https://a.example/ rd a.example\n"), std::string::npos) << text;
    EXPECT_NE(text.find("X-A=${x}\n"), std::string::npos) << text;
    EXPECT_NE(text.find("endpoint /a.example nginx"), std::string::npos) << text;
}

TEST(Load, WarnsOfWhatIsAllowedAndProbablyNotMeant)
{
    struct row
    {
        std::string text;
        std::string warning;
    };
    const std::string plain = issuer();
    const std::vector<row> rows{
        {"issuers: [{name: a, keys: {jwks_file: rsa.json}}]\n",
         "p.yaml:1:11: issuers[0].audience: no audience"},
        {"issuers: [{name: a, audience: b, keys: {jwks_file: both.json}}]\n",
         "p.yaml:1:52: issuers[0].keys.jwks_file: the key `ed` is not used: "},
        {"policies: {p: {require: {permissions: 1}}}\n" + plain,
         "p.yaml:1:39: policies.p.require.permissions: requires bits"},
        {"policies: {p: {require: {any_permissions: 0x100}}}\n" +
             issuer("    permissions: {claim: p, bits: 8}\n"),
         "p.yaml:1:43: policies.p.require.any_permissions: requires bits"},
        {"policies: {p: {require: {permissions: 0x100}}}\n" +
             issuer("    permissions: {claim: p, bits: 8}\n"),
         "p.yaml:1:39: policies.p.require.permissions: requires bits"},
        {"policies: {p: {require: {subject_types: user}}}\n" + plain,
         "p.yaml:1:41: policies.p.require.subject_types: no issuer's tokens"},
        {"policies: {p: {require: {}}}\n" + plain,
         "p.yaml:1:25: policies.p.require: requires nothing"},
        {"policies: {p: {require: {roles: r}}}\nendpoints: [{path: /a, dialect: nginx, mode: "
         "identify, policy: p}]\n" +
             plain,
         "p.yaml:2:64: endpoints[0].policy: has no effect"},
        {"login: {url: 'https://a.example/'}\n" + plain,
         "p.yaml:1:8: login.allowed_hosts: no host is allowed"},
        {"login: {url: 'https://a.example/in?a=b', allowed_hosts: a.example}\n" + plain,
         "p.yaml:1:14: login.url: is on a host of `allowed_hosts`"},
    };
    for (const row& r : rows) {
        SCOPED_TRACE(r.text);
        const config::loaded found = shared_workspace().load(r.text);
        EXPECT_TRUE(found.value) << lines(found.errors);
        ASSERT_EQ(found.warnings.size(), 1u) << lines(found.warnings);
        EXPECT_EQ(found.warnings[0].line_text().find(r.warning), 0u) << lines(found.warnings);
    }
    const config::loaded quiet = shared_workspace().load(
        "policies: {p: {require: {permissions: 0x80}}}\n" +
        issuer("    permissions: {claim: p, bits: 8}\n")
    );
    EXPECT_EQ(lines(quiet.warnings), "");
}

TEST(Load, FindsSocketsBesideTheFile)
{
    const config::loaded found = shared_workspace().load(
        issuer() + "resolver: {listen: 'unix:keys/p.sock'}\nadmin: {listen: 'unix:/a.sock'}\n"
    );
    ASSERT_TRUE(found.value) << lines(found.errors);
    EXPECT_EQ(
        found.value->resolver.listener.listen.at(0).path,
        shared_workspace().folder() / "keys/p.sock"
    );
    EXPECT_EQ(found.value->admin.listen.at(0).path, "/a.sock");
}

// Wherever a secret is put, right or wrong, it is not repeated.
TEST(Load, NeverShowsASecret)
{
    const std::string hidden = "Hidden3x7Q";
    const std::string hmac = "issuers: [{name: a, audience: b, algorithms: HS256, keys: {hmac: ";
    const std::string entry = hmac + "[{algorithm: HS256, ";
    const std::vector<std::string> texts{
        entry + "secret: " + hidden + "}]}}]",
        entry + "secret: [" + hidden + "]}]}}]",
        entry + "secret: {a: " + hidden + "}}]}}]",
        entry + "secret: 'a${" + hidden + "}b'}]}}]",
        entry + "secret: 'a${" + hidden + "'}]}}]",
        entry + "secret: *" + hidden + "}]}}]",
        entry + "secret: !" + hidden + " x}]}}]",
        entry + "secret: \"" + hidden + "\\q\"}]}}]",
        entry + "secret_file: " + hidden + "}]}}]",
        entry + "secret_file: " + hidden + ", secret: " + hidden + "}]}}]",
        entry + "secrt: " + hidden + "}]}}]",
        hmac + hidden + "}}]",
        hmac + "[" + hidden + "]}}]",
        hmac + "{secret: " + hidden + "}}}]",
        issuer() + "admin: {token: " + hidden + "}\n",
        issuer() + "admin: {token: [" + hidden + "]}\n",
        issuer() + "admin: " + hidden + "\n",
        issuer() + "admin: {token: a-token-of-16-chars, token_file: " + hidden + "}\n",
        issuer() + "admin: {token: a-token-of-16-chars, token: " + hidden + "}\n",
        issuer() + "admin: {token_file: " + hidden + "/x}\n",
    };
    for (const std::string& text : texts) {
        SCOPED_TRACE(text);
        const config::loaded found = shared_workspace().load(text);
        EXPECT_FALSE(found.errors.empty());
        EXPECT_EQ(lines(found.errors).find(hidden), std::string::npos) << lines(found.errors);
        EXPECT_EQ(lines(found.warnings).find(hidden), std::string::npos);
    }
}

} // namespace
} // namespace postern::test
