// A place in the file: what stands there, how it is called, and where its problems go.
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

// One run over one file: what surrounds the text, and everything found wrong so far.
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

    // The value of a key. If it is not there, the mapping itself under the key's path: that is
    // where a problem of its absence is seen.
    value member(std::string_view key) const;

    // The values of a mapping, in order.
    std::vector<value> members() const;

    // The elements of a list; anything else is a list of itself.
    std::vector<value> items() const;

    // The text of a scalar, ${NAME} replaced. Nothing, and a problem, if it is none.
    std::optional<std::string> text() const { return text(true); }

    // The same for something that no problem may repeat, not even in part.
    std::optional<secret> secret_text() const;

    // The text, or an empty one; reports nothing.
    std::string peek() const;

    // A path relative to the file's folder; not empty.
    std::optional<std::filesystem::path> file() const;
    std::filesystem::path from_folder(const std::filesystem::path&) const;

    // `accepted` completes "found a list; accepted: ..."; what stands there is not repeated.
    void refuse_kind(std::string_view accepted) const;
    void refuse(std::string text) const;
    void warn(std::string text) const;

    // The same value whose problems are placed at its key.
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
