package data

// Standardisation: features of mean 0 and standard deviation 1, and back.

import (
	"errors"
	"fmt"
	"math"
)

// Standardization takes D features to z = (x - Mean) / Scale, and back.
type Standardization struct {
	Mean  []float32 `json:"mean"`
	Scale []float32 `json:"scale"`
}

// FitStandardization takes mean and standard deviation (over N, not N-1) of every feature from a set. A feature that never varies has scale 1.
func FitStandardization(s *Set) *Standardization {
	out := &Standardization{make([]float32, s.width), make([]float32, s.width)}
	for j, f := range s.Summarize() {
		out.Mean[j], out.Scale[j] = float32(f.Mean), float32(f.Deviation)
		if !(out.Scale[j] > 0) {
			out.Scale[j] = 1
		}
	}
	return out
}

// only leaves the features that are not chosen as they are; nil chooses all.
func (s *Standardization) only(chosen []bool) {
	for j, yes := range chosen {
		if !yes {
			s.Mean[j], s.Scale[j] = 0, 1
		}
	}
}

// Apply standardises rows in place: x is [n, D].
func (s *Standardization) Apply(x []float32) {
	s.eachRow(x, func(j int, x float64) float64 { return (x - float64(s.Mean[j])) / float64(s.Scale[j]) })
}

// Invert takes standardised rows back to the features' own units, in place: x is [n, D].
func (s *Standardization) Invert(x []float32) {
	s.eachRow(x, func(j int, z float64) float64 { return z*float64(s.Scale[j]) + float64(s.Mean[j]) })
}

func (s *Standardization) eachRow(x []float32, f func(j int, x float64) float64) {
	d := len(s.Mean)
	if d == 0 || len(x)%d != 0 {
		panic("data: a standardisation of other features")
	}
	for i := range x {
		x[i] = float32(f(i%d, float64(x[i])))
	}
}

// check refuses what no data could have given.
func (s *Standardization) check() error {
	if len(s.Mean) == 0 || len(s.Mean) != len(s.Scale) {
		return fmt.Errorf("standardisation has %d means and %d scales", len(s.Mean), len(s.Scale))
	}
	for j, scale := range s.Scale {
		if m := float64(s.Mean[j]); math.IsNaN(m) || math.IsInf(m, 0) || !(scale > 0) || math.IsInf(float64(scale), 0) {
			return errors.New("standardisation has a mean that is not finite, or a scale that is not positive")
		}
	}
	return nil
}
