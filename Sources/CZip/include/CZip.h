// libzip, loaded when the first archive is opened.
//
// Its functions are those of its own header. With the libraries that it needs itself it takes a
// millisecond to load, which every command would pay for and few need.
#pragma once
#include <stdbool.h>
#include <zip.h>

// Whether libzip is installed. Without it no other function may be called.
bool czip_load(void);
