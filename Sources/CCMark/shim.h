// CommonMark, as parsed by cmark.
#pragma once
#include <cmark.h>
