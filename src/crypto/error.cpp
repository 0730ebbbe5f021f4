#include <postern/crypto/error.hpp>

#include <string>

namespace postern::crypto {
namespace {

class category final : public boost::system::error_category
{
public:
    const char* name() const noexcept override { return "postern.crypto"; }

    std::string message(int value) const override
    {
        switch (static_cast<errc>(value)) {
        case errc::not_one_pem_block:
            return "not exactly one PEM block with nothing around it";
        case errc::not_public_key_pem:
            return "PEM label is not PUBLIC KEY";
        case errc::not_private_key_pem:
            return "PEM label is not PRIVATE KEY";
        case errc::bad_key_encoding:
            return "key is not encoded in strict DER";
        case errc::unsupported_key_type:
            return "key type is none of RSA, P-256, P-384, P-521, Ed25519";
        case errc::input_too_large:
            return "key text is longer than 16 KiB";
        case errc::rsa_size:
            return "RSA modulus is not of 2048 to 4096 bit";
        case errc::rsa_exponent:
            return "RSA public exponent is not 65537";
        case errc::rsa_modulus:
            return "RSA modulus is weak";
        case errc::not_minimal:
            return "number has leading zeros or another width than its field";
        case errc::point_not_on_curve:
            return "point is not on the curve";
        case errc::point_compressed:
            return "point is not uncompressed";
        case errc::explicit_parameters:
            return "curve is not named but spelled out";
        case errc::low_order_point:
            return "Ed25519 point has low order or is not canonical";
        case errc::secret_too_short:
            return "HMAC secret is shorter than its digest";
        case errc::secret_looks_like_key:
            return "HMAC secret is the text of a key";
        case errc::algorithm_mismatch:
            return "key type does not serve this algorithm";
        case errc::openssl_failed:
            return "OpenSSL failed";
        }
        return "unknown crypto error";
    }

    boost::system::error_condition default_error_condition(int value) const noexcept override
    {
        return static_cast<errc>(value) == errc::openssl_failed ? failure::internal
                                                                : failure::malformed;
    }
};

} // namespace

const boost::system::error_category& error_category() noexcept
{
    static const category instance;
    return instance;
}

error_code make_error_code(errc value) noexcept
{
    return {static_cast<int>(value), error_category()};
}

} // namespace postern::crypto
