#pragma once

#include <stdbool.h>

// Whether this target's constructor has run.
bool late_constructor_has_run(void);
