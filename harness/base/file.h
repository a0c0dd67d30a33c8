/* Whole files into memory, with a bound; whole texts out to a descriptor. */
#ifndef HP_BASE_FILE_H
#define HP_BASE_FILE_H

#include "harness/base/buf.h"
#include "harness/base/error.h"

/* Reads `path` ("-" is standard input) into `buf`, which was initialised with its maximum.
 * HP_ERR_USAGE names the file and says why it cannot be read, or that it is larger than the
 * maximum. */
enum hp_status hp_file_read(const char *path, struct hp_buf *buf,
                            struct hp_error *error) HP_MUST_CHECK;

/* Writes all of `bytes`, in as many pieces as the system wants. False: errno says why, and how much
 * of it was written is not known. */
bool hp_file_put(int descriptor, struct hp_slice bytes) HP_MUST_CHECK;

/* `path` from the root, in `out`, for lines that are used in another folder; `path` itself when it
 * is such a path, "-", or does not fit. */
const char *hp_file_absolute(const char *path, char *out, size_t out_bytes);

#endif
