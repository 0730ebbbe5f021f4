#include <postern/base/secret.hpp>

#include <cstring>
#include <ostream>

namespace postern {

secret::~secret()
{
    // The compiler may remove a memset at the end of a destructor, but not explicit_bzero.
    ::explicit_bzero(text_.data(), text_.size());
}

std::ostream& operator<<(std::ostream& out, const secret&)
{
    // Print nothing of the secret, not even its length.
    return out << "***";
}

} // namespace postern
