// Where the admin token comes from. What is read or written here is a key to the house: the file is
// its owner's alone, and a token that could be guessed is refused.
#include <postern/admin/error.hpp>
#include <postern/admin/token_file.hpp>
#include <postern/base/unique_fd.hpp>
#include <postern/codec/base64url.hpp>
#include <postern/crypto/random.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace postern::admin {
namespace {

constexpr std::size_t shortest = 16, longest = 1024;

error_code last_error()
{
    return {errno, boost::system::system_category()};
}

result<secret> examine(secret token)
{
    const auto text = token.reveal();
    if (text.size() < shortest)
        return errc::token_too_short;
    const bool visible = std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
    if (text.size() > longest || !visible)
        return errc::token_unfit;
    return token;
}

result<> examine_file(int file)
{
    struct stat status;
    if (::fstat(file, &status) != 0)
        return last_error();
    if (!S_ISREG(status.st_mode))
        return errc::token_file_not_regular;
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return errc::token_file_open_to_others;
    return {};
}

result<secret> read_token(int file)
{
    if (const auto fit = examine_file(file); !fit)
        return fit.error();
    // Room for one octet more than the longest token and its line break: too long stays too long.
    std::array<char, longest + 3> buffer;
    const auto count = ::read(file, buffer.data(), buffer.size());
    if (count < 0)
        return last_error();
    std::string_view text(buffer.data(), static_cast<std::size_t>(count));
    for (const char end : {'\n', '\r'}) {
        if (text.ends_with(end))
            text.remove_suffix(1);
    }
    secret token{std::string(text)};
    ::explicit_bzero(buffer.data(), buffer.size());
    return examine(std::move(token));
}

error_code write_all(int file, std::string_view text)
{
    const auto count = ::write(file, text.data(), text.size());
    if (count < 0)
        return last_error();
    // A regular file takes less only where there is no room for more.
    return static_cast<std::size_t>(count) == text.size()
               ? error_code()
               : error_code(ENOSPC, boost::system::system_category());
}

result<secret> write_new_token(const std::filesystem::path& path)
{
    const unique_fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file)
        return last_error();
    const secret octets(crypto::random_octets(32));
    secret token(codec::base64url_encode(octets.reveal()));
    const secret line(std::string(token.reveal()) + '\n');
    if (const auto error = write_all(file.get(), line.reveal())) {
        ::unlink(path.c_str());
        return error;
    }
    return token;
}

} // namespace

result<token_origin> obtain_token(const options& options)
{
    const auto from = [](result<secret> token, bool generated) -> result<token_origin> {
        if (!token)
            return token.error();
        return token_origin{std::move(*token), generated};
    };
    if (!options.token.empty())
        return from(examine(options.token), false);
    // A pipe must not make the start wait.
    const unique_fd file(::open(options.token_file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file)
        return from(read_token(file.get()), false);
    return errno == ENOENT ? from(write_new_token(options.token_file), true)
                           : result<token_origin>(last_error());
}

} // namespace postern::admin
