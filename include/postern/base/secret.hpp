// Secret text: it is overwritten when it is destroyed, and printed as ***.
#pragma once

#include <iosfwd>
#include <string>
#include <string_view>

namespace postern {

class secret
{
public:
    secret() = default;
    explicit secret(std::string text) noexcept : text_(std::move(text)) {}
    secret(const secret&) = default;
    secret(secret&&) noexcept = default;
    secret& operator=(const secret&) = default;
    secret& operator=(secret&&) noexcept = default;
    ~secret();

    // The text itself. There is no conversion, so that nobody uses the text by accident.
    std::string_view reveal() const noexcept { return text_; }
    bool empty() const noexcept { return text_.empty(); }

private:
    std::string text_;
};

std::ostream& operator<<(std::ostream&, const secret&);

} // namespace postern
