// The most expensive step for a token that is not cached. Everything that can be prepared is kept
// between calls.
#include <postern/crypto/digest.hpp>
#include <postern/crypto/signature.hpp>

#include "hmac.hpp"
#include "openssl.hpp"

#include <openssl/rsa.h>

#include <array>
#include <optional>
#include <unordered_map>

namespace postern::crypto {
namespace {

// Contexts for one key and algorithm, ready to verify. Ed25519 needs the message itself and a
// context that is used once, so it keeps a template to copy from.
struct verifier
{
    pkey_context context;
    md_context ed25519_template;
};

struct digest
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> octets;
    std::size_t size;
};

std::optional<digest> digest_input(hash id, std::string_view input)
{
    // One context for each digest is initialised again and again instead of allocated.
    thread_local std::array<md_context, 4> contexts;
    md_context& context = contexts[static_cast<std::size_t>(id)];
    if (!context)
        context.reset(EVP_MD_CTX_new());
    digest d{};
    unsigned size = 0;
    if (!context || EVP_DigestInit_ex2(context.get(), digest_of(id), nullptr) != 1 ||
        EVP_DigestUpdate(context.get(), input.data(), input.size()) != 1 ||
        EVP_DigestFinal_ex(context.get(), d.octets.data(), &size) != 1)
        return std::nullopt;
    d.size = size;
    return d;
}

// RFC 7518 §3.5: for PSS, MGF1 uses the same digest, and the salt has its size.
bool set_padding(EVP_PKEY_CTX* context, const algorithm_traits& row)
{
    switch (row.pad) {
    case padding::none:
        return true;
    case padding::pkcs1:
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1;
    case padding::pss:
        return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
               EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest_of(row.digest)) == 1 &&
               EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1;
    }
    return false;
}

verifier make_ed25519(EVP_PKEY* key)
{
    md_context context(EVP_MD_CTX_new());
    if (!context ||
        EVP_DigestVerifyInit_ex(context.get(), nullptr, nullptr, nullptr, nullptr, key, nullptr) !=
            1)
        return {};
    return {nullptr, std::move(context)};
}

verifier make_verifier(const algorithm_traits& row, EVP_PKEY* key)
{
    if (row.key == key_type::ed25519)
        return make_ed25519(key);
    pkey_context context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
    if (!context || EVP_PKEY_verify_init(context.get()) != 1 || !set_padding(context.get(), row) ||
        EVP_PKEY_CTX_set_signature_md(context.get(), digest_of(row.digest)) != 1)
        return {};
    return {std::move(context), nullptr};
}

bool is_ready(const verifier& v)
{
    return v.context || v.ed25519_template;
}

// Null if OpenSSL could not make one; the next call tries again. The number of kept contexts is
// bounded, because keys change while threads live on. A full store is emptied, so a process with
// more keys in use needs some microseconds more for a token.
const verifier* verifier_for(const algorithm_traits& row, const public_key& key)
{
    constexpr std::size_t most = 256;
    thread_local std::unordered_map<std::uint64_t, verifier> kept;
    // The serial of the key and the algorithm together identify a context.
    const std::uint64_t name =
        key.serial() * algorithm_table.size() + static_cast<std::uint64_t>(row.id);
    if (const auto found = kept.find(name); found != kept.end())
        return &found->second;
    verifier made = make_verifier(row, key.native());
    if (!is_ready(made))
        return nullptr;
    if (kept.size() == most)
        kept.clear();
    return &kept.emplace(name, std::move(made)).first->second;
}

bool verify_ed25519(const verifier& v, std::string_view input, std::string_view signature)
{
    // The copy starts from the prepared state. OpenSSL changes it while it verifies.
    thread_local md_context scratch;
    if (!scratch)
        scratch.reset(EVP_MD_CTX_new());
    return scratch && EVP_MD_CTX_copy_ex(scratch.get(), v.ed25519_template.get()) == 1 &&
           EVP_DigestVerify(
               scratch.get(), octets(signature), signature.size(), octets(input), input.size()
           ) == 1;
}

// A JWS has r and s side by side (RFC 7518 §3.4). OpenSSL needs ECDSA-Sig-Value (RFC 3279 §2.2.3).
std::string der_from_halves(std::string_view halves)
{
    const std::size_t half = halves.size() / 2;
    const int size = static_cast<int>(half);
    big_number r(BN_bin2bn(octets(halves), size, nullptr));
    big_number s(BN_bin2bn(octets(halves) + half, size, nullptr));
    const ecdsa_signature pair(ECDSA_SIG_new());
    if (!r || !s || !pair || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1)
        return {};
    // `pair` owns both numbers now and frees them.
    static_cast<void>(r.release());
    static_cast<void>(s.release());
    // The first call gives the size, the second call writes.
    std::string der(
        static_cast<std::size_t>(std::max(0, i2d_ECDSA_SIG(pair.get(), nullptr))), '\0'
    );
    unsigned char* out = octets(der);
    i2d_ECDSA_SIG(pair.get(), &out);
    return der;
}

bool verify_digest(const verifier& v, const digest& d, std::string_view signature)
{
    return EVP_PKEY_verify(
               v.context.get(), octets(signature), signature.size(), d.octets.data(), d.size
           ) == 1;
}

// RFC 8017 §8.1.2 and §8.2.2: an RSA signature is as long as the modulus.
std::size_t signature_size(const algorithm_traits& row, const public_key& key)
{
    return row.signature_size != 0 ? row.signature_size : (key.bits() + 7) / 8;
}

bool verify_public(
    const algorithm_traits& row, const public_key& key, std::string_view input,
    std::string_view signature
)
{
    // A wrong type of key or a wrong size is refused before any calculation.
    if (key.type() != row.key || signature.size() != signature_size(row, key))
        return false;
    const clean_error_queue clean;
    const verifier* const v = verifier_for(row, key);
    if (v == nullptr)
        return false;
    // Ed25519 verifies the message itself. RSA and ECDSA verify its digest.
    if (row.key == key_type::ed25519)
        return verify_ed25519(*v, input, signature);
    const auto d = digest_input(row.digest, input);
    if (!d)
        return false;
    return row.key == key_type::rsa ? verify_digest(*v, *d, signature)
                                    : verify_digest(*v, *d, der_from_halves(signature));
}

} // namespace

bool verify(
    algorithm id, const public_key& key, std::string_view input, std::string_view signature
) noexcept
try {
    return verify_public(traits(id), key, input, signature);
} catch (...) {
    return false; // no memory: nothing was proven
}

bool verify(
    algorithm id, const hmac_key& key, std::string_view input, std::string_view tag
) noexcept
try {
    const algorithm_traits& row = traits(id);
    if (key.id() != id || tag.size() != row.signature_size)
        return false;
    const clean_error_queue clean;
    const auto expected = hmac(id, key.octets(), input);
    // RFC 7518 §3.2: the comparison takes constant time.
    return expected &&
           equal_in_constant_time(
               {reinterpret_cast<const char*>(expected->data()), row.signature_size}, tag
           );
} catch (...) {
    return false;
}

} // namespace postern::crypto
