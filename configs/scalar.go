package configs

// Single settings: which YAML a number or a text may be written as.

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"
)

// scalarKind is one row: what a setting of this kind should be, and which YAML types it is read from. Text is taken as it is written.
type scalarKind struct {
	want string
	tags []string
}

var scalarKinds = map[reflect.Kind]scalarKind{
	reflect.Bool:    {"true or false", []string{"!!bool"}},
	reflect.Int:     {"a whole number", []string{"!!int", "!!float"}}, // a float only where it is whole: 1e4
	reflect.Uint64:  {"a whole number from 0 to 18446744073709551615", []string{"!!int", "!!float"}},
	reflect.Float64: {"a number", []string{"!!int", "!!float"}},
	reflect.String:  {"text", []string{"!!str", "!!int", "!!float", "!!bool", "!!timestamp"}},
}

// octal is what YAML 1.1 reads to the base 8.
var octal = regexp.MustCompile(`^[-+]?0[0-9_]+$`)

// scalar reads one setting.
func (r *reader) scalar(n *yaml.Node, target reflect.Value, path string) {
	kind, ok := scalarKinds[target.Kind()]
	if !ok {
		panic("configs: a setting of a kind that has no row")
	}
	switch {
	case n.Kind != yaml.ScalarNode:
		r.failf(n, path, "is %s, but should be %s", describe(n), kind.want)
	case isNull(n):
		r.failf(n, path, "has no value; give %s, or leave the field out for its default", kind.want)
	case !slices.Contains(kind.tags, n.ShortTag()):
		text := printable(n.Value)
		if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
			text = `"` + text + `", in quotes,`
		}
		r.failf(n, path, "%s is not %s", text, kind.want)
	case target.Kind() == reflect.String:
		target.SetString(n.Value)
	case octal.MatchString(n.Value):
		r.failf(n, path, "%s could be meant to the base 8; write it without the leading 0", printable(n.Value))
	default:
		if err := n.Load(target.Addr().Interface()); err != nil {
			r.failf(n, path, "%s is not %s", printable(n.Value), kind.want)
		}
	}
}

// isNull reports whether nothing was written, or null.
func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// describe says what a node is, in place of something else.
func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.AliasNode:
		return "an alias"
	}
	return printable(n.Value)
}

var plain = regexp.MustCompile(`^[-+.\w\[\]]+$`)

// printable is a text as a message can show it: quoted unless it is a word or a number, and not long.
func printable(s string) string {
	const most = 40
	if runes := []rune(s); len(runes) > most {
		return fmt.Sprintf("%q...", string(runes[:most]))
	}
	if plain.MatchString(s) {
		return s
	}
	return strconv.Quote(s)
}
