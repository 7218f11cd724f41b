package configs

// Bytes to a tree of YAML nodes, one document or none.

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// document returns the root of a YAML text, or nil for a text without content.
func document(text []byte) (*yaml.Node, *Problem) {
	if i := invalidUTF8(text); i >= 0 {
		return nil, &Problem{Line: bytes.Count(text[:i], []byte("\n")) + 1, Reason: "not UTF-8"}
	}
	loader, err := yaml.NewLoader(bytes.NewReader(text))
	if err != nil {
		return nil, &Problem{Reason: err.Error()}
	}
	var first, second yaml.Node
	switch err := loader.Load(&first); {
	case errors.Is(err, io.EOF):
		return nil, nil
	case err != nil:
		return nil, syntax(err, text)
	}
	switch err := loader.Load(&second); {
	case err == nil:
		return nil, &Problem{Line: second.Line, Column: second.Column, Reason: "a second document begins here; an experiment is one"}
	case !errors.Is(err, io.EOF):
		return nil, syntax(err, text)
	}
	return first.Content[0], nil
}

// invalidUTF8 is the index of the first byte that is not UTF-8, or -1.
func invalidUTF8(text []byte) int {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// syntax places an error of the YAML library in a text.
func syntax(err error, text []byte) *Problem {
	var load *yaml.LoadError
	if !errors.As(err, &load) {
		return &Problem{Reason: "not YAML: " + err.Error()}
	}
	reason := "not YAML: " + load.Message
	if load.ContextMsg != "" {
		reason += " " + load.ContextMsg
	}
	if lines := bytes.Split(text, []byte("\n")); load.Mark.Line <= len(lines) && bytes.HasPrefix(bytes.TrimLeft(lines[max(load.Mark.Line, 1)-1], " "), []byte("\t")) {
		reason += "; indent with spaces, not with tabs"
	}
	return &Problem{Line: load.Mark.Line, Column: load.Mark.Column, Reason: reason}
}
