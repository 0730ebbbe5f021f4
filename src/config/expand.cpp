#include "expand.hpp"

namespace postern::config {
namespace {

// POSIX.1-2017, 8.1: letters, digits and `_`, no digit first.
std::size_t name_length(std::string_view text)
{
    constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_";
    constexpr std::string_view all =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_0123456789";
    if (text.empty() || letters.find(text.front()) == text.npos)
        return 0;
    const std::size_t end = text.find_first_not_of(all);
    return end == text.npos ? text.size() : end;
}

// Appends the value of `${inside}`, or sets the flaw.
void substitute(std::string_view inside, const environment& lookup, expansion& into)
{
    const std::size_t length = name_length(inside);
    const std::string name(inside.substr(0, length));
    const std::string_view rest = inside.substr(length);
    const bool has_default = rest.substr(0, 2) == ":-";
    // After the name only a default may follow.
    if (name.empty() || (!rest.empty() && !has_default)) {
        into.flaw = "`${` without a name; accepted: ${NAME}, ${NAME:-default}, $${ for the "
                    "characters themselves";
        return;
    }
    // With `:-` an empty variable gets the default, too, as in a shell.
    const std::optional<std::string> found = lookup(name);
    if (found && !(found->empty() && has_default)) {
        into.text += *found;
    } else if (has_default) {
        into.text += rest.substr(2);
    } else {
        into.flaw = "an environment variable that is not set, without a default; accepted: "
                    "${NAME:-default}";
        into.culprit = name;
    }
}

} // namespace

expansion expand(std::string_view text, const environment& lookup)
{
    expansion done;
    while (!text.empty() && done.flaw.empty()) {
        // The text before `${` is copied as it is.
        const std::size_t open = text.find("${");
        done.text += text.substr(0, open);
        if (open == text.npos)
            break;
        const bool literal = open != 0 && text[open - 1] == '$';
        text.remove_prefix(open + 2);
        // For `$${` the first `$` was copied already, so only the brace is missing.
        if (literal) {
            done.text.back() = '$';
            done.text += '{';
            continue;
        }
        // A default cannot hold a `}`, so the next one ends the reference.
        const std::size_t close = text.find('}');
        if (close == text.npos) {
            done.flaw = "`${` without its `}`";
            break;
        }
        // The value of a variable is not expanded again.
        substitute(text.substr(0, close), lookup, done);
        text.remove_prefix(close + 1);
    }
    return done;
}

} // namespace postern::config
