// The style sheets and the scripts of HTML reports, as they stand in their files: what reads values off
// figures, which the live page has as well, and what only reports have.
#pragma once

const unsigned char *report_reading_style(long *count);
const unsigned char *report_page_style(long *count);
const unsigned char *report_reading_script(long *count);
const unsigned char *report_page_script(long *count);
