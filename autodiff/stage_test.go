package autodiff

import (
	"fmt"
	"os"
	"slices"
	"testing"
)

func TestMain(m *testing.M) {
	checkStages = true
	os.Exit(m.Run())
}

// violations lists the constraints that a list of stages breaks.
func violations(names []string) []string {
	var broken []string
	for _, o := range orders {
		for i, name := range names {
			if name == o.stage && !slices.Contains(names[:i], o.needs) {
				broken = append(broken, fmt.Sprintf("%s needs %s before it: %s", o.stage, o.needs, o.because))
			}
		}
	}
	for _, o := range finals {
		last := -1
		for i, name := range names {
			if name == o.stage {
				last = i
			}
		}
		if last >= 0 && !slices.Contains(names[last:], o.needs) {
			broken = append(broken, fmt.Sprintf("%s needs %s after it: %s", o.stage, o.needs, o.because))
		}
	}
	return broken
}

func stageNames(all bool) []string {
	var names []string
	for _, s := range stages {
		if all || s.meaning {
			names = append(names, s.name)
		}
	}
	return names
}

func TestStagesAreInOrder(t *testing.T) {
	if broken := violations(stageNames(true)); broken != nil {
		t.Error(broken)
	}
}

// TestConstraintsBite: no stage can be dropped, nor change places with the next, unnoticed.
func TestConstraintsBite(t *testing.T) {
	names := stageNames(true)
	for i := range names {
		if dropped := slices.Delete(slices.Clone(names), i, i+1); violations(dropped) == nil {
			t.Errorf("without stage %d, %s, no constraint is broken", i, names[i])
		}
		if i == 0 {
			continue
		}
		swapped := slices.Clone(names)
		swapped[i-1], swapped[i] = swapped[i], swapped[i-1]
		if violations(swapped) == nil {
			t.Errorf("with %s and %s exchanged no constraint is broken", names[i-1], names[i])
		}
	}
}
