// `postern explain`: shows one decision step by step, without a running service.
#include <postern/admin/explain.hpp>
#include <postern/app/application.hpp>
#include <postern/codec/escape.hpp>

#include "command.hpp"
#include "forwarded.hpp"
#include "input.hpp"
#include "terminal.hpp"

#include <algorithm>
#include <ostream>

namespace postern::cli {
namespace {

using check::endpoint_options;
using check::explain_request;

struct options
{
    std::string file;
    std::string endpoint;
    std::vector<std::string> headers;
    std::string token_source;
    bool json = false;
};

const endpoint_options&
find_endpoint(const std::vector<endpoint_options>& endpoints, const std::string& target)
{
    // The query of the check itself has no meaning.
    const std::string path = target.substr(0, target.find('?'));
    const auto found = std::find_if(endpoints.begin(), endpoints.end(), [&](const auto& e) {
        return check::has_path(e, path);
    });
    if (found != endpoints.end())
        return *found;
    // The path is probably mistyped, so the error names the paths that exist.
    std::string known;
    for (const endpoint_options& e : endpoints)
        known += "\n  " + e.path + "  (" + std::string(e.dialect->name) + ')';
    throw refused("--endpoint " + path + ": no such endpoint; the configuration has" + known);
}

// `Name: value`. The text is not repeated in a message: it may be a credential.
std::pair<std::string, std::string> parse_header(const std::string& text)
{
    const auto colon = text.find(':');
    if (colon == text.npos || colon == 0)
        throw misused("--header: 'Name: value' is expected");
    // White space before the value is not part of it (RFC 9110 §5.5).
    const auto value = text.find_first_not_of(" \t", colon + 1);
    return {text.substr(0, colon), value == text.npos ? std::string() : text.substr(value)};
}

// The header in which this endpoint looks for a credential first, with the token.
std::pair<std::string, std::string>
credential_header(const endpoint_options& endpoint, const std::string& token)
{
    const auto& sources = endpoint.rules.credentials;
    if (sources.empty() || sources.front().type == resolve::credential_source::kind::bearer)
        return {"Authorization", "Bearer " + token};
    return {"Cookie", sources.front().cookie + '=' + token};
}

explain_request
make_request(const options& given, const endpoint_options& endpoint, const context& in)
{
    explain_request request;
    request.endpoint = given.endpoint;
    // The headers of the options come first. A header that is given is not filled in below.
    for (const std::string& header : given.headers)
        request.headers.push_back(parse_header(header));
    // The token becomes a header, too, so the decision sees it as in a real check.
    if (!given.token_source.empty())
        request.headers.push_back(
            credential_header(endpoint, read_token(given.token_source, in.io.in))
        );
    // Standard error names each header that was added, because it may change the decision.
    for (const std::string& line : fill_in_forwarded(endpoint, request))
        in.io.err << "filled in, as the proxy would: " << line << '\n';
    return request;
}

std::string column(std::string text)
{
    constexpr std::size_t width = 14;
    text.resize(std::max(width, text.size() + 1), ' ');
    return "  " + text;
}

// Prints a line for each step, and then the answer with its headers. Findings and headers may
// repeat text of the request, so their control characters are escaped.
void print_text(const check::explanation& found, std::ostream& out)
{
    for (const check::explain_step& step : found.steps)
        out << column(step.name) << codec::escaped(step.finding) << '\n';
    out << "\nanswer to the proxy: " << found.status << ", " << found.outcome
        << (found.reason.empty() ? "" : " (" + found.reason + ')') << '\n';
    for (const auto& [name, value] : found.headers)
        out << "  " << name << ": " << codec::escaped(value) << '\n';
}

int explain(const options& given, const context& in)
{
    const config::configuration configuration = load_configuration(given.file, in.io.in);
    // The endpoint is needed first: it decides which header holds the token.
    const endpoint_options& endpoint = find_endpoint(configuration.endpoints, given.endpoint);
    const auto found = app::explain(configuration, make_request(given, endpoint, in));
    if (given.json)
        in.io.out << admin::render(found) << '\n';
    else
        print_text(found, in.io.out);
    return 0;
}

} // namespace

void add_explain(CLI::App& parent, action& chosen)
{
    auto given = std::make_shared<options>();
    CLI::App* command = parent.add_subcommand(
        "explain", "Shows how a check is decided, step by step, without a running service"
    );
    add_configuration_option(*command, given->file);
    command->add_option("--endpoint", given->endpoint, "The path of the check")
        ->required()
        ->type_name("PATH");
    command->add_option("--header", given->headers, "A header of the check")
        ->allow_extra_args(false)
        ->type_name("'NAME: VALUE'");
    command
        ->add_option(
            "--token-file", given->token_source,
            "A token, sent as the first credential that the endpoint looks for; - is standard input"
        )
        ->type_name("FILE");
    command->add_flag("--json", given->json, "The decision as JSON, as POST /v1/explain answers");
    command->footer(
        std::string(why_not_an_argument) +
        "\nExit code 0 if there is a decision, whatever it is. Missing headers about the original "
        "request "
        "are filled in as the proxy would, and named on standard error.\n\n"
        "Examples:\n"
        "  postern explain -c postern.yaml --endpoint /authz/nginx --token-file alice.jwt\n"
        "  postern explain -c postern.yaml --endpoint /authz/nginx --header 'Cookie: a=b' \\\n"
        "      --header 'X-Forwarded-Method: OPTIONS' --token-file - < alice.jwt"
    );
    perform_with(*command, given, chosen, explain);
}

} // namespace postern::cli
