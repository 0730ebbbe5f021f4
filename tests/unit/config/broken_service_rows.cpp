#include "broken_rows.hpp"

namespace postern::test {
namespace {

const std::string good_issuer =
    "issuers:\n"
    "  - {name: good, issuer: 'https://a', audience: b,\n"
    "     permissions: {claim: p, bits: 8}, keys: {jwks_file: rsa.json}}\n";

const std::vector<broken_row> rows{
    // keys
    {"unknown_key", "resolvr: {}\n", 1, 1, "resolvr", "the nearest known one is `resolver`"},
    {"unknown_key_far_from_all", "upstreams: {}\n", 1, 1, "upstreams",
     "accepted: `issuers`, `sessions`"},
    {"unknown_inner_key", "resolver:\n  limits: {hed: 1KiB}\n", 2, 12, "resolver.limits.hed",
     "`head`"},
    {"unknown_key_with_control_character", "\"a\\eb\": 1\n", 1, 1, "`a\\x1bb`", "unknown key"},
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
    {"socket_in_no_folder", "resolver: {listen: 'unix:none/p.sock'}\n", 1, 20, "resolver.listen",
     "in a folder that does not exist"},
    {"socket_in_a_file", "admin: {listen: 'unix:rsa.pem/p.sock'}\n", 1, 17, "admin.listen",
     "rsa.pem/p.sock` in a folder that does not exist"},
    {"socket_with_a_long_path", "admin: {listen: 'unix:" + std::string(104, 'p') + "'}\n", 1, 17,
     "admin.listen", "accepted: `host:port`"},
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
    {"unknown_credential",
     "endpoints: [{path: /a, dialect: nginx, credentials: [bearer, sesion]}]\n", 1, 62,
     "endpoints[0].credentials[1]", "`bearer`, `session` or `{cookie: NAME, holds: token}`"},
    {"session_credential_without_a_store",
     "store: none\nendpoints: [{path: /a, dialect: nginx, credentials: session}]\n", 2, 12,
     "endpoints", "`session` among the credentials, and `store: none`"},
    {"sessions_without_a_store", "store: none\nsessions: {}\n", 2, 11, "sessions",
     "given beside `store: none`"},
    {"store_of_another_word", "store: redis\n", 1, 8, "store", "a mapping"},
    {"store_of_another_engine", "store: {redis: {}}\n", 1, 9, "store.redis", "`sqlite`"},
    {"store_without_a_path", "store: {sqlite: {path: ''}}\n", 1, 24, "store.sqlite.path", "found"},
    {"store_in_no_folder", "store: {sqlite: {path: none/p.db}}\n", 1, 24, "store.sqlite.path",
     "none/p.db` in a folder that does not exist"},
    {"store_timeout", "store: {timeout: 1h}\n", 1, 18, "store.timeout", "`1h`"},
    {"session_cookie", "sessions: {cookie: 'a b'}\n", 1, 20, "sessions.cookie", "cookie name"},
    {"session_idle", "sessions: {idle: 0s}\n", 1, 18, "sessions.idle", "found `0s`"},
    {"session_lifetime", "sessions: {lifetime: soon}\n", 1, 22, "sessions.lifetime",
     "found `soon`"},
    {"session_part_of_a_second", "sessions: {touch_interval: 1500ms}\n", 1, 28,
     "sessions.touch_interval", "whole seconds"},
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
    // secrets
    {"short_admin_token", "admin: {token: short}\n", 1, 16, "admin.token", "at least 16"},
    {"two_admin_tokens", "admin: {token: a-token-of-16-chars, token_file: t}\n", 1, 49,
     "admin.token_file", "one of the two"},
    {"admin_token_in_no_folder", "admin: {token_file: none/t}\n", 1, 21, "admin.token_file",
     "in a folder that does not exist"},
    {"admin_token_for_everybody", "admin: {token_file: open.token}\n", 1, 21, "admin.token_file",
     "mode 0604"},
};

// Those whose mistake ends the parse, or is about the file as a whole.
bool is_whole(const broken_row& r)
{
    return r.text.find("issuers:") == 0 || r.name.rfind("no_", 0) == 0;
}

} // namespace

std::vector<broken_row> broken_service_rows()
{
    std::vector<broken_row> all = rows;
    for (broken_row& r : all)
        if (!is_whole(r))
            r.text += good_issuer;
    return all;
}

} // namespace postern::test
