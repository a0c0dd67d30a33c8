/* Why: rows about clients that take their time. Each is over in a few seconds, whatever the target
 * does; whether others are served meanwhile, the other connections of the run and the canary show.
 */
#include "cases/raw_request.h"
#include "cases/size_depth.h"

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

#define EXPECTING "{head}{length-line}Expect: 100-continue\r\n\r\n"

bool hp_slow_headers(struct hp_build *build, size_t index)
{
    static const struct hp_raw_script scripts[] = {
        {"drip-request-line", "the request line comes an octet at a time",
         HP_SCRIPT("{drip:60}{line}{end}{host-line}" HP_SCRIPT_TAIL)},
        {"drip-field", "a field comes an octet at a time",
         HP_SCRIPT("{line}{host-line}{drip:60}X-Hookproof-Slow: 0123456789abcdef\r\n{end}" //
                   HP_SCRIPT_TAIL)},
        {"drip-all", "the whole header section comes an octet at a time",
         HP_SCRIPT("{drip:15}{head}{length-line}\r\n{end}{body}")},
        {"stall-behind-request-line", "nothing comes behind the request line for three seconds",
         HP_SCRIPT("{line}{pause:3000}{host-line}" HP_SCRIPT_TAIL)},
        {"stall-before-the-end", "the end of the header section takes three seconds to come",
         HP_SCRIPT("{head}{length-line}{pause:3000}\r\n{body}")},
    };
    return hp_raw_scripted(build, "transfer", scripts, COUNT_OF(scripts), index);
}

bool hp_slow_body(struct hp_build *build, size_t index)
{
    enum { NEVER_SENT = 4 };
    static const struct hp_raw_script scripts[] = {
        {"drip", "half of the body comes an octet at a time",
         HP_SCRIPT("{head}{length-line}\r\n{half}{drip:15}{rest}{end}")},
        {"stall", "the second half of the body takes three seconds to come",
         HP_SCRIPT("{head}{length-line}\r\n{half}{pause:3000}{rest}")},
        {"stall-after-continue", "the body takes three seconds to come, with 100-continue expected",
         HP_SCRIPT(EXPECTING "{pause:3000}{body}")},
        {"drip-after-continue",
         "half of the body comes an octet at a time, with 100-continue expected",
         HP_SCRIPT(EXPECTING "{pause:200}{half}{drip:15}{rest}{end}")},
        {"never-after-continue",
         "no body comes for three seconds, with 100-continue expected, "
         "then the connection ends",
         HP_SCRIPT(EXPECTING "{pause:3000}{finish}")},
    };
    if (!hp_raw_scripted(build, "transfer", scripts, COUNT_OF(scripts), index)) {
        return false;
    }
    if (index == NEVER_SENT) {
        build->has_body = false;
        build->body_truth = HP_BODY_NONE;
    }
    return true;
}
