// The bytes of the report's style sheet and script, put into the program as they are.

#include "assets.h"

// Clang knows #embed in every version of C.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char style[] = {
#embed "report.css"
};

static const unsigned char script[] = {
#embed "core.js"
    ,
#embed "tip.js"
    ,
#embed "lines.js"
    ,
#embed "cells.js"
    ,
#embed "files.js"
    ,
#embed "heads.js"
    ,
#embed "page.js"
};

const unsigned char *report_style(long *count) {
  *count = sizeof style;
  return style;
}

const unsigned char *report_script(long *count) {
  *count = sizeof script;
  return script;
}
