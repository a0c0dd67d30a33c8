/* Bodies in files. Must not know what they are good for. */
#include "harness/run/corpus.h"

#include <dirent.h>
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>

#include "harness/base/alloc.h"
#include "harness/base/file.h"
#include "harness/base/rng.h"
#include "harness/run/body_case.h"

enum { CORPUS_BYTES_MAX = 1024 * 1024 * 1024 }; /* of all files together */

static int is_candidate(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static enum hp_status read_one(const char *path, struct hp_corpus *out, struct hp_error *error)
{
    struct stat about;
    if (stat(path, &about) != 0 || !S_ISREG(about.st_mode)) {
        return HP_OK;
    }
    if (about.st_size == 0 || about.st_size > HP_BODY_BYTES_MAX) {
        out->left_out++;
        return HP_OK;
    }
    struct hp_buf text;
    hp_buf_init(&text, HP_BODY_BYTES_MAX);
    enum hp_status status = hp_file_read(path, &text, error);
    if (status == HP_OK && text.length > 0) {
        struct hp_slice copy = hp_arena_copy(&out->arena, hp_buf_view(&text));
        out->bodies[out->count++] = copy;
        status = copy.at == NULL ? hp_error_nomem(error) : HP_OK;
    }
    hp_buf_deinit(&text);
    return status;
}

enum hp_status hp_corpus_read(const char *folder, struct hp_corpus *out, struct hp_error *error)
{
    struct dirent **names = NULL;
    *out = (struct hp_corpus){0};
    hp_arena_init(&out->arena, CORPUS_BYTES_MAX);
    int found = scandir(folder, &names, is_candidate, alphasort);
    if (found < 0) {
        return hp_error_set(error, HP_ERR_IO, "cannot read the corpus %s: %s", folder,
                            strerror(errno));
    }
    size_t count = (size_t)found < HP_CORPUS_MAX ? (size_t)found : HP_CORPUS_MAX;
    out->bodies = hp_calloc(count + 1, sizeof(*out->bodies));
    enum hp_status status = out->bodies == NULL ? hp_error_nomem(error) : HP_OK;
    for (int i = 0; i < found; i++) {
        char path[HP_PATH_BYTES];
        int length = snprintf(path, sizeof(path), "%s/%s", folder, names[i]->d_name);
        if (status == HP_OK && (size_t)i < count && length < HP_PATH_BYTES) {
            status = read_one(path, out, error);
        } else {
            out->left_out++;
        }
        free(names[i]);
    }
    free(names);
    return status;
}

void hp_corpus_deinit(struct hp_corpus *corpus)
{
    hp_free(corpus->bodies);
    hp_arena_deinit(&corpus->arena);
    *corpus = (struct hp_corpus){0};
}

enum hp_status hp_corpus_write(const char *folder, struct hp_slice body, struct hp_error *error)
{
    char path[HP_PATH_BYTES];
    (void)snprintf(path, sizeof(path), "%s/%016llx", folder,
                   (unsigned long long)hp_hash(HP_HASH_BASIS, body));
    FILE *file = fopen(path, "wbxe");
    if (file == NULL && errno == EEXIST) {
        return HP_OK;
    }
    bool written = file != NULL && fwrite(body.at, 1, body.len, file) == body.len;
    written = file != NULL && fclose(file) == 0 && written;
    int reason = errno;
    if (file != NULL && !written) {
        (void)unlink(path); /* a part of a body is another body */
    }
    return written ? HP_OK
                   : hp_error_set(error, HP_ERR_IO, "cannot write %s: %s", path, strerror(reason));
}
