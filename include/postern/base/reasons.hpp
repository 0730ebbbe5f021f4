// An error category that is a table: each row has an errc, its class and its message.
#pragma once

#include <postern/base/error.hpp>

#include <span>
#include <string>

namespace postern {

struct reason
{
    template <class Errc>
    constexpr reason(Errc errc, failure outside_class, const char* description) noexcept
        : code(static_cast<int>(errc)), outside(outside_class), message(description)
    {
    }

    int code;
    failure outside; // the class that is visible outside
    const char* message;
};

// A code that is not in the table is `internal`, which denies.
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
