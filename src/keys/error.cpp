#include <postern/keys/key_set.hpp>

#include <string>

namespace postern::keys {
namespace {

class category final : public boost::system::error_category
{
public:
    const char* name() const noexcept override { return "postern.keys"; }

    std::string message(int value) const override
    {
        switch (static_cast<errc>(value)) {
        case errc::not_a_key_set:
            return "not a JSON Web Key Set";
        case errc::too_many_keys:
            return "too many keys in one set";
        case errc::too_large:
            return "key file or key set is too large";
        case errc::not_a_regular_file:
            return "not a regular file";
        case errc::duplicate_kid:
            return "kid given twice";
        case errc::duplicate_key:
            return "one public key given twice";
        case errc::mixed_secrets:
            return "HMAC secrets and public keys in one set";
        case errc::no_usable_key:
            return "no usable key";
        case errc::private_members:
            return "key has private or symmetric members";
        case errc::not_for_signatures:
            return "key is not for verifying signatures";
        case errc::bad_member:
            return "key has a missing or malformed member";
        case errc::unknown_type:
            return "key type or curve is not supported";
        case errc::unknown_algorithm:
            return "algorithm is not supported";
        case errc::algorithm_mismatch:
            return "key does not serve an algorithm that is allowed";
        case errc::bad_kid:
            return "kid is not 1 to 256 printable ASCII characters";
        }
        return "unknown key error";
    }

    boost::system::error_condition default_error_condition(int) const noexcept override
    {
        return failure::malformed;
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

} // namespace postern::keys
