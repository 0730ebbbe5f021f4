// Digests are the keys of cached tokens and sessions: a wrong digest could give a client the
// identity of another client. If OpenSSL fails here, the process ends (the functions are noexcept).
#include <postern/crypto/digest.hpp>

#include "openssl.hpp"

#include <openssl/crypto.h>

#include <exception>

namespace postern::crypto {

sha256_digest sha256(std::string_view input) noexcept
{
    // Each thread keeps one context, so that a digest allocates no memory.
    thread_local const md_context context(EVP_MD_CTX_new());
    sha256_digest digest{};
    if (EVP_DigestInit_ex2(context.get(), digest_of(hash::sha256), nullptr) != 1 ||
        EVP_DigestUpdate(context.get(), input.data(), input.size()) != 1 ||
        EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) != 1)
        std::terminate();
    return digest;
}

bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept
{
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

} // namespace postern::crypto
