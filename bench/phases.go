package bench

import (
	"errors"
	"regexp"
	"strings"

	"vae"
	"vae/autodiff/exec"
	"vae/train"
)

// Phase is a part of a training step on one thread. Rates are of the operations and bytes that it must have, each value counted once.
type Phase struct {
	Name   string  `json:"name"`
	MS     float64 `json:"ms"`
	Share  float64 `json:"share"` // of all phases
	GFLOPS float64 `json:"gflops"`
	GBs    float64 `json:"gb_s"`
	Limit  string  `json:"limit"`          // what bounds it: FMA, or the level of memory that holds what it touches
	Used   float64 `json:"share_of_limit"` // its rate beside the limit's
}

// profiler is what a machine of the compiled engine can do beyond others.
type profiler interface {
	Profile(runs int) []exec.Timing
}

// MeasurePhases profiles the compiled step of a job on one thread. The whole update comes last, by the difference that it makes.
func MeasurePhases(job train.Job, m *Machine) ([]Phase, error) {
	b, err := newBare(job, 1)
	if err != nil {
		return nil, err
	}
	defer b.close()
	timings, err := profile(job, b)
	if err != nil {
		return nil, err
	}
	var phases []Phase
	for _, t := range timings {
		phases = append(phases, m.phase(label(t.Label), t.Nanoseconds/1e6, t.FLOPs, t.Bytes))
	}
	var failed error
	both := inTurns(window, func() { failed = errors.Join(failed, b.run()) }, func() { failed = errors.Join(failed, b.forwardBackward()) })
	if failed != nil {
		return nil, failed
	}
	const moved = 28 // Adam reads four floats of each parameter and writes three
	n := float64(len(b.params))
	phases = append(phases, m.phase("update", max(0, both[0].Median-both[1].Median), 0, moved*n))
	total := 0.0
	for _, p := range phases {
		total += p.MS
	}
	for i := range phases {
		phases[i].Share = phases[i].MS / total
	}
	return phases, nil
}

// profile runs the step's program on one thread.
func profile(job train.Job, b *bare) ([]exec.Timing, error) {
	p, err := job.Model.CompileProgram(job.Objective, vae.CompileOptions{Batch: job.Config.Batch, Gradients: b.grads})
	if err != nil {
		return nil, err
	}
	machine, err := p.NewMachine(b.params, b.grads, nil)
	if err != nil {
		return nil, err
	}
	prof, ok := machine.(profiler)
	if !ok {
		return nil, errors.New("the compiled engine's machine has no profile")
	}
	fillInputs(machine.Input("x"), machine.Input("eps"))
	machine.Input("beta").Data[0] = 1
	runs := callsIn(2*window, func() { prof.Profile(1) })
	return prof.Profile(runs), nil
}

// phase puts a cost beside the machine's limits: the limit is the one that would take longest.
func (m *Machine) phase(name string, ms, flops, moved float64) Phase {
	p := Phase{Name: name, MS: ms, Limit: "FMA"}
	if ms == 0 {
		return p
	}
	p.GFLOPS, p.GBs = flops/ms/1e6, moved/ms/1e6
	if m.PeakCore > 0 {
		p.Used = p.GFLOPS / m.PeakCore
	}
	level := m.levelOf(moved)
	if used := p.GBs / (2 * level.UpdateCore); used > p.Used {
		p.Limit, p.Used = level.Level, used
	}
	return p
}

// levelOf is the smallest level that holds a number of bytes.
func (m *Machine) levelOf(moved float64) Bandwidth {
	i := 0
	for m.Bandwidth[i].holds < moved {
		i++
	}
	return m.Bandwidth[i]
}

var result = regexp.MustCompile(`v\d+ = `)

// label shortens an item's program text to its operations: "matmul(x, encoder.0.weight)" or "exp mul add".
func label(text string) string {
	lines := strings.Split(text, "; ")
	if len(lines) == 1 {
		return result.ReplaceAllString(text, "")
	}
	ops := make([]string, len(lines))
	for i, line := range lines {
		ops[i], _, _ = strings.Cut(result.ReplaceAllString(line, ""), "(")
	}
	return strings.Join(ops, " ")
}
