package train

import (
	"fmt"
	"math"
	"strings"

	"vae"
)

// DivergedError says where a run stopped making sense. The last checkpoint is as it was before.
type DivergedError struct {
	What       string       // is no longer finite: training loss, validation loss, gradients or parameters
	Progress   vae.Progress // the steps that were completed
	Terms      vae.Terms    // of the batch or the validation set; zero for gradients and parameters
	Norms      []Norm       // of every parameter, and of its gradient at the latest step
	Checkpoint string       // the last good one
}

// Norm is the Euclidean norm of one parameter and of its gradient.
type Norm struct {
	Name                string
	Parameter, Gradient float64
}

// Error tells the step, the norms and the way out.
func (e *DivergedError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "the run has diverged: after step %d (%s) ", e.Progress.Step, e.Progress)
	if e.Terms == (vae.Terms{}) {
		fmt.Fprintf(&b, "the %s are not finite.\n", e.What)
	} else {
		fmt.Fprintf(&b, "the %s is %v (reconstruction %v, kl %v).\n", e.What, e.Terms.Loss, e.Terms.Reconstruction, e.Terms.KL)
	}
	help := "A lower optimizer.learning_rate usually helps."
	if e.Progress.Step == 0 {
		help = "No step was taken yet, so that the data are too large for this model: scale them (data.standardize)."
	}
	fmt.Fprintf(&b, "%s The last good checkpoint is %s.\nNorms:", help, e.Checkpoint)
	for _, n := range e.Norms {
		fmt.Fprintf(&b, "\n  %-32s parameter %-12.6g gradient %.6g", n.Name, n.Parameter, n.Gradient)
	}
	return b.String()
}

// diverged describes the run as it stands.
func (r *run) diverged(what string, t vae.Terms) error {
	e := &DivergedError{What: what, Progress: r.progress, Terms: t, Checkpoint: r.path(LastFile)}
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

// norm is the Euclidean norm; it is finite exactly where all of x are, for squares of float32 do not overflow a float64.
func norm(x []float32) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum)
}
