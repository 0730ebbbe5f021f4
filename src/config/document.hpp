// YAML text as a tree with the position of each value. No mapping has a key twice, and aliases are
// already replaced by their values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace postern::config {

// Both count from 1; 0 is the file as a whole.
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
    position name_at;           // ... and the position of that key
    std::vector<node> children; // of a list or mapping, in order

    // A mapping's child; null if there is none.
    const node* find(std::string_view key) const noexcept;
};

// A mistake in the YAML itself. Its text never repeats text of the file.
struct flaw
{
    position at;
    std::string text;
};

// Parses exactly one document; an empty text is an empty document. No tree if the syntax is broken.
// A key given twice is a flaw, and its first value is kept.
std::optional<node> parse_document(const std::string& text, std::vector<flaw>& flaws);

} // namespace postern::config
