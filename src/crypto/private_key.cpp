#include <postern/crypto/private_key.hpp>

#include "hmac.hpp"
#include "openssl.hpp"
#include "pem.hpp"
#include "spki.hpp"

#include <openssl/rsa.h>

#include <new>

namespace postern::crypto {
namespace {

pkey generate_key(key_type type, unsigned rsa_bits)
{
    if (type == key_type::rsa)
        return pkey(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{rsa_bits}));
    if (type == key_type::ed25519)
        return pkey(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
    return pkey(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve_of(type)->name));
}

// Writes the public key as PEM and reads it again, so that it passes the strict import.
result<public_key> public_part_of(EVP_PKEY* key)
{
    const clean_error_queue clean;
    const bio out(BIO_new(BIO_s_mem()));
    if (!out || PEM_write_bio_PUBKEY(out.get(), key) != 1)
        return errc::unsupported_key_type;
    return public_key::from_pem(bio_text(out.get()));
}

// Reads PKCS#8 (RFC 5958). Null if `der` is something else or has octets after the structure.
pkey parse_pkcs8(std::string_view der)
{
    const unsigned char* next = octets(der);
    const private_key_info info(
        d2i_PKCS8_PRIV_KEY_INFO(nullptr, &next, static_cast<long>(der.size()))
    );
    if (!info || next != octets(der) + der.size())
        return nullptr;
    return pkey(EVP_PKCS82PKEY(info.get()));
}

// RFC 7518 §3.5: the salt of PSS has the size of the digest.
bool set_padding(EVP_PKEY_CTX* context, padding pad)
{
    return pad != padding::pss ||
           (EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
            EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1);
}

result<std::string>
sign_as_openssl_does(const algorithm_traits& row, EVP_PKEY* key, std::string_view input)
{
    const md_context context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* settings = nullptr; // the context's own
    // Ed25519 has no separate digest: OpenSSL wants a null name for it.
    const EVP_MD* const md = digest_of(row.digest);
    const char* const name = md == nullptr ? nullptr : EVP_MD_get0_name(md);
    // The size of the key is the largest size of a signature. ECDSA may need less.
    std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key)), '\0');
    std::size_t size = signature.size();
    if (!context ||
        EVP_DigestSignInit_ex(context.get(), &settings, name, nullptr, nullptr, key, nullptr) !=
            1 ||
        !set_padding(settings, row.pad) ||
        EVP_DigestSign(context.get(), octets(signature), &size, octets(input), input.size()) != 1)
        return errc::openssl_failed;
    signature.resize(size);
    return signature;
}

// ECDSA-Sig-Value (RFC 3279 §2.2.3) into r and s side by side (RFC 7518 §3.4).
result<std::string> halves_from_der(std::string_view der, std::size_t size)
{
    const unsigned char* next = octets(der);
    const ecdsa_signature pair(d2i_ECDSA_SIG(nullptr, &next, static_cast<long>(der.size())));
    std::string halves(size, '\0');
    // Each number is padded with zeros to one half.
    const int half = static_cast<int>(size / 2);
    if (!pair || BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), octets(halves), half) != half ||
        BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), octets(halves) + half, half) != half)
        return errc::openssl_failed;
    return halves;
}

} // namespace

private_key::private_key(std::shared_ptr<evp_pkey_st> key, key_type type)
    : key_(std::move(key)), type_(type)
{
}

result<private_key> private_key::generate(algorithm id, unsigned rsa_bits)
{
    const clean_error_queue clean;
    const key_type type = traits(id).key;
    if (type == key_type::hmac)
        return errc::algorithm_mismatch;
    if (type == key_type::rsa && (rsa_bits < 2048 || rsa_bits > 4096))
        return errc::rsa_size;
    pkey key = generate_key(type, rsa_bits);
    if (!key)
        return errc::openssl_failed;
    return private_key(std::move(key), type);
}

result<private_key> private_key::from_pem(std::string_view text)
{
    const clean_error_queue clean;
    const auto der = decode_pem(text, "PRIVATE KEY", errc::not_private_key_pem);
    if (!der)
        return der.error();
    pkey key = parse_pkcs8(der->reveal());
    if (!key)
        return errc::bad_key_encoding;
    // The public part decides whether the key is supported and strong enough.
    const auto part = public_part_of(key.get());
    if (!part)
        return part.error();
    return private_key(std::move(key), part->type());
}

secret private_key::to_pem() const
{
    const clean_error_queue clean;
    // This kind of BIO erases its memory when it is freed.
    const bio out(BIO_new(BIO_s_secmem()));
    if (!out || PEM_write_bio_PKCS8PrivateKey(
                    out.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr
                ) != 1)
        throw std::bad_alloc();
    return secret(bio_text(out.get()));
}

result<public_key> private_key::public_part() const
{
    return public_part_of(key_.get());
}

result<std::string> private_key::sign(algorithm id, std::string_view input) const
{
    const clean_error_queue clean;
    const algorithm_traits& row = traits(id);
    if (row.key != type_)
        return errc::algorithm_mismatch;
    auto signature = sign_as_openssl_does(row, key_.get(), input);
    // Only ECDSA signatures are in DER. The others are already as a JWS needs them.
    if (!signature || curve_of(row.key) == nullptr)
        return signature;
    return halves_from_der(*signature, row.signature_size);
}

std::string sign(const hmac_key& key, std::string_view input)
{
    const clean_error_queue clean;
    const auto tag = hmac(key.id(), key.octets(), input);
    if (!tag)
        throw std::bad_alloc();
    return {reinterpret_cast<const char*>(tag->data()), traits(key.id()).signature_size};
}

} // namespace postern::crypto
