package npy

// The header: a Python dictionary with three keys, such as
//
//	{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// scanner reads a text from left to right.
type scanner struct{ rest string }

// take takes a token away if it is next, after spaces.
func (s *scanner) take(token string) bool {
	s.rest = strings.TrimLeft(s.rest, " \t\r\n")
	rest, ok := strings.CutPrefix(s.rest, token)
	if ok {
		s.rest = rest
	}
	return ok
}

// quoted takes a string without escapes.
func (s *scanner) quoted() (string, bool) {
	for _, quote := range []string{"'", `"`} {
		if s.take(quote) {
			text, rest, ok := strings.Cut(s.rest, quote)
			s.rest = rest
			return text, ok && !strings.Contains(text, `\`)
		}
	}
	return "", false
}

// tuple takes whole numbers in parentheses.
func (s *scanner) tuple() ([]int, error) {
	if !s.take("(") {
		return nil, errors.New("the shape is not a tuple")
	}
	shape := []int{}
	for !s.take(")") {
		digits := len(s.rest) - len(strings.TrimLeft(s.rest, "0123456789"))
		d, err := strconv.ParseInt(s.rest[:digits], 10, 64)
		if err != nil {
			return nil, errors.New("the shape has what is no whole number")
		}
		s.rest = s.rest[digits:]
		s.take("L") // as Python 2 wrote them
		if len(shape) == maxRank {
			return nil, fmt.Errorf("the shape has more than %d axes", maxRank)
		}
		shape = append(shape, int(d))
		if !s.take(",") && !strings.HasPrefix(strings.TrimLeft(s.rest, " "), ")") {
			return nil, errors.New("the shape is not a tuple")
		}
	}
	return shape, nil
}

// parseHeader reads the dictionary: each key once, and no other.
func parseHeader(text string) (*Array, error) {
	s, a, seen := scanner{text}, &Array{}, map[string]bool{}
	broken := func(why string) error { return fmt.Errorf("has a header that is not NumPy's: %s", why) }
	if !s.take("{") {
		return nil, broken("it is no dictionary")
	}
	for !s.take("}") {
		key, ok := s.quoted()
		if !ok || seen[key] || !s.take(":") {
			return nil, broken("a key is broken or given twice")
		}
		seen[key] = true
		if err := a.set(&s, key); err != nil {
			return nil, broken(err.Error())
		}
		if !s.take(",") && !strings.HasPrefix(strings.TrimLeft(s.rest, " "), "}") {
			return nil, broken("a comma is missing")
		}
	}
	if len(seen) != 3 || strings.TrimSpace(s.rest) != "" {
		return nil, broken("expected descr, fortran_order and shape")
	}
	return a, nil
}

// set reads the value of a key.
func (a *Array) set(s *scanner, key string) (err error) {
	switch key {
	case "descr":
		descr, ok := s.quoted()
		if !ok {
			return errors.New("the elements are records; save one plain array")
		}
		return a.setType(descr)
	case "fortran_order":
		a.fortran = s.take("True")
		if !a.fortran && !s.take("False") {
			return errors.New("fortran_order is neither True nor False")
		}
	case "shape":
		a.Shape, err = s.tuple()
	default:
		return fmt.Errorf("%.20q is no key", key)
	}
	return err
}

// setType takes the byte order off a type such as <f4.
func (a *Array) setType(descr string) error {
	if descr == "" {
		return errors.New("the type is empty")
	}
	a.order = binary.LittleEndian
	switch descr[0] {
	case '>':
		a.order = binary.BigEndian
		fallthrough
	case '<', '|', '=':
		descr = descr[1:]
	}
	a.Type = descr
	if _, ok := readers[descr]; !ok {
		return fmt.Errorf("elements of type %.20q; save the array as float32, float64, uint8 or another whole number", descr)
	}
	return nil
}
