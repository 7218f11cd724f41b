package train

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strings"

	"vae"
	"vae/internal/atomicfile"
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
// parameters moved; those of validation are of the averaged parameters, where an average is kept. Beta, Capacity and LearningRate are those of
// the epoch's last step; the validation loss is that of the whole beta, warmed up or not.
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
	Posterior
	Beta         float64 `json:"beta"`
	Capacity     float64 `json:"capacity,omitempty"`
	LearningRate float64 `json:"learning_rate"`
	Estimator    string  `json:"estimator"`
	Warning      string  `json:"warning,omitempty"`
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

// appendLine adds one JSON line to a file and returns it. It need not be synced: a checkpoint knows the lines before it.
func appendLine(path string, line any) (string, error) {
	text, err := json.Marshal(line)
	if err != nil {
		return "", fmt.Errorf("%s: %w", path, err)
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return "", err
	}
	text = append(text, '\n')
	_, err = f.Write(text)
	return string(text), errors.Join(err, f.Close())
}

// replaceFile gives a file new content, whole or not at all.
func replaceFile(path string, content []byte) error {
	return atomicfile.Write(path, func(w io.Writer) error {
		_, err := w.Write(content)
		return err
	})
}

func pictureName(epoch int) string { return fmt.Sprintf("epoch-%06d.png", epoch) }

// isPicture reports whether a file may be one that pictureName names.
func isPicture(name string) bool {
	return strings.HasPrefix(name, "epoch-") && strings.HasSuffix(name, ".png")
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
