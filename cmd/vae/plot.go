package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"vae"
	"vae/internal/chart"
	"vae/train"
)

func newPlot(a *app) *cobra.Command {
	var out string
	var from int
	c := &cobra.Command{
		Use:   "plot RUN",
		Short: "Draw a run's loss, reconstruction and KL over its epochs",
		Long: `Draw how a run went: loss, reconstruction and KL over the epochs, of the training and of the
validation examples, as .png or .svg. RUN is a run's folder, or a checkpoint, which holds the
history up to it. The numbers themselves are in the run's metrics.jsonl.`,
		Example: "  vae plot checkpoints/default-1 -o curves.svg\n  vae plot checkpoints/default-1 --first 3",
		Args:    wrongArgs(cobra.ExactArgs(1)),
		RunE:    func(_ *cobra.Command, args []string) error { return a.plot(args[0], out, from) },
	}
	c.Flags().StringVarP(&out, "output", "o", "curves.png", "the .png or .svg file to write")
	c.Flags().IntVar(&from, "first", 1, "the first epoch to draw: the steep beginning hides what follows")
	return c
}

// plot writes the curves.
func (a *app) plot(path, out string, from int) error {
	if _, err := format("-o", out, chart.Formats...); err != nil {
		return err
	}
	if err := between("--first", from, 1, 1_000_000); err != nil {
		return err
	}
	epochs, err := historyOf(path)
	if err != nil {
		return err
	}
	if len(epochs) == 0 {
		return fmt.Errorf("%s: no epoch is over; go on with vae train --resume", path)
	}
	if from > len(epochs) {
		return usageError{fmt.Errorf("--first %d: the run has %d epochs", from, len(epochs))}
	}
	return a.writeTo(out, func(w io.Writer) error {
		return chart.WritePanels(w, chart.FormatOf(out), panels(filepath.Base(filepath.Clean(path)), epochs, from)...)
	})
}

// historyOf reads the epochs of a run's folder or of a checkpoint.
func historyOf(path string) ([]train.Epoch, error) {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return train.ReadHistory(path)
	}
	c, err := vae.ReadCheckpoint(path)
	if err != nil {
		return nil, err
	}
	return train.ParseHistory(c.History)
}

// panels are the curves of a history from an epoch on.
func panels(name string, epochs []train.Epoch, from int) []chart.Panel {
	best := epochs[0]
	for _, e := range epochs {
		if e.Monitored() < best.Monitored() {
			best = e
		}
	}
	panel := func(title, axis string, of func(e *train.Epoch) (training float64, validation *float64)) chart.Panel {
		training, validation := chart.Curve{Name: "training"}, chart.Curve{Name: "validation"}
		for _, e := range epochs[from-1:] {
			t, v := of(&e)
			training.X, training.Y = append(training.X, float64(e.Epoch)), append(training.Y, t)
			if v != nil {
				validation.X, validation.Y = append(validation.X, float64(e.Epoch)), append(validation.Y, *v)
			}
		}
		p := chart.Panel{Title: title, XAxis: "epoch", YAxis: axis, Curves: []chart.Curve{training}}
		if len(validation.X) > 0 {
			p.Curves = append(p.Curves, validation)
		}
		return p
	}
	loss := panel(name+": loss", "nats for each example", func(e *train.Epoch) (float64, *float64) { return e.TrainLoss, e.ValidLoss })
	if best.Epoch >= from {
		loss.X, loss.Y, loss.MarkName = float64(best.Epoch), best.Monitored(), fmt.Sprintf("best, %.2f", best.Monitored())
	}
	return []chart.Panel{
		loss,
		panel("reconstruction", "", func(e *train.Epoch) (float64, *float64) { return e.TrainReconstruction, e.ValidReconstruction }),
		panel("KL", "", func(e *train.Epoch) (float64, *float64) { return e.TrainKL, e.ValidKL }),
	}
}
