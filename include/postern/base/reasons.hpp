// An error category that is a table: one row per errc, its class outside and its words.
#pragma once

#include <postern/base/error.hpp>

#include <span>
#include <string>

namespace postern {

struct reason
{
    template <class Errc>
    constexpr reason(Errc errc, failure seen_as, const char* words) noexcept
        : code(static_cast<int>(errc)), outside(seen_as), text(words)
    {
    }

    int code;
    failure outside;
    const char* text;
};

// A code that is not in the table is `internal`: it denies.
class reason_category final : public boost::system::error_category
{
public:
    constexpr reason_category(const char* name, std::span<const reason> table) noexcept
        : name_(name), table_(table)
    {
    }

    const char* name() const noexcept override { return name_; }
    std::string message(int code) const override;
    boost::system::error_condition default_error_condition(int code) const noexcept override;

private:
    const reason* find(int code) const noexcept;

    const char* name_;
    std::span<const reason> table_;
};

} // namespace postern
