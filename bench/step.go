package bench

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/sirupsen/logrus"

	"vae"
	"vae/autodiff"
	"vae/train"
)

// Step is the cost of a training step. The whole step is what the training loop does for one: take the batch's indices, fill in the examples, draw
// the noise, forward, backward, update, add up the terms. The ends of epochs are not counted; Epoch measures them.
type Step struct {
	Milliseconds float64 `json:"ms_per_step"` // the median
	Best         float64 `json:"best_ms"`
	Worst        float64 `json:"worst_ms"`
	Steps        int     `json:"steps"`            // of each repeat
	MFLOPs       float64 `json:"mflop"`            // of forward and backward; the update is not counted
	GFLOPS       float64 `json:"gflops"`           // in the median
	PeakShare    float64 `json:"peak_share"`       // of the peak of all threads; 0 where it is not known
	Bare         Sample  `json:"bare_ms"`          // forward, backward and update alone
	OneThread    *Sample `json:"bare_ms_1_thread"` // the same on one thread; nil where the whole step is on one
	Allocations  float64 `json:"allocations_per_step"`
	CompileMS    float64 `json:"compile_ms"` // from the graph to a program, the best of several
}

// MeasureStep runs a job's training loop in windows of steps, taking turns with bare steps. 0 steps choose their own number.
func MeasureStep(job train.Job, m *Machine, steps int) (*Step, error) {
	out := &Step{}
	if err := out.compile(job); err != nil {
		return nil, err
	}
	l := &loop{steps: steps}
	counts := []int{m.Threads, 1}
	if m.Threads == 1 || job.Config.Engine != autodiff.Compiled.String() {
		counts = counts[:1]
	}
	for _, threads := range counts {
		b, err := newBare(job, threads)
		if err != nil {
			return nil, err
		}
		defer b.close()
		l.bares = append(l.bares, b)
	}
	l.bare = make([][]float64, len(l.bares))
	job.Threads = m.Threads
	if err := inTemporaryFolder(job, l.run); err != nil {
		return nil, err
	}
	m.MeasurePeak()
	out.fill(l, m)
	return out, nil
}

// fill takes over what the loop has measured.
func (s *Step) fill(l *loop, m *Machine) {
	whole := summarize(l.whole)
	s.Milliseconds, s.Best, s.Worst, s.Steps = whole.Median, whole.Best, whole.Worst, l.steps
	s.Bare, s.Allocations = summarize(l.bare[0]), l.allocations
	if len(l.bare) > 1 {
		one := summarize(l.bare[1])
		s.OneThread = &one
	}
	s.GFLOPS = s.MFLOPs / s.Milliseconds
	if m.Peak > 0 {
		s.PeakShare = s.GFLOPS / m.Peak
	}
}

// compile counts the step's operations, as the compiled engine does them, and times its compilation.
func (s *Step) compile(job train.Job) error {
	for i := range 3 {
		start := time.Now()
		p, err := job.Model.CompileProgram(job.Objective, vae.CompileOptions{Batch: job.Config.Batch, Gradients: []float32{}})
		if err != nil {
			return err
		}
		ms := milliseconds(time.Since(start))
		if i == 0 || ms < s.CompileMS {
			s.CompileMS = ms
		}
		s.MFLOPs = float64(p.FLOPs()) / 1e6
	}
	return nil
}

// loop listens to a training run and times windows of its steps; after each it times as many bare steps.
type loop struct {
	steps int // of a window; 0: not known yet
	bares []*bare

	whole       []float64
	bare        [][]float64
	allocations float64 // the fewest in a stretch of steps, for each

	perEpoch int
	stop     context.CancelFunc
	err      error
	last     time.Time     // when the listener returned
	spent    time.Duration // in the window
	count    int           // steps in the window
	stretch  int           // steps since start, which was in the same epoch and window
	start    uint64        // allocations at its start
}

// warmUp is how long the first window is, if it is not told a number of steps.
const warmUp = 50 * time.Millisecond

// run trains until everything is measured.
func (l *loop) run(job train.Job) error {
	log := logrus.New()
	log.SetOutput(io.Discard)
	job.Log, job.Config.Epochs, job.Validation, job.Resume = log, 1_000_000, nil, nil
	job.Events = train.Events{Start: func(p train.Plan) { l.perEpoch = p.StepsPerEpoch }, Step: l.listen}
	var ctx context.Context
	ctx, l.stop = context.WithCancel(context.Background())
	defer l.stop()
	l.allocations = -1
	if err := train.Run(ctx, job); !errors.Is(err, train.ErrInterrupted) {
		return err
	}
	return l.err
}

// listen is called after each step. The first step of an epoch is not counted: before it the last epoch was closed, and this one shuffled.
func (l *loop) listen(p vae.Progress, _ vae.Terms) {
	if p.Batch == 1 && l.perEpoch > 1 {
		l.begin()
		return
	}
	l.spent += time.Since(l.last)
	l.count++
	l.stretch++
	full := l.count == l.steps || l.steps == 0 && l.spent > warmUp
	if full || p.Batch == l.perEpoch {
		l.countAllocations()
	}
	if full {
		l.closeWindow()
		l.begin()
		return
	}
	l.last = time.Now()
}

// begin starts a stretch of steps.
func (l *loop) begin() { l.stretch, l.start, l.last = 0, mallocs(), time.Now() }

// countAllocations ends a stretch.
func (l *loop) countAllocations() {
	if l.stretch == 0 {
		return
	}
	if a := float64(mallocs()-l.start) / float64(l.stretch); l.allocations < 0 || a < l.allocations {
		l.allocations = a
	}
}

// closeWindow notes a window and times bare steps; the first window is for warming up. After the last the run is told to stop.
func (l *loop) closeWindow() {
	ms := milliseconds(l.spent) / float64(l.count)
	first := l.whole == nil
	if first {
		l.whole = []float64{}
	} else {
		l.whole = append(l.whole, ms)
	}
	if l.steps == 0 {
		l.steps = max(1, int(milliseconds(window)/ms))
	}
	for i, b := range l.bares {
		took := timed(l.steps, func() { l.err = errors.Join(l.err, b.run()) })
		if !first {
			l.bare[i] = append(l.bare[i], took)
		}
	}
	l.count, l.spent = 0, 0
	if len(l.whole) == repeats || l.err != nil {
		l.stop()
	}
}
