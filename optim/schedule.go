package optim

// The learning rate as a function of the step alone, so that a resumed run goes on with the same rates.

import (
	"math"

	"vae/internal/invalid"
)

// Schedule says what part of the learning rate a step uses. Fields that the schedule does not name are ignored.
type Schedule struct {
	// Name is constant, steps or cosine: constant by default.
	Name string `yaml:"name" json:"name"`
	// WarmupSteps is the number of first steps in which the rate rises evenly, whatever the schedule (Goyal et al. 2017,
	// https://arxiv.org/abs/1706.02677); 0 by default.
	WarmupSteps int `yaml:"warmup_steps" json:"warmup_steps"`
	// Drops are, for steps, the numbers of steps after which the rate is multiplied by DropFactor, rising; none by default.
	Drops []int `yaml:"drops,flow" json:"drops"`
	// DropFactor is, for steps, what each drop leaves of the rate: 0.1 by default.
	DropFactor float64 `yaml:"drop_factor" json:"drop_factor"`
	// CosineSteps is, for cosine, after how many steps the fall has ended, warm-up counted: by default 0, which is the whole run.
	CosineSteps int `yaml:"cosine_steps" json:"cosine_steps"`
	// CosineFloor is, for cosine, the part of the rate that is left then: 0 by default.
	CosineFloor float64 `yaml:"cosine_floor" json:"cosine_floor"`
}

// DefaultSchedule leaves the rate as it is.
func DefaultSchedule() Schedule {
	return Schedule{Name: "constant", Drops: []int{}, DropFactor: 0.1}
}

// schedules lists what Schedule.Name may be: the part of the rate after a number of steps, warm-up apart, of a run of total steps.
var schedules = map[string]func(s Schedule, done, total int) float64{
	"constant": func(Schedule, int, int) float64 { return 1 },
	"steps":    Schedule.stepped,
	"cosine":   Schedule.cosine,
}

// Part is what part of the learning rate step t = 1, 2, ... of total uses:
//
//	min(1, t / WarmupSteps) * f(t - 1)
//	constant  f(s) = 1
//	steps     f(s) = DropFactor^(number of Drops <= s)
//	cosine    f(s) = floor + (1 - floor) * (1 + cos(pi * p)) / 2, p = (s - WarmupSteps) / (CosineSteps - WarmupSteps) within [0, 1]
//
// The cosine is one period of Loshchilov and Hutter 2017 (https://arxiv.org/abs/1608.03983), without restarts.
func (s Schedule) Part(t, total int) float64 {
	part := schedules[s.Name](s, t-1, total)
	if t < s.WarmupSteps {
		part *= float64(t) / float64(s.WarmupSteps)
	}
	return part
}

func (s Schedule) stepped(done, _ int) float64 {
	part := 1.0
	for _, drop := range s.Drops {
		if drop <= done {
			part *= s.DropFactor
		}
	}
	return part
}

func (s Schedule) cosine(done, total int) float64 {
	end := s.CosineSteps
	if end == 0 {
		end = total
	}
	p := float64(done-s.WarmupSteps) / float64(max(end-s.WarmupSteps, 1))
	p = max(0, min(1, p))
	return s.CosineFloor + (1-s.CosineFloor)*(1+math.Cos(math.Pi*p))/2
}

// Rate is the learning rate of step t = 1, 2, ... of a run of total steps.
func (c Config) Rate(t, total int) float64 { return c.LearningRate * c.Schedule.Part(t, total) }

// maxSteps bounds the numbers of steps of a schedule.
const maxSteps = 1_000_000_000

// Validate reports every setting that cannot be used.
func (s Schedule) Validate() invalid.Fields {
	var bad invalid.Fields
	bad.OneOf("name", s.Name, "constant", "steps", "cosine")
	if s.WarmupSteps < 0 || s.WarmupSteps > maxSteps {
		bad.Addf("warmup_steps", "%d is not between 0 and %d", s.WarmupSteps, maxSteps)
	}
	switch s.Name {
	case "steps":
		s.checkDrops(&bad)
	case "cosine":
		if s.CosineSteps != 0 && (s.CosineSteps <= s.WarmupSteps || s.CosineSteps > maxSteps) {
			bad.Addf("cosine_steps", "%d is not between warmup_steps (%d) and %d; 0 is the whole run", s.CosineSteps, s.WarmupSteps, maxSteps)
		}
		within(&bad, "cosine_floor", s.CosineFloor, 0, 1)
	}
	return bad
}

func (s Schedule) checkDrops(bad *invalid.Fields) {
	if len(s.Drops) == 0 {
		bad.Addf("drops", "the schedule steps needs at least one, such as [20000, 40000]")
	}
	last := 0
	for _, drop := range s.Drops {
		if drop <= last || drop > maxSteps {
			bad.Addf("drops", "%v is not a rising list of numbers between 1 and %d", s.Drops, maxSteps)
			break
		}
		last = drop
	}
	if !(s.DropFactor > 0 && s.DropFactor <= 1) {
		bad.Addf("drop_factor", "%v is not in (0, 1]", s.DropFactor)
	}
}
