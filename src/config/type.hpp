// Types of values: what the reference page calls them, and how one is read.
#pragma once

#include <postern/config/scalar.hpp>

#include "value.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postern::config {

struct row;

template <class V>
struct type
{
    std::string name; // completes "accepted: ..."

    // Does not change `into` if it reports a problem.
    std::function<void(const value& from, V& into)> read;

    // The keys of a mapping, or of each mapping in a list; null for a value.
    const std::vector<row>* keys = nullptr;

    // For a mapping: adds the paths of the keys whose values differ and that need a restart.
    std::function<
        void(V& before, V& after, const std::string& path, std::vector<std::string>& changed)>
        list_restart_keys = nullptr;
};

// A text that `accepts` returns true for; `name` is its description.
type<std::string> text_like(const std::string& name, std::function<bool(std::string_view)> accepts);
type<std::string> text();
type<std::string> text_or_nothing();
type<bool> boolean();
type<secret> secret_value();
type<std::filesystem::path> file();

// Names of claims from the top: `a.b.c`, or a list where a name holds a dot.
type<std::vector<std::string>> claim_path();

// Reports a file that cannot be created because its folder does not exist. The file of a secret is
// not named, because the name may be the secret.
void need_folder_of(const value& from, const std::filesystem::path& file, bool may_be_shown = true);

void refuse_value(const value& from, std::string_view found, std::string_view accepted);

// A number in a range; read by `parse`, shown by `format`.
struct measure
{
    std::string name;
    std::optional<std::uint64_t> (*parse)(std::string_view);
    std::string (*format)(std::uint64_t);
};

const measure& numbers();
const measure& sizes();
const measure& durations();

std::string range_name(const measure&, std::uint64_t min, std::uint64_t max);
std::optional<std::uint64_t>
read_measure(const value& from, const measure&, std::uint64_t min, std::uint64_t max);

template <class N>
type<N> number(const measure& kind, std::uint64_t min, std::uint64_t max)
{
    return {range_name(kind, min, max), [&kind, min, max](const value& from, N& into) {
                if (const auto found = read_measure(from, kind, min, max))
                    into = static_cast<N>(*found);
            }};
}

template <class N>
type<N> count(std::uint64_t min, std::uint64_t max)
{
    return number<N>(numbers(), min, max);
}

inline type<std::size_t> size(std::uint64_t min, std::uint64_t max)
{
    return number<std::size_t>(sizes(), min, max);
}

// `D` is the finest step that the option can hold.
template <class D>
type<D> duration(std::chrono::milliseconds min, std::chrono::milliseconds max)
{
    const auto low = static_cast<std::uint64_t>(min.count());
    const auto high = static_cast<std::uint64_t>(max.count());
    return {range_name(durations(), low, high), [low, high](const value& from, D& into) {
                const auto found = read_measure(from, durations(), low, high);
                if (!found)
                    return;
                const std::chrono::milliseconds exact(static_cast<std::int64_t>(*found));
                const D rounded = std::chrono::duration_cast<D>(exact);
                if (rounded != exact)
                    return from.refuse("found a part of a second; accepted: whole seconds");
                into = rounded;
            }};
}

// A word for one value, beside the values of another type.
template <class V, class W>
type<V> word_or(std::string_view word, V meaning, type<W> other)
{
    const std::string name = '`' + std::string(word) + "` or " + other.name;
    return {name, [word, meaning, other](const value& from, V& into) {
                const std::optional<std::string> found = from.text();
                if (!found)
                    return;
                if (*found == word) {
                    into = meaning;
                    return;
                }
                W read{};
                const std::size_t before = from.errors();
                other.read(from, read);
                if (from.errors() == before)
                    into = read;
            }};
}

template <class N>
type<N> auto_or_count(std::uint64_t max)
{
    return word_or<N, N>("auto", 0, count<N>(1, max));
}

// A closed vocabulary.
template <class E>
type<E> one_of(std::initializer_list<std::pair<std::string_view, E>> list)
{
    const std::vector<std::pair<std::string_view, E>> words(list);
    std::string name;
    for (const auto& [word, meaning] : words)
        name += (name.empty() ? "`" : ", `") + std::string(word) + '`';
    return {name, [words, name](const value& from, E& into) {
                const std::optional<std::string> found = from.text();
                if (!found)
                    return;
                for (const auto& [word, meaning] : words) {
                    if (word == *found) {
                        into = meaning;
                        return;
                    }
                }
                refuse_value(from, *found, name);
            }};
}

template <class V>
type<std::optional<V>> maybe(type<V> inner)
{
    const auto read = [inner](const value& from, std::optional<V>& into) {
        V found{};
        const std::size_t before = from.errors();
        inner.read(from, found);
        if (from.errors() == before)
            into = std::move(found);
    };
    return {inner.name, read, inner.keys};
}

// One or more, none of them twice; a single one needs no brackets.
template <class V>
type<std::vector<V>> list(type<V> element)
{
    return {"list of " + element.name, [element](const value& from, std::vector<V>& into) {
                std::vector<V> all;
                for (const value& item : from.items()) {
                    V read{};
                    const std::size_t before = item.errors();
                    element.read(item, read);
                    if (item.errors() != before)
                        continue;
                    if (std::find(all.begin(), all.end(), read) != all.end())
                        item.refuse("given twice in this list");
                    else
                        all.push_back(std::move(read));
                }
                if (from.items().empty())
                    from.refuse("found an empty list; accepted: one or more, or no such key");
                into = std::move(all);
            }};
}

} // namespace postern::config
