#include <postern/base/reasons.hpp>
#include <postern/crypto/error.hpp>

namespace postern::crypto {
namespace {

constexpr reason reasons[] = {
    {errc::not_one_pem_block, failure::malformed,
     "not exactly one PEM block with nothing around it"},
    {errc::not_public_key_pem, failure::malformed, "PEM label is not PUBLIC KEY"},
    {errc::not_private_key_pem, failure::malformed, "PEM label is not PRIVATE KEY"},
    {errc::bad_key_encoding, failure::malformed, "key is not encoded in strict DER"},
    {errc::unsupported_key_type, failure::malformed,
     "key type is none of RSA, P-256, P-384, P-521, Ed25519"},
    {errc::input_too_large, failure::malformed, "key text is longer than 16 KiB"},
    {errc::rsa_size, failure::malformed, "RSA modulus is not of 2048 to 4096 bit"},
    {errc::rsa_exponent, failure::malformed, "RSA public exponent is not 65537"},
    {errc::rsa_modulus, failure::malformed, "RSA modulus is weak"},
    {errc::not_minimal, failure::malformed,
     "number has leading zeros or another width than its field"},
    {errc::point_not_on_curve, failure::malformed, "point is not on the curve"},
    {errc::point_compressed, failure::malformed, "point is not uncompressed"},
    {errc::explicit_parameters, failure::malformed, "curve is not named but spelled out"},
    {errc::low_order_point, failure::malformed, "Ed25519 point has low order or is not canonical"},
    {errc::secret_too_short, failure::malformed, "HMAC secret is shorter than its digest"},
    {errc::secret_looks_like_key, failure::malformed, "HMAC secret is the text of a key"},
    {errc::algorithm_mismatch, failure::malformed, "key type does not serve this algorithm"},
    {errc::openssl_failed, failure::internal, "OpenSSL failed"},
};

} // namespace

const boost::system::error_category& error_category() noexcept
{
    static const reason_category instance("postern.crypto", reasons);
    return instance;
}

error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), error_category()};
}

} // namespace postern::crypto
