// fontconfig keeps a few patterns for the life of the process in a form that LeakSanitizer cannot follow; their number
// does not grow with the documents that are made.

extern "C" const char* __lsan_default_suppressions();

extern "C" const char* __lsan_default_suppressions() {
  return "leak:libfontconfig.so\n";
}
