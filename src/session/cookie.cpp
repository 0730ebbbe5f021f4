#include <postern/codec/base64url.hpp>
#include <postern/crypto/random.hpp>
#include <postern/session/session.hpp>

namespace postern::session {
namespace {

// 256 random bits cannot be guessed. They are 43 characters in base64url.
constexpr std::size_t value_octets = 32;
constexpr std::size_t value_size = 43;

} // namespace

bool is_cookie_value(std::string_view text) noexcept
{
    return text.size() == value_size && codec::base64url_decode(text).has_value();
}

// An id and a cookie's value have the same form, because both are 32 octets in base64url.
bool is_id(std::string_view text) noexcept
{
    return is_cookie_value(text);
}

secret make_cookie_value()
{
    // Both objects are secrets, so that their memory is erased.
    const secret octets(crypto::random_octets(value_octets));
    return secret(codec::base64url_encode(octets.reveal()));
}

std::string id_of(std::string_view cookie_value)
{
    return id_of(crypto::sha256(cookie_value));
}

std::string id_of(const crypto::sha256_digest& digest)
{
    return codec::base64url_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

} // namespace postern::session
