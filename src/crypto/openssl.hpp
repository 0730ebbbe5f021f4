// Owners for OpenSSL's objects, and a guard that leaves the thread's error queue empty.
#pragma once

#include <postern/crypto/algorithm.hpp>

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>

namespace postern::crypto {

template <auto Free>
struct freed_by
{
    template <class T>
    void operator()(T* object) const noexcept
    {
        Free(object);
    }
};

template <class T, auto Free>
using owned = std::unique_ptr<T, freed_by<Free>>;

using bio = owned<BIO, BIO_free>;
using big_number = owned<BIGNUM, BN_free>;
using md_context = owned<EVP_MD_CTX, EVP_MD_CTX_free>;
using mac_context = owned<EVP_MAC_CTX, EVP_MAC_CTX_free>;
using pkey = owned<EVP_PKEY, EVP_PKEY_free>;
using pkey_context = owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using ecdsa_signature = owned<ECDSA_SIG, ECDSA_SIG_free>;
using private_key_info = owned<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;
using parameters = owned<OSSL_PARAM, OSSL_PARAM_free>;
using parameter_builder = owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free>;
using algorithm_identifier = owned<X509_ALGOR, X509_ALGOR_free>;

class clean_error_queue
{
public:
    clean_error_queue() = default;
    clean_error_queue(const clean_error_queue&) = delete;
    clean_error_queue& operator=(const clean_error_queue&) = delete;
    ~clean_error_queue() { ERR_clear_error(); }
};

inline const unsigned char* octets(std::string_view text) noexcept
{
    return reinterpret_cast<const unsigned char*>(text.data());
}

inline unsigned char* octets(std::string& text) noexcept
{
    return reinterpret_cast<unsigned char*>(text.data());
}

// Fetched once and kept until the process ends. Null for hash::none.
const EVP_MD* digest_of(hash) noexcept;

struct curve
{
    key_type type;
    const char* name;  // as OpenSSL's group
    int nid;           // as its object identifier
    std::size_t width; // octets of a coordinate, and of r and s
};

// Null if the type is not a NIST curve.
const curve* curve_of(key_type) noexcept;
const curve* curve_with_nid(int nid) noexcept;

std::string bio_text(BIO*);

} // namespace postern::crypto
