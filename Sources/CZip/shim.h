// libzip: the container of .npz files.
#pragma once
#include <zip.h>
