/* The peer of the decode target in bench/fuzz.sh: a bare cJSON parse and print, as many projects
 * fuzz it. */
#include <cJSON.h>

#include "fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cJSON *value = cJSON_ParseWithLength((const char *)data, size);
    char *text = value == NULL ? NULL : cJSON_PrintUnformatted(value);
    cJSON_free(text);
    cJSON_Delete(value);
    return 0;
}
