// The bytes of the report's style sheets and scripts, put into the program as they are.

#include "assets.h"

// Clang knows #embed in every version of C.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char reading_style[] = {
#embed "reading.css"
};

static const unsigned char page_style[] = {
#embed "report.css"
};

static const unsigned char reading_script[] = {
#embed "core.js"
    ,
#embed "tip.js"
    ,
#embed "lines.js"
    ,
#embed "hands.js"
    ,
#embed "cells.js"
    ,
#embed "heads.js"
};

static const unsigned char page_script[] = {
#embed "files.js"
    ,
#embed "page.js"
};

const unsigned char *report_reading_style(long *count) {
  *count = sizeof reading_style;
  return reading_style;
}

const unsigned char *report_page_style(long *count) {
  *count = sizeof page_style;
  return page_style;
}

const unsigned char *report_reading_script(long *count) {
  *count = sizeof reading_script;
  return reading_script;
}

const unsigned char *report_page_script(long *count) {
  *count = sizeof page_script;
  return page_script;
}
