"""One defect a server, over all families: the finding on top says what is wrong, and there are few.

The expectations were written by hand from what the server does wrong. Where one defect breaks the promise of
several rows, each of them is a right answer.

usage: broken_test.py HOOKPROOF
"""
import concurrent.futures
import json
import pathlib
import sys
import tempfile

import support
from support import hookproof

GROUPS_MAX = 12
QUICK = ("--depth", "smoke", "--exclude", "slow-*", "--exclude", "frame-*", "--exclude", "size-*")
SIZES = ("--depth", "smoke", "--include", "size-depth", "--include", "valid-operation-subsets",
         "--include", "json-*", "--include", "struct-*")

# The first instances of a row are not those that these servers take.
TYPES = ("--include", "type-operations-scalar", "--include", "type-data-models-scalar")

# Server, family, row or check on top, arguments.
DEFECTS = (
    ("OneModelOnly", "valid", r"valid-", ("--include", "valid-*", "--depth", "smoke")),
    ("NoDeletes", "valid", r"valid-operation-subsets", QUICK),
    ("HeadersRequired", "valid", r"valid-", QUICK),
    ("StopsAfterTheDocument", "json-syntax", r"json-trailing-content|json-bracket-mismatch", QUICK),
    ("PythonNumbers", "json-syntax", r"json-literal-case|json-number-grammar", ("--include", "json-[ln]*")),
    ("RawControls", "json-syntax", r"json-raw-control-chars", QUICK),
    ("EmptyBodyCrashes", "json-syntax", r"json-(empty-body|whitespace-only)", QUICK),
    ("FlatBodyToo", "structure", r"struct-wrapper-missing", QUICK),
    ("MembersInAnyCase", "structure", r"struct-member-name-variants", QUICK),
    ("NameIsOptional", "structure", r"struct-missing-scalar", QUICK),
    ("NumbersBecomeText", "type-confusion", r"type-name-nonstring", QUICK),
    ("ScalarsBecomeArrays", "type-confusion", r"type-(operations|data-models)-scalar", TYPES),
    ("NullHeadersCrash", "type-confusion", r"type-headers-", QUICK),
    ("TrimsEnums", "enum", r"enum-whitespace-padded", QUICK),
    ("AnyType", "enum", r"enum-type-unknown", QUICK),
    ("FirstItemOnly", "enum", r"enum-mixed-valid-invalid|type-(operations|data-models)-items", QUICK),
    ("DropsUnknownItems", "enum", r"enum-mixed-valid-invalid|type-(operations|data-models)-items", QUICK),
    ("EmptyArraysAreFine", "arrays", r"array-(operations|data-models)-empty-dmc", QUICK),
    ("Latin1", "strings-unicode", r"resp-echo-scalars|string-", QUICK),
    ("Normalises", "strings-unicode", r"resp-echo-scalars|string-normalisation", QUICK),
    ("CutsLongNames", "strings-unicode", r"string-name-long|resp-echo-scalars", QUICK),
    ("BadOctetsBecomeMarks", "strings-unicode", r"string-(invalid|overlong)-utf8", QUICK),
    ("RelativeUrls", "url", r"url-(relative|no-scheme)", QUICK),
    ("AnyScheme", "url", r"url-foreign-scheme", QUICK),
    ("InnerAddresses", "ssrf", r"ssrf-", QUICK),
    ("LoopbackByName", "ssrf", r"ssrf-", QUICK),
    ("AnyHeader", "headers-injection", r"header-", QUICK),
    ("FramingHeaders", "headers-injection", r"header-framing-names", QUICK),
    ("KeyByPrefix", "auth", r"auth-near-miss", QUICK),
    ("KeyInTheQuery", "auth", r"auth-wrong-location", QUICK),
    ("ValidatesFirst", "auth", r"auth-(before-validation|uniform-failure)", QUICK),
    ("PutCreatesToo", "method-path", r"method-undocumented", QUICK),
    ("NoAllow", "method-path", r"resp-405-allow", QUICK),
    ("PathByPrefix", "method-path", r"path-suffix", QUICK),
    ("AnyMediaType", "content-type-encoding", r"ctype-", QUICK),
    ("UnpacksAnything", "content-type-encoding", r"encoding-unknown-corrupt", QUICK),
    ("DepthCrashes", "size-depth", r"size-depth", SIZES),
    ("TwoLengths", "framing", r"resp-(http-framing|json-wellformed)", QUICK),
    ("EvaluatesTemplates", "security", r"sec-injection-template|resp-echo-scalars", QUICK),
    ("TellsTheTrace", "security", r"resp-error-no-internals", QUICK),
    ("ReflectsOrigin", "security", r"sec-cors", QUICK),
    ("IdsRepeat", "stateful", r"state-id-unique", QUICK),
    ("ClientChoosesId", "stateful", r"state-client-id-ignored", ("--include", "state-c*")),
    ("EpochTimes", "response-checks", r"resp-created-at-string", QUICK),
    ("LocalTimes", "response-checks", r"resp-created-at-format", QUICK),
    ("OldTimes", "response-checks", r"resp-created-at-clock", QUICK),
    ("Enveloped", "response-checks", r"resp-root-flat-object|resp-required-fields", QUICK),
    ("NumericIds", "response-checks", r"resp-id", QUICK),
    ("EchoesLowerCase", "response-checks", r"resp-type-enum|resp-echo-scalars", QUICK),
    ("FirstOperationComesBack", "response-checks", r"resp-echo-arrays", QUICK),
    ("HeadersAsPairs", "response-checks", r"resp-headers-object", QUICK),
    ("TextPlain", "response-checks", r"resp-media-type", QUICK),
    ("GzipUnasked", "response-checks", r"resp-json-wellformed", QUICK),
)


