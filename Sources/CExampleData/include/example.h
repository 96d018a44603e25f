// Example files that are part of the program.
#pragma once

// Weights of all-MiniLM-L6-v2 as .npy, shape [6, 12, 13, 13], float32.
const unsigned char *example_minilm_weights(long *count);

// The tokens of the same sentence as a JSON list.
const unsigned char *example_minilm_tokens(long *count);
