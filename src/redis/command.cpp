#include <postern/codec/hexadecimal.hpp>
#include <postern/redis/command.hpp>

#include "slot.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace postern::redis {
namespace {

// The commands of Postern that change nothing.
constexpr std::string_view reads_only[] = {"EXISTS", "GET",  "INFO",     "MGET", "PEXPIRETIME",
                                           "PING",   "SCAN", "SMEMBERS", "SSCAN"};

// EVALSHA names a script by its SHA-1. Nothing depends on the strength of that digest.
std::string sha1(std::string_view text)
{
    std::array<unsigned char, SHA_DIGEST_LENGTH> digest;
    std::size_t size = digest.size();
    if (EVP_Q_digest(nullptr, "SHA1", nullptr, text.data(), text.size(), digest.data(), &size) != 1)
        throw std::runtime_error("OpenSSL has no SHA-1");
    return codec::hexadecimal({reinterpret_cast<const char*>(digest.data()), size});
}

} // namespace

script::script(std::string_view text) : text_(text), digest_(sha1(text)) {}

command::command(std::string_view name)
    : reads_(std::ranges::find(reads_only, name) != std::ranges::end(reads_only))
{
    words_.emplace_back(name);
}

command& command::arg(std::string_view text) &
{
    words_.emplace_back(text);
    return *this;
}

command& command::key(std::string_view text) &
{
    if (!slot_)
        slot_ = slot_of(text);
    return arg(text);
}

command& command::beside(std::string_view key) &
{
    slot_ = slot_of(key);
    beside_ = true;
    return *this;
}

command& command::on_master(std::size_t index) &
{
    master_ = index;
    return *this;
}

command& command::reads() &
{
    reads_ = true;
    return *this;
}

command call(const script& what, std::initializer_list<std::string_view> keys)
{
    command made("EVALSHA");
    made.script_ = what.text();
    made.arg(what.digest()).arg(keys.size());
    for (const std::string_view each : keys)
        made.key(each);
    return made;
}

} // namespace postern::redis
