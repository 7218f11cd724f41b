package configs

// A tree of YAML nodes into an Experiment: the two are walked together, so that every mistake has its place and none hides the next.

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"vae/internal/invalid"
)

// reader collects what is set where, and what is wrong.
type reader struct {
	file     Problem            // the file as a whole
	source   Problem            // what is being read: the file, or an override
	places   map[string]Problem // by field: where it was set
	broken   map[string]bool    // by field: whether it could not be read
	problems Problems
}

// Parse reads an experiment from YAML, applies overrides, each path=value, in their order, and checks the result. source names the text
// in errors, which are Problems.
func Parse(source string, text []byte, sets ...string) (*Experiment, error) {
	r := &reader{file: Problem{Source: source}, places: map[string]Problem{}, broken: map[string]bool{}}
	r.source = r.file
	e := Default()
	switch root, problem := document(text); {
	case problem != nil:
		problem.Source = source
		return nil, Problems{*problem}
	case root != nil:
		r.value(root, reflect.ValueOf(&e).Elem(), "")
	}
	for i, s := range sets {
		r.override(&e, s, i+1)
	}
	r.place(e.Validate())
	if len(r.problems) > 0 {
		r.problems.sort()
		return nil, r.problems
	}
	return &e, nil
}

// at is a node's place in what is being read. Overrides are short: their argument says it all.
func (r *reader) at(n *yaml.Node) Problem {
	p := r.source
	if p.order == 0 {
		p.Line, p.Column = n.Line, n.Column
	}
	return p
}

// addf records a problem.
func (r *reader) addf(n *yaml.Node, path, format string, args ...any) {
	p := r.at(n)
	p.Field, p.Reason = path, fmt.Sprintf(format, args...)
	r.problems = append(r.problems, p)
}

// failf records that a field cannot be read, so that nothing is said of its value later.
func (r *reader) failf(n *yaml.Node, path, format string, args ...any) {
	r.addf(n, path, format, args...)
	r.broken[path] = true
}

// value reads a node into a section, a list or a single setting.
func (r *reader) value(n *yaml.Node, target reflect.Value, path string) {
	r.places[path] = r.at(n)
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch target.Kind() {
	case reflect.Struct:
		r.section(n, target, path)
	case reflect.Slice:
		r.list(n, target, path)
	default:
		r.scalar(n, target, path)
	}
}

// section reads a mapping. A section without content leaves the defaults.
func (r *reader) section(n *yaml.Node, target reflect.Value, path string) {
	if isNull(n) {
		return
	}
	known := fields(target)
	if n.Kind != yaml.MappingNode {
		r.failf(n, path, "is %s, but should hold %s", describe(n), strings.Join(names(known), ", "))
		return
	}
	lines := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		field := join(path, key.Value)
		at := slices.IndexFunc(known, func(f entry) bool { return f.name == key.Value })
		switch {
		case key.Kind != yaml.ScalarNode:
			r.addf(key, path, "a field's name cannot be %s", describe(key))
		case at < 0:
			r.unknown(key, path, key.Value, known)
		case lines[key.Value] > 0:
			r.addf(key, field, "given twice; first on line %d", lines[key.Value])
		default:
			lines[key.Value] = key.Line
			r.value(n.Content[i+1], known[at].value, field)
		}
	}
}

// unknown records a field that a section does not have.
func (r *reader) unknown(n *yaml.Node, section, key string, known []entry) {
	hint, where := "", section
	if near := nearestField(join(section, key)); near != "" {
		hint = "; nearest " + near
	} else if near := invalid.Nearest(key, names(known)); near != "" { // of a list's element
		hint = "; nearest " + join(section, near)
	}
	if where == "" {
		where = "an experiment"
	}
	r.addf(n, join(section, printable(key)), "unknown field%s; %s holds %s", hint, where, strings.Join(names(known), ", "))
}

// list reads a sequence.
func (r *reader) list(n *yaml.Node, target reflect.Value, path string) {
	switch {
	case isNull(n):
		r.failf(n, path, "has no value; give a list, or leave the field out for its default")
		return
	case n.Kind != yaml.SequenceNode:
		r.failf(n, path, "is %s, but should be a list, such as %s", describe(n), example(target))
		return
	}
	target.Set(reflect.MakeSlice(target.Type(), len(n.Content), len(n.Content)))
	for i, element := range n.Content {
		r.value(element, target.Index(i), fmt.Sprintf("%s[%d]", path, i))
	}
}

// example is what a list may look like.
func example(list reflect.Value) string {
	switch list.Type().Elem().Kind() {
	case reflect.Struct:
		return "[{columns: [0-3], likelihood: poisson}]"
	case reflect.String:
		return "[height, 3-7]"
	}
	return "[400, 200]"
}

// entry is one setting or section of a struct.
type entry struct {
	name  string
	value reflect.Value
}

// fields lists a struct's fields by their YAML names; inline structs are taken apart.
func fields(v reflect.Value) []entry {
	var out []entry
	for i := range v.NumField() {
		name, flags, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ",")
		if flags == "inline" {
			out = append(out, fields(v.Field(i))...)
		} else {
			out = append(out, entry{name, v.Field(i)})
		}
	}
	return out
}

func names(fs []entry) []string {
	var out []string
	for _, f := range fs {
		out = append(out, f.name)
	}
	return out
}

func join(section, field string) string { return strings.TrimPrefix(section+"."+field, ".") }

// nearestField is the field that a path was meant to be: one that is spelled alike, or one of this name in another section.
func nearestField(path string) string {
	e := Default()
	all := paths(reflect.ValueOf(&e).Elem(), "")
	if near := invalid.Nearest(path, all); near != "" {
		return near
	}
	last := path[strings.LastIndex(path, ".")+1:]
	for _, name := range all {
		if strings.HasSuffix(name, "."+last) {
			return name
		}
	}
	return ""
}

// paths lists the fields below a section, and the sections' own.
func paths(section reflect.Value, path string) []string {
	var all []string
	for _, f := range fields(section) {
		field := join(path, f.name)
		all = append(all, field)
		if f.value.Kind() == reflect.Struct {
			all = append(all, paths(f.value, field)...)
		}
	}
	return all
}
