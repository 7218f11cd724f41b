package kernel

import (
	"strings"
	"testing"
)

// eachLevel runs a test on every level present and puts back the one in use.
func eachLevel(t *testing.T, f func(t *testing.T)) {
	before := level
	defer func() { level = before }()
	for _, s := range Levels() {
		if err := SetLevel(s); err != nil {
			t.Fatal(err)
		}
		t.Run(s.String(), f)
	}
}

// TestChoose holds that a wrong VAE_SIMD is an error that names the allowed values, and never stops the program at import.
func TestChoose(t *testing.T) {
	for _, s := range Levels() {
		if got, err := choose(s.String()); got != s || err != nil {
			t.Errorf("choose(%s) = %v, %v", s, got, err)
		}
	}
	if got, err := choose(""); got != best() || err != nil {
		t.Errorf("choose of nothing = %v, %v", got, err)
	}
	got, err := choose("sse9")
	if got != best() || err == nil || !strings.Contains(err.Error(), `"sse9"`) || !strings.Contains(err.Error(), "none") {
		t.Errorf("choose(sse9) = %v, %v", got, err)
	}
	if best() < AVX512 {
		if _, err := choose("avx512"); err == nil || !strings.Contains(err.Error(), "lacks") {
			t.Errorf("choose of a level that is absent: %v", err)
		}
	}
}
