package configs

// What is wrong, and where.

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"vae/internal/invalid"
)

// Problem is one mistake in a file or an override.
type Problem struct {
	Source       string // the file, or --set and its argument
	Line, Column int    // in the file, from 1; 0 where there is none
	Field        string // dotted: train.epochs; empty for the file as a whole
	Reason       string // what is wrong and what is allowed
	order        int    // of the source: the file, then the overrides
}

// Error is "file:line:column: field: reason".
func (p Problem) Error() string {
	var b strings.Builder
	b.WriteString(p.Source)
	if p.Line > 0 {
		fmt.Fprintf(&b, ":%d", p.Line)
		if p.Column > 0 {
			fmt.Fprintf(&b, ":%d", p.Column)
		}
	}
	b.WriteString(": ")
	if p.Field != "" {
		b.WriteString(p.Field + ": ")
	}
	return b.String() + p.Reason
}

// Problems are all the mistakes of an experiment: those of the file from top to bottom, then those of the overrides in their order.
type Problems []Problem

// maxListed bounds a message; somebody with more mistakes has given the wrong file.
const maxListed = 100

// Error lists the problems, one a line.
func (ps Problems) Error() string {
	var lines []string
	for i, p := range ps {
		if i == maxListed {
			lines = append(lines, fmt.Sprintf("and %d more", len(ps)-maxListed))
			break
		}
		lines = append(lines, p.Error())
	}
	return strings.Join(lines, "\n")
}

func (ps Problems) sort() {
	slices.SortStableFunc(ps, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.order, b.order), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Field, b.Field))
	})
}

// place adds what Validate found, each where its field was set, or else the section around it. Fields that could not even be read are
// passed over, for they hold their defaults.
func (r *reader) place(bad invalid.Fields) {
	for _, f := range bad {
		if r.unread(f.Path) {
			continue
		}
		p := r.file
		for path := f.Path; path != ""; path = parent(path) {
			if at, ok := r.places[path]; ok {
				p = at
				break
			}
		}
		p.Field, p.Reason = f.Path, f.Reason
		r.problems = append(r.problems, p)
	}
}

// unread reports whether a field, or what it is part of, could not be read.
func (r *reader) unread(path string) bool {
	for ; path != ""; path = parent(path) {
		if r.broken[path] {
			return true
		}
	}
	return false
}

// parent is the path of what a field is part of: model.hidden of model.hidden[1], model of that.
func parent(path string) string {
	return path[:max(strings.LastIndexAny(path, ".["), 0)]
}
