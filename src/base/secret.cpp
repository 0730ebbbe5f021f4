#include <postern/base/secret.hpp>

#include <cstring>
#include <ostream>

namespace postern {

secret::~secret()
{
    // explicit_bzero is not optimised away, as a memset before a destructor's end may be.
    ::explicit_bzero(text_.data(), text_.size());
}

std::ostream& operator<<(std::ostream& out, const secret&)
{
    return out << "***";
}

} // namespace postern
