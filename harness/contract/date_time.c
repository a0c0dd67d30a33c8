/* RFC 3339 date-times: judged, turned into milliseconds, printed.
 *
 * On calendar arithmetic of its own, since timegm accepts what does not exist and depends on the
 * platform. Must not know the clock: time is handed in. */
#include <assert.h>
#include <stdio.h>

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
    struct hp_slice text;
    size_t at;
    bool ok;
};

static int read_digits(struct cursor *cursor, size_t count)
{
    int value = 0;
    for (size_t i = 0; i < count; i++) {
        if (cursor->at >= cursor->text.len || !hp_ascii_is_digit(cursor->text.at[cursor->at])) {
            cursor->ok = false;
            return 0;
        }
        value = value * 10 + (cursor->text.at[cursor->at++] - '0');
    }
    return value;
}

static bool next_is(const struct cursor *cursor, char c)
{
    return cursor->at < cursor->text.len && cursor->text.at[cursor->at] == c;
}

static void read_char(struct cursor *cursor, char c)
{
    if (next_is(cursor, c)) {
        cursor->at++;
    } else {
        cursor->ok = false;
    }
}

static int read_number(struct cursor *cursor, size_t digits, int min, int max)
{
    int value = read_digits(cursor, digits);
    if (value < min || value > max) {
        cursor->ok = false;
    }
    return value;
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

/* full-date of RFC 3339 5.6, as days since 1970-01-01. */
static int64_t read_date(struct cursor *cursor)
{
    int year = read_digits(cursor, 4);
    read_char(cursor, '-');
    int month = read_number(cursor, 2, 1, 12);
    read_char(cursor, '-');
    int day = read_number(cursor, 2, 1, 31);
    if (!cursor->ok || day > month_days(year, month)) {
        cursor->ok = false;
        return 0;
    }
    return days_from_date(year, month, day);
}

/* time-secfrac: at least one digit after the point; those beyond milliseconds are dropped. */
static int read_fraction_ms(struct cursor *cursor)
{
    if (!next_is(cursor, '.')) {
        return 0;
    }
    cursor->at++;
    int ms = 0;
    int scale = 100;
    size_t start = cursor->at;
    while (cursor->at < cursor->text.len && hp_ascii_is_digit(cursor->text.at[cursor->at])) {
        ms += (cursor->text.at[cursor->at++] - '0') * scale;
        scale /= 10;
    }
    if (cursor->at == start) {
        cursor->ok = false;
    }
    return ms;
}

static int read_offset_minutes(struct cursor *cursor)
{
    if (next_is(cursor, 'Z') || next_is(cursor, 'z')) {
        cursor->at++;
        return 0;
    }
    bool west = next_is(cursor, '-');
    read_char(cursor, west ? '-' : '+');
    int hours = read_number(cursor, 2, 0, 23);
    read_char(cursor, ':');
    int minutes = read_number(cursor, 2, 0, 59);
    return (west ? -1 : 1) * (hours * 60 + minutes);
}

bool hp_date_time_parse(struct hp_slice text, int64_t *unix_ms, int *offset_minutes)
{
    struct cursor cursor = {.text = text, .ok = true};
    int64_t days = read_date(&cursor);
    read_char(&cursor, next_is(&cursor, 't') ? 't' : 'T');
    int hour = read_number(&cursor, 2, 0, 23);
    read_char(&cursor, ':');
    int minute = read_number(&cursor, 2, 0, 59);
    read_char(&cursor, ':');
    int second = read_number(&cursor, 2, 0, 60);
    int fraction_ms = read_fraction_ms(&cursor);
    int offset = read_offset_minutes(&cursor);
    if (!cursor.ok || cursor.at != text.len) {
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
    struct cursor cursor = {.text = text, .ok = true};
    (void)read_date(&cursor);
    return cursor.ok && cursor.at == text.len;
}

void hp_date_time_print(int64_t unix_ms, char text[static 25])
{
    assert(unix_ms >= 0 && unix_ms < END_OF_9999_MS);
    int64_t day = unix_ms / (DAY_MINUTES * minute_ms);
    int64_t rest_ms = unix_ms % (DAY_MINUTES * minute_ms);
    /* The inverse of days_from_date; all terms are positive here. */
    int64_t z = day + 719468;
    int64_t era = z / 146097;
    int64_t day_of_era = z % 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t shifted_month = (5 * day_of_year + 2) / 153;
    int64_t month = shifted_month + (shifted_month < 10 ? 3 : -9);
    int64_t year = year_of_era + era * 400 + (month <= 2 ? 1 : 0);
    unsigned day_of_month = (unsigned)(day_of_year - (153 * shifted_month + 2) / 5 + 1);
    /* The modulo of each part changes nothing; it shows the compiler that 25 bytes suffice. */
    (void)snprintf(text, 25, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ", (unsigned)year % 10000,
                   (unsigned)month % 100, day_of_month % 100,
                   (unsigned)(rest_ms / (60 * minute_ms)) % 100,
                   (unsigned)(rest_ms / minute_ms) % 60, (unsigned)(rest_ms / 1000) % 60,
                   (unsigned)(rest_ms % 1000));
}
