// YAML text as a tree that forgets nothing the loader needs: where each value stands, and that no
// key is there twice. Aliases are already followed.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::config {

// Both from 1 upwards; 0: the file as a whole.
struct position
{
    int line = 0;
    int column = 0;
};

struct node
{
    enum class kind
    {
        nothing, // `key:`, `~` or `null`
        scalar,
        list,
        mapping
    };

    kind type = kind::nothing;
    position at;
    std::string text;           // scalar
    std::string name;           // of a mapping's child: its key
    position name_at;           // ... and where the key stands
    std::vector<node> children; // of a list or mapping, in order

    // A mapping's child; null if there is none.
    const node* find(std::string_view key) const noexcept;
};

// What is wrong with the text as YAML. A text here never repeats what the file says.
struct flaw
{
    position at;
    std::string text;
};

// Exactly one document (none is an empty one). No tree if the syntax is broken; a doubled key is a
// flaw and the first one counts.
std::optional<node> parse_document(const std::string& text, std::vector<flaw>& flaws);

} // namespace postern::config
