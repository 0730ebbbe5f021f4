#include "config.hpp"

#include "reader.hpp"

#include <algorithm>

namespace postern::dialect {
namespace {

using ending = nginx_statement::ending;

// Limits of what is read: files may include each other many times over.
constexpr std::size_t most_files = 1000;
constexpr std::size_t most_directives = 200'000;
constexpr std::size_t deepest = 100; // blocks and includes inside each other

class parser
{
public:
    explicit parser(const proxy_includes& includes) : includes_(includes) {}

    void read_file(const proxy_file& file, std::vector<nginx_directive>& into);

    nginx_config config{};

private:
    bool read_all(
        nginx_reader& text, const std::string& file, ending until,
        std::vector<nginx_directive>& into
    );
    bool read_block(nginx_reader& text, nginx_directive& directive);
    void include(const nginx_directive& directive, std::vector<nginx_directive>& into);
    bool fail(const std::string& file, std::size_t line, std::string text);

    const proxy_includes& includes_;
    std::vector<std::string> open_{}; // the files that are being read: each includes the next one
    std::size_t files_ = 0;
    std::size_t directives_ = 0;
    std::size_t depth_ = 0;
};

bool parser::fail(const std::string& file, std::size_t line, std::string text)
{
    config.errors.push_back({file, line, std::move(text)});
    return false;
}

void parser::include(const nginx_directive& directive, std::vector<nginx_directive>& into)
{
    const auto note = [&](const std::string& text) {
        config.unread.push_back({directive.file, directive.line, text});
    };
    for (const proxy_file& file : includes_(directive.argument(0))) {
        if (!file.text)
            note("the file " + file.name + " cannot be read");
        else if (std::find(open_.begin(), open_.end(), file.name) != open_.end())
            note("the file " + file.name + " includes itself");
        else if (++files_ > most_files || depth_ >= deepest)
            note("the file " + file.name + " is not read: there are too many");
        else
            read_file(file, into);
    }
}

// False: the block cannot be read, and with it the rest of the file.
bool parser::read_block(nginx_reader& text, nginx_directive& directive)
{
    directive.is_block = true;
    if (directive.name.ends_with("_by_lua_block"))
        return text.skip_lua() || fail(directive.file, directive.line, "the Lua does not end");
    if (depth_ >= deepest)
        return fail(directive.file, directive.line, "too many blocks inside each other");
    return read_all(text, directive.file, ending::block_ends, directive.block);
}

// Why a statement does not fit where it is.
std::string why(const nginx_statement& read)
{
    if (read.end == ending::block_ends)
        return "unexpected '}'";
    if (read.end == ending::text_ends)
        return "the text ends inside a block";
    return read.error.empty() ? "too many directives" : read.error;
}

nginx_directive make_directive(const std::string& file, nginx_statement&& read)
{
    nginx_directive made{file, read.line, std::move(read.words.front())};
    read.words.erase(read.words.begin());
    made.arguments = std::move(read.words);
    return made;
}

// Reads as far as the block or the file goes.
bool parser::read_all(
    nginx_reader& text, const std::string& file, ending until, std::vector<nginx_directive>& into
)
{
    ++depth_;
    bool good = true;
    while (good) {
        nginx_statement read = text.next();
        if (read.end == until)
            break;
        if (read.end == ending::error || read.words.empty() || ++directives_ > most_directives) {
            good = fail(file, read.line, why(read));
            break;
        }
        const bool begins_block = read.end == ending::block_begins;
        into.push_back(make_directive(file, std::move(read)));
        if (begins_block)
            good = read_block(text, into.back());
        else if (into.back().name == "include")
            // A copy: what is included moves the directives.
            include(nginx_directive(into.back()), into);
    }
    --depth_;
    return good;
}

void parser::read_file(const proxy_file& file, std::vector<nginx_directive>& into)
{
    nginx_reader text(*file.text);
    open_.push_back(file.name);
    read_all(text, file.name, ending::text_ends, into);
    open_.pop_back();
}

} // namespace

const std::string& nginx_directive::argument(std::size_t number) const
{
    static const std::string none;
    return number < arguments.size() ? arguments[number] : none;
}

nginx_config read_nginx(const proxy_file& main, const proxy_includes& includes)
{
    parser reading(includes);
    if (main.text)
        reading.read_file(main, reading.config.directives);
    return std::move(reading.config);
}

} // namespace postern::dialect
