package optim

import (
	"math"
	"testing"
)

// TestRate holds rates to numbers worked out by hand.
func TestRate(t *testing.T) {
	const total = 101
	half := math.Sqrt2 / 2 // cos(pi/4)
	for _, c := range []struct {
		name     string
		schedule Schedule
		rates    map[int]float64 // by step; the configured rate is 2
	}{
		{"constant", DefaultSchedule(), map[int]float64{1: 2, 2: 2, 1000: 2}},
		{"warm-up", Schedule{Name: "constant", WarmupSteps: 4}, map[int]float64{1: 0.5, 2: 1, 3: 1.5, 4: 2, 5: 2}},
		{"steps", Schedule{Name: "steps", Drops: []int{3, 5}, DropFactor: 0.5}, map[int]float64{1: 2, 3: 2, 4: 1, 5: 1, 6: 0.5, 900: 0.5}},
		{"steps, warm-up", Schedule{Name: "steps", Drops: []int{1}, DropFactor: 0.5, WarmupSteps: 2}, map[int]float64{1: 1, 2: 1, 3: 1}},
		{"cosine", Schedule{Name: "cosine"}, map[int]float64{1: 2, 51: 1 + math.Cos(math.Pi*50/101), 101: 1 + math.Cos(math.Pi*100/101), 102: 0, 500: 0}},
		{"cosine of 80", Schedule{Name: "cosine", CosineSteps: 80}, map[int]float64{1: 2, 21: 1 + half, 41: 1, 61: 1 - half, 81: 0, 101: 0}},
		{"cosine to a quarter", Schedule{Name: "cosine", CosineSteps: 80, CosineFloor: 0.25}, map[int]float64{1: 2, 41: 1.25, 81: 0.5, 99: 0.5}},
		{"cosine, warm-up", Schedule{Name: "cosine", CosineSteps: 90, WarmupSteps: 10}, map[int]float64{1: 0.2, 5: 1, 10: 2, 11: 2, 31: 1 + half, 51: 1, 91: 0}},
		{"cosine shorter than its warm-up", Schedule{Name: "cosine", WarmupSteps: 200}, map[int]float64{1: 0.01, 100: 1, 101: 1.01}},
	} {
		config := Config{LearningRate: 2, Schedule: c.schedule}
		for step, want := range c.rates {
			if got := config.Rate(step, total); math.Abs(got-want) > 1e-12 {
				t.Errorf("%s, step %d: %v, want %v", c.name, step, got, want)
			}
		}
	}
}

func TestScheduleValidate(t *testing.T) {
	for want, s := range map[string]Schedule{
		"": {Name: "cosine", WarmupSteps: 5, CosineSteps: 6},
		`name: "cosin" is not known; choose one of constant, steps, cosine (nearest: cosine)`: {Name: "cosin"},
		"drops: the schedule steps needs at least one, such as [20000, 40000]":                {Name: "steps", DropFactor: 1},
		"drops: [0] is not a rising list of numbers between 1 and 1000000000":                 {Name: "steps", DropFactor: 1, Drops: []int{0}},
		"cosine_steps: 5 is not between warmup_steps (5) and 1000000000; 0 is the whole run":  {Name: "cosine", WarmupSteps: 5, CosineSteps: 5},
		"cosine_steps: -1 is not between warmup_steps (0) and 1000000000; 0 is the whole run": {Name: "cosine", CosineSteps: -1},
		"cosine_floor: NaN is not in [0, 1]":                                                  {Name: "cosine", CosineFloor: math.NaN()},
		"drop_factor: 2 is not in (0, 1]":                                                     {Name: "steps", Drops: []int{1}, DropFactor: 2},
		"warmup_steps: 1000000001 is not between 0 and 1000000000":                            {Name: "constant", WarmupSteps: maxSteps + 1},
	} {
		if got := s.Validate().Error(); got != want {
			t.Errorf("%+v: got %s, want %s", s, got, want)
		}
	}
}
