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
