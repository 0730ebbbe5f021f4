// Tells whether files have changed: by their times, sizes and numbers on the disk, so that a file
// that was replaced within the resolution of the clock is noticed, too.
#pragma once

#include <filesystem>
#include <vector>

namespace postern::issuers {

class file_watch
{
public:
    explicit file_watch(std::vector<std::filesystem::path> files);

    // Whether a file is another one than at the call before. True at the first call.
    bool has_changed();

private:
    struct stamp
    {
        long seconds = 0, nanoseconds = 0, size = 0;
        unsigned long number = 0;

        friend bool operator==(const stamp&, const stamp&) = default;
    };

    static stamp stamp_of(const std::filesystem::path&) noexcept;

    std::vector<std::filesystem::path> files_;
    std::vector<stamp> seen_;
    bool was_asked_ = false;
};

} // namespace postern::issuers
