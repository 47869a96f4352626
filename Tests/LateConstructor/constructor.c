#include "LateConstructor.h"

static bool has_run = false;

// Stands behind that of CWorkerStart in the program of the tests, whose targets are linked in the order of their names.
__attribute__((constructor)) static void run(void) { has_run = true; }

bool late_constructor_has_run(void) { return has_run; }
