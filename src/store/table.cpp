#include "table.hpp"

#include <postern/crypto/digest.hpp>

#include "milliseconds.hpp"

namespace postern::store {
namespace {

using std::chrono::milliseconds;

constexpr std::size_t checksum_size = 8;
constexpr std::size_t size_of_trial = 1024; // about the size of a session

// The size before each part makes the text unambiguous: ("ab", "c") differs from ("a", "bc").
void append(std::string& out, std::string_view part)
{
    out.append(std::to_string(part.size())).append(1, ':').append(part);
}

// The checksum finds flipped bits only. Against an attacker it would need a key.
std::string checksum(const key& name, const record& what)
{
    std::string all;
    for (const std::string_view part :
         {std::string_view(name.kind), std::string_view(name.id), std::string_view(what.owner),
          std::string_view(what.value)})
        append(all, part);
    append(all, std::to_string(to_ms(what.expires)));
    const auto digest = crypto::sha256(all);
    return {reinterpret_cast<const char*>(digest.data()), checksum_size};
}

} // namespace

table::table(database& in, const clock& time)
    : file_(in), clock_(time),
      get_(in, "SELECT owner, expires, value, checksum FROM records WHERE kind = ? AND id = ?"),
      write_(
          in, "INSERT OR REPLACE INTO records (kind, id, owner, expires, value, checksum)"
              " VALUES (?, ?, ?, ?, ?, ?)"
      ),
      erase_(in, "DELETE FROM records WHERE kind = ? AND id = ?"),
      erase_all_(in, "DELETE FROM records WHERE kind = ? AND owner = ? RETURNING id, expires"),
      list_(
          in, "SELECT id, owner, expires, value, checksum FROM records"
              " WHERE kind = ? AND id > ? AND expires > ? ORDER BY id LIMIT ?"
      ),
      // The owner is the last parameter, so that list() binds the others alike for both statements.
      list_owned_(
          in, "SELECT id, owner, expires, value, checksum FROM records"
              " WHERE kind = ? AND id > ? AND expires > ? AND owner = ?5 ORDER BY id"
              " LIMIT ?4"
      ),
      sweep_(
          in, "DELETE FROM records WHERE (kind, id) IN"
              " (SELECT kind, id FROM records WHERE expires <= ? LIMIT ?)"
      )
{
}

std::int64_t table::now() const
{
    return to_ms(clock_.now());
}

// Reads owner, expires, value and checksum, which begin at `column`.
result<record> table::read_row(const key& name, const statement::use& row, int column) const
{
    record found{
        std::string(row.octets(column + 2)), from_ms(row.number(column + 1)),
        std::string(row.octets(column))};
    if (row.octets(column + 3) != checksum(name, found))
        return errc::broken;
    return found;
}

result<std::optional<record>> table::find(const key& name)
{
    statement::use query(get_);
    const auto row = query.bind(name.kind).bind(name.id).step();
    if (!row)
        return row.error();
    if (*row == step_outcome::done)
        return std::optional<record>();
    auto found = read_row(name, query, 0);
    if (!found)
        return found.error();
    return std::optional<record>(std::move(*found));
}

result<std::optional<record>> table::get(const key& name)
{
    auto found = find(name);
    if (found && *found && to_ms((*found)->expires) <= now())
        return std::optional<record>();
    return found;
}

error_code table::write(const key& name, const record& what)
{
    const std::string sum = checksum(name, what);
    statement::use query(write_);
    query.bind(name.kind).bind(name.id).bind(what.owner).bind(to_ms(what.expires));
    const auto done = query.bind(what.value).bind(sum).step();
    return done ? error_code() : done.error();
}

result<write_outcome> table::create(const key& name, const record& what)
{
    // get() does not return an expired record, and write() replaces it.
    const auto known = get(name);
    if (!known)
        return known.error();
    if (*known)
        return write_outcome::already_exists;
    if (const error_code failed = write(name, what))
        return failed;
    return write_outcome::done;
}

result<client::records> table::get_all(const std::vector<key>& names)
{
    client::records all;
    for (const key& each : names) {
        auto found = get(each);
        if (!found)
            return found.error();
        all.push_back(std::move(*found));
    }
    return all;
}

result<std::optional<record>> table::update(const key& name, const client::revision& how)
{
    const auto known = get(name);
    if (!known)
        return known.error();
    // The caller computes the new record from the current one, or refuses with an error.
    auto revised = how(*known);
    if (!revised)
        return revised;
    if (!*revised) {
        const auto erased = erase(name);
        if (!erased)
            return erased.error();
    } else if (const error_code failed = write(name, **revised)) {
        return failed;
    }
    return revised;
}

result<std::optional<time_point>>
table::extend(const key& name, time_point expires, milliseconds step)
{
    auto known = get(name);
    if (!known)
        return known.error();
    if (!*known)
        return std::optional<time_point>();
    record& current = **known;
    // Do not write for a small gain of time, because each write waits for the disk.
    if (current.expires == never || expires < current.expires + step)
        return std::optional(current.expires);
    current.expires = from_ms(to_ms(expires));
    if (const error_code failed = write(name, current))
        return failed;
    return std::optional(current.expires);
}

result<write_outcome> table::erase(const key& name)
{
    const auto known = get(name);
    if (!known && known.error() != make_error_code(errc::broken)) // a damaged record can be erased
        return known.error();
    statement::use query(erase_);
    const auto done = query.bind(name.kind).bind(name.id).step();
    if (!done)
        return done.error();
    return !known || *known ? write_outcome::done : write_outcome::not_found;
}

result<std::vector<std::string>> table::erase_all(std::string_view kind, std::string_view owner)
{
    std::vector<std::string> gone;
    statement::use query(erase_all_);
    query.bind(kind).bind(owner);
    for (;;) {
        const auto row = query.step();
        if (!row)
            return row.error();
        if (*row == step_outcome::done)
            return gone;
        // Expired records are erased, too, but callers did not see them any more.
        if (query.number(1) > now())
            gone.emplace_back(query.octets(0));
    }
}

result<page> table::list(
    std::string_view kind, const std::optional<std::string>& owner, std::string_view cursor,
    std::size_t limit
)
{
    page made;
    statement::use query(owner ? list_owned_ : list_);
    // Read one record more than the limit, to learn whether there is a next page.
    query.bind(kind).bind(cursor).bind(now()).bind(static_cast<std::int64_t>(limit) + 1);
    if (owner)
        query.bind(*owner);
    for (;;) {
        const auto row = query.step();
        if (!row)
            return row.error();
        if (*row == step_outcome::done)
            return made;
        // This is the record beyond the limit. The next page begins behind the last one of this
        // page.
        if (made.entries.size() == limit) {
            made.next = made.entries.back().id;
            return made;
        }
        std::string id(query.octets(0));
        auto found = read_row({std::string(kind), id}, query, 1);
        if (!found)
            return found.error();
        made.entries.push_back({std::move(id), std::move(*found)});
    }
}

result<write_outcome> table::try_to_write()
{
    const key trial{"trial", {}};
    if (const error_code failed = write(trial, {std::string(size_of_trial, 't'), never, {}}))
        return failed;
    return erase(trial);
}

result<std::int64_t> table::sweep()
{
    statement::use query(sweep_);
    const auto done = query.bind(now()).bind(most_swept).step();
    if (!done)
        return done.error();
    return file_.changed_rows();
}

} // namespace postern::store
