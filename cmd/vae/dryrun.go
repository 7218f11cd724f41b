package main

// vae train --dry-run: what a run would do.

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"text/tabwriter"

	"vae"
	"vae/autodiff"
	"vae/optim"
	"vae/train"
)

// runPlan is what vae train --dry-run prints. Sizes are bytes.
type runPlan struct {
	Data         string   `json:"data"`
	Shape        []int    `json:"shape"`
	Binarization string   `json:"binarization"`
	Training     int      `json:"training_examples"`
	Validation   int      `json:"validation_examples"`
	Model        string   `json:"model"`
	Parameters   int      `json:"parameters"`
	Objective    string   `json:"objective"`
	Epochs       int      `json:"epochs"`
	EpochsDone   int      `json:"epochs_done"`
	Batch        int      `json:"batch"`
	EpochSteps   int      `json:"steps_per_epoch"`
	Steps        int      `json:"steps_left"`
	Engine       string   `json:"engine"`
	Threads      int      `json:"threads"`
	StepFLOPs    int64    `json:"flops_per_step"` // 0: the engine does not say
	FLOPs        float64  `json:"flops_left"`
	Memory       memory   `json:"memory"`
	Folder       string   `json:"folder"`
	Files        []string `json:"files"`
	Pictures     int      `json:"pictures"`
	Warning      string   `json:"warning,omitempty"`
}

// memory is what a run holds at once, in bytes.
type memory struct {
	Data       int `json:"data"`
	Parameters int `json:"parameters"`
	Gradients  int `json:"gradients"`
	Optimizer  int `json:"optimizer"`
	Steps      int `json:"steps"` // the values of a step and its scratch; 0: the engine does not say
}

func (m memory) total() int { return m.Data + m.Parameters + m.Gradients + m.Optimizer + m.Steps }

// planOf works out what a job would do. name is the experiment's, or empty for one that is resumed in its folder.
func planOf(job *train.Job, name, out string, threads int) (*runPlan, error) {
	if threads == 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	m, c := job.Model, job.Config
	n := job.Train.Len()
	p := &runPlan{
		Data: job.Train.Name, Shape: m.Shape(), Binarization: job.Binarization.String(), Training: n, Model: layersOf(m), Parameters: m.Size(),
		Objective: fmt.Sprintf("%s, beta %g, %s, %s likelihood", job.Objective.Objective, job.Objective.Beta, count(job.Objective.Samples, "sample"), m.Likelihood()),
		Epochs:    c.Epochs, Batch: min(c.Batch, n), EpochSteps: (n + c.Batch - 1) / c.Batch, Engine: c.Engine, Threads: threads, Warning: job.Warning(),
	}
	if job.Validation != nil {
		p.Validation = job.Validation.Len()
	}
	done := 0
	if job.Resume != nil {
		p.EpochsDone, done = job.Resume.Progress.Epoch, job.Resume.Progress.Step
	}
	p.Steps = max(0, c.Epochs*p.EpochSteps-done)
	if err := p.measure(job); err != nil {
		return nil, err
	}
	p.list(job, name, out)
	return p, nil
}

// measure compiles the step and asks what it takes.
func (p *runPlan) measure(job *train.Job) error {
	engine, err := autodiff.ParseEngine(p.Engine)
	if err != nil {
		return err
	}
	program, err := job.Model.CompileProgram(job.Objective, vae.CompileOptions{Batch: p.Batch, Engine: engine, Gradients: []float32{}})
	if err != nil {
		return err
	}
	p.StepFLOPs = program.FLOPs()
	p.FLOPs = float64(p.StepFLOPs) * float64(p.Steps)
	block := 4 * len(job.Model.Block())
	bytesOf := 4
	if job.Train.Pixels() {
		bytesOf = 1
	}
	p.Memory = memory{
		Data:       bytesOf * (p.Training + p.Validation) * job.Model.Features(),
		Parameters: block, Gradients: block, Steps: program.Bytes(p.Threads),
	}
	o, err := optim.New(job.Optimizer, len(job.Model.Block()))
	if err != nil {
		return err
	}
	for _, b := range o.State() {
		p.Memory.Optimizer += 4 * len(b.Data)
	}
	if job.Optimizer.EMA > 0 {
		p.Memory.Parameters += block // their average
	}
	return nil
}

