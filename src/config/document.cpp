// Builds our tree from the events of yaml-cpp. The tree of yaml-cpp itself would keep both of two
// equal keys, and a small file with many aliases could expand without limit. Here a key given twice
// is an error, and the number of nodes is limited.
#include "document.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>

namespace postern::config {
namespace {

constexpr std::size_t max_nodes = 50'000; // with the nodes that aliases repeat
constexpr std::size_t max_keys = 1000;    // of one mapping: each is compared with all others

// yaml-cpp counts lines and columns from 0, people count from 1.
position position_of(const YAML::Mark& mark)
{
    return {mark.line + 1, mark.column + 1};
}

// Ends the parsing: the text after the error cannot be read reliably.
struct broken
{
    flaw reason;
};

std::size_t count_nodes(const node& tree)
{
    std::size_t count = 1;
    for (const node& child : tree.children)
        count += count_nodes(child);
    return count;
}

class builder final : public YAML::EventHandler
{
public:
    explicit builder(std::vector<flaw>& flaws) : flaws_(flaws) {}

    node root;

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        add({node::kind::nothing, position_of(mark), {}, {}, {}, {}}, anchor);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override
    {
        const auto found = anchored_.find(anchor);
        // An anchor is known when its value ends. An alias before that is inside the value.
        if (found == anchored_.end())
            throw broken{{position_of(mark), "an alias inside the value that it names"}};
        // The copy has no anchor of its own, but all its nodes count.
        add(node{found->second}, 0, count_nodes(found->second));
    }

    void OnScalar(
        const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
        const std::string& text
    ) override
    {
        refuse_tag(mark, tag);
        add({node::kind::scalar, position_of(mark), text, {}, {}, {}}, anchor);
    }

    void OnSequenceStart(
        const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
        YAML::EmitterStyle::value
    ) override
    {
        open(node::kind::list, mark, tag, anchor);
    }

    void OnMapStart(
        const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
        YAML::EmitterStyle::value
    ) override
    {
        open(node::kind::mapping, mark, tag, anchor);
    }

    void OnSequenceEnd() override { close(); }
    void OnMapEnd() override { close(); }

private:
    // A list or mapping whose end was not read yet.
    struct unfinished
    {
        node value;
        YAML::anchor_t anchor;
        std::optional<node> key; // of a mapping: a key whose value was not read yet
    };

    // Plain scalars have the tag `?` or none, quoted ones `!`.
    void refuse_tag(const YAML::Mark& mark, const std::string& tag)
    {
        if (!tag.empty() && tag != "?" && tag != "!")
            flaws_.push_back({position_of(mark), "a YAML tag; there are none in this file"});
    }

    void
    open(node::kind type, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor)
    {
        refuse_tag(mark, tag);
        open_.push_back({{type, position_of(mark), {}, {}, {}, {}}, anchor, {}});
    }

    // The innermost list or mapping has ended, so it becomes a child of the one around it.
    void close()
    {
        unfinished done = std::move(open_.back());
        open_.pop_back();
        add(std::move(done.value), done.anchor);
    }

    // Adds a node; `size` counts it and its children.
    void add(node value, YAML::anchor_t anchor, std::size_t size = 1)
    {
        count(size, value.at);
        // The tree and the copy for later aliases both use memory, so both count.
        if (anchor != 0) {
            count(count_nodes(value), value.at);
            anchored_.insert_or_assign(anchor, value);
        }
        // The node is the whole document, an element of a list, or a key or value of a mapping.
        if (open_.empty())
            root = std::move(value);
        else if (open_.back().value.type == node::kind::list)
            open_.back().value.children.push_back(std::move(value));
        else
            add_to_mapping(open_.back(), std::move(value));
    }

    void count(std::size_t more, position at)
    {
        count_ += more;
        if (count_ > max_nodes)
            throw broken{{at, "more than " + std::to_string(max_nodes) + " values"}};
    }

    void add_to_mapping(unfinished& mapping, node value)
    {
        // The events of a mapping are its keys and values in turn. This node is a key.
        if (!mapping.key) {
            if (value.type != node::kind::scalar)
                throw broken{{value.at, "a key that is not text"}};
            mapping.key = std::move(value);
            return;
        }
        // This node is the value of the key before it.
        value.name = std::move(mapping.key->text);
        value.name_at = mapping.key->at;
        mapping.key.reset();
        if (mapping.value.children.size() == max_keys)
            throw broken{
                {value.name_at, "more than " + std::to_string(max_keys) + " keys in one mapping"}};
        // The first value of a key is kept. The second one is an error and is dropped.
        if (const node* first = mapping.value.find(value.name))
            flaws_.push_back(
                {value.name_at,
                 "a key given twice; the first is in line " + std::to_string(first->name_at.line)}
            );
        else
            mapping.value.children.push_back(std::move(value));
    }

    std::vector<flaw>& flaws_;
    std::vector<unfinished> open_;
    std::map<YAML::anchor_t, node> anchored_;
    std::size_t count_ = 0;
};

// Some messages of yaml-cpp end with text of the file, which may be part of a secret.
std::string reason_of(const YAML::ParserException& broken)
{
    return "not YAML: " + broken.msg.substr(0, broken.msg.find(':'));
}

} // namespace

const node* node::find(std::string_view key) const noexcept
{
    const auto found = std::find_if(children.begin(), children.end(), [&](const node& child) {
        return child.name == key;
    });
    return type == kind::mapping && found != children.end() ? &*found : nullptr;
}

std::optional<node> parse_document(const std::string& text, std::vector<flaw>& flaws)
{
    std::istringstream stream(text);
    builder build(flaws);
    try {
        YAML::Parser parser(stream);
        parser.HandleNextDocument(build);
        // The parser stops after one document, so a second call looks for another.
        builder second(flaws);
        if (parser.HandleNextDocument(second))
            throw broken{{second.root.at, "a second YAML document; one file holds one"}};
        return std::move(build.root);
    } catch (const YAML::ParserException& error) {
        flaws.push_back({position_of(error.mark), reason_of(error)});
    } catch (const broken& error) {
        flaws.push_back(error.reason);
    }
    // Both kinds of error end the parsing, so there is no tree.
    return std::nullopt;
}

} // namespace postern::config
