// GitHub's CommonMark, as parsed by cmark-gfm, with its extensions.
#pragma once
#include <cmark-gfm.h>
#include <cmark-gfm-core-extensions.h>
