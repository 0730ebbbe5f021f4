#include "proxy_check.hpp"

#include <postern/keys/files.hpp>
#include <postern/resolve/identity_headers.hpp>

#include "input.hpp"

#include <algorithm>
#include <filesystem>
#include <glob.h>
#include <ostream>

namespace postern::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t largest_file = 4 * 1024 * 1024;

dialect::proxy_file read(const std::string& name)
{
    auto text = keys::read_file(name, largest_file);
    return {name, text ? std::optional(std::move(*text)) : std::nullopt};
}

std::vector<std::string> matching(const fs::path& pattern)
{
    std::vector<std::string> names;
    glob_t found{};
    if (::glob(pattern.c_str(), 0, nullptr, &found) == 0)
        names.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    ::globfree(&found);
    return names;
}

// A relative name is looked for in the folder of the configuration, and in the one above: a file of
// conf.d or sites-enabled names files of /etc/nginx.
std::vector<std::string> find_included(const fs::path& folder, const std::string& pattern)
{
    if (auto names = matching(folder / pattern); !names.empty())
        return names;
    return matching(folder.parent_path() / pattern);
}

std::vector<dialect::proxy_file> read_included(const fs::path& folder, const std::string& pattern)
{
    std::vector<dialect::proxy_file> files;
    for (const std::string& name : find_included(folder, pattern))
        files.push_back(read(name));
    // nginx accepts a pattern that matches no file. A name must be that of a file.
    if (files.empty() && pattern.find_first_of("*?[") == pattern.npos)
        files.push_back({pattern, {}});
    return files;
}

dialect::proxy_check_options
options_of(const dialect::dialect& dialect, const config::configuration& configuration)
{
    dialect::proxy_check_options options{
        .identity_headers = resolve::header_names(configuration.identity),
        .deadline = configuration.resolver.deadline,
    };
    for (const check::endpoint_options& each : configuration.endpoints)
        if (each.dialect == &dialect)
            options.endpoints.push_back(each.path);
    return options;
}

void print(const std::vector<dialect::finding>& lines, const char* before, std::ostream& out)
{
    for (const dialect::finding& each : lines)
        out << before << each.file << ':' << each.line << ": " << each.text << '\n';
}

} // namespace

int check_proxy(
    const std::string& file, const dialect::proxy& proxy,
    const config::configuration& configuration, std::ostream& out
)
{
    const dialect::proxy_file main{file, read_text(file, largest_file)};
    const fs::path folder = fs::absolute(file).lexically_normal().parent_path();
    const auto report = proxy.check(
        main, [&](const std::string& pattern) { return read_included(folder, pattern); },
        options_of(*proxy.endpoint_dialect, configuration)
    );
    print(report.findings, "", out);
    const std::size_t count = report.findings.size();
    out << (count == 0 ? "No finding" : std::to_string(count) + " finding")
        << (count > 1 ? "s" : "") << ".\n\n"
        << "No finding is no proof. What this check cannot see:\n";
    print(report.unseen, "  ", out);
    out << "  the settings of files that include this one;\n"
           "  the values of variables and maps, Lua, njs and Perl;\n"
           "  requests that a location with a regular expression takes from another one, except\n"
           "  where one path shows it;\n"
           "  X-Accel-Redirect in answers of the application;\n"
           "  other servers and proxies from which the application can be reached.\n";
    return count == 0 ? 0 : 1;
}

} // namespace postern::cli
