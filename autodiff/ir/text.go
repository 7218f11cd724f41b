package ir

import (
	"fmt"
	"strconv"
	"strings"
)

// The text of a program, one value a line:
//
//	func step {
//	  v0 = input "x" : [128 784]
//	  v1 = param "w" : [400 784]
//	  v2 = matmul(v0, v1) trans_b : [128 400]
//	  v3 = sum(v2) axes {0 1} : []
//	  v4 = const {0.5} : []
//	  return "loss" v3
//	}

// String is the program's text, which Parse reads back exactly: every element of every constant is there.
func (f *Func) String() string { return f.Text(-1) }

// Text is the program's text for people: constants of more than maxConst elements show only the first ones and their number, which
// Parse refuses. A negative maxConst shows everything.
func (f *Func) Text(maxConst int) string {
	out := []byte("func ")
	out = appendName(out, f.Name)
	out = append(out, " {\n"...)
	for id, v := range f.Values {
		out = fmt.Appendf(out, "  v%d = ", id)
		out = appendValue(out, v, maxConst)
		out = append(out, '\n')
	}
	out = append(out, "  return"...)
	for i, o := range f.Outputs {
		if i > 0 {
			out = append(out, ',')
		}
		out = fmt.Appendf(out, " %q v%d", o.Name, o.ID)
	}
	return string(append(out, "\n}\n"...))
}

// String is the value's right-hand side and shape, as in a program's text, with long constants cut.
func (v Value) String() string { return string(appendValue(nil, v, 8)) }

func appendValue(out []byte, v Value, maxConst int) []byte {
	out = append(out, v.Op.String()...)
	for i, a := range v.Args {
		if i == 0 {
			out = append(out, '(')
		} else {
			out = append(out, ", "...)
		}
		out = fmt.Appendf(out, "v%d", a)
	}
	if len(v.Args) > 0 {
		out = append(out, ')')
	}
	out = appendAttr(out, v, maxConst)
	out = append(out, " : ["...)
	out = appendInts(out, v.Shape)
	return append(out, ']')
}

func appendAttr(out []byte, v Value, maxConst int) []byte {
	uses := attrs[v.Op]
	if uses&usesName != 0 {
		out = append(out, ' ')
		out = strconv.AppendQuote(out, v.Attr.Name)
	}
	if uses&usesData != 0 {
		out = append(out, " {"...)
		out = appendData(out, v.Attr.Data, maxConst)
		out = append(out, '}')
	}
	if uses&usesAxes != 0 {
		out = append(out, " axes {"...)
		out = appendInts(out, v.Attr.Axes)
		out = append(out, '}')
	}
	if uses&usesStep != 0 {
		out = fmt.Appendf(out, " start %d step %d", v.Attr.Start, v.Attr.Step)
	}
	if v.Attr.TransA {
		out = append(out, " trans_a"...)
	}
	if v.Attr.TransB {
		out = append(out, " trans_b"...)
	}
	return out
}

func appendData(out []byte, data []float64, maxConst int) []byte {
	shown := data
	if maxConst >= 0 && len(data) > maxConst {
		shown = data[:min(maxConst, 3)]
	}
	for i, x := range shown {
		if i > 0 {
			out = append(out, ' ')
		}
		out = strconv.AppendFloat(out, x, 'g', -1, 64)
	}
	if len(shown) < len(data) {
		out = fmt.Appendf(out, " ... %d elements", len(data))
	}
	return out
}

func appendInts(out []byte, xs []int) []byte {
	for i, x := range xs {
		if i > 0 {
			out = append(out, ' ')
		}
		out = strconv.AppendInt(out, int64(x), 10)
	}
	return out
}

// appendName writes a program's name, in quotes unless it is a plain word.
func appendName(out []byte, name string) []byte {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./"
	if name != "" && strings.Trim(name, plain) == "" {
		return append(out, name...)
	}
	return strconv.AppendQuote(out, name)
}
