#!/bin/sh
# Holds the files below packaging/ to other people's schemas (check-jsonschema: those of GitHub's actions and
# workflows and of GitLab's pipelines; kubernetes-validate: the API's), and runs the steps of the GitHub action as a
# runner would, against the built-in service and against a defect of it; then the Debian package under lintian. Needs
# python3, dpkg-dev, lintian and the network, so it is not a part of `./dev test`; everything it installs goes to a
# temporary folder. It builds build/release, as the action does.
# usage: run.sh
set -eu
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
root=$(CDPATH='' cd -- "$here/../.." && pwd)
packaging=$root/packaging
# shellcheck source=tests/support/stage.sh
. "$here/../support/stage.sh"
need 'lintian dpkg-dev python3-venv' lintian dpkg-shlibdeps python3

cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check check-jsonschema kubernetes-validate

echo 'schemas'
python/bin/check-jsonschema --builtin-schema vendor.github-actions "$packaging/github-action/action.yml"
python/bin/check-jsonschema --builtin-schema vendor.github-workflows "$packaging/sharding/github-matrix.yml" \
    "$packaging/init/hookproof-ci.yml"
# The template alone, and a pipeline that uses it.
{
    cat "$packaging/gitlab/hookproof.gitlab-ci.yml"
    printf 'webhooks:\n  extends: .hookproof\n  variables: { HOOKPROOF_TARGET: "http://service:8080" }\n'
} >pipeline.yml
python/bin/check-jsonschema --builtin-schema vendor.gitlab-ci "$packaging/gitlab/hookproof.gitlab-ci.yml" pipeline.yml
python/bin/kubernetes-validate --strict "$packaging/sharding/kubernetes.yaml"

echo 'the action'
python/bin/python "$here/steps.py" "$packaging/github-action/action.yml" steps
# A runner: the action lies somewhere, the workspace elsewhere.
act() { # workspace, exit code wanted, text wanted in the summary, NAME=VALUE of the inputs...
    mkdir -p "$1"
    workspace=$1 wanted=$2 text=$3
    shift 3
    code=0
    (
        cd "$workspace"
        : >outputs
        : >summary
        for step in "$folder"/steps/*.sh; do
            env "$@" GITHUB_ACTION_PATH="$packaging/github-action" GITHUB_OUTPUT="$PWD/outputs" \
                GITHUB_STEP_SUMMARY="$PWD/summary" bash --noprofile --norc -eo pipefail "$step" >log 2>&1 || exit $?
        done
    ) || code=$?
    if [ "$code" -ne "$wanted" ] || ! grep -q "$text" "$workspace/summary" ||
        ! grep -qx "exit-code=$wanted" "$workspace/outputs" || [ ! -s "$workspace/hookproof-report/junit.xml" ]; then
        cat "$workspace/log" >&2
        echo "run.sh: the action in $workspace ended with $code, not $wanted, or left something out" >&2
        exit 1
    fi
    echo "ok    exit $code, summary, outputs, reports"
}
inputs='DEPTH=smoke SHARD=1/1 HOOKPROOF_API_KEY='
# shellcheck disable=SC2086 # a list of words
act builtin 0 conformant $inputs TARGET=builtin MORE=
# shellcheck disable=SC2086
act defect 1 nonconformant $inputs TARGET=builtin MORE='--defect json-trailing --no-shrink'
"$root/build/release/hookproof" serve --api-key key --listen 127.0.0.1:0 >address &
started=$!
wait_for address "http://"
# shellcheck disable=SC2086
act served 0 conformant $inputs HOOKPROOF_API_KEY=key MORE= \
    TARGET="$(grep -o 'http://[0-9.:]*' address | head -n 1)"

echo 'the Debian package'
(cd "$root/build/release" && cpack -G DEB -B "$folder" >"$folder/cpack.log" 2>&1) || {
    cat cpack.log >&2
    exit 1
}
lintian --fail-on error,warning hookproof_*.deb
dpkg-deb --field hookproof_*.deb Depends
