#!/usr/bin/env bash
# Training steps beside PyTorch and Gorgonia, and matrix products beside OpenBLAS, in turns: A B C A B C ...
#
# usage: bench/compare.sh [ROUNDS]      5 by default; prints Markdown
#
# Machines are shared and their clocks move: what is printed are medians over the rounds, and of the ratios within a round with their
# smallest and largest. Environment: VAE, the program (built if it is not set); PYTHON, a Python with PyTorch and numpy (found if it
# is not set); OPENBLAS_CORETYPE, the kernels of OpenBLAS (by default SkylakeX with AVX-512, else Haswell).
set -euo pipefail
export LC_ALL=C
here=$(cd "$(dirname "$0")" && pwd)
rounds=${1:-5}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# cases: widths, activation, batch, steps of a repeat for PyTorch.
cases=("784-400-20 relu 128 50" "784-200-200-50 tanh 20 100" "784-500-40 relu 1000 8" "32-64-8 relu 64 400")
# settings of PyTorch: threads of OpenBLAS, of OpenMP, of torch.
settings=("2 1 1" "1 2 2" "1 1 1")

# field NAME prints the numbers of a JSON field on standard input.
field() { grep -o "\"$1\": *[0-9.e+-]*" | sed 's/.*: *//'; }
# median, lowest and highest of the numbers on standard input.
median() { sort -g | awk '{x[NR] = $1} END {print x[int((NR + 1) / 2)]}'; }
lowest() { sort -g | head -n 1; }
highest() { sort -g | tail -n 1; }
# ratios A B prints the quotients of two files' lines.
ratios() { paste "$1" "$2" | awk '{print $1 / $2}'; }
# range NUMERATORS DENOMINATORS prints the median ratio with its range.
range() { printf '%.2f (%.2f..%.2f)' "$(ratios "$1" "$2" | median)" "$(ratios "$1" "$2" | lowest)" "$(ratios "$1" "$2" | highest)"; }

# python_with MODULE prints a Python that has a module.
python_with() {
	local p
	for p in "${PYTHON:-}" /usr/bin/python3 python3; do
		if [ -n "$p" ] && "$p" -c "import $1" 2>/dev/null; then
			echo "$p"
			return
		fi
	done
}

prepare() {
	if [ -z "${VAE:-}" ]; then
		VAE=$scratch/vae
		(cd "$here/.." && CGO_ENABLED=0 go build -o "$VAE" ./cmd/vae)
	fi
	if [ -z "${OPENBLAS_CORETYPE:-}" ]; then
		OPENBLAS_CORETYPE=Haswell
		if grep -qm 1 avx512dq /proc/cpuinfo; then OPENBLAS_CORETYPE=SkylakeX; fi
	fi
	export OPENBLAS_CORETYPE
	torch=$(python_with torch)
	numpy=$(python_with numpy)
}

describe() {
	echo "$(date -u +%Y-%m-%d), \`bench/compare.sh $rounds\`, $(lscpu | sed -n 's/^Model name: *//p'), $(nproc) cores, $(go env GOVERSION 2>/dev/null || echo 'no Go')."
	echo "Load average before: $(cut -d' ' -f1-3 /proc/loadavg)."
	if [ -n "$torch" ]; then
		echo "PyTorch $("$torch" -c 'import torch; print(torch.__version__)') with OPENBLAS_CORETYPE=$OPENBLAS_CORETYPE, in each round the best of the settings $(printf '%s; ' "${settings[@]}")(threads of OpenBLAS, OpenMP, torch)."
	else
		echo "PyTorch is left out: no python3 here can import torch (apt-get install python3-torch)."
	fi
	echo
}

ours() { "$VAE" bench --model "$1" --activation "$2" --batch "$3" --what step --json; }
gorgonia() { "$VAE" bench --model "$1" --activation "$2" --batch "$3" --what step --engine gorgonia --steps 1 --json; }
# pytorch_best FIELD SCRIPT ARGUMENT... prints a time of PyTorch's fastest setting in this round.
pytorch_best() {
	local name=$1 script=$2 s blas omp threads
	shift 2
	for s in "${settings[@]}"; do
		read -r blas omp threads <<<"$s"
		OPENBLAS_NUM_THREADS=$blas OMP_NUM_THREADS=$omp "$torch" "$here/$script" "$@" --threads "$threads" --repeats 3 | field "$name"
	done | lowest
}

