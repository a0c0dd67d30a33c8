/* Writes the fuzzing dictionary from the contract: its names, its enum values, and the tokens that
 * JSON and HTTP/1.1 turn on. The build runs it, so that the dictionary is always that of the
 * contract.
 *
 * usage: fuzz_dictionary FILE */
#include <stdio.h>

#include "harness/contract/contract.h"

static const char *const tokens[] = {
    "{\"",
    "\":",
    "\",\"",
    "[",
    "]",
    "{}",
    "[]",
    "true",
    "false",
    "null",
    "\\u0000",
    "\\ud83d\\ude00",
    "1e400",
    "-0",
    "9007199254740993",
    "\xef\xbb\xbf",
    "\r\n",
    "\r\n\r\n",
    ": ",
    "HTTP/1.1",
    "HTTP/1.0",
    "Content-Length: ",
    "Transfer-Encoding: chunked",
    "Connection: close",
    "Expect: 100-continue",
    "Content-Type: application/json",
    "Host: a",
    "0\r\n\r\n",
};

/* An entry: quotes, backslashes and what is not plain ASCII as \xNN. */
static void write_entry(FILE *out, struct hp_slice text)
{
    if (text.len == 0) {
        return;
    }
    (void)fputc('"', out);
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.at[i];
        if (c < 0x20 || c >= 0x7F || c == '"' || c == '\\') {
            (void)fprintf(out, "\\x%02x", (unsigned)c);
        } else {
            (void)fputc(c, out);
        }
    }
    (void)fputs("\"\n", out);
}

static void write_enum(FILE *out, const struct hp_enum *set)
{
    for (size_t i = 0; i < set->count; i++) {
        write_entry(out, set->values[i]);
    }
}

int main(int argc, char **argv)
{
    struct hp_contract *contract = NULL;
    struct hp_error error = {0};
    FILE *out = argc == 2 ? fopen(argv[1], "wb") : NULL;
    if (out == NULL || hp_contract_open(NULL, &contract, &error) != HP_OK) {
        (void)fprintf(stderr, "usage: %s FILE (%s)\n", argv[0],
                      argc == 2 ? error.text[0] != '\0' ? error.text : "it cannot be written"
                                : "one");
        return 2;
    }
    for (int role = 0; role < HP_ROLE_COUNT; role++) {
        write_entry(out, contract->names[role]);
    }
    write_enum(out, &contract->types);
    write_enum(out, &contract->operations);
    write_enum(out, &contract->data_models);
    write_entry(out, contract->method);
    write_entry(out, contract->path);
    write_entry(out, contract->key_field);
    for (size_t i = 0; i < sizeof(tokens) / sizeof(tokens[0]); i++) {
        write_entry(out, hp_slice_of(tokens[i]));
    }
    hp_contract_free(contract);
    return fclose(out) == 0 ? 0 : 2;
}
