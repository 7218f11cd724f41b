package train

import (
	"fmt"
	"math"
	"strings"

	"vae"
)

// DivergedError says where a loss stopped being finite. The last checkpoint is as it was before.
type DivergedError struct {
	Progress   vae.Progress
	Terms      vae.Terms
	Norms      []Norm // of every parameter and its gradient at that step
	Checkpoint string // the last good one
}

// Norm is the Euclidean norm of one parameter and of its gradient.
type Norm struct {
	Name                string
	Parameter, Gradient float64
}

// Error tells the step, the norms and the way out.
func (e *DivergedError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "the loss is %v (reconstruction %v, kl %v) at step %d: the run has diverged.\n",
		e.Terms.Loss, e.Terms.Reconstruction, e.Terms.KL, e.Progress.Step+1)
	fmt.Fprintf(&b, "A lower optimizer.learning_rate usually helps. The last good checkpoint is %s.\nNorms:", e.Checkpoint)
	for _, n := range e.Norms {
		fmt.Fprintf(&b, "\n  %-32s parameter %-12.6g gradient %.6g", n.Name, n.Parameter, n.Gradient)
	}
	return b.String()
}

func (r *run) diverged(t vae.Terms) error {
	e := &DivergedError{Progress: r.progress, Terms: t, Checkpoint: r.path(LastFile)}
	for _, entry := range r.job.Model.Layout().Entries {
		dense := make([]float32, entry.Shape.Size())
		entry.Unpack(dense, r.job.Model.Block())
		n := Norm{Name: entry.Name, Parameter: norm(dense)}
		entry.Unpack(dense, r.gradients)
		n.Gradient = norm(dense)
		e.Norms = append(e.Norms, n)
	}
	return e
}

func norm(x []float32) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum)
}
