package pass_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"vae/autodiff/ir"
	"vae/autodiff/pass"
)

// Every golden program starts with these; what follows is one line a value, and the last value is the output.
const header = `v0 = input "x" : [2 3]
v1 = input "y" : [2 3]
v2 = input "s" : [3]
`

func golden(t *testing.T, run func(*ir.Func) *ir.Func, name, from, to string) {
	t.Helper()
	wrap := func(body string) string {
		var b strings.Builder
		b.WriteString("func f {\n")
		last := ""
		for _, line := range strings.Split(strings.TrimSpace(header+body), "\n") {
			line = strings.TrimSpace(line)
			last = strings.Fields(line)[0]
			b.WriteString("  " + line + "\n")
		}
		b.WriteString("  return \"out\" " + last + "\n}\n")
		return b.String()
	}
	f, err := ir.Parse(wrap(from))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	got := run(f).String()
	want := wrap(to)
	if i := strings.LastIndex(to, "return"); i >= 0 { // an output that is not the last value
		want = "func f {\n  " + strings.ReplaceAll(strings.TrimSpace(header+to[:i]), "\n", "\n  ") + "\n  return \"out\" " + strings.TrimSpace(to[i+6:]) + "\n}\n"
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: %s", name, diff)
	}
}

func TestFold(t *testing.T) {
	for _, c := range []struct{ name, from, to string }{
		{"x + 0", "v3 = const {0} : []\nv4 = add(v0, v3) : [2 3]", "return v0"},
		{"0 + x, repeated", "v3 = const {0 0 0 0 0 0} : [2 3]\nv4 = add(v3, v2) : [2 3]", "v3 = broadcast(v2) : [2 3]"},
		{"x + -y", "v3 = neg(v1) : [2 3]\nv4 = add(v0, v3) : [2 3]", "v3 = sub(v0, v1) : [2 3]"},
		{"-x + y", "v3 = neg(v0) : [2 3]\nv4 = add(v3, v1) : [2 3]", "v3 = sub(v1, v0) : [2 3]"},
		{"x + x", "v3 = add(v0, v0) : [2 3]", "v3 = const {2} : []\nv4 = mul(v0, v3) : [2 3]"},
		{"x - 0", "v3 = const {0} : []\nv4 = sub(v0, v3) : [2 3]", "return v0"},
		{"0 - x", "v3 = const {0} : []\nv4 = sub(v3, v0) : [2 3]", "v3 = neg(v0) : [2 3]"},
		{"x - -y", "v3 = neg(v1) : [2 3]\nv4 = sub(v0, v3) : [2 3]", "v3 = add(v0, v1) : [2 3]"},
		{"-x - y", "v3 = neg(v0) : [2 3]\nv4 = sub(v3, v1) : [2 3]", "v3 = add(v0, v1) : [2 3]\nv4 = neg(v3) : [2 3]"},
		{"1 x", "v3 = const {1} : []\nv4 = mul(v3, v0) : [2 3]", "return v0"},
		{"-1 x", "v3 = const {-1} : []\nv4 = mul(v0, v3) : [2 3]", "v3 = neg(v0) : [2 3]"},
		{"2 (-x)", "v3 = const {2} : []\nv4 = neg(v0) : [2 3]\nv5 = mul(v3, v4) : [2 3]", "v3 = const {-2} : []\nv4 = mul(v0, v3) : [2 3]"},
		{"2 (3 x)", "v3 = const {2} : []\nv4 = const {3} : []\nv5 = mul(v4, v0) : [2 3]\nv6 = mul(v5, v3) : [2 3]", "v3 = const {6} : []\nv4 = mul(v0, v3) : [2 3]"},
		{"1e30 (1e30 x), which would overflow", "v3 = const {1e+30} : []\nv4 = mul(v0, v3) : [2 3]\nv5 = mul(v4, v3) : [2 3]", "v3 = const {1e+30} : []\nv4 = mul(v0, v3) : [2 3]\nv5 = mul(v4, v3) : [2 3]"},
		{"0 x, which may be NaN", "v3 = const {0} : []\nv4 = mul(v0, v3) : [2 3]", "v3 = const {0} : []\nv4 = mul(v0, v3) : [2 3]"},
		{"2 x + 2 y", "v3 = const {2} : []\nv4 = mul(v0, v3) : [2 3]\nv5 = mul(v3, v1) : [2 3]\nv6 = add(v4, v5) : [2 3]", "v3 = add(v0, v1) : [2 3]\nv4 = const {2} : []\nv5 = mul(v3, v4) : [2 3]"},
		{"2 x - 2 y", "v3 = const {2} : []\nv4 = mul(v0, v3) : [2 3]\nv5 = mul(v3, v1) : [2 3]\nv6 = sub(v4, v5) : [2 3]", "v3 = sub(v0, v1) : [2 3]\nv4 = const {2} : []\nv5 = mul(v3, v4) : [2 3]"},
		{"-2 x + 2 y", "v3 = const {2} : []\nv4 = const {-2} : []\nv5 = mul(v0, v4) : [2 3]\nv6 = mul(v3, v1) : [2 3]\nv7 = add(v5, v6) : [2 3]", "v3 = sub(v1, v0) : [2 3]\nv4 = const {2} : []\nv5 = mul(v3, v4) : [2 3]"},
		{"-2 x - 2 y", "v3 = const {2} : []\nv4 = const {-2} : []\nv5 = mul(v0, v4) : [2 3]\nv6 = mul(v3, v1) : [2 3]\nv7 = sub(v5, v6) : [2 3]", "v3 = add(v0, v1) : [2 3]\nv4 = const {-2} : []\nv5 = mul(v3, v4) : [2 3]"},
		{"2 x + 3 y", "v3 = const {2} : []\nv4 = const {3} : []\nv5 = mul(v0, v3) : [2 3]\nv6 = mul(v1, v4) : [2 3]\nv7 = add(v5, v6) : [2 3]", "v3 = const {2} : []\nv4 = const {3} : []\nv5 = mul(v0, v3) : [2 3]\nv6 = mul(v1, v4) : [2 3]\nv7 = add(v5, v6) : [2 3]"},
		{"-x * -y", "v3 = neg(v0) : [2 3]\nv4 = neg(v1) : [2 3]\nv5 = mul(v3, v4) : [2 3]", "v3 = mul(v0, v1) : [2 3]"},
		{"x * -y", "v3 = neg(v1) : [2 3]\nv4 = mul(v0, v3) : [2 3]", "v3 = mul(v0, v1) : [2 3]\nv4 = neg(v3) : [2 3]"},
		{"x * x", "v3 = mul(v0, v0) : [2 3]", "v3 = square(v0) : [2 3]"},
		{"x / 1", "v3 = const {1} : []\nv4 = div(v0, v3) : [2 3]", "return v0"},
		{"x / 4", "v3 = const {4} : []\nv4 = div(v0, v3) : [2 3]", "v3 = const {0.25} : []\nv4 = mul(v0, v3) : [2 3]"},
		{"1 / x", "v3 = const {1} : []\nv4 = div(v3, v0) : [2 3]", "v3 = inv(v0) : [2 3]"},
		{"-x / y", "v3 = neg(v0) : [2 3]\nv4 = div(v3, v1) : [2 3]", "v3 = div(v0, v1) : [2 3]\nv4 = neg(v3) : [2 3]"},
		{"-(-x)", "v3 = neg(v0) : [2 3]\nv4 = neg(v3) : [2 3]", "return v0"},
		{"-(x - y)", "v3 = sub(v0, v1) : [2 3]\nv4 = neg(v3) : [2 3]", "v3 = sub(v1, v0) : [2 3]"},
		{"-(2 x)", "v3 = const {2} : []\nv4 = mul(v3, v0) : [2 3]\nv5 = neg(v4) : [2 3]", "v3 = const {-2} : []\nv4 = mul(v0, v3) : [2 3]"},
		{"(-x)^2", "v3 = neg(v0) : [2 3]\nv4 = square(v3) : [2 3]", "v3 = square(v0) : [2 3]"},
		{"cos |x|", "v3 = abs(v0) : [2 3]\nv4 = cos(v3) : [2 3]", "v3 = cos(v0) : [2 3]"},
		{"||x||", "v3 = abs(v0) : [2 3]\nv4 = abs(v3) : [2 3]", "v3 = abs(v0) : [2 3]"},
		{"relu relu x", "v3 = relu(v0) : [2 3]\nv4 = relu(v3) : [2 3]", "v3 = relu(v0) : [2 3]"},
		{"1 / sqrt x", "v3 = sqrt(v0) : [2 3]\nv4 = inv(v3) : [2 3]", "v3 = inv_sqrt(v0) : [2 3]"},
		{"x^0", "v3 = const {0} : []\nv4 = pow(v0, v3) : [2 3]", "v3 = const {1} : []\nv4 = broadcast(v3) : [2 3]"},
		{"x^1", "v3 = const {1} : []\nv4 = pow(v0, v3) : [2 3]", "return v0"},
		{"x^2", "v3 = const {2} : []\nv4 = pow(v0, v3) : [2 3]", "v3 = square(v0) : [2 3]"},
		{"x^3", "v3 = const {3} : []\nv4 = pow(v0, v3) : [2 3]", "v3 = cube(v0) : [2 3]"},
		{"x^-1", "v3 = const {-1} : []\nv4 = pow(v0, v3) : [2 3]", "v3 = inv(v0) : [2 3]"},
		{"max(x, x)", "v3 = max(v0, v0) : [2 3]", "return v0"},
		{"1 ? x : y", "v3 = const {1} : []\nv4 = select(v3, v2, v1) : [2 3]", "v3 = broadcast(v2) : [2 3]"},
		{"0 ? x : y", "v3 = const {0} : []\nv4 = select(v3, v0, v1) : [2 3]", "return v1"},
		{"x ? y : y", "v3 = select(v0, v1, v1) : [2 3]", "return v1"},
		{"numbers", "v3 = const {3} : [1 1]\nv4 = const {4} : []\nv5 = sub(v3, v4) : [1 1]\nv6 = exp(v5) : [1 1]\nv7 = add(v6, v0) : [2 3]",
			"v3 = const {0.36787944117144233} : []\nv4 = add(v3, v0) : [2 3]"},
		{"constants of several elements", "v3 = const {1 2 3} : [3]\nv4 = const {1} : []\nv5 = add(v3, v4) : [3]\nv6 = mul(v5, v3) : [3]\nv7 = add(v6, v0) : [2 3]",
			"v3 = const {2 6 12} : [3]\nv4 = add(v3, v0) : [2 3]"},
		{"equal elements", "v3 = const {5 5 5} : [3]\nv4 = const {5 5} : [2]\nv5 = matmul(v0, v1) trans_b : [2 2]\nv6 = concat(v3, v4) axes {0} : [5]",
			"v3 = const {5} : []\nv4 = broadcast(v3) : [3]\nv5 = const {5} : []\nv6 = broadcast(v5) : [2]\nv7 = concat(v4, v6) axes {0} : [5]"},
		{"a constant without derivative", "v3 = const {5} : []\nv4 = stop_gradient(v3) : []\nv5 = add(v0, v4) : [2 3]", "v3 = const {5} : []\nv4 = add(v0, v3) : [2 3]"},
	} {
		golden(t, pass.Fold, c.name, c.from, c.to)
	}
}

