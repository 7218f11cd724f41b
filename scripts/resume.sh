#!/usr/bin/env bash
# Shows that a run is reproducible to the byte: killed with SIGKILL at random moments and resumed each time, and with one thread
# against two, it leaves the same files as an undisturbed run.
#
# usage: scripts/resume.sh [KILLS]     KILLS is the number of random moments, 20 unless told
set -euo pipefail
cd "$(dirname "$0")/.."
kills=${1:-20}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

go build -o "$work/vae" ./cmd/vae
settings=(--set name=check --set train.epochs=4 --set model.hidden=[64] --set data.validation=500 --set data.binarization=dynamic)

# run FOLDER [THREADS]: an undisturbed run.
run() { "$work/vae" train default "${settings[@]}" --out "$1" --threads "${2:-2}" 2>>"$work/log" >/dev/null; }

# same FOLDER: every file that must not differ is equal to the reference's.
same() {
	local f
	for f in last.safetensors best.safetensors metrics.jsonl config.yaml; do cmp "$work/reference/$f" "$1/$f"; done
	diff -r "$work/reference/samples" "$1/samples"
	test "$(wc -l <"$work/reference/timing.jsonl")" = "$(wc -l <"$1/timing.jsonl")"
}

begin=$(date +%s%N)
run "$work/reference"
whole=$((($(date +%s%N) - begin) / 1000000))
echo "reference run: $whole ms"

run "$work/one-thread" 1
same "$work/one-thread"
echo "one thread against two: identical"

# Kill a run again and again, each time after a random part of a whole run's time, until all the kills are spent; then let it end.
spent=0
round=0
while ((spent < kills)); do
	round=$((round + 1))
	dir="$work/killed-$round"
	args=(train default "${settings[@]}" --out "$dir")
	while :; do
		"$work/vae" "${args[@]}" 2>>"$work/log" >/dev/null &
		pid=$!
		if ((spent >= kills)); then
			wait "$pid"
			break
		fi
		sleep "$(awk -v ms=$((RANDOM % whole + 5)) 'BEGIN { print ms / 1000 }')"
		if ! kill -9 "$pid" 2>/dev/null; then
			wait "$pid"
			break
		fi
		wait "$pid" 2>/dev/null || true
		spent=$((spent + 1))
		# Before the folder has its name there is nothing to resume: the run starts again.
		if [[ -d $dir ]]; then args=(train --resume "$dir"); fi
	done
	same "$dir"
	echo "run $round: identical after $spent kills in all"
done
