// Three functions of GLib, whose own header comes with compiler flags that SwiftPM refuses. They
// have been the same since GLib 2.30.
#pragma once
#include <stddef.h>
#include <stdint.h>

// Joins two characters to one. Returns 0 where they do not join.
int g_unichar_compose(uint32_t first, uint32_t second, uint32_t *joined);

// The parts of a character, at most `capacity` of them; `compatibly` for NFKD. Returns how many.
size_t g_unichar_fully_decompose(uint32_t character, int compatibly, uint32_t *parts,
                                 size_t capacity);

// The canonical combining class.
int g_unichar_combining_class(uint32_t character);
