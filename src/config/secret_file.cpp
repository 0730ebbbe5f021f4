#include "secret_file.hpp"

#include <postern/codec/ascii.hpp>
#include <postern/keys/files.hpp>

#include "sections.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/stat.h>

namespace postern::config {
namespace {

constexpr std::size_t largest = 16 * 1024;

// Secrets of examples, from jwt.io and from templates, in lower case.
constexpr std::array<std::string_view, 8> examples{
    "your-256-bit-secret",
    "your-384-bit-secret",
    "your-512-bit-secret",
    "a-string-secret-at-least",
    "a-valid-string-secret",
    "changeme",
    "change-me",
    "placeholder"};

bool is_example(std::string_view octets)
{
    // People change the case and add text, so the example may be anywhere.
    std::string lower(octets);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return std::any_of(examples.begin(), examples.end(), [&](std::string_view example) {
        return lower.find(example) != lower.npos;
    });
}

// True for few different characters. A random secret of 32 octets has about 30.
bool is_monotonous(std::string_view octets)
{
    std::string sorted(octets);
    std::sort(sorted.begin(), sorted.end());
    return std::unique(sorted.begin(), sorted.end()) - sorted.begin() < 8;
}

constexpr std::string_view random_text =
    "; accepted: random text, such as that of `openssl rand -base64 64`";

// Reports a text that cannot be a secret of any kind: an empty one, or a known example.
bool may_be_secret(const value& from, std::string_view octets)
{
    if (octets.empty())
        from.refuse("the secret is empty; look at the file or the environment variable that it "
                    "comes from");
    else if (is_example(octets))
        from.refuse("found an example, not a secret" + std::string(random_text));
    else
        return true;
    return false;
}

std::string system_reason(int number)
{
    return error_code(number, boost::system::system_category()).message();
}

std::string octal_mode(mode_t mode)
{
    std::string text = "0";
    for (const int shift : {6, 3, 0})
        text += static_cast<char>('0' + ((mode >> shift) & 7));
    return text;
}

// Reports a file that others than its owner may read or write.
bool is_private(const value& from, const std::filesystem::path& file)
{
    struct stat status
    {
    };
    // stat() follows a symbolic link, so the mode is that of the file with the secret.
    if (::stat(file.c_str(), &status) != 0) {
        from.refuse("the file cannot be read: " + system_reason(errno));
        return false;
    }
    // With rights for the group or for others, another user may read the secret.
    if ((status.st_mode & 077) != 0) {
        from.refuse(
            "found a secret's file with mode " + octal_mode(status.st_mode) +
            "; accepted: no rights for group and others, such as 0600"
        );
        return false;
    }
    return true;
}

} // namespace

bool file_is_there(const std::filesystem::path& file)
{
    std::error_code ignored;
    return std::filesystem::exists(file, ignored);
}

std::optional<secret> read_secret_file(const value& from, const std::filesystem::path& file)
{
    // The mode is checked first, so a file that others can read is never used.
    if (!is_private(from, file))
        return std::nullopt;
    auto text = keys::read_file(file, largest);
    if (!text) {
        from.refuse("the file cannot be read: " + text.error().message());
        return std::nullopt;
    }
    // Editors end a file with a line break, which is not part of the secret.
    if (!text->empty() && text->back() == '\n')
        text->pop_back();
    if (!text->empty() && text->back() == '\r')
        text->pop_back();
    return secret(std::move(*text));
}

void check_admin_token(const value& from, std::string_view token)
{
    constexpr std::string_view accepted = "; accepted: at least 16 visible ASCII characters";
    if (!may_be_secret(from, token))
        return;
    // A caller sends the token in a header, so only visible ASCII arrives unchanged.
    if (!codec::is_visible(token))
        from.refuse(
            "found a token with characters other than visible ASCII" + std::string(accepted)
        );
    else if (token.size() < 16)
        from.refuse("found a token of fewer than 16 characters" + std::string(accepted));
}

std::optional<crypto::hmac_key>
make_hmac_key(const value& from, crypto::algorithm algorithm, secret octets)
{
    if (!may_be_secret(from, octets.reveal()))
        return std::nullopt;
    // The characters are counted before the key takes the octets.
    const bool monotonous = is_monotonous(octets.reveal());
    auto made = crypto::hmac_key::from_secret(algorithm, std::move(octets));
    if (made && !monotonous)
        return std::move(*made);
    from.refuse(
        made ? "found a secret with fewer than 8 different characters" + std::string(random_text)
             : "found a secret that cannot be used: " + made.error().message()
    );
    return std::nullopt;
}

} // namespace postern::config
