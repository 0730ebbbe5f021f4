#include "openssl.hpp"

#include <openssl/obj_mac.h>

#include <algorithm>
#include <array>

namespace postern::crypto {
namespace {

// The curves of RFC 7518 §6.2.1.1.
constexpr std::array<curve, 3> curves{{
    {key_type::p256, "P-256", NID_X9_62_prime256v1, 32},
    {key_type::p384, "P-384", NID_secp384r1, 48},
    {key_type::p521, "P-521", NID_secp521r1, 66},
}};

template <class Member, class Value>
const curve* curve_with(Member member, Value value) noexcept
{
    const auto* row = std::find_if(curves.begin(), curves.end(), [&](const curve& c) {
        return c.*member == value;
    });
    return row == curves.end() ? nullptr : row;
}

} // namespace

const EVP_MD* digest_of(hash id) noexcept
{
    // In the order of `hash`, which has `none` first.
    static const std::array<const EVP_MD*, 4> digests{
        nullptr, EVP_MD_fetch(nullptr, "SHA2-256", nullptr),
        EVP_MD_fetch(nullptr, "SHA2-384", nullptr), EVP_MD_fetch(nullptr, "SHA2-512", nullptr)};
    return digests[static_cast<std::size_t>(id)];
}

const curve* curve_of(key_type type) noexcept
{
    return curve_with(&curve::type, type);
}

const curve* curve_with_nid(int nid) noexcept
{
    return curve_with(&curve::nid, nid);
}

std::string bio_text(BIO* source)
{
    const char* text = nullptr;
    const long size = BIO_get_mem_data(source, &text);
    return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

} // namespace postern::crypto
