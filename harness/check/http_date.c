/* The one date form that HTTP senders may generate. Must not know which field it came from. */
#include "harness/check/http_date.h"

#include <stdio.h>

#include "harness/contract/format.h"

bool hp_http_date_parse(struct hp_slice text, int64_t *unix_ms)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    static const char shape[] = "aaa, 00 aaa 0000 00:00:00 GMT";
    if (text.len != sizeof(shape) - 1) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        bool digit = c >= '0' && c <= '9';
        if (shape[i] == 'a' ? !letter : shape[i] == '0' ? !digit : c != shape[i]) {
            return false;
        }
    }
    for (unsigned month = 0; month < 12; month++) {
        if (memcmp(text.at + 8, months + (size_t)month * 3, 3) == 0) {
            /* The same instant in the form that the contract layer reads. */
            char date_time[sizeof("0000-00-00T00:00:00Z")];
            (void)snprintf(date_time, sizeof(date_time), "%.4s-%02u-%.2sT%.8sZ", text.at + 12,
                           month % 12 + 1, text.at + 5, text.at + 17);
            int offset_minutes = 0;
            return hp_date_time_parse(hp_slice_of(date_time), unix_ms, &offset_minutes);
        }
    }
    return false;
}

bool hp_retry_after_valid(struct hp_slice text)
{
    int64_t unix_ms = 0;
    size_t digits = 0;
    while (digits < text.len && text.at[digits] >= '0' && text.at[digits] <= '9') {
        digits++;
    }
    return (text.len > 0 && digits == text.len) || hp_http_date_parse(text, &unix_ms);
}
