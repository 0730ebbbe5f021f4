// If the secret were the text of a public key, anyone could sign with it. Such a secret is refused,
// even if other characters come before the key.
#include <postern/crypto/public_key.hpp>

#include "openssl.hpp"

#include <openssl/asn1.h>

#include <algorithm>
#include <array>

namespace postern::crypto {
namespace {

// An OpenSSH public key starts with one of these.
constexpr std::array<std::string_view, 4> ssh_types{"ssh-", "ecdsa-", "sk-ssh-", "sk-ecdsa-"};

std::string_view without_leading_noise(std::string_view text)
{
    constexpr std::string_view noise{"\0 \t\r\n\v\f\xEF\xBB\xBF", 10}; // NUL, white space, BOM
    const std::size_t first = text.find_first_not_of(noise);
    return first == std::string_view::npos ? std::string_view{} : text.substr(first);
}

// JSON has no raw control characters (RFC 8259 §7); random octets nearly always have one.
bool is_json_like(std::string_view text)
{
    return (text.starts_with('{') || text.starts_with('[')) &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return static_cast<unsigned char>(c) >= ' ' || c == '\t' || c == '\n' || c == '\r';
           });
}

bool is_ssh_like(std::string_view text)
{
    return std::any_of(ssh_types.begin(), ssh_types.end(), [&](std::string_view type) {
        return text.starts_with(type);
    });
}

// One DER SEQUENCE from end to end: SubjectPublicKeyInfo, RSAPublicKey, Certificate.
bool is_der_like(std::string_view text)
{
    const clean_error_queue clean;
    const unsigned char* content = octets(text);
    const unsigned char* const end = content + text.size();
    long size = 0;
    int tag = 0;
    int tag_class = 0;
    // The header of the element gives its size, which must be the rest of the text.
    const int kind =
        ASN1_get_object(&content, &size, &tag, &tag_class, static_cast<long>(text.size()));
    return kind == V_ASN1_CONSTRUCTED && tag == V_ASN1_SEQUENCE && tag_class == V_ASN1_UNIVERSAL &&
           content + size == end;
}

// A PEM block may be anywhere in the text. The other forms are searched at its start only.
bool looks_like_key(std::string_view text)
{
    const std::string_view start = without_leading_noise(text);
    return text.find("-----BEGIN") != std::string_view::npos || is_json_like(start) ||
           is_ssh_like(start) || is_der_like(start);
}

} // namespace

hmac_key::hmac_key(algorithm id, secret octets)
    : id_(id), octets_(std::make_shared<const secret>(std::move(octets)))
{
}

result<hmac_key> hmac_key::from_secret(algorithm id, secret octets)
{
    const algorithm_traits& row = traits(id);
    if (row.key != key_type::hmac)
        return errc::algorithm_mismatch;
    // RFC 7518 §3.2: the secret is not shorter than the digest.
    if (octets.reveal().size() < row.signature_size)
        return errc::secret_too_short;
    if (looks_like_key(octets.reveal()))
        return errc::secret_looks_like_key;
    return hmac_key(id, std::move(octets));
}

} // namespace postern::crypto
