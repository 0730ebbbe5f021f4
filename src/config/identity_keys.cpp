// The identity headers: their prefix, and claims that become headers of their own.
#include <postern/codec/ascii.hpp>
#include <postern/resolve/identity_headers.hpp>

#include "reserved_headers.hpp"
#include "sections.hpp"

#include <algorithm>

namespace postern::config {
namespace {

constexpr std::string_view prefix_rule = "start of a header name";

// What is wrong with a name, for the message. Empty: nothing.
std::string reserved_text(std::string_view name)
{
    const std::string_view reason = why_reserved(name);
    return reason.empty() ? std::string()
                          : in_quotes(name) + " has another meaning: " + std::string(reason);
}

// The standard headers have the prefix, so none of them may be a reserved one.
void read_prefix(const value& from, std::string& into)
{
    static const type<std::string> token = text_like(std::string(prefix_rule), codec::is_token);
    std::string read;
    const std::size_t before = from.errors();
    token.read(from, read);
    if (from.errors() != before)
        return;
    for (const std::string& name : resolve::header_names({read, {}}))
        if (const std::string text = reserved_text(name); !text.empty())
            return from.refuse(
                "found " + in_quotes(read) + ", but " + text + "; accepted: another prefix"
            );
    into = std::move(read);
}

type<std::string> prefix()
{
    return {std::string(prefix_rule), read_prefix};
}

const mapping<resolve::mapped_header>& claim_keys()
{
    static const mapping<resolve::mapped_header> keys{
        {"claim", claim_path(), required, "The claim: `claim.inner`, or a list of names.",
         &resolve::mapped_header::path},
        {"as", one_of<bool>({{"json", true}}), "",
         "`json`: objects, null and fractions are written as compact JSON; without it they leave "
         "the header unset.",
         &resolve::mapped_header::as_json}};
    return keys;
}

void check_name(const value& from, const resolve::identity_options& so_far)
{
    const std::string fold = fold_header_name(from.name());
    const auto same = [&](const std::string& other) { return fold_header_name(other) == fold; };
    // The names so far are the standard headers and the mapped headers before this one.
    const std::vector<std::string> names = resolve::header_names(so_far);
    if (!codec::is_token(from.name()))
        from.at_name().refuse("found " + in_quotes(from.name()) + "; accepted: a header name");
    else if (const std::string text = reserved_text(from.name()); !text.empty())
        from.at_name().refuse(text + "; accepted: another name");
    else if (const auto other = std::find_if(names.begin(), names.end(), same);
             other != names.end())
        from.at_name().refuse("the same header as " + in_quotes(*other) + " to an application");
}

void read_headers(const value& from, resolve::identity_options& into)
{
    if (from.tree().type != node::kind::mapping)
        return from.refuse_kind("a mapping of header names");
    for (const value& item : from.members()) {
        resolve::mapped_header read;
        check_name(item, into);
        // The value is a mapping with options, or the path of the claim alone.
        if (item.tree().type == node::kind::mapping)
            claim_keys().read(item, read);
        else
            claim_path().read(item, read.path);
        read.name = item.name();
        into.mapped.push_back(std::move(read));
    }
}

type<resolve::identity_options> headers()
{
    return {"mapping of header names to claims", read_headers, &claim_keys().rows()};
}

} // namespace

const mapping<draft>& identity_keys()
{
    static const mapping<draft> keys{
        {"prefix", prefix(), "X-Authgear-", "How the names of the standard headers start.",
         path_to(&draft::made, &configuration::identity, &resolve::identity_options::prefix)},
        {"headers", headers(), "",
         "More headers, each with its claim: `claim.inner`, a list of names if a name holds a dot, "
         "or a mapping. Names that HTTP, a proxy or Postern uses itself are refused.",
         path_to(&draft::made, &configuration::identity)},
        {"tripwire",
         one_of<resolve::tripwire>(
             {{"deny", resolve::tripwire::deny},
              {"count", resolve::tripwire::count},
              {"off", resolve::tripwire::off}}
         ),
         "deny",
         "What happens when a client sends an identity header itself. An endpoint in mode identify "
         "counts it at most.",
         path_to(&draft::made, &configuration::tripwire)}};
    return keys;
}

} // namespace postern::config
