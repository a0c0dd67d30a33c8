/* Whole files into memory, with a bound. */
#ifndef HP_BASE_FILE_H
#define HP_BASE_FILE_H

#include "harness/base/buf.h"
#include "harness/base/error.h"

/* Reads `path` ("-" is standard input) into `buf`, which was initialised with its maximum.
 * HP_ERR_USAGE names the file and says why it cannot be read, or that it is larger than the
 * maximum. */
enum hp_status hp_file_read(const char *path, struct hp_buf *buf,
                            struct hp_error *error) HP_MUST_CHECK;

#endif
