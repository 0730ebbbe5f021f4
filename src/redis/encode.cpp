#include "encode.hpp"

#include <hiredis/hiredis.h>
#include <memory>
#include <new>
#include <vector>

namespace postern::redis {
namespace {

void append(std::string& to, const std::vector<std::string_view>& words)
{
    std::vector<const char*> texts;
    std::vector<std::size_t> sizes;
    for (const std::string_view each : words) {
        texts.push_back(each.data());
        sizes.push_back(each.size());
    }
    char* formatted = nullptr;
    const auto size = redisFormatCommandArgv(
        &formatted, static_cast<int>(words.size()), texts.data(), sizes.data()
    );
    if (size < 0)
        throw std::bad_alloc();
    const std::unique_ptr<char, decltype(&redisFreeCommand)> owner(formatted, &redisFreeCommand);
    to.append(formatted, static_cast<std::size_t>(size));
}

} // namespace

void encode(std::string& to, std::span<const std::string> words)
{
    append(to, {words.begin(), words.end()});
}

void encode_with_text(std::string& to, std::span<const std::string> words, std::string_view script)
{
    std::vector<std::string_view> changed(words.begin(), words.end());
    changed.at(0) = "EVAL";
    changed.at(1) = script;
    append(to, changed);
}

} // namespace postern::redis
