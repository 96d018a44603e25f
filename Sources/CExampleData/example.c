// The bytes of the example files, put into the program as they are.

#include "example.h"

// Clang knows #embed in every version of C.
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char weights[] = {
#embed "minilm.npy"
};

static const unsigned char tokens[] = {
#embed "minilm.tokens.json"
};

const unsigned char *example_minilm_weights(long *count) {
  *count = sizeof weights;
  return weights;
}

const unsigned char *example_minilm_tokens(long *count) {
  *count = sizeof tokens;
  return tokens;
}
