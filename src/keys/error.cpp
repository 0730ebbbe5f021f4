#include <postern/base/reasons.hpp>
#include <postern/keys/key_set.hpp>

namespace postern::keys {
namespace {

constexpr reason reasons[] = {
    {errc::not_a_key_set, failure::malformed, "not a JSON Web Key Set"},
    {errc::too_many_keys, failure::malformed, "too many keys in one set"},
    {errc::too_large, failure::malformed, "key file or key set is too large"},
    {errc::not_a_regular_file, failure::malformed, "not a regular file"},
    {errc::duplicate_kid, failure::malformed, "kid given twice"},
    {errc::duplicate_key, failure::malformed, "one public key given twice"},
    {errc::mixed_secrets, failure::malformed, "HMAC secrets and public keys in one set"},
    {errc::no_usable_key, failure::malformed, "no usable key"},
    {errc::private_members, failure::malformed, "key has private or symmetric members"},
    {errc::not_for_signatures, failure::malformed, "key is not for verifying signatures"},
    {errc::bad_member, failure::malformed, "key has a missing or malformed member"},
    {errc::unknown_type, failure::malformed, "key type or curve is not supported"},
    {errc::unknown_algorithm, failure::malformed, "algorithm is not supported"},
    {errc::algorithm_mismatch, failure::malformed, "key fits none of the allowed algorithms"},
    {errc::bad_kid, failure::malformed, "kid is not 1 to 256 printable ASCII characters"},
};

} // namespace

const boost::system::error_category& error_category() noexcept
{
    static const reason_category instance("postern.keys", reasons);
    return instance;
}

error_code make_error_code(errc code) noexcept
{
    return {static_cast<int>(code), error_category()};
}

} // namespace postern::keys
