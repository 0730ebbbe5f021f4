// Each row is a file with one mistake; exactly one problem must be found, at its place, and no
// second one that only follows from it.
#include "workspace.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace postern::test {
namespace {

struct row
{
    std::string name;
    std::string text;
    int line;
    int column;
    std::string path;
    std::string fragment;
};

void PrintTo(const row& r, std::ostream* out)
{
    *out << r.name;
}

// Behind a row that says nothing of issuers itself.
const std::string good_issuer =
    "issuers:\n"
    "  - {name: good, issuer: 'https://a', audience: b,\n"
    "     permissions: {claim: p, bits: 8}, keys: {jwks_file: rsa.json}}\n";

std::string whole(const row& r)
{
    const bool complete = r.text.find("issuers:") == 0 || r.name.rfind("no_", 0) == 0;
    return complete ? r.text : r.text + good_issuer;
}

std::string issuer(const std::string& rest)
{
    return "issuers:\n  - {name: a, issuer: i, audience: b,\n     " + rest + "}\n";
}

const std::string jwks = "keys: {jwks_file: rsa.json}";

const std::vector<row> rows{
    // keys
    {"unknown_key", "resolvr: {}\n", 1, 1, "resolvr", "the nearest known one is `resolver`"},
    {"unknown_key_far_from_all", "sessions: {}\n", 1, 1, "sessions",
     "accepted: `issuers`, `policies`"},
    {"unknown_inner_key", "resolver:\n  limits: {hed: 1KiB}\n", 2, 12, "resolver.limits.hed",
     "`head`"},
    {"unknown_key_with_control_character", "\"a\\eb\": 1\n", 1, 1, "`a\\x1bb`", "unknown key"},
    {"unknown_key_source", issuer("keys: {jwks_url: 'https://a/'}"), 3, 13,
     "issuers[0].keys.jwks_url", "`jwks_file`"},
    {"unknown_key_of_an_issuer", issuer(jwks + ", audiense: b"), 3, 35, "issuers[0].audiense",
     "`audience`"},
    {"doubled_key", "debug: {reasons: false}\nlog: {level: info}\ndebug: {}\n", 3, 1, "",
     "twice; the first is in line 1"},
    {"doubled_inner_key", "log: {level: info, level: info}\n", 1, 20, "",
     "twice; the first is in line 1"},
    // YAML
    {"no_end_of_a_mapping", "resolver: {\n", 2, 1, "", "not YAML: end of map flow not found"},
    {"no_second_document", good_issuer + "---\na: b\n", 5, 1, "", "a second YAML document"},
    {"tag", "debug: !!map {reasons: false}\n", 1, 8, "", "a YAML tag"},
    {"unknown_alias", "issuers: *nobody\n", 1, 10, "",
     "not YAML: the referenced anchor is not defined"},
    {"alias_of_itself", "issuers: &a [*a]\n", 1, 14, "", "an alias inside the value that it names"},
    {"key_that_is_a_list", "[a]: 1\n", 1, 1, "", "a key that is not text"},
    {"no_mapping_at_all", "issuers_\n", 1, 1, "", "found a single value; accepted: a mapping"},
    // kinds of values
    {"list_for_a_mapping", "resolver: [1]\n", 1, 11, "resolver",
     "found a list; accepted: a mapping"},
    {"list_for_a_value", "resolver: {drain: [1s]}\n", 1, 19, "resolver.drain",
     "found a list; accepted: a single value"},
    {"mapping_for_a_value", "resolver: {drain: {a: 1}}\n", 1, 19, "resolver.drain",
     "found a mapping"},
    {"value_for_a_mapping", "log: info\n", 1, 6, "log",
     "found a single value; accepted: a mapping"},
    {"mapping_for_a_list", "endpoints: {path: /a}\n", 1, 12, "endpoints",
     "accepted: a list of mappings"},
    {"list_for_names", "policies: [staff]\n", 1, 11, "policies", "accepted: a mapping of names"},
    {"nothing", "log: {level: ~}\n", 1, 14, "log.level", "found nothing"},
    // numbers, durations, sizes
    {"duration_of_zero", "resolver: {deadline: 0s}\n", 1, 22, "resolver.deadline",
     "found `0s`; accepted: duration, 1ms to 1m"},
    {"duration_below_zero", "resolver: {deadline: -5s}\n", 1, 22, "resolver.deadline",
     "found `-5s`"},
    {"duration_too_long", "resolver: {deadline: 61s}\n", 1, 22, "resolver.deadline", "1ms to 1m"},
    {"duration_overflows", "resolver: {drain: 99999999999999999999d}\n", 1, 19, "resolver.drain",
     "accepted: duration"},
    {"duration_in_words", "memory: {ttl: 5 minutes}\n", 1, 15, "memory.ttl", "found `5 minutes`"},
    {"duration_without_unit", "memory: {ttl: 300}\n", 1, 15, "memory.ttl",
     "found `300`; accepted: duration"},
    {"size_of_zero", "memory: {verdicts: 0B}\n", 1, 20, "memory.verdicts", "64KiB to 64GiB"},
    {"size_in_other_units", "memory: {verdicts: 64MB}\n", 1, 20, "memory.verdicts",
     "found `64MB`; accepted: size"},
    {"size_overflows", "memory: {verdicts: 99999999999GiB}\n", 1, 20, "memory.verdicts",
     "accepted: size"},
    {"threads_of_zero", "resolver: {threads: 0}\n", 1, 21, "resolver.threads",
     "accepted: number, 1 to 256"},
    {"threads_beyond", "crypto: {threads: 257}\n", 1, 19, "crypto.threads", "1 to 256"},
    {"queue_of_zero", "crypto: {queue: 0}\n", 1, 17, "crypto.queue", "1 to 1000000"},
    {"token_over_the_head", "resolver: {limits: {head: 4KiB, token: 4KiB}}\n", 1, 40,
     "resolver.limits.token", "accepted: less than `head`"},
    // words
    {"log_level", "log: {level: trace}\n", 1, 14, "log.level",
     "accepted: `debug`, `info`, `warn`, `error`"},
    {"log_format", "log: {format: xml}\n", 1, 15, "log.format", "accepted: `text`, `json`"},
    {"log_access", "log: {access: some}\n", 1, 15, "log.access",
     "accepted: `all`, `denied`, `none`"},
    {"truth", "debug: {reasons: yes}\n", 1, 18, "debug.reasons", "accepted: `true`, `false`"},
    // addresses
    {"address_with_a_name", "resolver: {listen: 'localhost:9080'}\n", 1, 20, "resolver.listen",
     "accepted: `host:port`"},
    {"address_twice", "resolver: {listen: ['127.0.0.1:1', '127.0.0.1:1']}\n", 1, 36,
     "resolver.listen[1]", "given twice"},
    {"no_address", "resolver: {listen: []}\n" + good_issuer, 1, 20, "resolver.listen",
     "found an empty list"},
    {"address_of_the_other_listener", "admin: {listen: '127.0.0.1:9080'}\n", 1, 17, "admin.listen",
     "where the resolver listens"},
    // environment
    {"unset_variable", "login: {url: '${POSTERN_NOT_SET}'}\n", 1, 14, "login.url",
     "`POSTERN_NOT_SET` is an environment variable that is not set"},
    {"open_variable", "login: {url: 'https://${HOST'}\n", 1, 14, "login.url", "without its `}`"},
    {"variable_without_name", "login: {url: '${}'}\n", 1, 14, "login.url", "without a name"},
    // login, identity
    {"login_url", "login: {url: 'ftp://a.example'}\n", 1, 14, "login.url", "http or https URL"},
    {"login_url_with_user", "login: {url: 'https://a@b.example/'}\n", 1, 14, "login.url",
     "http or https URL"},
    {"return_parameter", "login: {return_parameter: 'r&d'}\n", 1, 27, "login.return_parameter",
     "letters, digits"},
    {"wildcard_of_a_whole_domain", "login: {allowed_hosts: '*.com'}\n", 1, 24,
     "login.allowed_hosts", "found `*.com`"},
    {"wildcard_inside", "login: {allowed_hosts: ['a.*.example.com']}\n", 1, 25,
     "login.allowed_hosts[0]", "accepted: host"},
    {"wildcard_alone", "login: {allowed_hosts: ['*']}\n", 1, 25, "login.allowed_hosts[0]",
     "accepted: host"},
    {"host_that_is_a_url", "login: {allowed_hosts: ['https://a.example']}\n", 1, 25,
     "login.allowed_hosts[0]", "accepted: host"},
    {"prefix", "identity: {prefix: 'X Auth-'}\n", 1, 20, "identity.prefix",
     "start of a header name"},
    {"header_name", "identity: {headers: {'X Y': a}}\n", 1, 22, "identity.headers.`X Y`",
     "accepted: a header name"},
    {"standard_header", "identity: {headers: {x_authgear_user_id: a}}\n", 1, 22,
     "identity.headers.x_authgear_user_id", "the same header as `X-Authgear-User-Id`"},
    {"header_like_another", "identity: {headers: {X-Team: a, x_team: b}}\n", 1, 33,
     "identity.headers.x_team", "the same header as `X-Team`"},
    {"header_of_http", "identity: {headers: {Content_Length: a}}\n", 1, 22,
     "identity.headers.Content_Length", "another meaning"},
    {"header_of_a_proxy", "identity: {headers: {X-Forwarded-User: a}}\n", 1, 22,
     "identity.headers.X-Forwarded-User", "another meaning"},
    {"claim_without_a_name", "identity: {headers: {X-A: a..b}}\n", 1, 27, "identity.headers.X-A",
     "found an empty name"},
    {"claim_that_is_a_url", "identity: {headers: {X-A: 'https://a.example/c'}}\n", 1, 27,
     "identity.headers.X-A", "a list of names"},
    {"claim_as_something", "identity: {headers: {X-A: {claim: a, as: text}}}\n", 1, 42,
     "identity.headers.X-A.as", "accepted: `json`"},
    {"tripwire", "identity: {tripwire: on}\n", 1, 22, "identity.tripwire",
     "`deny`, `count`, `off`"},
    // endpoints
    {"endpoint_without_path", "endpoints: [{dialect: nginx}]\n", 1, 13, "endpoints[0].path",
     "missing"},
    {"endpoint_path", "endpoints: [{path: authz, dialect: nginx}]\n", 1, 20, "endpoints[0].path",
     "starts with `/`"},
    {"endpoint_path_with_query", "endpoints: [{path: '/a?b', dialect: nginx}]\n", 1, 20,
     "endpoints[0].path", "without query"},
    {"endpoint_path_twice", "endpoints: [{path: /a, dialect: nginx}, {path: /a, dialect: nginx}]\n",
     1, 48, "endpoints[1].path", "found `/a` a second time"},
    {"unknown_dialect", "endpoints: [{path: /a, dialect: nginz}]\n", 1, 33, "endpoints[0].dialect",
     "accepted: `authgear`"},
    {"unknown_policy", "endpoints: [{path: /a, dialect: nginx, policy: staff}]\n", 1, 48,
     "endpoints[0].policy", "found `staff`"},
    {"session_credential",
     "endpoints: [{path: /a, dialect: nginx, credentials: [bearer, session]}]\n", 1, 62,
     "endpoints[0].credentials[1]", "`bearer` or `{cookie: NAME, holds: token}`"},
    {"credential_twice", "endpoints: [{path: /a, dialect: nginx, credentials: [bearer, bearer]}]\n",
     1, 62, "endpoints[0].credentials[1]", "given twice"},
    {"cookie_name",
     "endpoints: [{path: /a, dialect: nginx, credentials: {cookie: 'a b', holds: token}}]\n", 1, 62,
     "endpoints[0].credentials.cookie", "cookie name"},
    {"on_invalid", "endpoints: [{path: /a, dialect: nginx, on_invalid: skip}]\n", 1, 52,
     "endpoints[0].on_invalid", "`stop`, `next`"},
    // policies
    {"policy_of_an_unknown_issuer", "policies: {p: {require: {issuers: [good, bad]}}}\n", 1, 42,
     "policies.p.require.issuers[1]", "found `bad`"},
    {"permission_bits", "policies: {p: {require: {permissions: 0x8000000000000000}}}\n", 1, 39,
     "policies.p.require.permissions", "accepted: number"},
    {"policy_without_requirements", "policies: {p: {}}\n", 1, 15, "policies.p.require", "missing"},
    {"unknown_requirement", "policies: {p: {require: {role: a}}}\n", 1, 26,
     "policies.p.require.role", "`roles`"},
    {"policy_name", "policies: {'a b': {require: {roles: a}}}\n", 1, 12, "policies.`a b`",
     "accepted: name of"},
    {"scope_with_space", "policies: {p: {require: {scopes: 'a b'}}}\n", 1, 34,
     "policies.p.require.scopes", "scope without spaces"},
    // issuers
    {"no_text", "", 1, 1, "issuers", "missing, and it has no default"},
    {"no_issuers", "log: {level: info}\n", 1, 1, "issuers", "missing, and it has no default"},
    {"no_issuer", "issuers: []\n", 1, 10, "issuers", "at least one"},
    {"issuer_without_name", "issuers:\n  - {audience: b, " + jwks + "}\n", 2, 5, "issuers[0].name",
     "missing"},
    {"issuer_name", "issuers:\n  - {name: 'a b', audience: b, " + jwks + "}\n", 2, 12,
     "issuers[0].name", "found `a b`"},
    {"empty_iss", "issuers:\n  - {name: a, issuer: '', audience: b, " + jwks + "}\n", 2, 23,
     "issuers[0].issuer", "found ``; accepted: text"},
    {"empty_audience", "issuers:\n  - {name: a, audience: '', " + jwks + "}\n", 2, 25,
     "issuers[0].audience", "accepted: text"},
    {"empty_audiences", "issuers:\n  - {name: a, audience: [], " + jwks + "}\n", 2, 25,
     "issuers[0].audience", "found an empty list"},
    {"unknown_algorithm", issuer("algorithms: [RS256, RS257], " + jwks), 3, 26,
     "issuers[0].algorithms[1]", "found `RS257`; accepted: `RS256`"},
    {"algorithm_in_lower_case", issuer("algorithms: rs256, " + jwks), 3, 18,
     "issuers[0].algorithms", "found `rs256`"},
    {"algorithm_none", issuer("algorithms: none, " + jwks), 3, 18, "issuers[0].algorithms",
     "found `none`; accepted: `RS256`"},
    {"secrets_beside_public_keys", issuer("algorithms: [HS256, RS256], " + jwks), 3, 40,
     "issuers[0].keys", "an issuer for each kind"},
    {"secret_algorithm_without_secret", issuer("algorithms: HS256, keys: {}"), 3, 31,
     "issuers[0].keys.hmac", "need shared secrets"},
    {"secret_without_its_algorithm",
     issuer("keys: {hmac: [{algorithm: HS256, secret_file: hmac.secret}]}"), 3, 19,
     "issuers[0].keys.hmac", "none of HS256"},
    {"public_key_for_secrets", issuer("algorithms: HS256, keys: {pem: [{file: rsa.pem}]}"), 3, 37,
     "issuers[0].keys.pem", "accepted: `hmac`"},
    {"leeway", issuer("leeway: 61s, " + jwks), 3, 14, "issuers[0].leeway", "duration, 0s to 1m"},
    {"leeway_of_half_a_second", issuer("leeway: 500ms, " + jwks), 3, 14, "issuers[0].leeway",
     "whole seconds"},
    {"lifetime_of_zero", issuer("max_lifetime: 0s, " + jwks), 3, 20, "issuers[0].max_lifetime",
     "accepted: duration, 1s"},
    {"expiry", issuer("expiry: never, " + jwks), 3, 14, "issuers[0].expiry",
     "`required`, `optional`"},
    {"typ_required", issuer("typ_required: maybe, " + jwks), 3, 20, "issuers[0].typ_required",
     "`true`, `false`"},
    {"subject_type", issuer("subject: {typed: [user, token]}, " + jwks), 3, 30,
     "issuers[0].subject.typed[1]", "neither `token` nor"},
    {"bits_of_a_mask", issuer("permissions: {claim: p, bits: 64}, " + jwks), 3, 36,
     "issuers[0].permissions.bits", "1 to 63"},
    {"mask_without_claim", issuer("permissions: {bits: 32}, " + jwks), 3, 19,
     "issuers[0].permissions.claim", "missing"},
    {"claim_required_twice", issuer("require: [sub, sub], " + jwks), 3, 21, "issuers[0].require[1]",
     "given twice"},
    {"issuer_name_twice",
     issuer(jwks) +
         "  - {name: a, issuer: j, audience: b, keys: {jwks_file: ed.json}, algorithms: EdDSA}\n",
     4, 12, "issuers[1].name", "found `a` a second time"},
    {"iss_twice",
     issuer(jwks) +
         "  - {name: b, issuer: i, audience: b, keys: {jwks_file: ed.json}, algorithms: EdDSA}\n",
     4, 23, "issuers[1].issuer", "the same as that of issuer `a`"},
    {"kid_shared_without_iss",
     "issuers:\n  - {name: a, audience: b, " + jwks +
         "}\n  - {name: b, audience: b, algorithms: EdDSA, keys: {jwks_file: twice.json}}\n",
     3, 53, "issuers[1].keys", "a kid that issuer `a` has too"},
    // keys
    {"issuer_without_keys", "issuers:\n  - {name: a, audience: b}\n", 2, 5, "issuers[0].keys",
     "missing"},
    {"keys_without_source", issuer("keys: {}"), 3, 12, "issuers[0].keys", "no source of keys"},
    {"missing_file", issuer("keys: {jwks_file: none.json}"), 3, 24, "issuers[0].keys.jwks_file",
     "No such file"},
    {"empty_file_name", issuer("keys: {jwks_file: ''}"), 3, 24, "issuers[0].keys.jwks_file",
     "found no file name"},
    {"no_key_set", issuer("keys: {jwks_file: list.json}"), 3, 24, "issuers[0].keys.jwks_file",
     "cannot be used"},
    {"no_usable_key", issuer("keys: {jwks_file: ed.json}"), 3, 24, "issuers[0].keys.jwks_file",
     "cannot be used"},
    {"folder_as_key_file", issuer("keys: {jwks_file: keys}"), 3, 24, "issuers[0].keys.jwks_file",
     "cannot be used"},
    {"kid_twice", issuer("keys: {jwks_file: rsa.json, pem: [{kid: rsa, file: rsa.pem}]}"), 3, 40,
     "issuers[0].keys.pem[0]", "two keys of this issuer have kid `rsa`"},
    {"key_twice", issuer("keys: {jwks_file: rsa.json, pem: [{kid: other, file: rsa.pem}]}"), 3, 12,
     "issuers[0].keys", "cannot be used"},
    {"pem_without_file", issuer("keys: {pem: [{kid: a}]}"), 3, 19, "issuers[0].keys.pem[0].file",
     "missing"},
    {"broken_pem", issuer("keys: {pem: [{file: broken.pem}]}"), 3, 26,
     "issuers[0].keys.pem[0].file", "cannot be used"},
    {"private_pem", issuer("keys: {pem: [{file: private.pem}]}"), 3, 26,
     "issuers[0].keys.pem[0].file", "cannot be used"},
    {"pem_that_fits_no_algorithm", issuer("keys: {pem: [{file: ed.pem}]}"), 3, 26,
     "issuers[0].keys.pem[0].file", "cannot be used"},
    {"pem_of_another_algorithm", issuer("keys: {pem: [{file: rsa.pem, algorithm: PS256}]}"), 3, 46,
     "issuers[0].keys.pem[0].algorithm", "found `PS256`"},
    {"long_kid", issuer("keys: {pem: [{file: rsa.pem, kid: 'a b'}]}"), 3, 40,
     "issuers[0].keys.pem[0].kid", "key id"},
    // secrets
    {"short_secret",
     issuer("algorithms: HS256, keys: {hmac: [{algorithm: HS256, secret: Zk3vQ9xL0pW7}]}"), 3, 66,
     "issuers[0].keys.hmac[0].secret", "cannot be used"},
    {"secret_of_an_example",
     issuer("algorithms: HS256, keys: {hmac: [{algorithm: HS256, secret: "
            "a-string-secret-at-least-256-bits-long}]}"),
     3, 66, "issuers[0].keys.hmac[0].secret", "found an example"},
    {"monotonous_secret",
     issuer("algorithms: HS256, keys: {hmac: [{algorithm: HS256, secret: "
            "00000000000000000000000000000000}]}"),
     3, 66, "issuers[0].keys.hmac[0].secret", "found an example"},
    {"two_secrets",
     issuer("algorithms: HS256, keys: {hmac: [{algorithm: HS256, secret: a, secret_file: "
            "hmac.secret}]}"),
     3, 82, "issuers[0].keys.hmac[0].secret_file", "exactly one"},
    {"no_secret_here", issuer("algorithms: HS256, keys: {hmac: [{algorithm: HS256}]}"), 3, 39,
     "issuers[0].keys.hmac[0].secret", "exactly one"},
    {"secret_of_another_algorithm",
     issuer("algorithms: HS256, keys: {hmac: [{algorithm: HS384, secret_file: hmac.secret}]}"), 3,
     51, "issuers[0].keys.hmac[0].algorithm", "not one of this issuer's"},
    {"secret_file_for_everybody",
     issuer("algorithms: HS256, keys: {hmac: [{algorithm: HS256, secret_file: open.secret}]}"), 3,
     71, "issuers[0].keys.hmac[0].secret_file", "mode 0604"},
    {"missing_secret_file",
     issuer("algorithms: HS256, keys: {hmac: [{algorithm: HS256, secret_file: none}]}"), 3, 71,
     "issuers[0].keys.hmac[0].secret_file", "No such file"},
    {"empty_secret_file",
     issuer("algorithms: HS256, keys: {hmac: [{algorithm: HS256, secret_file: empty.secret}]}"), 3,
     71, "issuers[0].keys.hmac[0].secret_file", "found an example"},
    {"short_admin_token", "admin: {token: short}\n", 1, 16, "admin.token", "at least 16"},
    {"two_admin_tokens", "admin: {token: a-token-of-16-chars, token_file: t}\n", 1, 49,
     "admin.token_file", "one of the two"},
    {"admin_token_for_everybody", "admin: {token_file: open.token}\n", 1, 21, "admin.token_file",
     "mode 0604"},
};

class Broken : public testing::TestWithParam<row>
{
};

TEST_P(Broken, IsReportedAtItsPlaceAndOnce)
{
    const row& expected = GetParam();
    const config::loaded found = shared_workspace().load(whole(expected));
    EXPECT_FALSE(found.value);
    ASSERT_EQ(found.errors.size(), 1u) << lines(found.errors);
    const config::problem& problem = found.errors.front();
    EXPECT_EQ(problem.line, expected.line) << problem.line_text();
    EXPECT_EQ(problem.column, expected.column) << problem.line_text();
    EXPECT_EQ(problem.path, expected.path);
    EXPECT_NE(problem.text.find(expected.fragment), std::string::npos) << problem.text;
}

INSTANTIATE_TEST_SUITE_P(Config, Broken, testing::ValuesIn(rows), [](const auto& at) {
    return at.param.name;
});

TEST(Broken, FileIsReportedWhole)
{
    const config::loaded found = config::load_file("/nonexistent/postern.yaml");
    ASSERT_EQ(found.errors.size(), 1u);
    EXPECT_EQ(
        found.errors[0].line_text(),
        "/nonexistent/postern.yaml: the file cannot be read: No such file or directory"
    );
}

TEST(Broken, ShowsAllProblemsOfOneFileInOrder)
{
    const config::loaded found = shared_workspace().load("resolver:\n"
                                                         "  listen: here\n"
                                                         "  deadlin: 1s\n"
                                                         "  limits: {head: 1}\n"
                                                         "log: {level: loud, format: text}\n"
                                                         "issuers:\n"
                                                         "  - name: a\n"
                                                         "    algorithms: [none]\n"
                                                         "    keys: {jwks_file: none.json}\n"
                                                         "  - name: a\n"
                                                         "    keys: {jwks_file: none.json}\n"
                                                         "log: {}\n");
    std::string places;
    for (const config::problem& problem : found.errors)
        places += std::to_string(problem.line) + ':' + std::to_string(problem.column) + ' ';
    EXPECT_EQ(places, "2:11 3:3 4:18 5:14 8:18 11:23 12:1 ") << lines(found.errors);
}

TEST(Broken, WritesProblemsInOneForm)
{
    const config::problem problem{"p.yaml", 3, 5, "a.b", "text"};
    EXPECT_EQ(problem.line_text(), "p.yaml:3:5: a.b: text");
}

} // namespace
} // namespace postern::test
