#include "hmac.hpp"

#include "openssl.hpp"

#include <openssl/core_names.h>

namespace postern::crypto {
namespace {

// OpenSSL searches an algorithm by its name, which is slow, so this happens once. Each thread has
// its own context, because two threads must not use one at the same time.
EVP_MAC_CTX* this_threads_context()
{
    static EVP_MAC* const mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    thread_local mac_context context;
    if (!context && mac != nullptr)
        context.reset(EVP_MAC_CTX_new(mac));
    return context.get();
}

} // namespace

std::optional<hmac_tag> hmac(algorithm id, std::string_view secret, std::string_view input)
{
    const EVP_MD* const md = digest_of(traits(id).digest);
    EVP_MAC_CTX* const context = this_threads_context();
    if (md == nullptr || context == nullptr)
        return std::nullopt;
    // OSSL_PARAM needs a pointer to mutable text, so the name is copied.
    std::string digest = EVP_MD_get0_name(md);
    const std::array<OSSL_PARAM, 2> settings{
        OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
        OSSL_PARAM_construct_end()};
    // RFC 7518 §3.2: the tag has the size of the digest.
    hmac_tag tag{};
    std::size_t size = 0;
    if (EVP_MAC_init(context, octets(secret), secret.size(), settings.data()) != 1 ||
        EVP_MAC_update(context, octets(input), input.size()) != 1 ||
        EVP_MAC_final(context, tag.data(), &size, tag.size()) != 1 ||
        size != traits(id).signature_size)
        return std::nullopt;
    return tag;
}

} // namespace postern::crypto
