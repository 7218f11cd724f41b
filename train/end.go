package train

// When a run is over. All of it is read off the progress, which checkpoints hold, so that a resumed run ends where an undisturbed one does.

// left reports whether there are epochs to run.
func (r *run) left() bool { return r.progress.Epoch < r.job.Config.Epochs && !r.exhausted() }

// exhausted reports whether the run's patience is: Config.EarlyStopping epochs in a row were no better than the best before them.
func (r *run) exhausted() bool {
	patience, p := r.job.Config.EarlyStopping, r.progress
	return patience > 0 && p.Batch == 0 && p.BestEpoch > 0 && p.Epoch-p.BestEpoch >= patience
}

// end reports a run that is over.
func (r *run) end() {
	early := r.progress.Epoch < r.job.Config.Epochs
	if early {
		r.job.Log.Infof("stopped early: no better loss in the %d epochs since epoch %d", r.progress.Epoch-r.progress.BestEpoch, r.progress.BestEpoch)
	}
	if latent := r.job.Model.Latent(); r.inUse > 0 && 2*r.inUse < latent {
		r.job.Log.Infof("%d of %d latent dimensions are in use, and the decoder ignores the others: a smaller model.latent would do, or loss.free_bits keeps more of them", r.inUse, latent)
	}
	if r.job.Events.End != nil {
		r.job.Events.End(Outcome{Progress: r.progress, StoppedEarly: early})
	}
}
