// OpenSSL's digests, which use the processor's own instructions for them. libzip brings the library
// into every process of ours anyway.
#pragma once
#include <openssl/evp.h>
