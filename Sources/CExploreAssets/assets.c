// The bytes of the live page, put into the program as they are.

#include "assets.h"

// Clang knows #embed in every version of C.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char page[] = {
#embed "explore.html"
};

static const unsigned char style[] = {
#embed "explore.css"
};

static const unsigned char script[] = {
#embed "words.js"
    ,
#embed "history.js"
    ,
#embed "views.js"
    ,
#embed "controls.js"
    ,
#embed "explore.js"
};

const unsigned char *explore_page(long *count) {
  *count = sizeof page;
  return page;
}

const unsigned char *explore_style(long *count) {
  *count = sizeof style;
  return style;
}

const unsigned char *explore_script(long *count) {
  *count = sizeof script;
  return script;
}
