#include "broken_rows.hpp"

namespace postern::test {
namespace {

std::string issuer(const std::string& rest)
{
    return "issuers:\n  - {name: a, issuer: i, audience: b,\n     " + rest + "}\n";
}

const std::string jwks = "keys: {jwks_file: rsa.json}";

const std::vector<broken_row> rows{
    // issuers
    {"unknown_key_source", issuer("keys: {jwks_url: 'https://a/'}"), 3, 13,
     "issuers[0].keys.jwks_url", "`jwks_file`"},
    {"unknown_key_of_an_issuer", issuer(jwks + ", audiense: b"), 3, 35, "issuers[0].audiense",
     "`audience`"},
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
     "no usable key: key `ed`: key fits none of the allowed algorithms"},
    {"no_usable_key_of_several", issuer("algorithms: ES256, keys: {jwks_file: both.json}"), 3, 43,
     "issuers[0].keys.jwks_file",
     "no usable key: key `rsa`: key fits none of the allowed algorithms; key `ed`: key fits none "
     "of the allowed algorithms"},
    {"key_set_without_keys", issuer("keys: {jwks_file: empty.json}"), 3, 24,
     "issuers[0].keys.jwks_file", "no usable key: the list `keys` is empty"},
    {"kid_twice_in_one_file", issuer("algorithms: [RS256, EdDSA], keys: {jwks_file: same.json}"), 3,
     52, "issuers[0].keys.jwks_file", "key `rsa`: kid given twice"},
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
     3, 66, "issuers[0].keys.hmac[0].secret", "fewer than 8 different characters"},
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
     71, "issuers[0].keys.hmac[0].secret_file", "the secret is empty"},
    {"empty_secret", issuer("algorithms: HS256, keys: {hmac: [{algorithm: HS256, secret: ''}]}"), 3,
     66, "issuers[0].keys.hmac[0].secret", "the secret is empty"},
    {"secret_of_an_empty_variable",
     issuer("algorithms: HS256, keys: {hmac: [{algorithm: HS256, secret: "
            "'${POSTERN_TEST_EMPTY}'}]}"),
     3, 66, "issuers[0].keys.hmac[0].secret", "the secret is empty"},
    {"very_short_secret",
     issuer("algorithms: HS256, keys: {hmac: [{algorithm: HS256, secret: x}]}"), 3, 66,
     "issuers[0].keys.hmac[0].secret", "HMAC secret is shorter than its digest"},
};

} // namespace

std::vector<broken_row> broken_issuer_rows()
{
    return rows;
}

} // namespace postern::test
