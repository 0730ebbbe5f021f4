#include "outbox.hpp"

namespace postern::http {

void outbox::add(reply_ptr answer, const head& asked, bool close)
{
    const bool head_only = asked.method == "HEAD";
    const bool as_it_is = !close && !head_only && asked.version == 11;
    if (as_it_is && empty())
        single_ = std::move(answer);
    else
        answer->append_to(joined(), close, asked.version, head_only);
}

void outbox::add_last(const reply& answer)
{
    answer.append_to(joined(), true, 11, false);
}

std::string_view outbox::unsent() const noexcept
{
    const std::string& all = single_ ? single_->octets() : joined_;
    return std::string_view(all).substr(sent_);
}

void outbox::remove_sent(std::size_t octets) noexcept
{
    sent_ += octets;
    if (!empty())
        return;
    single_.reset();
    std::string().swap(joined_);
    sent_ = 0;
}

std::string& outbox::joined()
{
    if (single_) {
        joined_ = single_->octets();
        single_.reset();
    }
    return joined_;
}

} // namespace postern::http
