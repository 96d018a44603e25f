// The live page, its style sheet and its script, as they stand in their files.
#pragma once

const unsigned char *explore_page(long *count);
const unsigned char *explore_style(long *count);
const unsigned char *explore_script(long *count);
