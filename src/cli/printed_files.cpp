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

// Before anything is written.
void find_configuration_among(
    const std::vector<dialect::snippet_file>& files, const std::filesystem::path& folder,
    const std::string& configuration
)
{
    for (const dialect::snippet_file& each : files) {
        std::error_code missing;
        if (std::filesystem::equivalent(folder / each.name, configuration, missing))
            throw refused(
                (folder / each.name).string() +
                ": is the configuration of Postern; choose another folder with --output"
            );
    }
}

void write(const std::vector<dialect::snippet_file>& files, const std::filesystem::path& folder)
{
    make_folder(folder);
    for (const dialect::snippet_file& each : files)
        write_file(folder / each.name, each.text);
}

} // namespace

void put_out(
    const std::vector<dialect::snippet_file>& files, const std::string& folder,
    const std::string& configuration, std::ostream& out
)
{
    if (!folder.empty()) {
        find_configuration_among(files, folder, configuration);
        return write(files, folder);
    }
    for (const dialect::snippet_file& each : files)
        out << (files.size() == 1 ? "" : "# File: " + each.name + "\n") << each.text;
}

} // namespace postern::cli
