package plan

import (
	"fmt"
	"strings"

	"vae/autodiff/ir"
)

// This file prints schedules and memory plans for people.

var kindNames = [...]string{"nowhere", "input", "parameters", "constants", "gradients", "arena", "scratch", "register"}

// String is the kind's name.
func (k Kind) String() string { return kindNames[k] }

// Text lists the schedule one value a line, with the place of each.
func (m *Memory) Text(s *Schedule) string {
	var w strings.Builder
	for p, phase := range s.Phases {
		for _, b := range phase.Blocks {
			fmt.Fprintf(&w, "phase %d, %d parts, %d at a time\n", p, b.Split, b.Tile)
			for _, it := range b.Items {
				kind := "group"
				if it.Product {
					kind = "product"
				}
				fmt.Fprintf(&w, "  %s, %d at a time\n", kind, it.Tile)
				for _, v := range it.Steps {
					slot := m.Slots[v]
					fmt.Fprintf(&w, "    %-40s %v %s+%d\n", s.Line(v), s.F.Values[v].Shape, slot.Kind, slot.Offset)
				}
			}
		}
	}
	fmt.Fprintf(&w, "arena %d, scratch of a thread %d, constants %d floats\n", m.Arena, m.Scratch, m.Constants)
	return w.String()
}

// Line is a computed value as a formula.
func (s *Schedule) Line(v ir.ID) string {
	args := make([]string, 0, 3)
	for _, a := range s.Reads(v) {
		args = append(args, s.name(a))
	}
	op := s.F.Values[s.Core[v]].Op.String()
	return fmt.Sprintf("v%d = %s%s(%s)", v, op, fusionNames[s.Fused[v]], strings.Join(args, ", "))
}

func (s *Schedule) name(v ir.ID) string {
	if name := s.F.Values[v].Attr.Name; name != "" {
		return name
	}
	if data := s.F.Values[v].Attr.Data; len(data) == 1 {
		return fmt.Sprint(data[0])
	}
	return fmt.Sprintf("v%d", v)
}
