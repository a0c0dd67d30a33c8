/* RFC 3339 date-times: judged, turned into milliseconds, printed.
 *
 * On calendar arithmetic of its own, since timegm accepts what does not exist and depends on the
 * platform. Must not know the clock: time is handed in. */
#include <assert.h>

#include "harness/base/word.h"
#include "harness/contract/ascii.h"
#include "harness/contract/format_rules.h"

enum {
    DAY_MINUTES = 24 * 60,
    LEAP_SECOND_MINUTE = 23 * 60 + 59, /* of the day in UTC: the only minute with 61 seconds */
};

#define END_OF_9999_MS INT64_C(253402300800000)

#define DAY_MS UINT64_C(86400000)

static const int64_t minute_ms = 60 * 1000;

/* A reader that moves along the text; once something is wrong, `ok` stays false. */
struct cursor {
    const char *at;
    const char *end;
    bool ok;
};

/* Reads two digits at `at`, which are known to be bytes of the text. */
static inline int read_two(const char *at, bool *ok)
{
    unsigned tens = (unsigned)(unsigned char)at[0] - '0';
    unsigned units = (unsigned)(unsigned char)at[1] - '0';
    *ok &= tens <= 9 && units <= 9;
    return (int)(tens * 10 + units);
}

static bool next_is(const struct cursor *cursor, char c)
{
    return cursor->at < cursor->end && *cursor->at == c;
}

static bool is_leap_year(unsigned year)
{
    /* A multiple of 100 is one of 400 when it is one of 16. */
    return year % 4 == 0 && (year % 25 != 0 || year % 16 == 0);
}

static unsigned month_days(unsigned year, unsigned month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    assert(month >= 1 && month <= 12);
    return month == 2 && is_leap_year(year) ? 29 : days[month - 1];
}

/* Calendar arithmetic by multiplications, after Neri and Schneider, "Euclidean affine functions and
 * their application to calendar algorithms" (2022). The year is counted from March, so that the
 * leap day is the last of its year; everything is moved by 400 years, so that all terms are
 * positive. */
enum {
    CENTURIES_DAYS = 146097, /* of 400 years */
    EPOCH_DAYS = 719468,     /* from the first of March of the year 0 to 1970-01-01 */
};

/* Days from 1970-01-01 in the Gregorian calendar. */
static int64_t days_from_date(unsigned year, unsigned month, unsigned day)
{
    unsigned early = month <= 2;
    unsigned y = year + 400 - early;
    unsigned m = month + 12 * early;
    unsigned century = y / 100;
    unsigned days = 1461 * y / 4 - century + century / 4 + (979 * m - 2919) / 32 + day - 1;
    return (int64_t)days - CENTURIES_DAYS - EPOCH_DAYS;
}

enum { DATE_BYTES = 10, DATE_AND_TIME_BYTES = 19 }; /* 2024-04-15T04:52:25 */

#define EACH_BYTE(byte) ((byte)*UINT64_C(0x0101010101010101))
#define HIGH_BITS       EACH_BYTE(0x80)

/* Eight bytes at a time: each digit as its value, each separator as 0, when they are what `form`
 * has there (0 stands for a digit); `*wrong` gets a high bit otherwise. */
static inline uint64_t read_form(const char *at, const char form[static 9], uint64_t *wrong)
{
    uint64_t expected = hp_word_u64(form);
    uint64_t is_separator = ((expected ^ EACH_BYTE('0')) + EACH_BYTE(0x7f)) >> 7 & EACH_BYTE(1);
    uint64_t values = hp_word_u64(at) ^ expected;
    /* From 10, or for a separator from 1 on, the sum has the high bit. A carry comes only from a
     * byte that is wrong itself. */
    *wrong |= values | (values + EACH_BYTE(0x76) + 9 * is_separator);
    return values;
}

/* In each byte that begins a pair of digits the number that they spell. */
static inline uint64_t pairs_of(uint64_t values)
{
    return values * 10 + (values >> 8);
}

static inline unsigned byte_of(uint64_t word, unsigned index)
{
    return (unsigned)(word >> 8 * index) & 0xFF;
}

/* full-date of RFC 3339 5.6 as days since 1970-01-01. `pairs` are those of its first eight bytes.
 */
static inline int64_t date_of(uint64_t pairs, unsigned day, bool *ok)
{
    unsigned year = byte_of(pairs, 0) * 100 + byte_of(pairs, 2);
    unsigned month = byte_of(pairs, 5);
    *ok = *ok && month >= 1 && month <= 12 && day >= 1 && day <= month_days(year, month);
    return *ok ? days_from_date(year, month, day) : 0;
}

/* time-secfrac: at least one digit after the point; those beyond milliseconds are dropped. */
static int read_fraction_ms(struct cursor *cursor)
{
    if (!next_is(cursor, '.')) {
        return 0;
    }
    int ms = 0;
    const char *start = ++cursor->at;
    for (int scale = 100; cursor->at < cursor->end && hp_ascii_is_digit(*cursor->at);
         cursor->at++) {
        ms += (*cursor->at - '0') * scale;
        scale = scale == 100 ? 10 : scale == 10 ? 1 : 0;
    }
    cursor->ok = cursor->ok && cursor->at > start;
    return ms;
}

