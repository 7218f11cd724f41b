package irtest_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"vae/autodiff/ir"
	"vae/autodiff/ir/irtest"
)

// Every operation must turn up, or the properties tested on random programs would be silent about it.
func TestProgramsUseEveryOperation(t *testing.T) {
	missing := map[ir.Op]bool{}
	for _, op := range ir.All() {
		missing[op] = true
	}
	rapid.Check(t, func(t *rapid.T) {
		f := irtest.Program(t, irtest.Options{Values: 60})
		if err := f.Check(); err != nil {
			t.Fatalf("%v\n%s", err, f)
		}
		for _, v := range f.Values {
			delete(missing, v.Op)
		}
	})
	for op := range missing {
		t.Errorf("no random program used %s", op)
	}
}

func TestFeedIsExactInFloat32(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := irtest.Program(t, irtest.Options{Values: 1})
		for name, xs := range irtest.Feed(t, f) {
			for _, x := range xs {
				if float64(float32(x)) != x || math.Abs(x) > 2 {
					t.Fatalf("%s holds %v", name, x)
				}
			}
		}
	})
}
