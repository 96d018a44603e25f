// libpng as the system has it. Only the C target CPNG includes it: libpng's errors leave by longjmp,
// which must not cross a Swift frame.
#pragma once
#include <png.h>
