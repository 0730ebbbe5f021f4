#include "value.hpp"

#include <postern/codec/ascii.hpp>
#include <postern/config/scalar.hpp>

namespace postern::config {
namespace {

std::string_view kind_name(node::kind type)
{
    switch (type) {
    case node::kind::nothing:
        return "nothing";
    case node::kind::scalar:
        return "a single value";
    case node::kind::list:
        return "a list";
    case node::kind::mapping:
        return "a mapping";
    }
    return "nothing";
}

// A name with other characters than those of a token is quoted.
std::string joined(const std::string& path, std::string_view name)
{
    const std::string step = codec::is_token(name) ? std::string(name) : in_quotes(name);
    return path.empty() ? step : path + '.' + step;
}

} // namespace

value value::member(std::string_view key) const
{
    const node* const found = node_->find(key);
    // A missing key gets the node of the mapping, so its problem has a position.
    value inner(found ? *found : *node_, joined(path_, key), *to_);
    return inner;
}

std::vector<value> value::members() const
{
    std::vector<value> all;
    for (const node& child : node_->children)
        all.push_back(value(child, joined(path_, child.name), *to_));
    return all;
}

std::vector<value> value::items() const
{
    // A list with one element may be written without brackets.
    if (node_->type != node::kind::list)
        return {*this};
    std::vector<value> all;
    for (const node& child : node_->children)
        all.emplace_back(child, path_ + '[' + std::to_string(all.size()) + ']', *to_);
    return all;
}

value value::at_name() const
{
    value moved = *this;
    moved.at_ = node_->name_at;
    return moved;
}

std::optional<std::string> value::text(bool may_be_shown) const
{
    if (node_->type != node::kind::scalar) {
        refuse_kind("a single value");
        return std::nullopt;
    }
    // Variables are replaced before any check, so the check sees the final text.
    expansion expanded = expand(node_->text, to_->lookup);
    if (expanded.flaw.empty())
        return std::move(expanded.text);
    // The name of a variable helps the operator. It is left out where the text may be a secret.
    const bool named = may_be_shown && !expanded.culprit.empty();
    refuse((named ? in_quotes(expanded.culprit) + " is " : "found ") + expanded.flaw);
    return std::nullopt;
}

std::string value::peek() const
{
    return expand(node_->text, to_->lookup).text;
}

std::optional<secret> value::secret_text() const
{
    std::optional<std::string> found = text(false);
    return found ? std::optional<secret>(secret(std::move(*found))) : std::nullopt;
}

std::optional<std::filesystem::path> value::file() const
{
    const std::optional<std::string> found = text();
    if (!found)
        return std::nullopt;
    // A NUL would cut the name for the system, and another file would be used.
    if (found->empty() || found->find('\0') != found->npos) {
        refuse("found no file name; accepted: a path, relative to this file's folder");
        return std::nullopt;
    }
    return from_folder(*found);
}

std::filesystem::path value::from_folder(const std::filesystem::path& relative) const
{
    return to_->base / relative;
}

void value::refuse_kind(std::string_view accepted) const
{
    refuse("found " + std::string(kind_name(node_->type)) + "; accepted: " + std::string(accepted));
}

void value::refuse(std::string text) const
{
    to_->errors.push_back(describe(std::move(text)));
}

void value::warn(std::string text) const
{
    to_->warnings.push_back(describe(std::move(text)));
}

problem value::describe(std::string text) const
{
    return {to_->file, at_.line, at_.column, path_, std::move(text)};
}

} // namespace postern::config