compare_steps() {
	local c widths activation batch steps dir
	echo "| step | ours, ms | % of peak | bare, ms | PyTorch, ms | PyTorch / ours | Gorgonia, ms | Gorgonia / ours |"
	echo "|---|---|---|---|---|---|---|---|"
	for c in "${cases[@]}"; do
		read -r widths activation batch steps <<<"$c"
		dir=$scratch/$widths
		mkdir "$dir"
		for _ in $(seq "$rounds"); do
			ours "$widths" "$activation" "$batch" >"$dir/report"
			field ms_per_step <"$dir/report" >>"$dir/ours"
			field peak_share <"$dir/report" >>"$dir/share"
			grep -o '"bare_ms":{"median":[0-9.e+-]*' "$dir/report" | sed 's/.*://' >>"$dir/bare"
			if [ -n "$torch" ]; then
				pytorch_best ms_per_step torch_step.py --model "$widths" --activation "$activation" --batch "$batch" --steps "$steps" >>"$dir/torch"
			fi
			gorgonia "$widths" "$activation" "$batch" | field ms_per_step >>"$dir/gorgonia"
		done
		print_step "$c" "$dir"
	done
	echo
}

# print_step CASE FOLDER prints a row.
print_step() {
	local widths activation batch torch_ms=- torch_ratio=-
	read -r widths activation batch _ <<<"$1"
	if [ -n "$torch" ]; then
		torch_ms=$(printf '%.3f' "$(median <"$2/torch")")
		torch_ratio=$(range "$2/torch" "$2/ours")
	fi
	printf '| %s %s, batch %s | %.4f | %.1f | %.4f | %s | %s | %.2f | %s |\n' "$widths" "$activation" "$batch" "$(median <"$2/ours")" \
		"$(awk '{print 100 * $1}' "$2/share" | median)" "$(median <"$2/bare")" "$torch_ms" "$torch_ratio" "$(median <"$2/gorgonia")" "$(range "$2/gorgonia" "$2/ours")"
}

compare_nll() {
	local dir=$scratch/nll torch_ms=- ratio=-
	mkdir "$dir"
	echo "| -log p(x), K = 5000 | ours, ms an example | GFLOP/s | PyTorch, ms | PyTorch / ours |"
	echo "|---|---|---|---|---|"
	for _ in $(seq "$rounds"); do
		"$VAE" bench --model 784-200-200-50 --activation tanh --what nll --json >"$dir/report"
		field ms_per_example <"$dir/report" >>"$dir/ours"
		field gflops <"$dir/report" >>"$dir/gflops"
		if [ -n "$torch" ]; then pytorch_best ms_per_example torch_nll.py --model 784-200-200-50 --activation tanh >>"$dir/torch"; fi
	done
	if [ -n "$torch" ]; then
		torch_ms=$(printf '%.2f' "$(median <"$dir/torch")")
		ratio=$(range "$dir/torch" "$dir/ours")
	fi
	printf '| 784-200-200-50 tanh | %.2f | %.1f | %s | %s |\n\n' "$(median <"$dir/ours")" "$(median <"$dir/gflops")" "$torch_ms" "$ratio"
}

forms=("Y = X W" "dX = dY W'" "dW = X' dY")

compare_products() {
	local widths batch threads form dir
	if [ -z "$numpy" ]; then
		echo "OpenBLAS is left out: no python3 here can import numpy (apt-get install python3-numpy libopenblas0-pthread)."
		return
	fi
	echo "| product | layer | batch | threads | ours, GFLOP/s | OpenBLAS, GFLOP/s | ours / OpenBLAS |"
	echo "|---|---|---|---|---|---|---|"
	for c in "784-400 128 1" "784-400 20 1" "784-400 128 2" "784-400 20 2"; do
		read -r widths batch threads <<<"$c"
		dir=$scratch/$widths-$batch-$threads
		mkdir "$dir"
		for _ in $(seq "$rounds"); do
			"$VAE" bench --model "$widths-1" --batch "$batch" --threads "$threads" --what products --json | field gflops >"$dir/ours"
			OPENBLAS_NUM_THREADS=$threads "$numpy" "$here/openblas.py" --model "$widths" --batch "$batch" | field gflops >"$dir/theirs"
			for form in 0 1 2; do
				sed -n "$((form + 1))p" "$dir/ours" >>"$dir/ours$form"
				sed -n "$((form + 1))p" "$dir/theirs" >>"$dir/theirs$form"
			done
		done
		for form in 0 1 2; do
			printf '| %s | %s | %s | %s | %.1f | %.1f | %s |\n' "${forms[form]}" "$widths" "$batch" "$threads" \
				"$(median <"$dir/ours$form")" "$(median <"$dir/theirs$form")" "$(range "$dir/ours$form" "$dir/theirs$form")"
		done
	done
	echo
}

prepare
describe
compare_steps
compare_nll
compare_products
echo "Load average after: $(cut -d' ' -f1-3 /proc/loadavg)."
