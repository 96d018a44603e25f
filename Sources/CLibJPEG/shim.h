// libjpeg-turbo as the system has it. Only the C target CJPEG includes it: the library's errors leave by
// longjmp, which must not cross a Swift frame.
#pragma once
#include <stdio.h>
#include <jpeglib.h>
