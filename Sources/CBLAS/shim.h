// The C interface of OpenBLAS: matrix products for Float and Double.
#include <cblas.h>