// list names what the run would leave.
func (p *runPlan) list(job *train.Job, name, out string) {
	p.Folder = filepath.Clean(out)
	if out == "" {
		p.Folder = ""
	}
	for n := 1; p.Folder == ""; n++ {
		dir := filepath.Join("checkpoints", fmt.Sprintf("%s-%d", name, n))
		if _, err := os.Lstat(dir); err != nil {
			p.Folder = dir
		}
	}
	p.Files = []string{train.ConfigFile, train.MetricsFile, train.TimingFile, train.LastFile, train.BestFile}
	if c := job.Config; c.SampleGrid > 0 && len(job.Model.Shape()) > 1 {
		p.Pictures = c.Epochs/c.SampleEvery - p.EpochsDone/c.SampleEvery
		p.Files = append(p.Files, train.SamplesDir+"/")
	}
}

// layersOf is a model's widths from the data to the latent space and back: 784-200-10-200-784 relu.
func layersOf(m *vae.Model) string {
	arch := m.Architecture()
	widths := fmt.Sprint(m.Features())
	for _, h := range arch.Hidden {
		widths += fmt.Sprintf("-%d", h)
	}
	widths += fmt.Sprintf("-%d", arch.Latent)
	for i := len(arch.Hidden) - 1; i >= 0; i-- {
		widths += fmt.Sprintf("-%d", arch.Hidden[i])
	}
	return fmt.Sprintf("%s-%d %s", widths, m.Features(), arch.Activation)
}

// printPlan prints a plan for people.
func (a *app) printPlan(p *runPlan) error {
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	row := func(name, format string, args ...any) { fmt.Fprintf(w, "%s\t%s\n", name, fmt.Sprintf(format, args...)) }
	row("data", "%s: %d examples to train, %d to validate; shape %v, binarization %s", p.Data, p.Training, p.Validation, p.Shape, p.Binarization)
	row("model", "%s, %d parameters", p.Model, p.Parameters)
	row("objective", "%s", p.Objective)
	row("steps", "%d: %d to go of %s, %s of %s an epoch", p.Steps, p.Epochs-min(p.Epochs, p.EpochsDone), count(p.Epochs, "epoch"),
		count(p.EpochSteps, "step"), count(p.Batch, "example"))
	if p.StepFLOPs > 0 {
		row("compute", "%sFLOP a step, %sFLOP in all, validation not counted; %s engine on %s",
			prefixed(float64(p.StepFLOPs)), prefixed(p.FLOPs), p.Engine, count(p.Threads, "thread"))
	} else {
		row("compute", "%s engine, which does not say", p.Engine)
	}
	m := p.Memory
	row("memory", "%sB: data %sB, parameters %sB, gradients %sB, optimizer %sB, steps %sB", prefixed(float64(m.total())), prefixed(float64(m.Data)),
		prefixed(float64(m.Parameters)), prefixed(float64(m.Gradients)), prefixed(float64(m.Optimizer)), prefixed(float64(m.Steps)))
	row("folder", "%s", p.Folder)
	files := strings.Join(p.Files, " ")
	if p.Pictures > 0 {
		files += " (" + count(p.Pictures, "picture") + ")"
	}
	row("files", "%s", files)
	if p.Warning != "" {
		row("warning", "%s", p.Warning)
	}
	return w.Flush()
}

// prefixed writes a number with three digits and a prefix of thousands: 12.3 M.
func prefixed(x float64) string {
	for _, prefix := range []string{"", "k", "M", "G", "T", "P"} {
		if x < 999.5 || prefix == "P" {
			return fmt.Sprintf("%.3g %s", x, prefix)
		}
		x /= 1000
	}
	return ""
}