def judge(defect):
    """The report of a run against one server. Two at a time: a run waits for its server half of the time."""
    variant, _, _, args = defect
    with tempfile.TemporaryDirectory(prefix="hookproof-e2e-") as folder:
        out = pathlib.Path(folder) / "out"
        with support.Server([sys.executable, str(support.HERE / "broken_server.py"), variant],
                            r"^(\d+)$") as server:
            result = hookproof("run", server.url, "--out", out, "--report", "json", "-q", *args,
                               key=support.KEY, limit_s=120)
        return result, json.loads((out / "report.json").read_text())


class Broken(support.Case):
    @classmethod
    def setUpClass(cls):
        wanted = [one for one in DEFECTS]
        with concurrent.futures.ThreadPoolExecutor(3) as pool:
            cls.runs = dict(zip((one[0] for one in wanted), pool.map(judge, wanted)))

    def test_every_family_has_one(self):
        listed = {line.split()[0] for line in hookproof("list", "families").out.splitlines()}
        families = {family for _, family, _, _ in DEFECTS}
        self.assertEqual(len(listed), 17)
        self.assertEqual(families, listed | {"response-checks"})
        self.assertGreaterEqual(len(DEFECTS), 40)


def defect_test(variant, family, row, args):
    def test(self):
        result, report = self.runs[variant]
        tops = [one for one in report["findings"] if one["verdict"] != "note"
                and one["cause"] == one["fingerprint"]]
        self.assertGreater(len(tops), 0, str(result))
        fails = [one for one in tops if one.get("cause_verdict", one["verdict"]) == "fail"]
        self.assert_code(result, 1 if fails else 0)
        said = [(one["row"], one.get("cause_title")) for one in tops]
        self.assertLessEqual(len(tops), GROUPS_MAX, said)
        first = max(tops, key=lambda one: (one.get("cause_verdict", one["verdict"]) == "fail",
                                           one.get("cause_count", one["count"])))
        self.assertRegex(first["row"], rf"\A(?:{row})", said)
    return test


for defect in DEFECTS:
    setattr(Broken, f"test_{defect[0]}", defect_test(*defect))

if __name__ == "__main__":
    support.main()
