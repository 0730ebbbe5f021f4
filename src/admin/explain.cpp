#include <postern/admin/answer.hpp>
#include <postern/admin/explain.hpp>

namespace postern::admin {

api_module explain_module(std::function<check::explanation(const check::explain_request&)> explain)
{
    const auto answer_explain = [explain = std::move(explain)](const request& from) {
        std::string why;
        const auto question = parse_explain_request(from.body, why);
        return question ? answer(200, "application/json", render(explain(*question)))
                        : problem(400, why);
    };
    return {{"POST", "/v1/explain", {right::everything, at_once(answer_explain)}}};
}

} // namespace postern::admin
