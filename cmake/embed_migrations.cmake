# Writes one .cpp that returns every migration file of a service as text. Called by boxoffice_embed_migrations().
set(body "")
foreach(file IN LISTS FILES)
  get_filename_component(base ${file} NAME)
  file(READ ${file} text)
  string(APPEND body "      {.name = \"${base}\", .sql = R\"__sql__(${text})__sql__\"},\n")
endforeach()
file(WRITE ${OUTPUT} "// Generated from services/${NAME}/migrations by cmake/embed_migrations.cmake.
#include \"kit/sql/migrations.hpp\"

namespace boxoffice::services::${NAME} {
std::vector<kit::sql::Migration> migrations();
std::vector<kit::sql::Migration> migrations() {
  return {
${body}  };
}
}  // namespace boxoffice::services::${NAME}
")
