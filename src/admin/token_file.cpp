// Reads or writes the admin token. The token opens everything, so only the owner may use its file,
// and a token that is short enough to be guessed is refused.
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

constexpr std::size_t min_size = 16, max_size = 1024;

error_code last_error()
{
    return {errno, boost::system::system_category()};
}

// Refuses a token that is easy to guess or that does not fit into a header.
result<secret> examine(secret token)
{
    const auto text = token.reveal();
    if (text.size() < min_size)
        return errc::token_too_short;
    const bool visible = std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
    if (text.size() > max_size || !visible)
        return errc::token_unfit;
    return token;
}

// Refuses a file that another user may read or write.
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
    // Check the open file and not its path, which another process could change in between.
    if (const auto fit = examine_file(file); !fit)
        return fit.error();
    // The buffer holds one octet more than the longest token with its line break, so that a longer
    // token is not cut to one that is accepted.
    std::array<char, max_size + 3> buffer;
    const auto count = ::read(file, buffer.data(), buffer.size());
    if (count < 0)
        return last_error();
    std::string_view text(buffer.data(), static_cast<std::size_t>(count));
    // Remove one line break: `\n` or `\r\n`.
    for (const char end : {'\n', '\r'}) {
        if (text.ends_with(end))
            text.remove_suffix(1);
    }
    secret token{std::string(text)};
    // Erase this copy of the token.
    ::explicit_bzero(buffer.data(), buffer.size());
    return examine(std::move(token));
}

error_code write_all(int file, std::string_view text)
{
    const auto count = ::write(file, text.data(), text.size());
    if (count < 0)
        return last_error();
    // A regular file takes a part of the text only when the disk is full.
    return static_cast<std::size_t>(count) == text.size()
               ? error_code()
               : error_code(ENOSPC, boost::system::system_category());
}

result<secret> write_new_token(const std::filesystem::path& path)
{
    // O_EXCL: never write into a file that exists already.
    const unique_fd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file)
        return last_error();
    // Make a token of 256 random bits.
    const secret octets(crypto::random_octets(32));
    secret token(codec::base64url_encode(octets.reveal()));
    const secret line(std::string(token.reveal()) + '\n');
    // Remove a file that is not complete: the next start would read it.
    if (const auto error = write_all(file.get(), line.reveal())) {
        ::unlink(path.c_str());
        return error;
    }
    return token;
}

} // namespace

result<token_origin> obtain_token(const options& options)
{
    // Adds to a token whether it was made by this call.
    const auto from = [](result<secret> token, bool generated) -> result<token_origin> {
        if (!token)
            return token.error();
        return token_origin{std::move(*token), generated};
    };
    // Use the token of the configuration if there is one.
    if (!options.token.empty())
        return from(examine(options.token), false);
    // O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
    const unique_fd file(::open(options.token_file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file)
        return from(read_token(file.get()), false);
    // Make a token only if there is no file. Every other error ends the start.
    return errno == ENOENT ? from(write_new_token(options.token_file), true)
                           : result<token_origin>(last_error());
}

} // namespace postern::admin
