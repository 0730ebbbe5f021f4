#include "new_files.hpp"

#include <postern/base/unique_fd.hpp>

#include "command.hpp"

#include <cerrno>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>

namespace postern::cli {
namespace {

[[noreturn]] void refuse(const std::string& file)
{
    throw refused(file + ": " + std::generic_category().message(errno));
}

bool write_all(int file, std::string_view text)
{
    while (!text.empty()) {
        const ssize_t written = ::write(file, text.data(), text.size());
        // A signal came before anything was written, so the call is repeated (POSIX write()).
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        text.remove_prefix(static_cast<std::size_t>(written));
    }
    // A key that is reported as made must survive a crash of the machine.
    return ::fsync(file) == 0;
}

} // namespace

new_files::~new_files()
{
    for (const std::string& file : made_)
        ::unlink(file.c_str());
}

void new_files::write(const std::string& file, mode_t mode, std::string_view text)
{
    // O_EXCL: never over a file, never through a link (POSIX open()).
    const unique_fd made(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (!made)
        refuse(file);
    // The file is listed before it has text, so that a failed write removes it, too.
    made_.push_back(file);
    if (!write_all(made.get(), text))
        refuse(file);
}

} // namespace postern::cli
