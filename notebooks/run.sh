#!/usr/bin/env bash
# Runs the notebooks from top to bottom and records what they show; from a fresh clone, without a browser. The Go kernel is built from tools/go.mod and
# installed into a temporary folder, with this module and that of the tools in its workspace.
#
# usage: notebooks/run.sh [--check] [NOTEBOOK...]     without names, all of them
#
# --check changes nothing, and fails where a notebook no longer runs or prints something else. Needs Go and jupyter nbconvert (on Debian: jupyter-nbconvert
# and python3-nbclient).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

check=()
if [[ ${1:-} == --check ]]; then check=(-check); shift; fi
if (($# == 0)); then set -- [0-9]*.ipynb; fi
command -v jupyter-nbconvert >/dev/null || { echo "notebooks/run.sh: there is no jupyter-nbconvert; apt-get install jupyter-nbconvert python3-nbclient" >&2; exit 1; }

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
root=$(cd .. && pwd)
go -C "$root/tools" build -o "$tmp/bin/" github.com/janpfeifer/gonb golang.org/x/tools/cmd/goimports
go build -o "$tmp/bin/record" ./record

# Neither the user's kernels nor settings are read or written, and what notebooks leave in ../checkpoints goes with the temporary folder.
export PATH=$tmp/bin:$PATH JUPYTER_DATA_DIR=$tmp/jupyter JUPYTER_PATH=$tmp/jupyter JUPYTER_CONFIG_DIR=$tmp/jupyter JUPYTER_RUNTIME_DIR=$tmp/jupyter
mkdir "$tmp/notebooks" "$tmp/checkpoints"
gonb --install -force_deps -raw_error "-go_work=$root,$root/tools" 2>"$tmp/install.log" || { cat "$tmp/install.log" >&2; exit 1; }

for name; do
	name=$(basename "$name" .ipynb).ipynb
	cp "$name" "$tmp/notebooks/"
	(cd "$tmp/notebooks" && jupyter-nbconvert --to notebook --execute --inplace --ExecutePreprocessor.timeout=300 "$name") >"$tmp/execute.log" 2>&1 ||
		{ grep -v '^[EWI][0-9]' "$tmp/execute.log" | tail -n 40 >&2; echo "notebooks/run.sh: $name does not run" >&2; exit 1; }
	record "${check[@]}" "$name" "$tmp/notebooks/$name"
	echo "$name"
done
