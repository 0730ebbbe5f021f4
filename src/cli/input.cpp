#include "input.hpp"

#include <postern/config/load.hpp>
#include <postern/config/scalar.hpp>
#include <postern/keys/files.hpp>

#include "command.hpp"
#include "terminal.hpp"

#include <filesystem>
#include <fstream>
#include <istream>

namespace postern::cli {
namespace {

// More than the largest limit for a token in a configuration.
constexpr std::size_t max_token_text = 256 * 1024;

constexpr const char* standard_input = "standard input";

std::string read_stream(std::istream& in, const std::string& name, std::size_t limit)
{
    // One octet more than the limit is read, to notice a text that is too long.
    std::string text(limit + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > limit)
        throw refused(name + ": holds more than " + config::format_size(limit));
    return text;
}

// A file that a shell makes of `<(...)`, or /dev/stdin.
bool is_stream(const std::string& file)
{
    std::error_code ignored;
    const auto type = std::filesystem::status(file, ignored).type();
    return type == std::filesystem::file_type::fifo ||
           type == std::filesystem::file_type::character;
}

std::string trimmed(const std::string& text)
{
    constexpr const char* white = " \t\r\n";
    const auto first = text.find_first_not_of(white);
    if (first == text.npos)
        return {};
    return text.substr(first, text.find_last_not_of(white) - first + 1);
}

bool is_there(const std::filesystem::path& file)
{
    std::error_code ignored; // such as a name that is too long for one
    return std::filesystem::exists(file, ignored);
}

} // namespace

const char* const why_not_an_argument =
    "A token is read from a file or from standard input (-), never from the command line: the "
    "shell keeps arguments in its history, and every user of the machine can see them in the list "
    "of processes.";

void add_configuration_option(CLI::App& command, std::string& file)
{
    command.add_option("-c,--config", file, "The configuration file")
        ->required()
        ->type_name("FILE");
}

void refuse_secret_as_argument(const std::string& file)
{
    const std::filesystem::path path(file);
    // If the folder exists, the argument is a path and only its last part can be a secret.
    const std::string name = is_there(path.parent_path()) ? path.filename().string() : file;
    // An argument that names an existing file is accepted, whatever it looks like.
    if (!is_there(path) && without_secrets(name) != name)
        throw misused(
            std::string("an argument names no file and looks like a secret. ") + why_not_an_argument
        );
}

config::loaded read_configuration(const std::string& file, std::istream& in)
{
    refuse_secret_as_argument(file);
    if (file == "-")
        // A stream lies in no folder, so its relative paths start at the current folder.
        return config::load_text(
            read_stream(in, standard_input, config::largest_file), standard_input, {}
        );
    if (is_stream(file))
        return config::load_text(read_text(file, config::largest_file), file, {});
    return config::load_file(file);
}

config::configuration load_configuration(const std::string& file, std::istream& in)
{
    config::loaded loaded = read_configuration(file, in);
    if (loaded.value)
        return std::move(*loaded.value);
    // The operator gets all errors at once, a line for each.
    std::string lines;
    for (const config::problem& error : loaded.errors)
        lines += (lines.empty() ? "" : "\n") + error.line_text();
    throw refused(lines);
}

void add_token_argument(CLI::App& command, std::string& source)
{
    command.add_option("FILE", source, "The file with the token; - is standard input")
        ->type_name("")
        ->default_str("-");
}

std::string read_token(const std::string& source, std::istream& in)
{
    const bool typed = source == "-";
    std::string token = trimmed(
        typed ? read_stream(in, standard_input, max_token_text) : read_text(source, max_token_text)
    );
    if (token.empty())
        throw refused((typed ? standard_input : source) + std::string(": holds no token"));
    return token;
}

std::string read_text(const std::string& file, std::size_t limit)
{
    refuse_secret_as_argument(file);
    if (!is_stream(file))
        return expect(keys::read_file(file, limit), file);
    // keys::read_file() accepts only regular files, so a pipe is read here.
    std::ifstream stream(file, std::ios::binary);
    return read_stream(stream, file, limit);
}

} // namespace postern::cli
