#include <postern/check/options.hpp>
#include <postern/config/load.hpp>
#include <postern/keys/files.hpp>

#include "sections.hpp"

#include <algorithm>
#include <cstdlib>

namespace postern::config {
namespace {

std::optional<std::string> from_environment(const std::string& name)
{
    const char* const found = std::getenv(name.c_str());
    return found != nullptr ? std::optional<std::string>(found) : std::nullopt;
}

// Some messages of these errors are about key files, so they are replaced here.
std::string reason_of(const error_code& unreadable)
{
    if (unreadable == keys::errc::too_large)
        return "it has more than " + format_size(largest_file);
    return unreadable == keys::errc::not_a_regular_file ? "it is no regular file"
                                                        : unreadable.message();
}

void read_tree(const std::string& text, report& to, draft& into)
{
    std::vector<flaw> flaws;
    // A mistake in the YAML has a position but no path, because the keys are not known yet.
    std::optional<node> tree = parse_document(text, flaws);
    for (flaw& found : flaws)
        to.errors.push_back({to.file, found.at.line, found.at.column, {}, std::move(found.text)});
    if (!tree)
        return;
    if (tree->type == node::kind::nothing) // an empty file
        *tree = {node::kind::mapping, {1, 1}, {}, {}, {}, {}};
    // The tables report every other problem, so one run finds them all.
    root_keys().read(value(*tree, {}, to), into);
}

void sort_by_place(std::vector<problem>& problems)
{
    // Problems at the same position keep the order in which they were found.
    std::stable_sort(problems.begin(), problems.end(), [](const problem& a, const problem& b) {
        return std::pair(a.line, a.column) < std::pair(b.line, b.column);
    });
}

} // namespace

std::string problem::line_text() const
{
    const std::string at =
        line == 0 ? "" : ':' + std::to_string(line) + ':' + std::to_string(column);
    return file + at + ": " + (path.empty() ? "" : path + ": ") + text;
}

loaded
load_text(const std::string& text, const std::string& file, const std::filesystem::path& base)
{
    report found{file, base, from_environment, {}, {}};
    // The default paths are relative to the folder of the file, as paths in the file are.
    draft read;
    read.made.file = file;
    read.made.admin.token_file = base / read.made.admin.token_file;
    auto& sqlite = std::get<sqlite_store>(read.made.store).sqlite;
    sqlite.path = base / sqlite.path;
    // The default endpoints come first. The file adds to them or replaces them.
    read.made.endpoints = check::default_endpoints();
    read_tree(text, found, read);
    sort_by_place(found.errors);
    sort_by_place(found.warnings);
    // A configuration with an error is never returned, so no service can run with it.
    loaded done{std::nullopt, std::move(found.errors), std::move(found.warnings)};
    if (done.errors.empty())
        done.value = std::move(read.made);
    return done;
}

loaded load_file(const std::filesystem::path& file)
{
    const auto text = keys::read_file(file, largest_file);
    if (!text) {
        const std::string reason = "the file cannot be read: " + reason_of(text.error());
        return {std::nullopt, {{file.string(), 0, 0, {}, reason}}, {}};
    }
    return load_text(*text, file.string(), file.parent_path());
}

} // namespace postern::config