func TestFoldMovement(t *testing.T) {
	for _, c := range []struct{ name, from, to string }{
		{"a repeated argument", "v3 = broadcast(v2) : [2 3]\nv4 = sub(v0, v3) : [2 3]", "v3 = sub(v0, v2) : [2 3]"},
		{"repeated arguments alone", "v3 = broadcast(v2) : [2 3]\nv4 = tanh(v3) : [2 3]", "v3 = tanh(v2) : [3]\nv4 = broadcast(v3) : [2 3]"},
		{"ones before a shape", "v3 = reshape(v2) : [1 3]\nv4 = sub(v0, v3) : [2 3]", "v3 = sub(v0, v2) : [2 3]"},
		{"ones before the result's shape", "v3 = reshape(v2) : [1 3]\nv4 = tanh(v3) : [1 3]", "v3 = tanh(v2) : [3]\nv4 = reshape(v3) : [1 3]"},
		{"repeated twice", "v3 = broadcast(v2) : [2 3]\nv4 = broadcast(v3) : [4 2 3]", "v3 = broadcast(v2) : [4 2 3]"},
		{"repeated once", "v3 = broadcast(v2) : [1 3]", "v3 = reshape(v2) : [1 3]"},
		{"ones, then repeated", "v3 = reshape(v2) : [1 3]\nv4 = broadcast(v3) : [2 3]", "v3 = broadcast(v2) : [2 3]"},
		{"reshaped to the same", "v3 = reshape(v0) : [2 3]", "return v0"},
		{"reshaped twice", "v3 = reshape(v0) : [6]\nv4 = reshape(v3) : [3 2]", "v3 = reshape(v0) : [3 2]"},
		{"reshaped and back", "v3 = reshape(v0) : [6]\nv4 = reshape(v3) : [2 3]", "return v0"},
		{"reshaped constant", "v3 = const {1 2 3} : [3]\nv4 = reshape(v3) : [3 1]\nv5 = matmul(v0, v4) : [2 1]", "v3 = const {1 2 3} : [3 1]\nv4 = matmul(v0, v3) : [2 1]"},
		{"transposed twice", "v3 = transpose(v0) axes {1 0} : [3 2]\nv4 = transpose(v3) axes {1 0} : [2 3]", "return v0"},
		{"permutations", "v3 = reshape(v0) : [2 3 1]\nv4 = broadcast(v3) : [2 3 4]\nv5 = transpose(v4) axes {1 2 0} : [3 4 2]\nv6 = transpose(v5) axes {0 2 1} : [3 2 4]",
			"v3 = reshape(v0) : [2 3 1]\nv4 = broadcast(v3) : [2 3 4]\nv5 = transpose(v4) axes {1 0 2} : [3 2 4]"},
		{"a row made a column", "v3 = reshape(v2) : [1 3]\nv4 = transpose(v3) axes {1 0} : [3 1]", "v3 = reshape(v2) : [3 1]"},
		{"a number moved", "v3 = const {7} : []\nv4 = broadcast(v3) : [2 3]\nv5 = transpose(v4) axes {1 0} : [3 2]\nv6 = slice(v5) axes {0} start 0 step 1 : [2 2]",
			"v3 = const {7} : []\nv4 = broadcast(v3) : [2 2]"},
		{"one element moved", "v3 = sum(v0) axes {0 1} : []\nv4 = broadcast(v3) : [2]\nv5 = reshape(v4) : [2 1]\nv6 = mul(v0, v5) : [2 3]", "v3 = sum(v0) axes {0 1} : []\nv4 = mul(v0, v3) : [2 3]"},
		{"a slice of everything", "v3 = slice(v0) axes {1} start 0 step 1 : [2 3]", "return v0"},
		{"a slice of what was put there", "v3 = unslice(v0) axes {1} start 1 step 2 : [2 7]\nv4 = slice(v3) axes {1} start 1 step 2 : [2 3]", "return v0"},
		{"a slice of something else", "v3 = unslice(v0) axes {1} start 1 step 2 : [2 7]\nv4 = slice(v3) axes {1} start 2 step 2 : [2 3]",
			"v3 = unslice(v0) axes {1} start 1 step 2 : [2 7]\nv4 = slice(v3) axes {1} start 2 step 2 : [2 3]"},
		{"one value joined", "v3 = concat(v0) axes {1} : [2 3]", "return v0"},
		{"a product of a transpose", "v3 = transpose(v0) axes {1 0} : [3 2]\nv4 = matmul(v1, v3) : [2 2]", "v3 = matmul(v1, v0) trans_b : [2 2]"},
		{"a transposed product of a transpose", "v3 = transpose(v0) axes {1 0} : [3 2]\nv4 = matmul(v3, v1) trans_a trans_b : [2 2]", "v3 = matmul(v0, v1) trans_b : [2 2]"},
		{"the sum of one", "v3 = reshape(v2) : [3 1]\nv4 = sum(v3) axes {1} : [3]", "return v2"},
		{"the log-sum-exp of one", "v3 = reshape(v2) : [3 1]\nv4 = log_sum_exp(v3) axes {1} : [3]", "return v2"},
		{"the sum of -x", "v3 = neg(v0) : [2 3]\nv4 = sum(v3) axes {1} : [2]", "v3 = sum(v0) axes {1} : [2]\nv4 = neg(v3) : [2]"},
		{"the sum of repeats", "v3 = broadcast(v2) : [2 3]\nv4 = sum(v3) axes {0} : [3]", "v3 = const {2} : []\nv4 = mul(v2, v3) : [3]"},
		{"the sum of all repeats", "v3 = broadcast(v2) : [2 3]\nv4 = sum(v3) axes {0 1} : []",
			"v3 = reshape(v2) : [1 3]\nv4 = sum(v3) axes {0 1} : []\nv5 = const {2} : []\nv6 = mul(v4, v5) : []"},
		{"the sum of a repeated axis that stays", "v3 = broadcast(v2) : [2 3]\nv4 = sum(v3) axes {1} : [2]",
			"v3 = reshape(v2) : [1 3]\nv4 = sum(v3) axes {1} : [1]\nv5 = broadcast(v4) : [2]"},
		{"the mean of ones", "v3 = const {1} : []\nv4 = broadcast(v3) : [2 3]\nv5 = sum(v4) axes {0 1} : []\nv6 = div(v0, v5) : [2 3]",
			"v3 = const {0.16666666666666666} : []\nv4 = mul(v0, v3) : [2 3]"},
	} {
		golden(t, pass.Fold, c.name, c.from, c.to)
	}
}

