package divergence

// Names of distributions in test output.

import "fmt"

// label is a distribution with its parameters.
func label(p Distribution) string { return fmt.Sprintf("%s%.4v", p.Family(), p) }

// must is for calls whose error would be the test's mistake.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
