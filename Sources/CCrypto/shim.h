// GLib's checksums. Pango brings the library into every process of ours anyway.
#pragma once
#include <glib.h>