/* "Z", or "+05:30": the rest of the text. */
static int read_offset_minutes(struct cursor *cursor)
{
    enum { OFFSET_BYTES = 6 };
    size_t left = (size_t)(cursor->end - cursor->at);
    if (left == 1 && (*cursor->at == 'Z' || *cursor->at == 'z')) {
        return 0;
    }
    if (left != OFFSET_BYTES || (*cursor->at != '+' && *cursor->at != '-')) {
        cursor->ok = false;
        return 0;
    }
    int hours = read_two(cursor->at + 1, &cursor->ok);
    int minutes = read_two(cursor->at + 4, &cursor->ok);
    cursor->ok = cursor->ok && cursor->at[3] == ':' && hours <= 23 && minutes <= 59;
    return (*cursor->at == '-' ? -1 : 1) * (hours * 60 + minutes);
}

bool hp_date_time_parse(struct hp_slice text, int64_t *unix_ms, int *offset_minutes)
{
    if (text.len <= DATE_AND_TIME_BYTES) {
        return false; /* even the shortest has an offset behind these */
    }
    const char *at = text.at;
    uint64_t wrong = 0;
    uint64_t head = pairs_of(read_form(at, "0000-00-", &wrong));
    /* The T may be a small letter; no other byte becomes one by the bit that is cleared. */
    char middle_text[8];
    memcpy(middle_text, at + 8, sizeof(middle_text));
    middle_text[2] = (char)(middle_text[2] & ~0x20);
    uint64_t middle = pairs_of(read_form(middle_text, "00T00:00", &wrong));
    struct cursor cursor = {at + DATE_AND_TIME_BYTES, at + text.len, (wrong & HIGH_BITS) == 0};
    int64_t days = date_of(head, byte_of(middle, 0), &cursor.ok);
    int hour = (int)byte_of(middle, 3);
    int minute = (int)byte_of(middle, 6);
    int second = read_two(at + 17, &cursor.ok);
    int fraction_ms = read_fraction_ms(&cursor);
    int offset = read_offset_minutes(&cursor);
    if (!cursor.ok || at[16] != ':' || hour > 23 || minute > 59 || second > 60) {
        return false;
    }
    int utc_minute = hour * 60 + minute - offset;
    if (second == 60 && (utc_minute + DAY_MINUTES) % DAY_MINUTES != LEAP_SECOND_MINUTE) {
        return false;
    }
    *unix_ms = (days * DAY_MINUTES + utc_minute) * minute_ms + second * 1000 + fraction_ms;
    *offset_minutes = offset;
    return true;
}

bool hp_format_date_time(struct hp_slice text)
{
    int64_t unix_ms;
    int offset_minutes;
    return hp_date_time_parse(text, &unix_ms, &offset_minutes);
}

bool hp_format_date(struct hp_slice text)
{
    if (text.len != DATE_BYTES) {
        return false;
    }
    uint64_t wrong = 0;
    uint64_t head = pairs_of(read_form(text.at, "0000-00-", &wrong));
    bool ok = (wrong & HIGH_BITS) == 0;
    unsigned day = (unsigned)read_two(text.at + 8, &ok);
    (void)date_of(head, day, &ok);
    return ok;
}

/* Two decimal digits. */
static inline void put_two(char *at, unsigned value)
{
    static const char digits[] = "00010203040506070809101112131415161718192021222324"
                                 "25262728293031323334353637383940414243444546474849"
                                 "50515253545556575859606162636465666768697071727374"
                                 "75767778798081828384858687888990919293949596979899";
    memcpy(at, digits + (size_t)2 * value, 2);
}

void hp_date_time_print(int64_t unix_ms, char text[static 25])
{
    assert(unix_ms >= 0 && unix_ms < END_OF_9999_MS);
    /* Below that year the days, and the milliseconds of one, fit in 32 bits: cheap to divide. */
    unsigned all_days = (unsigned)((uint64_t)unix_ms / DAY_MS);
    unsigned rest_ms = (unsigned)((uint64_t)unix_ms % DAY_MS);
    /* The inverse of days_from_date. */
    unsigned quarters = 4 * (all_days + EPOCH_DAYS) + 3;
    unsigned century = quarters / CENTURIES_DAYS;
    uint64_t years = UINT64_C(2939745) * (quarters % CENTURIES_DAYS | 3);
    unsigned day_of_year = (uint32_t)years / 2939745 / 4;
    unsigned months = 2141 * day_of_year + 197913;
    unsigned late = day_of_year >= 306; /* January and February belong to the next year */
    unsigned year_of_century = (unsigned)(years >> 32) + late;
    if (year_of_century == 100) {
        year_of_century = 0;
        century++;
    }
    unsigned seconds = rest_ms / 1000;
    unsigned minutes = seconds / 60;
    unsigned ms = rest_ms % 1000;
    memcpy(text, "....-..-..T..:..:...", 20);
    put_two(text, century);
    put_two(text + 2, year_of_century);
    put_two(text + 5, months / 65536 - 12 * late);
    put_two(text + 8, months % 65536 / 2141 + 1);
    put_two(text + 11, minutes / 60);
    put_two(text + 14, minutes % 60);
    put_two(text + 17, seconds % 60);
    text[20] = (char)('0' + ms / 100);
    put_two(text + 21, ms % 100);
    text[23] = 'Z';
    text[24] = '\0';
}
