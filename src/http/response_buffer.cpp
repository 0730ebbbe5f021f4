#include "response_buffer.hpp"

namespace postern::http {

void response_buffer::add(reply_ptr response, const head& request, bool close)
{
    // The prebuilt octets are those for an HTTP/1.1 connection that stays open.
    const bool head_only = request.method == "HEAD";
    const bool as_prebuilt = !close && !head_only && request.version == 11;
    if (as_prebuilt && empty())
        single_ = std::move(response);
    else
        response->append_to(joined(), close, request.version, head_only);
}

void response_buffer::add_refusal(const reply& response)
{
    response.append_to(joined(), true, 11, false);
}

std::string_view response_buffer::unsent() const noexcept
{
    const std::string& all = single_ ? single_->octets() : joined_;
    return std::string_view(all).substr(sent_);
}

void response_buffer::remove_sent(std::size_t octets) noexcept
{
    sent_ += octets;
    if (!empty())
        return;
    // Everything is sent. Free the memory, because an idle connection needs none.
    single_.reset();
    std::string().swap(joined_);
    sent_ = 0;
}

// Returns the string for further responses. It copies the single response to it first.
std::string& response_buffer::joined()
{
    if (single_) {
        joined_ = single_->octets();
        single_.reset();
    }
    return joined_;
}

} // namespace postern::http
