#include <postern/base/reasons.hpp>

#include <algorithm>

namespace postern {

const reason* reason_category::find(int code) const noexcept
{
    // A table has few rows, so a linear search is fast enough.
    const auto found =
        std::find_if(table_.begin(), table_.end(), [&](const reason& r) { return r.code == code; });
    return found == table_.end() ? nullptr : &*found;
}

std::string reason_category::message(int code) const
{
    const reason* known = find(code);
    return known ? known->message : "unknown";
}

boost::system::error_condition reason_category::default_error_condition(int code) const noexcept
{
    const reason* known = find(code);
    // A code without a row is `internal`, which denies.
    return make_error_condition(known ? known->outside : failure::internal);
}

} // namespace postern
