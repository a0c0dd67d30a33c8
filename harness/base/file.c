/* Reads block by block, so that a pipe and a file that lies about its size are no different. */
#include "harness/base/file.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

enum { BLOCK_BYTES = 64 * 1024 };

static enum hp_status read_all(FILE *file, const char *path, struct hp_buf *buf,
                               struct hp_error *error)
{
    char block[BLOCK_BYTES];
    size_t got;
    while ((got = fread(block, 1, sizeof(block), file)) > 0) {
        if (got > buf->bytes_max - buf->length) {
            return hp_error_set(error, HP_ERR_USAGE,
                                "%s is larger than %zu bytes, the most that is read", path,
                                buf->bytes_max);
        }
        hp_buf_append(buf, block, got);
        if (buf->failed) {
            return hp_error_nomem(error);
        }
    }
    return ferror(file)
               ? hp_error_set(error, HP_ERR_USAGE, "cannot read %s: %s", path, strerror(errno))
               : HP_OK;
}

enum hp_status hp_file_read(const char *path, struct hp_buf *buf, struct hp_error *error)
{
    if (strcmp(path, "-") == 0) {
        return read_all(stdin, "standard input", buf, error);
    }
    FILE *file = fopen(path, "rbe");
    if (file == NULL) {
        return hp_error_set(error, HP_ERR_USAGE, "cannot read %s: %s", path, strerror(errno));
    }
    enum hp_status status = read_all(file, path, buf, error);
    (void)fclose(file);
    return status;
}

bool hp_file_put(int descriptor, struct hp_slice bytes)
{
    while (bytes.len > 0) {
        ssize_t written = write(descriptor, bytes.at, bytes.len);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            errno = written == 0 ? ENOSPC : errno;
            return false;
        }
        bytes.at += written;
        bytes.len -= (size_t)written;
    }
    return true;
}

const char *hp_file_absolute(const char *path, char *out, size_t out_bytes)
{
    if (path[0] == '/' || strcmp(path, "-") == 0 || getcwd(out, out_bytes) == NULL) {
        return path;
    }
    while (path[0] == '.' && path[1] == '/') {
        path += strspn(path + 1, "/") + 1;
    }
    size_t length = strlen(out);
    bool at_root = length == 1;
    if (length + strlen(path) + 2 > out_bytes) {
        return path;
    }
    (void)snprintf(out + length, out_bytes - length, "%s%s", at_root ? "" : "/", path);
    return out;
}
