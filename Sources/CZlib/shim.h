// zlib: what gzip packs.
#pragma once
#include <zlib.h>
