#include "encode.hpp"

#include <hiredis/hiredis.h>
#include <memory>
#include <new>
#include <vector>

namespace postern::redis {
namespace {

// `word(i)` is the text of each word.
template <class Word>
void append(std::string& to, std::size_t count, Word word)
{
    thread_local std::vector<const char*> texts; // kept, because each command needs them
    thread_local std::vector<std::size_t> sizes;
    texts.clear();
    sizes.clear();
    for (std::size_t i = 0; i < count; ++i) {
        const std::string_view text = word(i);
        texts.push_back(text.data());
        sizes.push_back(text.size());
    }
    char* formatted = nullptr;
    const auto size =
        redisFormatCommandArgv(&formatted, static_cast<int>(count), texts.data(), sizes.data());
    if (size < 0)
        throw std::bad_alloc();
    const std::unique_ptr<char, decltype(&redisFreeCommand)> owner(formatted, &redisFreeCommand);
    to.append(formatted, static_cast<std::size_t>(size));
}

} // namespace

void encode(std::string& to, std::span<const std::string> words)
{
    append(to, words.size(), [&](std::size_t i) -> std::string_view { return words[i]; });
}

void encode_with_text(std::string& to, std::span<const std::string> words, std::string_view script)
{
    append(to, words.size(), [&](std::size_t i) -> std::string_view {
        return i == 0 ? "EVAL" : i == 1 ? script : words[i];
    });
}

} // namespace postern::redis
