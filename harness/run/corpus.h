/* A folder of bodies: each file is one, whatever its name. */
#ifndef HP_RUN_CORPUS_H
#define HP_RUN_CORPUS_H

#include "harness/base/arena.h"
#include "harness/base/error.h"

struct hp_corpus {
    struct hp_slice *bodies; /* by the names of their files */
    size_t count;
    size_t left_out; /* files that are empty or larger than HP_BODY_BYTES_MAX */
    struct hp_arena arena;
};

/* Reads the regular files of a folder (not those of folders in it, nor hidden ones), up to
 * HP_CORPUS_MAX. HP_ERR_IO: it cannot be read. Deinit whatever comes back. */
enum { HP_CORPUS_MAX = 100000 };
enum hp_status hp_corpus_read(const char *folder, struct hp_corpus *out,
                              struct hp_error *error) HP_MUST_CHECK;
void hp_corpus_deinit(struct hp_corpus *corpus);

/* Writes a body under the hash of its bytes, unless it is there. HP_ERR_IO. */
enum hp_status hp_corpus_write(const char *folder, struct hp_slice body,
                               struct hp_error *error) HP_MUST_CHECK;

#endif
