package train

import (
	"fmt"
	"math"
	"time"

	"github.com/sirupsen/logrus"

	"vae/internal/kernel"
)

// logStart says what is about to run, and what to be wary of.
func (r *run) logStart() {
	j := &r.job
	held := 0
	if j.Validation != nil {
		held = j.Validation.Len()
	}
	j.Log.WithFields(logrus.Fields{
		"run": j.Dir, "data": j.Train.Name, "examples": j.Train.Len(), "validation": held,
		"features": j.Model.Features(), "latent": j.Model.Latent(), "parameters": j.Model.Size(),
		"engine": r.engine.String(), "threads": r.pool.Threads(), "simd": simd(),
	}).Info("training")
	if r.warning != "" {
		j.Log.Warn(r.warning)
	}
	if j.Resume != nil {
		j.Log.WithField("at", r.progress.String()).Info("going on")
	}
	switch {
	case r.progress.Epoch >= j.Config.Epochs:
		j.Log.Warnf("the run has all its %d epochs; raise train.epochs to go on", r.progress.Epoch)
	case r.exhausted():
		j.Log.Warn("the run has stopped early; raise train.early_stopping, or set it to 0, to go on")
	}
}

// logEpoch is the line an epoch leaves in the log.
func (r *run) logEpoch(e Epoch) {
	log := r.job.Log.WithFields(logrus.Fields{
		"train_loss": round(e.TrainLoss), "train_reconstruction": round(e.TrainReconstruction), "train_kl": round(e.TrainKL),
	})
	if e.ValidLoss != nil {
		log = log.WithFields(logrus.Fields{
			"valid_loss": round(*e.ValidLoss), "valid_reconstruction": round(*e.ValidReconstruction), "valid_kl": round(*e.ValidKL),
		})
	}
	log.WithFields(logrus.Fields{
		"active_units": fmt.Sprintf("%d/%d", e.ActiveUnits, r.job.Model.Latent()), "kl_dimensions": fmt.Sprintf("%.2g..%.2g", e.KLDimensionMin, e.KLDimensionMax),
		"seconds": round(time.Since(r.began).Seconds()),
	}).Infof("epoch %d/%d", e.Epoch, r.job.Config.Epochs)
}

// round keeps two decimals: the log is for reading, metrics.jsonl for computing.
func round(x float64) float64 { return math.Round(x*100) / 100 }

// simd names the implementation of the kernels in use.
func simd() string {
	level, _ := kernel.Level()
	return level.String()
}
