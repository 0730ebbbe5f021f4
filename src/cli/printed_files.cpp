#include "printed_files.hpp"

#include "command.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <system_error>

namespace postern::cli {
namespace {

void write_file(const std::filesystem::path& path, const std::string& text)
{
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    if (!(file << text).flush())
        throw refused(path.string() + ": " + std::generic_category().message(errno));
}

void make_folder(const std::filesystem::path& path)
{
    std::error_code failed;
    std::filesystem::create_directories(path, failed);
    if (failed)
        throw refused(path.string() + ": " + failed.message());
}

} // namespace

void put_out(
    const std::vector<dialect::snippet_file>& files, const std::string& folder, std::ostream& out
)
{
    if (!folder.empty())
        make_folder(folder);
    for (const dialect::snippet_file& each : files) {
        if (!folder.empty())
            write_file(std::filesystem::path(folder) / each.name, each.text);
        else
            out << (files.size() == 1 ? "" : "# File: " + each.name + "\n") << each.text;
    }
}

} // namespace postern::cli
