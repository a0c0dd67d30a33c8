/* RFC 3339 date-times: judged, turned into milliseconds, printed.
 *
 * On calendar arithmetic of its own, since timegm accepts what does not exist and depends on the
 * platform. Must not know the clock: time is handed in. */
#include <assert.h>

#include "harness/contract/ascii.h"
#include "harness/contract/format_rules.h"

enum {
    DAY_MINUTES = 24 * 60,
    LEAP_SECOND_MINUTE = 23 * 60 + 59, /* of the day in UTC: the only minute with 61 seconds */
};

#define END_OF_9999_MS INT64_C(253402300800000)

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

static bool is_leap_year(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    assert(month >= 1 && month <= 12);
    return days[month - 1] + (month == 2 && is_leap_year(year) ? 1 : 0);
}

/* Days from 1970-01-01 in the Gregorian calendar. The year is counted from March, so that the leap
 * day is the last of its year. */
static int64_t days_from_date(int year, int month, int day)
{
    int64_t y = month <= 2 ? year - 1 : year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t year_of_era = y - era * 400;
    int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

enum { DATE_BYTES = 10, DATE_AND_TIME_BYTES = 19 }; /* 2024-04-15T04:52:25 */

/* full-date of RFC 3339 5.6 at `at`, as days since 1970-01-01. */
static int64_t read_date(const char *at, bool *ok)
{
    int century = read_two(at, ok);
    int year = century * 100 + read_two(at + 2, ok);
    int month = read_two(at + 5, ok);
    int day = read_two(at + 8, ok);
    *ok = *ok && at[4] == '-' && at[7] == '-' && month >= 1 && month <= 12 && day >= 1 &&
          day <= month_days(year, month);
    return *ok ? days_from_date(year, month, day) : 0;
}

/* time-secfrac: at least one digit after the point; those beyond milliseconds are dropped. */
static int read_fraction_ms(struct cursor *cursor)
{
    if (!next_is(cursor, '.')) {
        return 0;
    }
    int ms = 0;
    int scale = 100;
    const char *start = ++cursor->at;
    while (cursor->at < cursor->end && hp_ascii_is_digit(*cursor->at)) {
        ms += (*cursor->at++ - '0') * scale;
        scale /= 10;
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
    struct cursor cursor = {at + DATE_AND_TIME_BYTES, at + text.len, true};
    int64_t days = read_date(at, &cursor.ok);
    int hour = read_two(at + 11, &cursor.ok);
    int minute = read_two(at + 14, &cursor.ok);
    int second = read_two(at + 17, &cursor.ok);
    int fraction_ms = read_fraction_ms(&cursor);
    int offset = read_offset_minutes(&cursor);
    if (!cursor.ok || (at[10] != 'T' && at[10] != 't') || at[13] != ':' || at[16] != ':' ||
        hour > 23 || minute > 59 || second > 60) {
        return false;
    }
    int utc_minute = hour * 60 + minute - offset;
    int minute_of_day = (utc_minute % DAY_MINUTES + DAY_MINUTES) % DAY_MINUTES;
    if (second == 60 && minute_of_day != LEAP_SECOND_MINUTE) {
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
    bool ok = text.len == DATE_BYTES;
    if (ok) {
        (void)read_date(text.at, &ok);
    }
    return ok;
}

/* `digits` decimal digits of `value`, leading zeros kept; then `behind`. Returns the place after.
 */
static inline char *put(char *at, unsigned value, unsigned digits, char behind)
{
    for (unsigned i = digits; i > 0; i--) {
        at[i - 1] = (char)('0' + value % 10);
        value /= 10;
    }
    at[digits] = behind;
    return at + digits + 1;
}

void hp_date_time_print(int64_t unix_ms, char text[static 25])
{
    assert(unix_ms >= 0 && unix_ms < END_OF_9999_MS);
    /* Below that year the days, and the milliseconds of one, fit in 32 bits: cheap to divide. */
    unsigned rest_ms = (unsigned)(unix_ms % (DAY_MINUTES * minute_ms));
    /* The inverse of days_from_date; all terms are positive here. */
    unsigned z = (unsigned)(unix_ms / (DAY_MINUTES * minute_ms)) + 719468;
    unsigned era = z / 146097;
    unsigned day_of_era = z % 146097;
    unsigned year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    unsigned day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    unsigned shifted_month = (5 * day_of_year + 2) / 153;
    unsigned month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    unsigned year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
    char *at = put(text, year, 4, '-');
    at = put(at, month, 2, '-');
    at = put(at, day_of_year - (153 * shifted_month + 2) / 5 + 1, 2, 'T');
    at = put(at, rest_ms / (60 * 60 * 1000), 2, ':');
    at = put(at, rest_ms / (60 * 1000) % 60, 2, ':');
    at = put(at, rest_ms / 1000 % 60, 2, '.');
    at = put(at, rest_ms % 1000, 3, 'Z');
    *at = '\0';
}
