package autodiff

import (
	"fmt"
	"strings"
)

// Engine is what computes a program.
type Engine int

const (
	// Compiled is the float32 machine; the zero value.
	Compiled Engine = iota
	// Reference is a plain float64 interpreter: slow, and what the others are held to.
	Reference
	// Gorgonia is Gorgonia's TapeMachine with its own gradients, on graphs in the stock spelling of package op.
	Gorgonia
)

var engineNames = [...]string{"compiled", "reference", "gorgonia"}

// String is the engine's name in configurations.
func (e Engine) String() string {
	if e >= 0 && int(e) < len(engineNames) {
		return engineNames[e]
	}
	return fmt.Sprintf("engine(%d)", int(e))
}

// Engines lists the engines by name.
func Engines() []string { return append([]string(nil), engineNames[:]...) }

// ParseEngine returns the engine of a name.
func ParseEngine(name string) (Engine, error) {
	for i, n := range engineNames {
		if n == name {
			return Engine(i), nil
		}
	}
	return 0, fmt.Errorf("engine %q is not known; choose one of %s", name, strings.Join(engineNames[:], ", "))
}
