// What each step of a decision found, for explain. A check in service has none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace postern::resolve {

class trace
{
public:
    struct step
    {
        std::string name;
        std::string finding;
    };

    void note(std::string_view name, std::string finding)
    {
        steps_.push_back({std::string(name), std::move(finding)});
    }
    const std::vector<step>& steps() const noexcept { return steps_; }

private:
    std::vector<step> steps_;
};

} // namespace postern::resolve
