/* Exact arithmetic on the text of numbers.
 *
 * A number is digits d1...dn without zeros at either end, times a power of ten. The power is the
 * sum of a place in the text (small) and the exponent as written (of any size), so exponents are
 * never turned into integers before a difference of them is known to be small. Must not know which
 * keyword asks. */
#include "harness/json/number.h"

#include <assert.h>
#include <float.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

struct decimal {
    bool negative;
    struct hp_slice digits; /* d1 to dn; a decimal point may stand between them */
    size_t count;           /* n; 0 for zero */
    int64_t first_place;    /* power of ten of d1 and of dn, the exponent left out */
    int64_t last_place;
    struct hp_slice exponent; /* its digits */
    int exponent_sign;
};

static void read_exponent(struct decimal *d, const char *at, const char *end)
{
    d->exponent_sign = 1;
    if (at != end && (*at == '+' || *at == '-')) {
        d->exponent_sign = *at == '-' ? -1 : 1;
        at++;
    }
    d->exponent = (struct hp_slice){at, (size_t)(end - at)};
}

static struct decimal read_decimal(struct hp_slice number)
{
    struct decimal d = {0};
    const char *at = number.at;
    const char *end = number.at + number.len;
    d.negative = at != end && *at == '-';
    at += d.negative;
    const char *first = NULL;
    const char *last = NULL;
    const char *point = NULL;
    for (; at != end && *at != 'e' && *at != 'E'; at++) {
        if (*at == '.') {
            point = at;
        } else if (*at != '0') {
            first = first == NULL ? at : first;
            last = at;
        }
    }
    const char *units = point == NULL ? at : point; /* the byte behind the digit of 10^0 */
    read_exponent(&d, at == end ? at : at + 1, end);
    if (first != NULL) {
        d.digits = (struct hp_slice){first, (size_t)(last - first) + 1};
        d.first_place = first < units ? units - first - 1 : units - first;
        d.last_place = last < units ? units - last - 1 : units - last;
        d.count = (size_t)(d.first_place - d.last_place) + 1;
    }
    return d;
}

/* Beyond any sum of places: a text of 2^56 bytes does not exist. */
#define EXPONENT_FAR INT64_C(400000000000000000)

static int exponent_digit(const struct decimal *d, size_t weight)
{
    if (weight >= d->exponent.len) {
        return 0;
    }
    return d->exponent_sign * (d->exponent.at[d->exponent.len - 1 - weight] - '0');
}

/* The exponent of `a` minus that of `b`; +-EXPONENT_FAR when it is at least about that. Digits are
 * taken from the front: once the difference is that large, the digits still to come, however many,
 * cannot bring it back. */
static int64_t exponent_difference(const struct decimal *a, const struct decimal *b)
{
    size_t weight = a->exponent.len > b->exponent.len ? a->exponent.len : b->exponent.len;
    int64_t difference = 0;
    while (weight > 0) {
        weight--;
        difference = difference * 10 + exponent_digit(a, weight) - exponent_digit(b, weight);
        if (difference >= EXPONENT_FAR || difference <= -EXPONENT_FAR) {
            return difference > 0 ? EXPONENT_FAR : -EXPONENT_FAR;
        }
    }
    return difference;
}

static int64_t exponent_of(const struct decimal *d)
{
    const struct decimal none = {.exponent_sign = 1};
    return exponent_difference(d, &none);
}

/* The next digit of `digits`, or 0 for ever when they are used up. */
static unsigned next_digit(struct hp_slice *digits)
{
    if (digits->len > 0 && digits->at[0] == '.') {
        digits->at++;
        digits->len--;
    }
    if (digits->len == 0) {
        return 0;
    }
    unsigned digit = (unsigned)(digits->at[0] - '0');
    digits->at++;
    digits->len--;
    return digit;
}

static int compare_magnitudes(const struct decimal *a, const struct decimal *b)
{
    if (a->count == 0 || b->count == 0) {
        return (a->count != 0) - (b->count != 0);
    }
    int64_t places = exponent_difference(a, b) + (a->first_place - b->first_place);
    if (places != 0) {
        return places < 0 ? -1 : 1;
    }
    struct hp_slice x = a->digits;
    struct hp_slice y = b->digits;
    while (x.len > 0 || y.len > 0) {
        unsigned dx = next_digit(&x);
        unsigned dy = next_digit(&y);
        if (dx != dy) {
            return dx < dy ? -1 : 1;
        }
    }
    return 0;
}

