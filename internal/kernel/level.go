package kernel

// This file decides, once, which implementation of the kernels runs.

import (
	"fmt"
	"os"
	"strings"
)

// SIMD is an implementation of the kernels.
type SIMD uint8

// The implementations, slowest first.
const (
	None   SIMD = iota // portable Go
	AVX2               // 256 bits, with FMA
	AVX512             // 512 bits: the subsets F, BW, DQ and VL, and BMI2
)

var levelNames = [...]string{None: "none", AVX2: "avx2", AVX512: "avx512"}

// String is the level's name, as VAE_SIMD spells it.
func (s SIMD) String() string { return levelNames[s] }

// level is in use; levelErr says why it is not what VAE_SIMD asked for.
var level, levelErr = choose(os.Getenv("VAE_SIMD"))

// Level returns the implementation in use: the best that the processor has, or what the environment variable VAE_SIMD asks for (avx512,
// avx2 or none). If that is not a level or the processor lacks it, the best one is in use and the error says so; programs report it at
// their start.
func Level() (SIMD, error) { return level, levelErr }

// Levels lists the implementations that this build and processor have, slowest first.
func Levels() []SIMD {
	var all []SIMD
	for s := None; s <= best(); s++ {
		all = append(all, s)
	}
	return all
}

// SetLevel switches to a level, for tests and measurements. No kernel may be running.
func SetLevel(s SIMD) error {
	if s > best() {
		return fmt.Errorf("kernel: this processor or build lacks %s; it has %s", s, strings.Join(levelNames[:best()+1], ", "))
	}
	level, levelErr = s, nil
	return nil
}

// choose returns the level that name asks for; "" asks for the best.
func choose(name string) (SIMD, error) {
	have := strings.Join(levelNames[:best()+1], ", ")
	if name == "" {
		return best(), nil
	}
	for s, n := range levelNames {
		if n != name {
			continue
		}
		if SIMD(s) > best() {
			return best(), fmt.Errorf("VAE_SIMD=%s: this processor or build lacks it; choose one of %s, or unset VAE_SIMD", name, have)
		}
		return SIMD(s), nil
	}
	return best(), fmt.Errorf("VAE_SIMD=%q is not known; choose one of %s, or unset VAE_SIMD", name, have)
}
