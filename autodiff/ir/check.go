package ir

import (
	"errors"
	"fmt"
)

// Limits of a well-formed program. They keep products of dimensions far from overflow, whatever a text claims.
const (
	MaxRank = 8         // dimensions of a shape
	MaxSize = 1<<31 - 1 // elements of a value
)

// Check says whether the program is well formed, or what is wrong and where: every argument is defined before its use, every
// recorded shape is what the operation gives, inputs and parameters have names of their own, attributes stand only where the operation
// reads them, and outputs are values with names of their own.
func (f *Func) Check() error {
	c := checker{f: f, names: map[string]ID{}}
	for id := range f.Values {
		if err := c.value(ID(id)); err != nil {
			return fmt.Errorf("program %q: v%d: %w", f.Name, id, err)
		}
	}
	if err := c.outputs(); err != nil {
		return fmt.Errorf("program %q: %w", f.Name, err)
	}
	return nil
}

// checker walks a program once, remembering the names it has seen.
type checker struct {
	f      *Func
	names  map[string]ID
	shapes []Shape // scratch: the arguments' shapes
}

// value checks one value, given that all before it are right.
func (c *checker) value(id ID) error {
	v := c.f.Values[id]
	if v.Op <= Invalid || v.Op >= opCount {
		return fmt.Errorf("unknown operation %d", v.Op)
	}
	if err := checkShape(v.Shape); err != nil {
		return fmt.Errorf("%s: %w", v.Op, err)
	}
	c.shapes = c.shapes[:0]
	for _, a := range v.Args {
		if a < 0 || a >= id {
			return fmt.Errorf("%s: argument v%d is not defined before its use", v.Op, a)
		}
		c.shapes = append(c.shapes, c.f.Values[a].Shape)
	}
	shape, err := inferShape(v.Op, v.Attr, c.shapes, v.Shape)
	if err != nil {
		return err
	}
	if !shape.Equal(v.Shape) {
		return fmt.Errorf("%s gives shape %v, recorded is %v", v.Op, shape, v.Shape)
	}
	if v.Attr.set()&^attrs[v.Op] != 0 {
		return fmt.Errorf("%s carries an attribute that it does not read", v.Op)
	}
	return c.name(id, v)
}

// name checks that an Input or Param is the first of its name.
func (c *checker) name(id ID, v Value) error {
	if attrs[v.Op]&usesName == 0 {
		return nil
	}
	if v.Attr.Name == "" {
		return fmt.Errorf("%s has no name", v.Op)
	}
	if first, ok := c.names[v.Attr.Name]; ok {
		return fmt.Errorf("%s %q: v%d has that name already; inputs and parameters share one set of names", v.Op, v.Attr.Name, first)
	}
	c.names[v.Attr.Name] = id
	return nil
}

func (c *checker) outputs() error {
	seen := map[string]bool{}
	for _, o := range c.f.Outputs {
		switch {
		case o.Name == "":
			return errors.New("an output has no name")
		case seen[o.Name]:
			return fmt.Errorf("two outputs are named %q", o.Name)
		case o.ID < 0 || int(o.ID) >= len(c.f.Values):
			return fmt.Errorf("output %q is v%d, which is not defined", o.Name, o.ID)
		}
		seen[o.Name] = true
	}
	return nil
}

// checkShape refuses empty and absurd shapes.
func checkShape(s Shape) error {
	if len(s) > MaxRank {
		return fmt.Errorf("shape %v has more than %d dimensions", s, MaxRank)
	}
	n := 1
	for _, d := range s {
		if d < 1 {
			return fmt.Errorf("shape %v has an empty dimension", s)
		}
		if d > MaxSize/n {
			return fmt.Errorf("shape %v has more than %d elements", s, MaxSize)
		}
		n *= d
	}
	return nil
}
