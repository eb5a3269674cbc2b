#include "kit/cache/open.hpp"

#include "kit/base/failure.hpp"
#include "kit/cache/sqlite/sqlite_cache.hpp"
#include "kit/sql/sqlite/folder.hpp"

namespace boxoffice::kit::cache {

std::unique_ptr<Cache> open_cache(std::string_view url, const base::Clock& clock) {
  if (const auto folder = sql::sqlite_folder(url)) return open_sqlite_cache({.file = *folder / "cache.db"}, clock);
  throw base::StartupError("CACHE_URL has an unknown scheme: use sqlite:<folder>.");
}

}  // namespace boxoffice::kit::cache