func TestStabilize(t *testing.T) {
	for _, c := range []struct{ name, from, to string }{
		{"log sigmoid x", "v3 = sigmoid(v0) : [2 3]\nv4 = log(v3) : [2 3]", "v3 = neg(v0) : [2 3]\nv4 = softplus(v3) : [2 3]\nv5 = neg(v4) : [2 3]"},
		{"log(1 - sigmoid x)", "v3 = sigmoid(v0) : [2 3]\nv4 = const {1} : []\nv5 = sub(v4, v3) : [2 3]\nv6 = log(v5) : [2 3]", "v3 = softplus(v0) : [2 3]\nv4 = neg(v3) : [2 3]"},
		{"log(1 + x)", "v3 = const {1} : []\nv4 = add(v3, v0) : [2 3]\nv5 = log(v4) : [2 3]", "v3 = log1p(v0) : [2 3]"},
		{"log(1 - x)", "v3 = const {1} : []\nv4 = sub(v3, v0) : [2 3]\nv5 = log(v4) : [2 3]", "v3 = neg(v0) : [2 3]\nv4 = log1p(v3) : [2 3]"},
		{"log(1 + e^x)", "v3 = const {1} : []\nv4 = exp(v0) : [2 3]\nv5 = add(v4, v3) : [2 3]\nv6 = log(v5) : [2 3]", "v3 = softplus(v0) : [2 3]"},
		{"log1p e^x", "v3 = exp(v0) : [2 3]\nv4 = log1p(v3) : [2 3]", "v3 = softplus(v0) : [2 3]"},
		{"log e^x", "v3 = exp(v0) : [2 3]\nv4 = log(v3) : [2 3]", "return v0"},
		{"e^x - 1", "v3 = const {1} : []\nv4 = exp(v0) : [2 3]\nv5 = sub(v4, v3) : [2 3]", "v3 = expm1(v0) : [2 3]"},
		{"-1 + e^x", "v3 = const {-1} : []\nv4 = exp(v0) : [2 3]\nv5 = add(v3, v4) : [2 3]", "v3 = expm1(v0) : [2 3]"},
		{"1 - e^x", "v3 = const {1} : []\nv4 = exp(v0) : [2 3]\nv5 = sub(v3, v4) : [2 3]", "v3 = const {1} : []\nv4 = exp(v0) : [2 3]\nv5 = sub(v3, v4) : [2 3]"},
		{"log sum e^x", "v3 = exp(v0) : [2 3]\nv4 = sum(v3) axes {1} : [2]\nv5 = log(v4) : [2]", "v3 = log_sum_exp(v0) axes {1} : [2]"},
		{"log sum e^x, reshaped", "v3 = exp(v0) : [2 3]\nv4 = sum(v3) axes {1} : [2]\nv5 = reshape(v4) : [2 1]\nv6 = log(v5) : [2 1]", "v3 = log_sum_exp(v0) axes {1} : [2]\nv4 = reshape(v3) : [2 1]"},
		{"log softmax", "v3 = exp(v0) : [2 3]\nv4 = sum(v3) axes {1} : [2]\nv5 = reshape(v4) : [2 1]\nv6 = div(v3, v5) : [2 3]\nv7 = log(v6) : [2 3]",
			"v3 = log_sum_exp(v0) axes {1} : [2]\nv4 = reshape(v3) : [2 1]\nv5 = sub(v0, v4) : [2 3]"},
		{"x (x > 0)", "v3 = const {0} : []\nv4 = gt(v0, v3) : [2 3]\nv5 = mul(v0, v4) : [2 3]", "v3 = relu(v0) : [2 3]"},
		{"(x >= 0) x", "v3 = const {0} : []\nv4 = ge(v0, v3) : [2 3]\nv5 = mul(v4, v0) : [2 3]", "v3 = relu(v0) : [2 3]"},
		{"(0 < x) x", "v3 = const {0} : []\nv4 = lt(v3, v0) : [2 3]\nv5 = mul(v4, v0) : [2 3]", "v3 = relu(v0) : [2 3]"},
		{"x (y > 0)", "v3 = const {0} : []\nv4 = gt(v1, v3) : [2 3]\nv5 = mul(v0, v4) : [2 3]", "v3 = const {0} : []\nv4 = gt(v1, v3) : [2 3]\nv5 = mul(v0, v4) : [2 3]"},
		{"max(0, x)", "v3 = const {0} : []\nv4 = max(v3, v0) : [2 3]", "v3 = relu(v0) : [2 3]"},
		{"sqrt x^2", "v3 = square(v0) : [2 3]\nv4 = sqrt(v3) : [2 3]", "v3 = abs(v0) : [2 3]"},
		{"sqrt(x x)", "v3 = mul(v0, v0) : [2 3]\nv4 = sqrt(v3) : [2 3]", "v3 = abs(v0) : [2 3]"},
		{"1 / (1 + e^-x)", "v3 = const {1} : []\nv4 = neg(v0) : [2 3]\nv5 = exp(v4) : [2 3]\nv6 = add(v3, v5) : [2 3]\nv7 = div(v3, v6) : [2 3]", "v3 = sigmoid(v0) : [2 3]"},
		{"inv(1 + e^-x)", "v3 = const {1} : []\nv4 = neg(v0) : [2 3]\nv5 = exp(v4) : [2 3]\nv6 = add(v3, v5) : [2 3]\nv7 = inv(v6) : [2 3]", "v3 = sigmoid(v0) : [2 3]"},
		{"e^x / (1 + e^x)", "v3 = const {1} : []\nv4 = exp(v0) : [2 3]\nv5 = exp(v0) : [2 3]\nv6 = add(v3, v5) : [2 3]\nv7 = div(v4, v6) : [2 3]", "v3 = sigmoid(v0) : [2 3]"},
		{"binary cross-entropy", `v3 = const {1} : []
			v4 = sigmoid(v1) : [2 3]
			v5 = log(v4) : [2 3]
			v6 = mul(v0, v5) : [2 3]
			v7 = sub(v3, v0) : [2 3]
			v8 = sub(v3, v4) : [2 3]
			v9 = log(v8) : [2 3]
			v10 = mul(v7, v9) : [2 3]
			v11 = add(v6, v10) : [2 3]
			v12 = neg(v11) : [2 3]`,
			"v3 = softplus(v1) : [2 3]\nv4 = mul(v1, v0) : [2 3]\nv5 = sub(v3, v4) : [2 3]"},
	} {
		golden(t, pass.Stabilize, c.name, c.from, c.to)
	}
}

