// Separates the text of an nginx configuration into statements, as nginx itself does.
// https://nginx.org/en/docs/beginners_guide.html#conf_structure
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace postern::dialect {

struct nginx_statement
{
    enum class ending
    {
        semicolon,
        block_begins,
        block_ends, // there are no words
        text_ends,  // there are no words
        error,
    };

    ending end = ending::error;
    std::size_t line = 0; // of the first word, or of the error
    std::vector<std::string> words{};
    std::string error{};
};

class nginx_reader
{
public:
    explicit nginx_reader(std::string_view text) : text_(text) {}

    nginx_statement next();

    // Skips the rest of a block of Lua: its braces, strings and comments are Lua's. False: the
    // text ends inside it.
    bool skip_lua();

private:
    bool at_end() const { return at_ >= text_.size(); }
    bool ahead(std::string_view what) const { return text_.substr(at_).starts_with(what); }
    void step();
    void skip_space();
    void skip_past(std::string_view what);
    std::size_t long_bracket() const;
    void skip_lua_string();
    std::string plain_word();
    bool quoted_word(std::string& word);
    bool word_may_follow() const;
    nginx_statement& close(nginx_statement& read);

    std::string_view text_;
    std::size_t at_ = 0;
    std::size_t line_ = 1;
};

} // namespace postern::dialect
