package configs

// What the settings are, for completion and schemas: nothing here is a second list. Names, kinds and defaults are those of the structs, explanations those of
// default.yaml, and what is allowed is asked of Validate.

import (
	"reflect"
	"slices"
	"strings"

	"vae/internal/invalid"
)

// Setting is one field of an experiment that holds a value.
type Setting struct {
	Path    string   // dotted: train.epochs
	About   string   // what default.yaml says of it
	Default any      // int, uint64, float64, bool, string or a list
	Allowed []string // every value that is accepted, where they are a few names
}

// Settings lists them in the order of default.yaml.
func Settings() []Setting {
	e := Default()
	about := comments()
	var out []Setting
	for _, path := range paths(reflect.ValueOf(&e).Elem(), "") {
		v := at(&e, path)
		if v.Kind() == reflect.Struct {
			continue
		}
		out = append(out, Setting{Path: path, About: about[path], Default: v.Interface(), Allowed: allowed(path)})
	}
	return out
}

// at is the field at a path, which exists.
func at(e *Experiment, path string) reflect.Value {
	v := reflect.ValueOf(e).Elem()
	for _, name := range strings.Split(path, ".") {
		known := fields(v)
		v = known[slices.IndexFunc(known, func(f entry) bool { return f.name == name })].value
	}
	return v
}

// comments are the explanations at the ends of default.yaml's lines, by path.
func comments() map[string]string {
	text, err := Preset("default")
	if err != nil {
		panic("configs: there is no preset default")
	}
	root, problem := document(text)
	if problem != nil {
		panic("configs: the preset default is not YAML")
	}
	r := &reader{places: map[string]Problem{}, broken: map[string]bool{}}
	var e Experiment
	r.value(root, reflect.ValueOf(&e).Elem(), "")
	lines := strings.Split(string(text), "\n")
	out := map[string]string{}
	for path, place := range r.places {
		_, comment, _ := strings.Cut(lines[place.Line-1], " # ")
		out[path] = comment
	}
	return out
}

// allowed asks Validate about a value that no setting accepts; nil where the setting is not one of a few names.
func allowed(path string) []string {
	e := Default()
	v := at(&e, path)
	if v.Kind() != reflect.String {
		return nil
	}
	v.SetString("\x00")
	for _, f := range e.Validate() {
		if f.Path == path {
			return f.Allowed
		}
	}
	return nil
}

// accepts asks Validate whether a number may be at a path, whatever the other settings are.
func accepts(path string, x float64) bool {
	e := Default()
	v := at(&e, path)
	switch v.Kind() {
	case reflect.Int:
		v.SetInt(int64(x))
	case reflect.Float64:
		v.SetFloat(x)
	default:
		return false
	}
	return !slices.ContainsFunc(e.Validate(), func(f invalid.Field) bool { return f.Path == path })
}
