package main

import (
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"vae"
	"vae/autodiff"
	"vae/bench"
	"vae/configs"
	"vae/train"
)

// benchFlags are the flags of vae bench.
type benchFlags struct {
	set        []string
	model      string
	activation string
	engine     string
	batch      int
	threads    int
	steps      int
	what       []string
	json       bool
}

// benchParts are what --what may name.
var benchParts = []string{"step", "phases", "infer", "nll", "epoch", "products"}

func newBench(a *app) *cobra.Command {
	var f benchFlags
	c := &cobra.Command{
		Use:   "bench [PRESET|FILE]",
		Short: "Measure how fast training steps are, beside what the machine can do",
		Long: `Measure the machine's peak of fused multiply-adds and its memory's bandwidth, then a training
step of an experiment: all that the training loop does for it, and where the time goes.
With --model the data are random bytes, and no experiment is needed.

  step      whole steps of the training loop, and bare ones: forward, backward, update
  phases    the parts of a step on one thread, beside the limit of each
  infer     encoding and decoding one example
  nll       estimating -log p(x) with 5000 samples
  epoch     epochs of the training loop, beside as many bare steps
  products  the three matrix products of the first layer`,
		Example: `  vae bench mnist
  vae bench --model 784-400-20 --batch 128 --what step --json`,
		Args: wrongArgs(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error { return a.bench(args, f) },
	}
	c.Flags().StringArrayVar(&f.set, "set", nil, "change a setting, as in model.latent=2; may be repeated")
	c.Flags().StringVar(&f.model, "model", "", "widths from the data to the latent space, as in 784-400-20, instead of an experiment")
	c.Flags().StringVar(&f.activation, "activation", "", "the same as --set model.activation=")
	c.Flags().StringVar(&f.engine, "engine", "", "compiled, reference or gorgonia; the same as --set train.engine=")
	c.Flags().IntVar(&f.batch, "batch", 0, "examples a step; the same as --set train.batch=")
	c.Flags().IntVar(&f.threads, "threads", 0, "how many threads to use; 0 is one for each processor")
	c.Flags().IntVar(&f.steps, "steps", 0, "steps of a repeat; 0 takes as many as fit in a tenth of a second")
	c.Flags().StringSliceVar(&f.what, "what", benchParts[:3], "what to measure, of "+strings.Join(benchParts, ", "))
	c.Flags().BoolVar(&f.json, "json", false, "print one line of JSON instead of tables")
	return c
}

// benchReport is what was measured.
type benchReport struct {
	Model      string `json:"model"` // widths from the data to the latent space
	Activation string `json:"activation"`
	Batch      int    `json:"batch"`
	Parameters int    `json:"parameters"`
	Engine     string `json:"engine"`
	Go         string `json:"go"`

	Machine     bench.Machine `json:"machine"`
	*bench.Step               // ms_per_step and others, without a name
	Phases      []bench.Phase `json:"phases,omitempty"`
	*bench.Inference
	NLL      *bench.NLL      `json:"nll,omitempty"`
	Epoch    *bench.Epoch    `json:"epoch,omitempty"`
	Products []bench.Product `json:"products,omitempty"`
}

// bench measures an experiment and prints what came of it.
func (a *app) bench(args []string, f benchFlags) error {
	if err := f.check(args); err != nil {
		return err
	}
	job, err := f.job(args)
	if err != nil {
		return err
	}
	r, err := f.measure(job)
	if err != nil {
		return err
	}
	if f.json {
		return json.NewEncoder(a.out).Encode(r)
	}
	return r.print(a.out)
}

// check refuses flags that make no sense, before anything is read.
func (f benchFlags) check(args []string) error {
	if f.model != "" && len(args) > 0 {
		return usageError{fmt.Errorf("--model %s and the experiment %s both name a model; give one of them", f.model, args[0])}
	}
	for _, n := range []struct {
		flag  string
		value int
	}{{"batch", f.batch}, {"threads", f.threads}, {"steps", f.steps}} {
		if n.value < 0 {
			return usageError{fmt.Errorf("--%s %d: give a positive number, or 0 for the default", n.flag, n.value)}
		}
	}
	for _, w := range f.what {
		if !slices.Contains(benchParts, w) {
			return usageError{fmt.Errorf("--what %s: choose of %s, with commas between them", w, strings.Join(benchParts, ", "))}
		}
	}
	return nil
}

// job is the experiment's training run, or that of a model on random bytes.
func (f benchFlags) job(args []string) (*train.Job, error) {
	name := "default"
	if len(args) == 1 {
		name = args[0]
	}
	features, sets, err := f.overrides()
	if err != nil {
		return nil, usageError{err}
	}
	e, _, err := configs.Load(name, append(sets, f.set...))
	if err != nil {
		return nil, usageError{err}
	}
	if f.model == "" {
		return e.Job(nil, nil)
	}
	const examples = 20000
	set, err := bench.RandomSet(max(examples, 4*e.Train.Batch), features)
	if err != nil {
		return nil, err
	}
	job := &train.Job{Objective: e.Loss, Optimizer: e.Optimizer, Config: e.Train, Train: set, Seed: e.Seed}
	job.Model, err = vae.New(e.Model, set.Shape(), e.Seed, make([]float64, features))
	return job, err
}

// overrides are the settings that the flags stand for, and --model's number of features.
func (f benchFlags) overrides() (features int, sets []string, err error) {
	if f.model != "" {
		var widths []string
		if features, widths, err = parseModel(f.model); err != nil {
			return 0, nil, err
		}
		last := len(widths) - 1
		sets = append(sets, "model.hidden=["+strings.Join(widths[:last], ",")+"]", "model.latent="+widths[last])
		if f.batch == 0 {
			f.batch = 128
		}
	}
	if f.batch > 0 {
		sets = append(sets, "train.batch="+strconv.Itoa(f.batch))
	}
	for path, value := range map[string]string{"model.activation": f.activation, "train.engine": f.engine} {
		if value != "" {
			sets = append(sets, path+"="+value)
		}
	}
	return features, sets, nil
}

// parseModel reads widths such as 784-400-20: the features, and the others as settings spell them.
func parseModel(s string) (features int, widths []string, err error) {
	widths = strings.Split(s, "-")
	for i, w := range widths {
		n, err := strconv.Atoi(w)
		if err != nil || n < 1 || n > 1<<16 || len(widths) < 2 {
			return 0, nil, fmt.Errorf("--model %s: give widths from the data to the latent space, as in 784-400-20", s)
		}
		if i == 0 {
			features = n
		}
	}
	return features, widths[1:], nil
}

// measure does the parts that were asked for.
func (f benchFlags) measure(job *train.Job) (*benchReport, error) {
	arch, threads := job.Model.Architecture(), f.threads
	if threads == 0 {
		threads = runtime.GOMAXPROCS(0)
	}
	widths := append(append([]int{job.Model.Features()}, arch.Hidden...), arch.Latent)
	r := &benchReport{
		Model: strings.Trim(strings.ReplaceAll(fmt.Sprint(widths), " ", "-"), "[]"), Activation: arch.Activation,
		Batch: job.Config.Batch, Parameters: job.Model.Size(), Engine: job.Config.Engine, Go: runtime.Version(),
		Machine: bench.MeasureMachine(threads),
	}
	parts := map[string]func() error{
		"step":     func() (err error) { r.Step, err = bench.MeasureStep(*job, &r.Machine, f.steps); return },
		"phases":   func() (err error) { r.Phases, err = bench.MeasurePhases(*job, &r.Machine); return },
		"infer":    func() (err error) { r.Inference, err = bench.MeasureInference(job.Model); return },
		"nll":      func() (err error) { r.NLL, err = bench.MeasureNLL(job.Model, threads); return },
		"epoch":    func() (err error) { r.Epoch, err = bench.MeasureEpoch(*job, threads); return },
		"products": func() (err error) { r.Products, err = bench.MeasureProducts(widths, r.Batch, threads); return },
	}
	for _, part := range benchParts {
		if !slices.Contains(f.what, part) || part == "phases" && r.Engine != autodiff.Compiled.String() {
			continue
		}
		if err := parts[part](); err != nil {
			return nil, err
		}
	}
	return r, nil
}
