// How revocations lie in the store.
#pragma once

#include <postern/revocation/entry.hpp>
#include <postern/store/engine.hpp>

#include <string>

namespace postern::revocation {

inline const std::string record_kind = "revocation";

// The store's only record of its kind. See replica.hpp.
inline const store::key generation_key{"generation", {}};

store::key key_of(const entry_name& name);

store::record to_record(const entry& from);

// errc::unreadable_record also if the entry's name does not have this id.
result<entry> from_record(const std::string& id, const store::record& stored);

// Nothing if the id is not a digest in base64url.
std::optional<entry_name> name_from_id(std::string_view id);

// A new generation. An operator's one says that the store is right although it was emptied.
std::string make_generation(bool by_operator);
bool is_by_operator(std::string_view generation) noexcept;

} // namespace postern::revocation
