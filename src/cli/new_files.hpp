// Files that must not exist yet: all of them are made, or none stays behind.
#pragma once

#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace postern::cli {

class new_files
{
public:
    new_files() = default;
    new_files(const new_files&) = delete;
    new_files& operator=(const new_files&) = delete;

    // Removes what was made, unless keep() was called.
    ~new_files();

    // Refused if anything of that name exists, a dangling link too.
    void write(const std::string& file, mode_t mode, std::string_view text);
    void keep() noexcept { made_.clear(); }

private:
    std::vector<std::string> made_;
};

} // namespace postern::cli
