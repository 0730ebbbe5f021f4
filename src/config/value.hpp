// A value in the file, with its path, its position and the report for its problems.
#pragma once

#include <postern/base/secret.hpp>
#include <postern/config/problem.hpp>

#include "document.hpp"
#include "expand.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::config {

// One run over one file: its environment, and the problems found so far.
struct report
{
    std::string file;
    std::filesystem::path base; // relative paths start here
    environment lookup;
    std::vector<problem> errors;
    std::vector<problem> warnings;
};

class value
{
public:
    value(const node& tree, std::string path, report& to)
        : node_(&tree), at_(tree.at), path_(std::move(path)), to_(&to)
    {
    }

    const node& tree() const noexcept { return *node_; }
    const std::string& path() const noexcept { return path_; }
    const std::string& name() const noexcept { return node_->name; }
    bool has(std::string_view key) const noexcept { return node_->find(key) != nullptr; }

    // The value of a key. If the key is missing, the mapping itself with the path of the key: a
    // missing key is reported at the position of the mapping.
    value member(std::string_view key) const;

    // The values of a mapping, in order.
    std::vector<value> members() const;

    // The elements of a list. Any other value is a list of one.
    std::vector<value> items() const;

    // The text of a scalar, with ${NAME} replaced. Otherwise reports a problem and returns nothing.
    std::optional<std::string> text() const { return text(true); }

    // The same for a secret: no problem repeats any part of it.
    std::optional<secret> secret_text() const;

    // The text, or an empty one; reports nothing.
    std::string peek() const;

    // A path relative to the file's folder; not empty.
    std::optional<std::filesystem::path> file() const;
    std::filesystem::path from_folder(const std::filesystem::path&) const;

    // `accepted` completes "found a list; accepted: ...". The value itself is not repeated.
    void refuse_kind(std::string_view accepted) const;
    void refuse(std::string text) const;
    void warn(std::string text) const;

    // The same value, but its problems get the position of its key.
    value at_name() const;

    std::size_t errors() const noexcept { return to_->errors.size(); }

private:
    std::optional<std::string> text(bool may_be_shown) const;
    problem describe(std::string text) const;

    const node* node_;
    position at_;
    std::string path_;
    report* to_;
};

} // namespace postern::config
