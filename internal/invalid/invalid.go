// Package invalid collects what is wrong with a configuration, every problem at once, each named by its field.
package invalid

import (
	"fmt"
	"slices"
	"strings"
)

// Field is one setting that cannot be used.
type Field struct {
	Path   string // dotted, as in a configuration file: train.batch, model.hidden[1]
	Reason string // what is wrong and what is allowed
	// Allowed are all the values that the setting may have, where they are a few names.
	Allowed []string
}

// Error is "path: reason".
func (f Field) Error() string { return f.Path + ": " + f.Reason }

// Fields are all the problems of one configuration.
type Fields []Field

// Addf records a problem.
func (fs *Fields) Addf(path, format string, args ...any) {
	*fs = append(*fs, Field{Path: path, Reason: fmt.Sprintf(format, args...)})
}

// OneOf records a problem unless value is among the allowed ones, and says which is nearest to a typing error.
func (fs *Fields) OneOf(path, value string, allowed ...string) {
	if slices.Contains(allowed, value) {
		return
	}
	hint := ""
	if near := Nearest(value, allowed); near != "" {
		hint = " (nearest: " + near + ")"
	}
	fs.Addf(path, "%.64q is not known; choose one of %s%s", value, strings.Join(allowed, ", "), hint)
	(*fs)[len(*fs)-1].Allowed = slices.Clone(allowed)
}

// Under returns the problems with a prefix before each path.
func (fs Fields) Under(prefix string) Fields {
	out := make(Fields, len(fs))
	for i, f := range fs {
		out[i] = Field{prefix + "." + f.Path, f.Reason, f.Allowed}
	}
	return out
}

// Error lists the problems, one a line.
func (fs Fields) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// Err returns the problems as an error, or nil if there are none.
func (fs Fields) Err() error {
	if len(fs) == 0 {
		return nil
	}
	return fs
}
