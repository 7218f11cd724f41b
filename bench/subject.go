package bench

import (
	"math/rand/v2"
	"os"

	"vae"
	"vae/autodiff"
	"vae/autodiff/exec"
	"vae/data"
	"vae/optim"
	"vae/train"
)

// RandomSet is n examples of D bytes, uniformly random: the time of a step does not depend on what is learnt.
func RandomSet(n, features int) (*data.Set, error) {
	r := rand.New(rand.NewPCG(1, 2))
	pixels := make([]byte, n*features)
	for i := range pixels {
		pixels[i] = byte(r.Uint32())
	}
	return data.FromBytes("random", "train", []int{features}, pixels, nil)
}

// inTemporaryFolder runs f on a copy of a job that records into a folder which is removed afterwards, and trains a model of its own.
func inTemporaryFolder(job train.Job, f func(train.Job) error) error {
	dir, err := os.MkdirTemp("", "vae-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(dir) }() // what is left there is the system's to clear
	if err := os.Mkdir(dir+"/"+train.SamplesDir, 0o777); err != nil {
		return err
	}
	job.Dir, job.Model = dir, job.Model.Clone()
	return f(job)
}

// bare is a training step without what the loop does around it: forward, backward and update on one batch that stays where it is.
type bare struct {
	step      *vae.Step
	pool      *exec.Pool
	optimizer optim.Optimizer
	params    []float32
	grads     []float32
	weights   vae.Weights
	rate      float64
	count     int
}

// newBare compiles the step of a job on a model of its own and fills its inputs. It is to be closed.
func newBare(job train.Job, threads int) (*bare, error) {
	engine, err := autodiff.ParseEngine(job.Config.Engine)
	if err != nil {
		return nil, err
	}
	m := job.Model.Clone()
	b := &bare{params: m.Block(), grads: make([]float32, len(m.Block())), weights: job.Objective.Final(), rate: job.Optimizer.LearningRate}
	if b.optimizer, err = optim.New(job.Optimizer, len(b.params)); err != nil {
		return nil, err
	}
	b.pool = exec.NewPool(threads)
	b.step, err = m.Compile(job.Objective, vae.CompileOptions{Batch: job.Config.Batch, Gradients: b.grads, Engine: engine, Pool: b.pool})
	if err != nil {
		b.close()
		return nil, err
	}
	fillInputs(b.step.X, b.step.Eps)
	return b, nil
}

// fillInputs writes uniform numbers in [0, 1) to x and normal ones to eps.
func fillInputs(x, eps exec.Tensor) {
	r := rand.New(rand.NewPCG(1, 3))
	for i := range x.Rows() {
		for j := range x.Row(i) {
			x.Row(i)[j] = r.Float32()
		}
	}
	for i := range eps.Rows() {
		for j := range eps.Row(i) {
			eps.Row(i)[j] = float32(r.NormFloat64())
		}
	}
}

func (b *bare) close() { b.pool.Close() }

// Update is the optimiser on a range of the step's blocks.
func (b *bare) Update(lo, hi int, past bool) {
	b.optimizer.Update(b.params, b.grads, lo, hi, past)
}

// run does one step.
func (b *bare) run() error {
	b.count++
	b.optimizer.Prepare(b.count, b.rate, 1)
	_, err := b.step.RunUpdate(b.weights, b)
	return err
}

// forwardBackward does one step without its update.
func (b *bare) forwardBackward() error {
	_, err := b.step.Run(b.weights)
	return err
}
