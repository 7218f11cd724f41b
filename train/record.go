package train

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"

	"vae"
)

// The files of a run's folder.
const (
	ConfigFile  = "config.yaml"
	MetricsFile = "metrics.jsonl"
	TimingFile  = "timing.jsonl"
	LastFile    = "last.safetensors"
	BestFile    = "best.safetensors"
	SamplesDir  = "samples"
)

// Epoch is one line of metrics.jsonl. Losses are nats for each example, averaged over the set; training values are averages over the epoch, while the
// parameters moved.
type Epoch struct {
	Epoch               int      `json:"epoch"`
	Step                int      `json:"step"`
	TrainLoss           float64  `json:"train_loss"`
	TrainReconstruction float64  `json:"train_reconstruction"`
	TrainKL             float64  `json:"train_kl"`
	TrainELBO           float64  `json:"train_elbo"`
	ValidLoss           *float64 `json:"valid_loss,omitempty"`
	ValidReconstruction *float64 `json:"valid_reconstruction,omitempty"`
	ValidKL             *float64 `json:"valid_kl,omitempty"`
	ValidELBO           *float64 `json:"valid_elbo,omitempty"`
	Beta                float64  `json:"beta"`
	LearningRate        float64  `json:"learning_rate"`
	Estimator           string   `json:"estimator"`
	Warning             string   `json:"warning,omitempty"`
}

// setValid enters the validation terms.
func (e *Epoch) setValid(t vae.Terms) {
	elbo := t.ELBO()
	e.ValidLoss, e.ValidReconstruction, e.ValidKL, e.ValidELBO = &t.Loss, &t.Reconstruction, &t.KL, &elbo
}

// Monitored is the loss by which the best epoch is chosen: on the validation set where there is one.
func (e *Epoch) Monitored() float64 {
	if e.ValidLoss != nil {
		return *e.ValidLoss
	}
	return e.TrainLoss
}

// timing is one line of timing.jsonl: what may differ between two runs of equal results.
type timing struct {
	Epoch             int     `json:"epoch"`
	Seconds           float64 `json:"seconds"`
	ExamplesPerSecond float64 `json:"examples_per_second"`
	Threads           int     `json:"threads"`
	Engine            string  `json:"engine"`
	Level             string  `json:"simd"`
}

// appendLine adds one JSON line to a file and syncs it.
func appendLine(path string, line any) (string, error) {
	text, err := json.Marshal(line)
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return "", err
	}
	_, err = f.Write(append(text, '\n'))
	if e := f.Close(); err == nil {
		err = e
	}
	return string(text) + "\n", err
}

// cutBack makes metrics.jsonl what it was at the checkpoint, drops later lines of timing.jsonl and later pictures: the run will write them again.
func cutBack(dir string, c *vae.Checkpoint) error {
	if err := replaceFile(filepath.Join(dir, MetricsFile), []byte(c.History)); err != nil {
		return err
	}
	if err := cutTimings(filepath.Join(dir, TimingFile), c.Progress.Epoch); err != nil {
		return err
	}
	pictures, err := filepath.Glob(filepath.Join(dir, SamplesDir, "*"))
	if err != nil {
		return err
	}
	for _, p := range pictures {
		if filepath.Base(p) > pictureName(c.Progress.Epoch) {
			if err := os.Remove(p); err != nil {
				return err
			}
		}
	}
	return nil
}

// cutTimings keeps the lines of the epochs that the checkpoint knows; a line cut short by a crash is dropped.
func cutTimings(path string, epochs int) error {
	text, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return nil
	} else if err != nil {
		return err
	}
	var kept strings.Builder
	for line := range strings.Lines(string(text)) {
		var t timing
		if json.Unmarshal([]byte(line), &t) == nil && t.Epoch <= epochs {
			kept.WriteString(line)
		}
	}
	return replaceFile(path, []byte(kept.String()))
}

// replaceFile writes a whole file beside path and renames it there.
func replaceFile(path string, content []byte) error {
	tmp := path + ".tmp"
	if err := os.WriteFile(tmp, content, 0o666); err != nil {
		return errors.Join(err, removeQuietly(tmp))
	}
	return os.Rename(tmp, path)
}

func removeQuietly(path string) error {
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return err
	}
	return nil
}

func pictureName(epoch int) string { return fmt.Sprintf("epoch-%06d.png", epoch) }

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