int hp_number_compare(struct hp_slice a, struct hp_slice b)
{
    struct decimal x = read_decimal(a);
    struct decimal y = read_decimal(b);
    bool x_negative = x.negative && x.count > 0;
    bool y_negative = y.negative && y.count > 0;
    if (x_negative != y_negative) {
        return x_negative ? -1 : 1;
    }
    int magnitudes = compare_magnitudes(&x, &y);
    return x_negative ? -magnitudes : magnitudes;
}

static bool is_integer(const struct decimal *d)
{
    return d->count == 0 || exponent_of(d) + d->last_place >= 0;
}

bool hp_number_is_integer(struct hp_slice number)
{
    struct decimal d = read_decimal(number);
    return is_integer(&d);
}

static bool overflows(const struct decimal *d)
{
    /* 2^1024 - 2^970, half way between the largest double and the next power of two: from here on
     * rounding to nearest, ties to even, gives infinity (IEEE 754-2019 4.3.1). */
    static const char half_way[] =
        "179769313486231580793728971405303415079934132710037826936173778980444968292764750946649017"
        "977587207096330286416692887910946555547851940402630657488671505820681908902000708383676273"
        "854845817711531764475730270069855571366959622842914819860834936475292719074168444365510704"
        "342711559699508093042880177904174497792";
    struct decimal limit = read_decimal((struct hp_slice){half_way, sizeof(half_way) - 1});
    return compare_magnitudes(d, &limit) >= 0;
}

bool hp_number_overflows(struct hp_slice number)
{
    struct decimal d = read_decimal(number);
    return overflows(&d);
}

bool hp_number_is_big(struct hp_slice number)
{
    struct decimal d = read_decimal(number);
    struct decimal limit = read_decimal(HP_SLICE("9007199254740992"));
    return compare_magnitudes(&d, &limit) > 0 && (is_integer(&d) || overflows(&d));
}

enum {
    /* The longest exact value half way between two doubles has 767 significant digits; more digits
     * matter only as "a little above", which one digit 1 says. */
    DOUBLE_DIGITS_MAX = 800,
    /* Powers of ten beyond which every double is 0 or infinite, whatever 801 digits stand before.
     */
    DOUBLE_POWER_MAX = 5000,
};

/* Clinger's fast path: digits and power of ten are both exact as doubles, so the one operation
 * rounds as it should. False when they are not. */
static bool small_to_double(const struct decimal *d, double *out)
{
    enum { EXACT_DIGITS = 15, EXACT_POWER = 22 };
    static const double powers[EXACT_POWER + 1] = {
        1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
        1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    };
    int64_t power = exponent_of(d) + d->last_place;
    if (FLT_EVAL_METHOD != 0 || d->count > EXACT_DIGITS || power > EXACT_POWER ||
        power < -EXACT_POWER) {
        return false;
    }
    uint64_t value = 0;
    struct hp_slice digits = d->digits;
    while (digits.len > 0) {
        value = value * 10 + next_digit(&digits);
    }
    double magnitude = power < 0 ? (double)value / powers[-power] : (double)value * powers[power];
    *out = d->negative ? -magnitude : magnitude;
    return true;
}

double hp_number_to_double(struct hp_slice number)
{
    struct decimal d = read_decimal(number);
    double small;
    if (d.count == 0) {
        return d.negative ? -0.0 : 0.0;
    }
    if (small_to_double(&d, &small)) {
        return small;
    }
    /* Digits and a power, without a decimal point: strtod asks the locale for that one. */
    char text[DOUBLE_DIGITS_MAX + 32];
    size_t length = 0;
    if (d.negative) {
        text[length++] = '-';
    }
    size_t kept = d.count > DOUBLE_DIGITS_MAX ? DOUBLE_DIGITS_MAX : d.count;
    struct hp_slice digits = d.digits;
    for (size_t i = 0; i < kept; i++) {
        text[length++] = (char)('0' + next_digit(&digits));
    }
    int64_t power = exponent_of(&d) + d.first_place - (int64_t)kept + 1;
    if (kept < d.count) {
        text[length++] = '1';
        power--;
    }
    if (power > DOUBLE_POWER_MAX || power < -DOUBLE_POWER_MAX) {
        power = power > 0 ? DOUBLE_POWER_MAX : -DOUBLE_POWER_MAX;
    }
    (void)snprintf(text + length, sizeof(text) - length, "e%d", (int)power);
    return strtod(text, NULL);
}

