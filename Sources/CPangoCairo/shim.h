// Cairo with its SVG and PDF surfaces, Pango, the FreeType font map that Pango draws with, and what
// cuts fonts.
#pragma once
#include <cairo.h>
#include <cairo-ft.h>
#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <fontconfig/fontconfig.h>
#include <hb-ot.h>
#include <hb-subset.h>
#include <pango/pangocairo.h>
#include <pango/pangofc-font.h>
#include <pango/pangofc-fontmap.h>

/* Swift sees no bit fields. */
static inline int attnplot_may_break(const PangoLogAttr *attributes, int index) {
  return attributes[index].is_line_break;
}

#include <sys/prctl.h>

/* The name of the calling thread, at most 15 bytes and a zero. */
static inline int attnplot_get_thread_name(char name[16]) {
  return prctl(PR_GET_NAME, name, 0, 0, 0);
}

static inline int attnplot_set_thread_name(const char *name) {
  return prctl(PR_SET_NAME, name, 0, 0, 0);
}
