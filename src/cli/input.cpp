#include "input.hpp"

#include <postern/config/load.hpp>
#include <postern/keys/files.hpp>

#include "command.hpp"
#include "terminal.hpp"

#include <filesystem>
#include <istream>

namespace postern::cli {
namespace {

// Far beyond every limit that a configuration may set for a token.
constexpr std::size_t max_token_text = 256 * 1024;

std::string read_stream(std::istream& in)
{
    std::string text(max_token_text + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > max_token_text)
        throw refused("standard input: more than 256 KiB is no token");
    return text;
}

std::string trimmed(const std::string& text)
{
    constexpr const char* white = " \t\r\n";
    const auto first = text.find_first_not_of(white);
    if (first == text.npos)
        return {};
    return text.substr(first, text.find_last_not_of(white) - first + 1);
}

// A token given in place of a file name: nothing that would be said about it may repeat it.
void refuse_token_as_argument(const std::string& source)
{
    if (without_tokens(source) != source && !std::filesystem::exists(source))
        throw misused(std::string("this argument looks like a token. ") + why_not_an_argument);
}

} // namespace

const char* const why_not_an_argument =
    "A token is read from a file or from standard input (-), never from the command line: an "
    "argument stays in the shell's history and every user of the machine can see it in the list "
    "of processes.";

void add_configuration_option(CLI::App& command, std::string& file)
{
    command.add_option("-c,--config", file, "The configuration file")
        ->required()
        ->type_name("FILE");
}

config::configuration load_configuration(const std::string& file)
{
    config::loaded loaded = config::load_file(file);
    if (loaded.value)
        return std::move(*loaded.value);
    std::string lines;
    for (const config::problem& error : loaded.errors)
        lines += (lines.empty() ? "" : "\n") + error.line_text();
    throw refused(lines);
}

std::string read_token(const std::string& source, std::istream& in)
{
    refuse_token_as_argument(source);
    std::string token =
        trimmed(source == "-" ? read_stream(in) : read_text(source, max_token_text));
    if (token.empty())
        throw refused((source == "-" ? "standard input" : source) + ": holds no token");
    return token;
}

std::string read_text(const std::string& file, std::size_t limit)
{
    return expect(keys::read_file(file, limit), file);
}

} // namespace postern::cli
