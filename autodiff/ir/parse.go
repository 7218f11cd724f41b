package ir

import (
	"fmt"
	"strings"
)

// Parse reads a program's text. Any word may name a value; blank lines and lines that start with # are skipped. What it returns has
// passed Check. Errors give the line.
func Parse(text string) (*Func, error) {
	p := &parser{f: &Func{}, values: map[string]ID{}, opByName: map[string]Op{}}
	p.check = checker{f: p.f, names: map[string]ID{}}
	for _, op := range All() {
		p.opByName[op.String()] = op
	}
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		number++
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		p.scanner = scanner{rest: line}
		p.line()
		if p.err != nil {
			return nil, fmt.Errorf("line %d: %w", number, p.err)
		}
	}
	if p.at != afterEnd {
		return nil, fmt.Errorf("line %d: the program does not end with return and }", number)
	}
	return p.f, nil
}

// Where in a program the parser is.
const (
	beforeFunc = iota
	inBody
	afterReturn
	afterEnd
)

// parser reads a program line by line. The first mistake stays in scanner.err and makes the rest of the line's calls idle.
type parser struct {
	scanner
	f        *Func
	at       int
	values   map[string]ID
	opByName map[string]Op
	check    checker
}

func (p *parser) line() {
	switch p.at {
	case beforeFunc:
		p.expect("func")
		p.f.Name = p.name()
		p.expect("{")
		p.at = inBody
	case inBody:
		if word := p.next(); word == "return" && p.peek() != "=" {
			p.outputs()
			p.at = afterReturn
		} else {
			p.value(word)
		}
	case afterReturn:
		p.expect("}")
		p.at = afterEnd
	case afterEnd:
		p.failf("text after the end of the program")
	}
	p.end()
}

// value reads what follows a value's name: = op(args) attributes : [shape].
func (p *parser) value(name string) {
	if !isWord(name) {
		p.failf("a line starts with the name of a value or with return, not with %s", name)
	}
	if _, ok := p.values[name]; ok {
		p.failf("%s is assigned twice", name)
	}
	p.expect("=")
	var v Value
	word := p.next()
	v.Op = p.opByName[word]
	if v.Op == Invalid {
		p.failf("unknown operation %q", word)
	}
	if p.accept("(") {
		v.Args = append(v.Args, p.use())
		for p.accept(",") {
			v.Args = append(v.Args, p.use())
		}
		p.expect(")")
	}
	p.attr(&v)
	p.expect(":")
	p.expect("[")
	v.Shape = p.ints("]")
	if p.err != nil {
		return
	}
	id := ID(len(p.f.Values))
	p.f.Values = append(p.f.Values, v)
	p.values[name] = id
	p.fail(p.check.value(id))
}

// attr reads the attributes that the operation has.
func (p *parser) attr(v *Value) {
	uses := attrs[v.Op]
	if uses&usesName != 0 {
		v.Attr.Name = p.quoted()
	}
	if uses&usesData != 0 {
		p.expect("{")
		v.Attr.Data = p.floats("}")
	}
	if uses&usesAxes != 0 {
		p.expect("axes")
		p.expect("{")
		v.Attr.Axes = p.ints("}")
	}
	if uses&usesStep != 0 {
		p.expect("start")
		v.Attr.Start = p.int()
		p.expect("step")
		v.Attr.Step = p.int()
	}
	if uses&usesTrans != 0 {
		v.Attr.TransA = p.accept("trans_a")
		v.Attr.TransB = p.accept("trans_b")
	}
}

// use reads the name of a value that is defined already.
func (p *parser) use() ID {
	name := p.next()
	id, ok := p.values[name]
	if !ok {
		p.failf("%q is not a value defined above", name)
	}
	return id
}

func (p *parser) outputs() {
	for more := p.peek() != ""; more && p.err == nil; more = p.accept(",") {
		name := p.quoted()
		p.f.Outputs = append(p.f.Outputs, Output{name, p.use()})
	}
	if p.err == nil {
		p.fail(p.check.outputs())
	}
}
