// The strict import of RSA numbers.
#include "key_import.hpp"

#include <openssl/bn.h>

namespace postern::crypto {
namespace {

error_code from_rsa(std::string_view n, std::string_view e)
{
    const auto key = public_key::from_rsa(test::exact_copy(n), test::exact_copy(e));
    EXPECT_EQ(ERR_peek_error(), 0u);
    return key ? error_code() : key.error();
}

using number = std::unique_ptr<BIGNUM, decltype(&BN_free)>;

number read(std::string_view octets)
{
    const auto* data = reinterpret_cast<const unsigned char*>(octets.data());
    return {BN_bin2bn(data, static_cast<int>(octets.size()), nullptr), BN_free};
}

std::string write(const number& n)
{
    std::string octets(static_cast<std::size_t>(BN_num_bytes(n.get())), '\0');
    BN_bn2bin(n.get(), reinterpret_cast<unsigned char*>(octets.data()));
    return octets;
}

TEST(RsaKey, RefusesRsaOfAnotherSize)
{
    const std::string n = numbers(algorithm::rs256).first;
    const std::string short_of_one_bit = std::string(1, '\x7f') + n.substr(1);
    const std::pair<std::string, errc> rows[] = {
        {n.substr(0, 128), errc::rsa_size},
        {n.substr(0, 255), errc::rsa_size},
        {short_of_one_bit, errc::rsa_size},
        {"\x01" + std::string(512, '\xff'), errc::rsa_size},
        {n + n + n, errc::rsa_size},
        {n + n + n + n + n + n + n + n, errc::rsa_size},
        {std::string(100000, '\xff'), errc::rsa_size},
        {"", errc::not_minimal},
        {std::string(1, '\0'), errc::not_minimal},
        {std::string(1, '\0') + n, errc::not_minimal},
        {std::string(1, '\0') + n.substr(0, 255), errc::not_minimal},
    };
    for (const auto& [modulus, expected] : rows)
        EXPECT_EQ(from_rsa(modulus, f4), expected) << modulus.size();
    EXPECT_EQ(from_der(rsa_spki(short_of_one_bit, f4)), errc::rsa_size);
    EXPECT_EQ(from_der(rsa_spki(n + n + n, f4)), errc::rsa_size);
}

TEST(RsaKey, RefusesEveryOtherRsaExponent)
{
    const std::string n = numbers(algorithm::rs256).first;
    const number n_minus_2 = read(n);
    BN_sub_word(n_minus_2.get(), 2);
    const std::pair<std::string, errc> rows[] = {
        {from_hex("01"), errc::rsa_exponent},
        {from_hex("02"), errc::rsa_exponent},
        {from_hex("03"), errc::rsa_exponent},
        {from_hex("11"), errc::rsa_exponent},
        {from_hex("010000"), errc::rsa_exponent},
        {from_hex("010003"), errc::rsa_exponent},
        {from_hex("01000001"), errc::rsa_exponent},
        {from_hex("010000000000000001"), errc::rsa_exponent},
        {write(n_minus_2), errc::rsa_exponent},
        {"", errc::not_minimal},
        {from_hex("00"), errc::not_minimal},
        {from_hex("00010001"), errc::not_minimal},
    };
    for (const auto& [e, expected] : rows) {
        EXPECT_EQ(from_rsa(n, e), expected);
        if (expected == errc::rsa_exponent) {
            EXPECT_EQ(from_der(rsa_spki(n, e)), expected);
        }
    }
}

TEST(RsaKey, RefusesRsaModuliThatFactor)
{
    const std::string n = numbers(algorithm::rs256).first;
    std::string even = n;
    even.back() = static_cast<char>(even.back() & 0xfe);
    EXPECT_EQ(from_rsa(even, f4), errc::rsa_modulus);
    EXPECT_EQ(from_der(rsa_spki(even, f4)), errc::rsa_modulus);
    for (const BN_ULONG p : {3u, 5u, 7u, 743u, 751u}) {
        const number multiple = read(n);
        BN_sub_word(multiple.get(), BN_mod_word(multiple.get(), p));
        if (BN_is_odd(multiple.get()) == 0)
            BN_sub_word(multiple.get(), p);
        EXPECT_EQ(from_rsa(write(multiple), f4), errc::rsa_modulus) << p;
    }
}

TEST(RsaKey, RefusesTheSquareOfAPrime)
{
    const std::unique_ptr<BN_CTX, decltype(&BN_CTX_free)> context(BN_CTX_new(), BN_CTX_free);
    const number square(BN_new(), BN_free);
    BN_generate_prime_ex(square.get(), 1024, 0, nullptr, nullptr, nullptr);
    BN_sqr(square.get(), square.get(), context.get());
    EXPECT_EQ(from_rsa(write(square), f4), errc::rsa_modulus);
}

bool is_prime(BN_ULONG p)
{
    for (BN_ULONG d = 2; d * d <= p; ++d)
        if (p % d == 0)
            return false;
    return true;
}

// The numbers of the flawed library are k M + (65537^a mod M), M a product of the first primes.
TEST(RsaKey, RefusesTheRocaFingerprint)
{
    const std::unique_ptr<BN_CTX, decltype(&BN_CTX_free)> context(BN_CTX_new(), BN_CTX_free);
    const number m = read("\x01");
    for (BN_ULONG p = 2; p <= 701; ++p)
        if (is_prime(p))
            BN_mul_word(m.get(), p);
    const number power(BN_new(), BN_free);
    const number base = read(f4);
    const number exponent = read("\x12\x34\x56\x79");
    BN_mod_exp(power.get(), base.get(), exponent.get(), m.get(), context.get());
    const number n(BN_new(), BN_free);
    BN_lshift(n.get(), m.get(), 2048 - 971 + 1);
    BN_add(n.get(), n.get(), power.get());
    ASSERT_GE(BN_num_bits(n.get()), 2048);
    EXPECT_EQ(from_rsa(write(n), f4), errc::rsa_modulus);
}

} // namespace
} // namespace postern::crypto