bool hp_number_to_u64(struct hp_slice number, unsigned long long *out)
{
    struct decimal d = read_decimal(number);
    if (d.count == 0) {
        *out = 0;
        return true;
    }
    int64_t power = exponent_of(&d) + d.first_place;
    if (d.negative || !is_integer(&d) || power > 19) {
        return false; /* 2^64 has 20 digits */
    }
    unsigned long long value = 0;
    struct hp_slice digits = d.digits;
    for (int64_t i = 0; i <= power; i++) {
        unsigned digit = next_digit(&digits);
        if (value > (ULLONG_MAX - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
    }
    *out = value;
    return true;
}

/* A remainder of this many decimal digits times ten fits 64 bits. */
enum { SMALL_DIGITS_MAX = 18 };

/* Digits of dividend and divisor for which long division is done by hand. */
enum { EXACT_DIGITS_MAX = 4096 };

static bool divides_small(const struct decimal *value, const struct decimal *divisor, size_t zeros)
{
    uint64_t by = 0;
    struct hp_slice digits = divisor->digits;
    while (digits.len > 0) {
        by = by * 10 + next_digit(&digits);
    }
    uint64_t rest = 0;
    digits = value->digits;
    while (digits.len > 0) {
        rest = (rest * 10 + next_digit(&digits)) % by;
    }
    for (size_t i = 0; i < zeros && rest != 0; i++) {
        rest = rest * 10 % by;
    }
    return rest == 0;
}

/* A natural number of nine decimal digits a limb, the lowest first. */
enum { LIMB_BASE = 1000000000, LIMBS_MAX = EXACT_DIGITS_MAX / 9 + 2 };

struct natural {
    uint32_t limbs[LIMBS_MAX];
    size_t count; /* limbs in use, the same for divisor and rest */
};

/* n = n * 10 + digit */
static void natural_push(struct natural *n, unsigned digit)
{
    uint64_t carry = digit;
    for (size_t i = 0; i < n->count; i++) {
        uint64_t limb = (uint64_t)n->limbs[i] * 10 + carry;
        n->limbs[i] = (uint32_t)(limb % LIMB_BASE);
        carry = limb / LIMB_BASE;
    }
    assert(carry == 0);
}

static bool natural_less(const struct natural *a, const struct natural *b)
{
    for (size_t i = a->count; i > 0; i--) {
        if (a->limbs[i - 1] != b->limbs[i - 1]) {
            return a->limbs[i - 1] < b->limbs[i - 1];
        }
    }
    return false;
}

static void natural_subtract(struct natural *a, const struct natural *b)
{
    uint32_t borrow = 0;
    for (size_t i = 0; i < a->count; i++) {
        uint32_t take = b->limbs[i] + borrow;
        borrow = a->limbs[i] < take;
        a->limbs[i] = a->limbs[i] + (borrow != 0 ? (uint32_t)LIMB_BASE : 0) - take;
    }
}

static bool natural_is_zero(const struct natural *n)
{
    for (size_t i = 0; i < n->count; i++) {
        if (n->limbs[i] != 0) {
            return false;
        }
    }
    return true;
}

static bool divides_big(const struct decimal *value, const struct decimal *divisor, size_t zeros)
{
    struct natural by = {.count = divisor->count / 9 + 2}; /* room for ten times the divisor */
    struct natural rest = {.count = by.count};
    struct hp_slice digits = divisor->digits;
    while (digits.len > 0) {
        natural_push(&by, next_digit(&digits));
    }
    digits = value->digits;
    for (size_t i = 0; i < value->count + zeros; i++) {
        natural_push(&rest, next_digit(&digits));
        while (!natural_less(&rest, &by)) {
            natural_subtract(&rest, &by);
        }
    }
    return natural_is_zero(&rest);
}

bool hp_number_is_multiple(struct hp_slice value, struct hp_slice divisor)
{
    struct decimal v = read_decimal(value);
    struct decimal by = read_decimal(divisor);
    assert(by.count > 0 && !by.negative);
    if (v.count == 0) {
        return true;
    }
    /* The question is whether by's digits divide v's digits times 10^power. v's digits do not end
     * in 0, so below 10^0 the answer is no. */
    int64_t power = exponent_difference(&v, &by) + v.last_place - by.last_place;
    if (power < 0) {
        return false;
    }
    /* An n-digit number has fewer than 4n factors 2 and fewer factors 5: no power beyond helps. */
    size_t useful = by.count * 4;
    size_t zeros = (uint64_t)power < useful ? (size_t)power : useful;
    if (by.count <= SMALL_DIGITS_MAX) {
        return divides_small(&v, &by, zeros);
    }
    if (v.count > EXACT_DIGITS_MAX || by.count > EXACT_DIGITS_MAX ||
        v.count + zeros > EXACT_DIGITS_MAX) {
        return fmod(hp_number_to_double(value), hp_number_to_double(divisor)) == 0;
    }
    return divides_big(&v, &by, zeros);
}
