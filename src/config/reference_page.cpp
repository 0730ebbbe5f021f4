// docs/configuration.md, printed from the table of keys.
#include <postern/check/options.hpp>
#include <postern/config/load.hpp>

#include "sections.hpp"

namespace postern::config {
namespace {

constexpr std::string_view opening =
    R"(<!-- Printed from the table of keys in src/config; a test compares the two. -->
# Configuration

One YAML file. A key that is not listed here is an error, and every problem is reported in one run
with its line and column:

    postern check -c postern.yaml

- **Durations** are a number with `ms`, `s`, `m`, `h` or `d`: `400ms`, `5s`, `30d`.
  **Sizes** have `B`, `KiB`, `MiB` or `GiB`. **Numbers** are decimal or `0x` hexadecimal.
- **Lists** with one element need no brackets. Nothing may stand in a list twice.
- **Paths** are relative to the folder of the configuration file.
- **`${NAME}`** in a value is replaced by an environment variable, `${NAME:-default}` by the default
  if the variable is unset or empty; `$${` stands for `${` itself.
- **Secrets** can be given in the file or, better, in a file of their own (`secret_file`,
  `token_file`), which only its owner may read.

Ready files for known systems are in [`conf/`](../conf); `conf/postern.yaml` shows every key with
its default.
)";

// Escapes `|`, which would end the cell of a Markdown table.
std::string in_cell(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '|')
            out += '\\';
        out += c;
    }
    return out.empty() ? " " : out;
}

// A default is printed as code, or in italics if it is a phrase.
std::string default_cell(std::string_view fallback)
{
    if (fallback.empty())
        return "-";
    const bool words = fallback.find(' ') != fallback.npos;
    const bool is_list = fallback.front() == '[';
    return words && !is_list ? '*' + std::string(fallback) + '*'
                             : '`' + std::string(fallback) + '`';
}

std::string meaning_of(const row& key)
{
    return std::string(key.sentence) + (key.needs_restart ? " A change needs a restart." : "");
}

void print_table(const std::vector<row>& keys, std::string& page)
{
    page += "\n| key | value | default | meaning |\n|---|---|---|---|\n";
    for (const row& key : keys)
        page += "| `" + std::string(key.name) + "` | " + in_cell(key.type) + " | " +
                in_cell(default_cell(key.fallback)) + " | " + in_cell(meaning_of(key)) + " |\n";
}

// The path of a nested mapping, such as `issuers[].keys.pem[]`.
std::string inner_path(const std::string& path, const row& key)
{
    std::string inner = path.empty() ? std::string(key.name) : path + '.' + std::string(key.name);
    if (key.type.rfind("list of", 0) == 0)
        inner += "[]";
    if (key.type.rfind("mapping of", 0) == 0)
        inner += ".NAME";
    return inner;
}

// Prints a section for each key that holds a mapping, and the sections inside it.
void print_sections(const std::vector<row>& keys, const std::string& path, std::string& page)
{
    for (const row& key : keys) {
        if (key.keys == nullptr)
            continue;
        const std::string inner = inner_path(path, key);
        // The heading is the full path, because a short name such as `keys` is not unique.
        page += "\n## `" + inner + "`\n\n" + std::string(key.sentence) + '\n';
        print_table(*key.keys, page);
        print_sections(*key.keys, inner, page);
    }
}

// The default endpoints are made from the dialects, so they are in one table.
void print_dialects(std::string& page)
{
    page += "\n## Dialects and default endpoints\n\n| dialect | mode | paths | meaning |\n"
            "|---|---|---|---|\n";
    for (const dialect::dialect* known : dialect::dialects()) {
        std::string paths;
        for (const std::string_view path : known->default_paths)
            paths += (paths.empty() ? "`" : ", `") + std::string(path) + '`';
        page += "| `" + std::string(known->name) + "` | " +
                (known->mode == resolve::mode::enforce ? "`enforce`" : "`identify`") + " | " +
                paths + " | " + in_cell(known->summary) + " |\n";
    }
}

} // namespace

std::string reference_page()
{
    std::string page(opening);
    page += "\n## The file\n";
    print_table(root_keys().rows(), page);
    print_sections(root_keys().rows(), {}, page);
    print_dialects(page);
    return page;
}

} // namespace postern::config
