package ir_test

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"vae/autodiff/ir"
	"vae/autodiff/ir/irtest"
)

// everything is a program with one value of each form of text.
const everything = `func step {
  v0 = input "x" : [4 3]
  v1 = param "layer \"0\"\n" : [5 3]
  v2 = matmul(v0, v1) trans_b : [4 5]
  v3 = matmul(v1, v2) trans_a trans_b : [3 4]
  v4 = const {NaN +Inf -Inf -0 0.1 1e-320} : [2 3]
  v5 = const {0.5} : []
  v6 = mul(v2, v5) : [4 5]
  v7 = sum(v6) axes {0 1} : []
  v8 = transpose(v6) axes {1 0} : [5 4]
  v9 = slice(v8) axes {0} start 1 step 2 : [2 4]
  v10 = unslice(v9) axes {1} start 0 step 3 : [2 10]
  v11 = concat(v10, v10, v10) axes {0} : [6 10]
  v12 = reshape(v11) : [60]
  v13 = broadcast(v12) : [2 60]
  v14 = select(v5, v7, v13) : [2 60]
  v15 = stop_gradient(v14) : [2 60]
  v16 = transpose(v5) axes {} : []
  return "loss" v7, "the rest" v15, "again" v7
}
`

func TestTextRoundTrip(t *testing.T) {
	f, err := ir.Parse(everything)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(everything, f.String()); diff != "" {
		t.Error(diff)
	}
	data := f.Values[4].Attr.Data
	if !math.IsNaN(data[0]) || !math.IsInf(data[1], 1) || !math.Signbit(data[3]) || data[5] != 1e-320 {
		t.Errorf("constants came back as %v", data)
	}
}

func TestRandomProgramsRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := irtest.Program(t, irtest.Options{})
		f.Name = rapid.String().Draw(t, "name")
		f.Outputs[0].Name = "o" + rapid.String().Draw(t, "output")
		g, err := ir.Parse(f.String())
		if err != nil {
			t.Fatalf("%v\n%s", err, f)
		}
		if diff := cmp.Diff(f, g, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestParseTakesAnyNames(t *testing.T) {
	f, err := ir.Parse("# a comment\nfunc \"two words\" {\n\n x = input \"x\" : [2]\n return = neg(x) : [2]\n return \"y\" return\n}")
	if err != nil {
		t.Fatal(err)
	}
	want := "func \"two words\" {\n  v0 = input \"x\" : [2]\n  v1 = neg(v0) : [2]\n  return \"y\" v1\n}\n"
	if diff := cmp.Diff(want, f.String()); diff != "" {
		t.Error(diff)
	}
}

func TestTextElidesLongConstants(t *testing.T) {
	b := ir.NewBuilder("f")
	b.Const(ir.Shape{6}, 1, 2, 3, 4, 5, 6)
	b.Const(ir.Shape{2}, 1, 2)
	text := b.F.Text(4)
	if !strings.Contains(text, "v0 = const {1 2 3 ... 6 elements} : [6]\n") || !strings.Contains(text, "v1 = const {1 2} : [2]\n") {
		t.Error(text)
	}
	if _, err := ir.Parse(text); err == nil {
		t.Error("a text with elided constants was parsed")
	}
}

func TestParseRefuses(t *testing.T) {
	body := func(lines string) string { return "func f {\nx = input \"x\" : [2 3]\n" + lines + "\nreturn\n}" }
	for _, c := range []struct{ text, want string }{
		{"", "does not end"},
		{"func f {", "does not end"},
		{"func f {\nreturn", "does not end"},
		{"func f {\nreturn\n}\nfunc", "line 4: text after the end"},
		{"func {\nreturn\n}", "line 1: expected a name"},
		{body(`y = input "x" : [1]`), "line 3: input \"x\": v0 has that name already"},
		{body(`y = param "x" : [1]`), "share one set of names"},
		{body(`y = input "" : [1]`), "input has no name"},
		{body(`y = input "y : [1]`), "a string does not end"},
		{body(`y = input y : [1]`), "expected a name in quotes"},
		{body(`x = neg(x) : [2 3]`), "x is assigned twice"},
		{body(`y = neg(z) : [2 3]`), `"z" is not a value defined above`},
		{body(`y = neg(y) : [2 3]`), `"y" is not a value defined above`},
		{body(`y = frob(x) : [2 3]`), `unknown operation "frob"`},
		{body(`y = invalid(x) : [2 3]`), `unknown operation "invalid"`},
		{body(`y = neg(x, x) : [2 3]`), "neg takes 1 arguments, not 2"},
		{body(`y = neg : [2 3]`), "neg takes 1 arguments, not 0"},
		{body(`y = neg(x) : [3 2]`), "neg gives shape [2 3], recorded is [3 2]"},
		{body(`y = neg(x) trans_a : [2 3]`), `expected :, found "trans_a"`},
		{body(`y = neg(x) : [2 3] junk`), `unexpected "junk"`},
		{body(`y = input "y" : [0]`), "empty dimension"},
		{body(`y = input "y" : [-1]`), "empty dimension"},
		{body(`y = input "y" : [65536 65536]`), "more than 2147483647 elements"},
		{body(`y = input "y" : [9223372036854775807 3]`), "more than 2147483647 elements"},
		{body(`y = input "y" : [99999999999999999999]`), "expected a whole number"},
		{body(`y = input "y" : [1 1 1 1 1 1 1 1 1]`), "more than 8 dimensions"},
		{body(`y = const {1 2} : [3]`), "const holds 2 elements"},
		{body(`y = const {1 1e999} : [2]`), `expected a number, found "1e999"`},
		{body(`y = const {1 2`), "expected a number"},
		{body(`y = sum(x) axes {1 0} : []`), "not ascending axes"},
		{body(`y = sum(x) axes {-1} : [2]`), "not ascending axes"},
		{body(`y = sum(x) axes {2} : [2 3]`), "not ascending axes"},
		{body(`y = transpose(x) axes {1} : [3]`), "does not permute"},
		{body(`y = transpose(x) axes {1 1} : [3 3]`), "does not permute"},
		{body(`y = slice(x) axes {1} start 1 step 9223372036854775807 : [2 3]`), "do not give"},
		{body(`y = slice(x) axes {1} start 4611686018427387904 step 1 : [2 1]`), "do not give"},
		{body(`y = slice(x) axes {1} start -1 step 1 : [2 1]`), "do not give"},
		{body(`y = unslice(x) axes {1} start 0 step 0 : [2 3]`), "do not give"},
		{body(`y = concat(x) axes {7} : [2 3]`), "concat: axes [7]"},
		{body(`y = reshape(x) : [7]`), "changes the number of elements"},
		{body(`y = broadcast(x) : [4 3]`), "do not broadcast"},
		{body(`y = broadcast(x) : [3]`), "does not broadcast"},
		{body(`= neg(x) : [2 3]`), "starts with the name of a value"},
		{"func f {\nx = input \"x\" : []\nreturn \"a\" x, \"a\" x\n}", "two outputs are named \"a\""},
		{"func f {\nx = input \"x\" : []\nreturn \"\" x\n}", "an output has no name"},
		{"func f {\nx = input \"x\" : []\nreturn \"a\" x,\n}", "expected a name in quotes"},
	} {
		if _, err := ir.Parse(c.text); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q\n gave %v\n want %s", c.text, err, c.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(everything)
	f.Add("func f {\nreturn\n}")
	f.Add("func \"\\xff\" {\n\tx = const {0x1p-2 -0 infinity} : [3 1]\n\ty = add(x, x) : [3 1]\n return \"a\" y\n}")
	f.Add("func f {\nx = input \"x\" : [2147483647]\ny = concat(x, x) axes {0} : [4294967294]\n}")
	f.Fuzz(func(t *testing.T, text string) {
		p, err := ir.Parse(text)
		if err != nil {
			return
		}
		if err := p.Check(); err != nil {
			t.Fatalf("parsed, but %v", err)
		}
		printed := p.String()
		q, err := ir.Parse(printed)
		if err != nil {
			t.Fatalf("%v\n%s", err, printed)
		}
		if again := q.String(); again != printed {
			t.Fatalf("printed\n%s\nthen\n%s", printed, again)
		}
	})
}
