/* What hookproof and the child process of a plugin say to each other over a socket pair: frames of
 * a fixed head and its text. Both are one binary on one machine, so heads travel as they lie in
 * memory. Must not know processes.
 *
 * The child runs code that may write anywhere: hp_plugin_reply_read believes nothing. */
#ifndef HP_TARGET_PLUGIN_FRAME_H
#define HP_TARGET_PLUGIN_FRAME_H

#include "harness/base/buf.h"
#include "harness/base/message.h"

struct hp_plugin_question {
    uint64_t body_bytes;
    uint64_t text_bytes; /* lengths of the fields, method, target, fields */
    int64_t now_unix_ms;
    uint32_t method_bytes;
    uint32_t target_bytes;
    uint32_t field_count;
    uint32_t has_body;
};

/* Appends head, text and body. */
void hp_plugin_question_write(struct hp_buf *out, const struct hp_request *request,
                              int64_t now_unix_ms);

/* Reads the text behind a head, which the other end wrote; fields lie in `arena`, the rest is
 * borrowed. The body is left alone. False when memory is refused. */
bool hp_plugin_question_read(const struct hp_plugin_question *head, const char *text,
                             struct hp_arena *arena, struct hp_request *out);

enum hp_plugin_reply_kind {
    HP_PLUGIN_READY,     /* loaded and initialised: the first frame of a child */
    HP_PLUGIN_CANNOT,    /* instead of it: the text says why */
    HP_PLUGIN_ANSWER,    /* a response */
    HP_PLUGIN_NO_ANSWER, /* `handle` returned `returned` */
    HP_PLUGIN_TOO_LARGE, /* a response beyond the limits of hookproof/target.h */
    HP_PLUGIN_KINDS
};

enum { HP_PLUGIN_MAGIC = 0x68706c67 };

struct hp_plugin_reply {
    uint32_t magic;
    uint32_t kind;
    int32_t status;
    int32_t returned;
    uint64_t field_count;
    uint64_t text_bytes; /* lengths of the fields, fields */
    uint64_t body_bytes;
    uint64_t duration_us;
    uint64_t heap_bytes;   /* in use behind the request; 0: nobody counts */
    uint64_t leaked_bytes; /* what each repetition of the request leaves behind; 0: nothing */
};

/* Appends lengths and text of the fields, which is what goes behind the head. */
void hp_plugin_fields_write(struct hp_buf *out, const struct hp_field *fields, size_t count);

enum hp_plugin_read {
    HP_PLUGIN_READ_MORE,  /* the frame is not whole yet */
    HP_PLUGIN_READ_OK,    /* `used` bytes of the input were it */
    HP_PLUGIN_READ_WRONG, /* no frame of ours: the plugin wrote to our descriptor or our memory */
    HP_PLUGIN_READ_NOMEM,
};

/* Reads the first frame of `input`. Fields and body of `out` are copied to `arena`; for
 * HP_PLUGIN_CANNOT the body is the reason. */
enum hp_plugin_read hp_plugin_reply_read(struct hp_slice input, struct hp_arena *arena,
                                         struct hp_plugin_reply *head, struct hp_response *out,
                                         size_t *used);

#endif
