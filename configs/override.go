package configs

// Overrides: path=value, as in train.epochs=20 or model.hidden=[200, 200].

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// override sets one field, or a whole section, from YAML.
func (r *reader) override(e *Experiment, set string, order int) {
	r.source = Problem{Source: "--set " + shorten(set), order: order}
	none := &yaml.Node{}
	path, text, ok := strings.Cut(set, "=")
	if !ok {
		r.addf(none, "", "needs the form path=value, such as train.epochs=20")
		return
	}
	target, ok := r.find(reflect.ValueOf(e).Elem(), path)
	if !ok {
		return
	}
	root, problem := document([]byte(text))
	switch {
	case problem != nil:
		r.failf(none, path, "%s", problem.Reason)
	case root == nil || isNull(root):
		r.failf(none, path, `has no value; give one after the =, or "" for an empty text`)
	default:
		maps.DeleteFunc(r.places, func(field string, _ Problem) bool { return strings.HasPrefix(field, path+"[") })
		delete(r.broken, path)
		r.value(root, target, path)
	}
}

// find walks a dotted path to the field that it names.
func (r *reader) find(v reflect.Value, path string) (reflect.Value, bool) {
	none := &yaml.Node{}
	section, rest := "", path
	for more := true; more; {
		var key string
		if v.Kind() != reflect.Struct {
			r.addf(none, section, "holds no fields")
			return v, false
		}
		key, rest, more = strings.Cut(rest, ".")
		known := fields(v)
		i := slices.IndexFunc(known, func(f entry) bool { return f.name == key })
		if name, _, indexed := strings.Cut(key, "["); i < 0 && indexed && slices.Contains(names(known), name) {
			list := known[slices.Index(names(known), name)].value
			r.addf(none, join(section, name), "set the list as a whole: %s=%s", join(section, name), example(list))
			return v, false
		}
		if i < 0 {
			r.unknown(none, section, strings.TrimPrefix(path[len(section):], "."), known)
			return v, false
		}
		v, section = known[i].value, join(section, key)
	}
	return v, true
}

// shorten keeps a message readable whatever was typed.
func shorten(s string) string {
	const most = 80
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "..."
	}
	return s
}