func TestCSE(t *testing.T) {
	for _, c := range []struct{ name, from, to string }{
		{"the same twice", "v3 = tanh(v0) : [2 3]\nv4 = tanh(v0) : [2 3]\nv5 = mul(v3, v4) : [2 3]", "v3 = tanh(v0) : [2 3]\nv4 = mul(v3, v3) : [2 3]"},
		{"either order", "v3 = add(v0, v1) : [2 3]\nv4 = add(v1, v0) : [2 3]\nv5 = mul(v3, v4) : [2 3]", "v3 = add(v0, v1) : [2 3]\nv4 = mul(v3, v3) : [2 3]"},
		{"order that matters", "v3 = sub(v0, v1) : [2 3]\nv4 = sub(v1, v0) : [2 3]\nv5 = mul(v3, v4) : [2 3]", "v3 = sub(v0, v1) : [2 3]\nv4 = sub(v1, v0) : [2 3]\nv5 = mul(v3, v4) : [2 3]"},
		{"constants", "v3 = const {NaN} : []\nv4 = const {NaN} : []\nv5 = add(v3, v4) : []", "v3 = const {NaN} : []\nv4 = add(v3, v3) : []"},
		{"zeros of two signs", "v3 = const {0} : []\nv4 = const {-0} : []\nv5 = add(v3, v4) : []", "v3 = const {0} : []\nv4 = const {-0} : []\nv5 = add(v3, v4) : []"},
		{"another shape", "v3 = const {1} : []\nv4 = const {1} : [1]\nv5 = add(v3, v4) : [1]", "v3 = const {1} : []\nv4 = const {1} : [1]\nv5 = add(v3, v4) : [1]"},
		{"other axes", "v3 = matmul(v0, v1) trans_b : [2 2]\nv4 = sum(v3) axes {0} : [2]\nv5 = sum(v3) axes {1} : [2]\nv6 = add(v4, v5) : [2]",
			"v3 = matmul(v0, v1) trans_b : [2 2]\nv4 = sum(v3) axes {0} : [2]\nv5 = sum(v3) axes {1} : [2]\nv6 = add(v4, v5) : [2]"},
		{"slices elsewhere", "v3 = slice(v0) axes {1} start 0 step 1 : [2 2]\nv4 = slice(v0) axes {1} start 1 step 1 : [2 2]\nv5 = slice(v0) axes {1} start 0 step 2 : [2 2]\nv6 = concat(v3, v4, v5) axes {0} : [6 2]",
			"v3 = slice(v0) axes {1} start 0 step 1 : [2 2]\nv4 = slice(v0) axes {1} start 1 step 1 : [2 2]\nv5 = slice(v0) axes {1} start 0 step 2 : [2 2]\nv6 = concat(v3, v4, v5) axes {0} : [6 2]"},
		{"other transposes", "v3 = matmul(v0, v1) trans_b : [2 2]\nv4 = matmul(v3, v3) : [2 2]\nv5 = matmul(v3, v3) trans_a : [2 2]\nv6 = add(v4, v5) : [2 2]",
			"v3 = matmul(v0, v1) trans_b : [2 2]\nv4 = matmul(v3, v3) : [2 2]\nv5 = matmul(v3, v3) trans_a : [2 2]\nv6 = add(v4, v5) : [2 2]"},
	} {
		golden(t, pass.CSE, c.name, c.from, c.to)
	}
}

func TestDCE(t *testing.T) {
	golden(t, pass.DCE, "unused", "v3 = tanh(v0) : [2 3]\nv4 = exp(v3) : [2 3]\nv5 = neg(v1) : [2 3]", "v3 = neg(v1) : [2 3]")
}
