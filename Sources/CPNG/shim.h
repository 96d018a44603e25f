// libpng. Its errors leave by longjmp, which Swift cannot cross: see the encoder for how they are kept out.
#pragma once
#include <png.h>
