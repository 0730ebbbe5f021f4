// A folder with every kind of key file, good and bad, that lives as long as the test.
#pragma once

#include <postern/config/load.hpp>

#include <filesystem>
#include <string>
#include <string_view>

namespace postern::test {

class workspace
{
public:
    workspace();
    ~workspace();
    workspace(const workspace&) = delete;
    workspace& operator=(const workspace&) = delete;

    const std::filesystem::path& folder() const noexcept { return folder_; }
    void write(const std::string& name, std::string_view text, bool owner_only = false) const;

    // The configuration of this text, as if it lay in the folder.
    config::loaded load(const std::string& text) const;

private:
    std::filesystem::path folder_;
};

// One for all tests that only read: making RSA keys takes its time.
const workspace& shared_workspace();

// What stands in hmac.secret; no problem may show it.
inline constexpr std::string_view shared_secret = "kT7vQz0pLw3nXc9sRb5yHd1mJf8gUe2aZi6oPq4t";

// The lines of all problems.
std::string lines(const std::vector<config::problem>& problems);

} // namespace postern::test
