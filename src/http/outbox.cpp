#include "outbox.hpp"

namespace postern::http {

void outbox::add(reply_ptr answer, const head& asked, bool close)
{
    const bool head_only = asked.method == "HEAD";
    const bool as_it_is = !close && !head_only && asked.version == 11;
    if (as_it_is && octets().empty())
        single_ = std::move(answer);
    else
        answer->append_to(joined(), close, asked.version, head_only);
}

void outbox::add_last(const reply& answer)
{
    answer.append_to(joined(), true, 11, false);
}

std::string_view outbox::octets() const noexcept
{
    return single_ ? std::string_view(single_->octets()) : std::string_view(joined_);
}

void outbox::clear() noexcept
{
    single_.reset();
    joined_.clear();
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
