#include <postern/admin/answer.hpp>
#include <postern/admin/reload.hpp>

namespace postern::admin {

api_module reload_module(std::function<reload_outcome()> reload)
{
    const auto answer_reload = [reload = std::move(reload)](const request&) {
        const auto [done, problems] = reload();
        return done ? answer(200, {{"reloaded", true}})
                    : problem(422, "the configuration in force was kept", {}, problems);
    };
    return {{"POST", "/v1/reload", {right::everything, at_once(answer_reload)}}};
}

} // namespace postern::admin
