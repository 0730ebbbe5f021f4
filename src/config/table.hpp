// The table of keys. A row declares a key once: its name, type, default, one sentence, and the
// option that it sets. The reading, the report of unknown keys and the reference page are made from
// the rows.
//
//   static const mapping<resolve::memory_options> keys{
//       {"ttl", duration<...>(1s, 24h), "5m", "How long ...", &resolve::memory_options::ttl},
//   };
#pragma once

#include "type.hpp"

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postern::config {

// The fallback of a key that has no default.
inline constexpr std::string_view required = "must be given";

// The last argument of a row whose value takes effect only after a restart.
struct restart_only
{
};
inline constexpr restart_only needs_restart;

// The part of a key that the page and the problems use.
struct row
{
    std::string_view name;
    std::string_view fallback; // as it would be written; empty: nothing
    std::string_view sentence;
    std::string type;
    const std::vector<row>* keys; // of a nested mapping
    bool needs_restart;
};

inline bool is_same(const secret& a, const secret& b)
{
    return a.reveal() == b.reveal();
}

template <class V>
bool is_same(const V& a, const V& b)
{
    return a == b;
}

// Reports unknown keys, with the nearest known one, and required keys that are missing. False if
// the value is not a mapping.
bool check_keys(const value& from, const std::vector<row>& keys);

template <class T>
struct key
{
    // `place` finds the option in a T: a member pointer, `itself` or path_to().
    template <class V, class Place>
    key(std::string_view name, config::type<V> type, std::string_view fallback,
        std::string_view sentence, Place place)
        : described{name, fallback, sentence, type.name, type.keys, false},
          read([type, place](const value& from, T& into) {
              type.read(from, std::invoke(place, into));
          })
    {
        if (type.list_restart_keys)
            list_restart_keys = [type, place](
                                    T& before, T& after, const std::string& path,
                                    std::vector<std::string>& changed
                                ) {
                type.list_restart_keys(
                    std::invoke(place, before), std::invoke(place, after), path, changed
                );
            };
    }

    template <class V, class Place>
    key(std::string_view name, const config::type<V>& type, std::string_view fallback,
        std::string_view sentence, Place place, restart_only)
        : key(name, type, fallback, sentence, place)
    {
        described.needs_restart = true;
        list_restart_keys = [place](
                                T& before, T& after, const std::string& path,
                                std::vector<std::string>& changed
                            ) {
            if (!is_same(std::invoke(place, before), std::invoke(place, after)))
                changed.push_back(path);
        };
    }

    row described;
    std::function<void(const value& from, T& into)> read;
    std::function<
        void(T& before, T& after, const std::string& path, std::vector<std::string>& changed)>
        list_restart_keys;
};

template <class T>
class mapping
{
public:
    // A check of several keys together. It is skipped if one of them has an error.
    using check = void (*)(const value& from, T& into);

    mapping(std::initializer_list<key<T>> keys, check whole = nullptr) : keys_(keys), whole_(whole)
    {
        for (const key<T>& k : keys_)
            rows_.push_back(k.described);
    }

    // Reads the keys in the order of the rows, so a key may use the options of those before it.
    void read(const value& from, T& into) const
    {
        const std::size_t before = from.errors();
        if (!check_keys(from, rows_))
            return;
        for (const key<T>& k : keys_)
            if (from.has(k.described.name))
                k.read(from.member(k.described.name), into);
        if (whole_ != nullptr && from.errors() == before)
            whole_(from, into);
    }

    // Adds the paths of the keys whose values differ and that need a restart; `path` is that of
    // this mapping, empty for the whole file.
    void list_restart_keys(
        T& before, T& after, const std::string& path, std::vector<std::string>& changed
    ) const
    {
        const std::string prefix = path.empty() ? path : path + '.';
        for (const key<T>& k : keys_)
            if (k.list_restart_keys)
                k.list_restart_keys(before, after, prefix + std::string(k.described.name), changed);
    }

    const std::vector<row>& rows() const noexcept { return rows_; }

private:
    std::vector<key<T>> keys_;
    std::vector<row> rows_;
    check whole_;
};

// A mapping inside a mapping.
template <class T>
type<T> section(const mapping<T>& keys)
{
    return {
        "mapping", [&keys](const value& from, T& into) { keys.read(from, into); }, &keys.rows(),
        [&keys](T& before, T& after, const std::string& path, std::vector<std::string>& changed) {
            keys.list_restart_keys(before, after, path, changed);
        }};
}

// A list of mappings. `add` takes each that was read without a problem.
template <class T, class Whole>
type<Whole> list_of(const mapping<T>& keys, void (*add)(const value& from, T&& read, Whole& into))
{
    return {
        "list of mappings",
        [&keys, add](const value& from, Whole& into) {
            if (from.tree().type != node::kind::list)
                return from.refuse_kind("a list of mappings");
            for (const value& item : from.items()) {
                T read{};
                const std::size_t before = item.errors();
                keys.read(item, read);
                if (item.errors() == before)
                    add(item, std::move(read), into);
            }
        },
        &keys.rows()};
}

// A mapping from names of the operator's choice to mappings.
template <class T, class Whole>
type<Whole> named(const mapping<T>& keys, void (*add)(const value& from, T&& read, Whole& into))
{
    return {
        "mapping of names",
        [&keys, add](const value& from, Whole& into) {
            if (from.tree().type != node::kind::mapping)
                return from.refuse_kind("a mapping of names");
            for (const value& item : from.members()) {
                T read{};
                const std::size_t before = item.errors();
                keys.read(item, read);
                if (item.errors() == before)
                    add(item, std::move(read), into);
            }
        },
        &keys.rows()};
}

// The place of a section that fills the same T.
inline constexpr std::identity itself;

// The place of a member of a member: path_to(&draft::made, &configuration::login).
template <class First, class... Rest>
constexpr auto path_to(First first, Rest... rest)
{
    return [=](auto& from) -> auto&
    {
        if constexpr (sizeof...(rest) == 0)
            return from.*first;
        else
            return path_to(rest...)(from.*first);
    };
}

} // namespace postern::config
