// Creates files that must not exist yet: either all of them, or none is left.
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

    // Removes the files, unless keep() was called.
    ~new_files();

    // Ends the command if the name exists, even as a dangling link.
    void write(const std::string& file, mode_t mode, std::string_view text);
    void keep() noexcept { made_.clear(); }

private:
    std::vector<std::string> made_;
};

} // namespace postern::cli
