// Signature verification (RFC 7515 §5.2). Safe from every thread; each thread keeps its verify
// contexts and digests, one per key and algorithm, so nothing is fetched or parsed here.
#pragma once

#include <postern/crypto/public_key.hpp>

#include <string_view>

namespace postern::crypto {

// True only if OpenSSL answered exactly 1 for a signature of exactly the right length, under a key
// of the algorithm's type. Every other answer, error or exception is false; the thread's error
// queue is left empty.
bool verify(
    algorithm id, const public_key& key, std::string_view input, std::string_view signature
) noexcept;

// Full-length tag only, compared in constant time. False if the key was made for another algorithm.
bool verify(
    algorithm id, const hmac_key& key, std::string_view input, std::string_view tag
) noexcept;

} // namespace postern::crypto
