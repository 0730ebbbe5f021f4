#include "file_watch.hpp"

#include <sys/stat.h>
#include <utility>

namespace postern::issuers {

file_watch::file_watch(std::vector<std::filesystem::path> files) : files_(std::move(files)) {}

bool file_watch::has_changed()
{
    std::vector<stamp> now;
    now.reserve(files_.size());
    for (const std::filesystem::path& each : files_)
        now.push_back(stamp_of(each));
    const bool is_first = !std::exchange(was_asked_, true);
    return std::exchange(seen_, now) != now || is_first;
}

file_watch::stamp file_watch::stamp_of(const std::filesystem::path& file) noexcept
{
    struct stat about
    {
    };
    if (::stat(file.c_str(), &about) != 0)
        return {};
    return {about.st_mtim.tv_sec, about.st_mtim.tv_nsec, about.st_size, about.st_ino};
}

} // namespace postern::issuers
