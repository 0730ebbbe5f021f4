#include "reader.hpp"

#include <algorithm>

namespace postern::dialect {
namespace {

using ending = nginx_statement::ending;

bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

// A backslash is taken away only before these; elsewhere it belongs to the word, such as to a
// regular expression.
std::string unescape(std::string_view raw)
{
    constexpr std::string_view escaped = "\"'\\trn";
    constexpr std::string_view meant = "\"'\\\t\r\n";
    std::string word;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        const std::size_t which =
            raw[i] == '\\' && i + 1 < raw.size() ? escaped.find(raw[i + 1]) : escaped.npos;
        word += which == escaped.npos ? raw[i] : meant[which];
        i += which == escaped.npos ? 0 : 1;
    }
    return word;
}

} // namespace

void nginx_reader::step()
{
    line_ += text_[at_] == '\n' ? 1U : 0U;
    ++at_;
}

// White space and comments. A `#` begins a comment only where a word could begin.
void nginx_reader::skip_space()
{
    for (bool comment = false; !at_end(); step()) {
        comment = text_[at_] == '\n' ? false : comment || text_[at_] == '#';
        if (!comment && !is_space(text_[at_]))
            return;
    }
}

std::string nginx_reader::plain_word()
{
    const std::size_t begin = at_;
    for (bool variable = false; !at_end(); step()) {
        const char c = text_[at_];
        // `${name}` is a variable: its brace begins no block.
        if (is_space(c) || c == ';' || (c == '{' && !variable))
            break;
        variable = c == '$' || (c == '{' && variable);
        if (c == '\\' && at_ + 1 < text_.size())
            step();
    }
    return unescape(text_.substr(begin, at_ - begin));
}

// False: the text ends before the quote does.
bool nginx_reader::quoted_word(std::string& word)
{
    const char quote = text_[at_];
    step();
    const std::size_t begin = at_;
    for (; !at_end() && text_[at_] != quote; step())
        if (text_[at_] == '\\' && at_ + 1 < text_.size())
            step();
    if (at_end())
        return false;
    word = unescape(text_.substr(begin, at_ - begin));
    step();
    return true;
}

// Behind a quoted word nginx wants white space, an end, or the `)` of an `if`.
bool nginx_reader::word_may_follow() const
{
    return at_end() || is_space(text_[at_]) || ahead(";") || ahead("{") || ahead(")");
}

// Ends the statement at `;`, `{`, `}` or the end of the text.
nginx_statement& nginx_reader::close(nginx_statement& read)
{
    const char c = at_end() ? '\0' : text_[at_];
    const bool wants_words = c == ';' || c == '{';
    if (wants_words == read.words.empty()) {
        read.line = line_;
        read.error =
            at_end() ? "the text ends inside a directive" : std::string("unexpected '") + c + "'";
        return read;
    }
    if (at_end())
        read.end = ending::text_ends;
    else
        read.end = c == ';'   ? ending::semicolon
                   : c == '{' ? ending::block_begins
                              : ending::block_ends;
    if (!at_end())
        step();
    return read;
}

nginx_statement nginx_reader::next()
{
    nginx_statement read;
    for (;;) {
        skip_space();
        if (read.words.empty())
            read.line = line_;
        if (at_end() || ahead(";") || ahead("{") || ahead("}"))
            return close(read);
        const bool quoted = ahead("\"") || ahead("'");
        std::string word;
        if (!quoted)
            word = plain_word();
        else if (!quoted_word(word) || !word_may_follow()) {
            read.error = at_end() ? "a quote does not end" : "no space behind a quote";
            return read;
        }
        read.words.push_back(std::move(word));
    }
}

// Past the next `what`, or to the end.
void nginx_reader::skip_past(std::string_view what)
{
    while (!at_end() && !ahead(what))
        step();
    for (std::size_t i = 0; i < what.size() && !at_end(); ++i)
        step();
}

// Lua 5.1 §2.1: the length of `[[` or `[==[` at this place; 0: there is none.
std::size_t nginx_reader::long_bracket() const
{
    if (!ahead("["))
        return 0;
    const std::size_t second = text_.find_first_not_of('=', at_ + 1);
    return second < text_.size() && text_[second] == '[' ? second + 1 - at_ : 0;
}

void nginx_reader::skip_lua_string()
{
    std::string skipped;
    if (ahead("\"") || ahead("'")) {
        quoted_word(skipped);
    } else if (const std::size_t length = long_bracket(); length > 0) {
        skip_past("]" + std::string(length - 2, '=') + "]");
    } else {
        step();
    }
}

bool nginx_reader::skip_lua()
{
    for (std::size_t depth = 1; !at_end();) {
        if (ahead("--")) {
            step();
            step();
            if (long_bracket() > 0)
                skip_lua_string();
            else
                skip_past("\n");
            continue;
        }
        depth += ahead("{") ? 1U : 0U;
        depth -= ahead("}") ? 1U : 0U;
        skip_lua_string();
        if (depth == 0)
            return true;
    }
    return false;
}

} // namespace postern::dialect
