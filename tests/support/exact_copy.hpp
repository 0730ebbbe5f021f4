// A text in a heap block of exactly its size, so that the address sanitizer detects a parser that
// reads even one octet after the end.
#pragma once

#include <algorithm>
#include <memory>
#include <string_view>

namespace postern::test {

class exact_copy
{
public:
    explicit exact_copy(std::string_view text)
        : octets_(std::make_unique<char[]>(text.size())), size_(text.size())
    {
        std::copy(text.begin(), text.end(), octets_.get());
    }

    operator std::string_view() const noexcept { return {octets_.get(), size_}; }

private:
    std::unique_ptr<char[]> octets_;
    std::size_t size_;
};

} // namespace postern::test
