#include "kit/cache/open.hpp"

#include "kit/base/failure.hpp"
#include "kit/cache/redis/address.hpp"
#include "kit/cache/redis/redis_cache.hpp"
#include "kit/cache/sqlite/sqlite_cache.hpp"
#include "kit/sql/sqlite/folder.hpp"

#include <string>

namespace boxoffice::kit::cache {

std::unique_ptr<Cache> open_cache(std::string_view url, const base::Clock& clock) {
  if (const auto folder = sql::sqlite_folder(url)) return open_sqlite_cache({.file = *folder / "cache.db"}, clock);
  if (is_redis_url(url)) return open_redis_cache({.url = std::string(url)});
  throw base::StartupError("CACHE_URL has an unknown scheme: use sqlite:<folder> or redis://<host>.");
}

}  // namespace boxoffice::kit::cache
