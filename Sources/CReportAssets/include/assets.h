// The style sheet and the script of HTML reports, as they stand in their files.
#pragma once

const unsigned char *report_style(long *count);
const unsigned char *report_script(long *count);
