// What the tests of the strict import share: key files built element by element.
#pragma once

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <string>
#include <string_view>
#include <support/der.hpp>
#include <support/exact_copy.hpp>
#include <support/mint.hpp>
#include <support/vectors.hpp>

namespace postern::crypto {

using test::bit_string;
using test::from_hex;
using test::integer;
using test::sequence;

inline const std::string f4 = from_hex("010001");
inline const std::string null = from_hex("0500");
inline const std::string rsa_oid = from_hex("06092a864886f70d010101");
inline const std::string ec_oid = from_hex("06072a8648ce3d0201");
inline const std::string p256_oid = from_hex("06082a8648ce3d030107");
inline const std::string p384_oid = from_hex("06052b81040022");
inline const std::string ed25519_oid = from_hex("06032b6570");

inline error_code from_pem(std::string_view text)
{
    const auto key = public_key::from_pem(test::exact_copy(text));
    EXPECT_EQ(ERR_peek_error(), 0u);
    return key ? error_code() : key.error();
}

inline error_code from_der(std::string_view der)
{
    return from_pem(test::pem("PUBLIC KEY", der));
}

inline key_numbers numbers(algorithm id)
{
    return test::public_key(id).numbers();
}

inline std::string rsa_spki(std::string_view n, std::string_view e)
{
    return sequence({sequence({rsa_oid, null}), bit_string(sequence({integer(n), integer(e)}))});
}

inline std::string ec_spki(const std::string& parameters, std::string_view point)
{
    return sequence({sequence({ec_oid, parameters}), bit_string(point)});
}

inline std::string p256_point()
{
    const key_numbers p = numbers(algorithm::es256);
    return "\x04" + p.first + p.second;
}

} // namespace postern::crypto
