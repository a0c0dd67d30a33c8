/* Texts that mean something to an interpreter behind a service, by interpreter.
 *
 * None does harm where it is run: the queries name a table that nobody has, the commands print who
 * runs them, the hosts are reserved ones (RFC 2606, RFC 6761). A sum such as 7*7 shows in an echo
 * when somebody has evaluated it. */
#ifndef HP_CASES_INJECTION_TEXTS_H
#define HP_CASES_INJECTION_TEXTS_H

struct hp_injection {
    const char *word; /* for the names of instances: unique in its table, and for ever */
    const char *text; /* UTF-8, never empty */
};

/* SQL, LDAP, XPath and document databases. */
static const struct hp_injection hp_injections_query[] = {
    {"quote", "'"},
    {"double-quote", "\""},
    {"or-true", "' OR '1'='1"},
    {"or-true-comment", "' OR 1=1-- "},
    {"double-quoted-or-true", "\" OR \"\"=\""},
    {"bracket-or-true", "1) OR (1=1"},
    {"union", "' UNION SELECT NULL, NULL-- "},
    {"stacked-drop", "'; DROP TABLE hookproof_none;--"},
    {"backslash-quote", "\\' OR 1=1-- "},
    {"fullwidth-quote", "\uff07 OR 1=1-- "},
    {"concatenation", "'||(SELECT 7*7)||'"},
    {"like-wildcards", "%_%"},
    {"ldap-filter", "*)(objectClass=*"},
    {"xpath", "' or count(/*)=1 or 'a'='b"},
    {"javascript-predicate", "'; return true; var x='"},
    {"operator-as-text", "{\"$ne\": null}"},
};

/* Conditions of document databases, as JSON in place of a value. */
static const struct hp_injection hp_injections_operator[] = {
    {"ne-null", "{\"$ne\":null}"},          {"gt-empty", "{\"$gt\":\"\"}"},
    {"in-empty", "{\"$in\":[]}"},           {"exists", "{\"$exists\":true}"},
    {"regex-any", "{\"$regex\":\".*\"}"},   {"where-true", "{\"$where\":\"return true\"}"},
    {"or", "{\"$or\":[{},{\"a\":\"a\"}]}"},
};

/* Templates, expression languages, lookups. */
static const struct hp_injection hp_injections_template[] = {
    {"double-brace", "{{7*7}}"},
    {"double-brace-text", "{{7*'7'}}"},
    {"dollar-brace", "${7*7}"},
    {"hash-brace", "#{7*7}"},
    {"star-brace", "*{7*7}"},
    {"at-bracket", "@(7*7)"},
    {"percent-brace", "%{7*7}"},
    {"erb", "<%= 7*7 %>"},
    {"statement", "{% print(7*7) %}"},
    {"square", "[[${7*7}]]"},
    {"velocity", "#set($x=7*7)${x}"},
    {"dollar-double-brace", "${{7*7}}"},
    {"backquote", "`${7*7}`"},
    {"environment", "${env:HOOKPROOF_NONE:-49}"},
    {"constructor", "{{constructor.constructor('return 7*7')()}}"},
    {"class-access", "${''.getClass().getName()}"},
    {"jndi-ldap", "${jndi:ldap://hookproof.invalid/a}"},
    {"jndi-nested", "${${lower:j}ndi:dns://hookproof.invalid/a}"},
};

/* Shells and paths. */
static const struct hp_injection hp_injections_command[] = {
    {"semicolon", "; id"},
    {"pipe", "| id"},
    {"and", "&& id"},
    {"or", "|| id"},
    {"background", "& id &"},
    {"newline", "\nid\n"},
    {"dollar-parenthesis", "$(id)"},
    {"backquotes", "`id`"},
    {"quote-break", "'; id; '"},
    {"redirect", "> /dev/null"},
    {"option", "--version"},
    {"variable", "$HOME"},
    {"up-unix", "../../../../../../etc/passwd"},
    {"up-windows", "..\\..\\..\\windows\\win.ini"},
    {"up-doubled", "....//....//etc/passwd"},
    {"up-escaped", "..%2f..%2f..%2fetc%2fpasswd"},
    {"up-escaped-twice", "..%252f..%252fetc%252fpasswd"},
    {"absolute", "/etc/passwd"},
    {"drive", "C:\\Windows\\win.ini"},
    {"share", "\\\\hookproof.invalid\\share"},
};

/* Conversions of printf and its kin. */
static const struct hp_injection hp_injections_format[] = {
    {"s", "%s%s%s%s%s%s%s%s"},    {"n", "%n%n%n%n"},
    {"x", "%08x.%08x.%08x.%08x"}, {"p", "%p%p%p%p"},
    {"positional", "%1$s%9$n"},   {"width", "%99999d"},
    {"precision", "%.99999f"},    {"star", "%*.*s"},
    {"incomplete", "100%"},       {"python", "{0.__class__}%(x)s"},
};

/* Markup and script. */
static const struct hp_injection hp_injections_markup[] = {
    {"script", "<script>alert(1)</script>"},
    {"script-end", "</script><script>alert(1)</script>"},
    {"image", "<img src=x onerror=alert(1)>"},
    {"svg", "<svg onload=alert(1)>"},
    {"svg-animate", "<svg><animate onbegin=alert(1) attributeName=x dur=1s>"},
    {"attribute-break", "\" onmouseover=\"alert(1)"},
    {"bold", "<b>hookproof</b>"},
    {"comment", "<!-- hookproof"},
    {"entity", "&lt;script&gt;alert(1)&lt;/script&gt;"},
    {"iframe", "<iframe srcdoc=\"<script>alert(1)</script>\">"},
    {"javascript-link", "<a href=\"javascript:alert(1)\">x</a>"},
    {"style", "<style>*{color:red}</style>"},
};

/* Forged lines of a log: what a line of text can hold, and what a terminal obeys. */
static const struct hp_injection hp_injections_log[] = {
    {"crlf", "\r\n2024-01-01T00:00:00Z INFO forged by hookproof"},
    {"lf", "\nINFO forged by hookproof"},
    {"cr", "\rINFO forged by hookproof"},
    {"line-separator", "\u2028INFO forged by hookproof"},
    {"next-line", "\xc2\x85INFO forged by hookproof"},
    {"ansi-colour", "\x1b[31mred\x1b[0m"},
    {"ansi-clear", "\x1b[2J\x1b[H"},
    {"ansi-title", "\x1b]0;hookproof\x07"},
    {"backspaces", "\b\b\b\b\b\b\b\b"},
};

/* Formulas of a spreadsheet into which names are exported. */
static const struct hp_injection hp_injections_formula[] = {
    {"equals", "=1+1"},
    {"plus", "+1+1"},
    {"minus", "-1+1"},
    {"at", "@SUM(1,1)"},
    {"tab", "\t=1+1"},
    {"carriage-return", "\r=1+1"},
    {"fullwidth-equals", "\uff1d1+1"},
    {"command", "=cmd|' /C echo hookproof'!A0"},
    {"hyperlink", "=HYPERLINK(\"https://hookproof.invalid/\",\"x\")"},
};

#endif
