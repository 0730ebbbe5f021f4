#include <postern/base/unique_fd.hpp>
#include <postern/keys/files.hpp>

#include <algorithm>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace postern::keys {
namespace {

constexpr std::size_t max_pem_size = 16 * 1024;

error_code system_error()
{
    return {errno, boost::system::system_category()};
}

// Reads up to one octet past the limit, because a file may grow between stat and read.
result<std::string> read_all(int fd, std::size_t limit)
{
    std::string text(limit + 1, '\0');
    std::size_t size = 0;
    while (size < text.size()) {
        const ssize_t count = ::read(fd, text.data() + size, text.size() - size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return system_error();
        if (count == 0)
            break;
        size += static_cast<std::size_t>(count);
    }
    if (size > limit)
        return errc::too_large;
    text.resize(size);
    return text;
}

} // namespace

result<std::string> read_file(const std::filesystem::path& path, std::size_t limit)
{
    // O_NONBLOCK keeps open() from waiting for the writer of a pipe. The pipe is refused below.
    const unique_fd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    // The check uses the open file, so nobody can replace it between the check and the reading.
    struct stat about
    {
    };
    if (!file || ::fstat(file.get(), &about) != 0)
        return system_error();
    if (!S_ISREG(about.st_mode))
        return errc::not_a_regular_file;
    return read_all(file.get(), limit);
}

result<key_import> read_jwks_file(
    const std::filesystem::path& path, crypto::algorithm_set allowed, const jwks_limits& limits
)
{
    const auto text = read_file(path, limits.size);
    if (!text)
        return text.error();
    return parse_jwks(*text, allowed, limits);
}

error_code check_key_file(const key_import& read) noexcept
{
    // A repeated kid is reported first, because it may be the reason that no key is usable.
    const auto has_twin = [](const skipped_key& s) { return s.reason == errc::duplicate_kid; };
    if (std::any_of(read.skipped.begin(), read.skipped.end(), has_twin))
        return errc::duplicate_kid;
    return read.keys.empty() ? make_error_code(errc::no_usable_key) : error_code();
}

result<key> parse_pem(std::string_view text, std::string kid, crypto::algorithm_set algorithms)
{
    auto material = crypto::public_key::from_pem(text);
    if (!material)
        return material.error();
    // The key keeps only the algorithms that its type can verify.
    const crypto::algorithm_set fit = algorithms.fitting(material->type());
    if (fit.empty())
        return errc::algorithm_mismatch;
    return key{std::move(kid), std::move(*material), fit};
}

result<key>
read_pem_file(const std::filesystem::path& path, std::string kid, crypto::algorithm_set algorithms)
{
    // A key may have no kid. It is then chosen by its algorithm.
    if (!kid.empty() && !is_kid(kid))
        return errc::bad_kid;
    const auto text = read_file(path, max_pem_size);
    if (!text)
        return text.error();
    return parse_pem(*text, std::move(kid), algorithms);
}

} // namespace postern::keys
