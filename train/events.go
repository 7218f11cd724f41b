package train

// Callbacks: how a program follows a run, and ends it.

import "vae"

// Events are called as a run proceeds; those that are nil are not. They run on the loop's goroutine, between two steps, so that the next step waits for
// them, and they may use Job.Model, which no step changes meanwhile: encode with it, sample, score. They must not change it. A run that is resumed goes on
// calling where it goes on; an epoch whose end was recorded is not reported again. Between two ends of epochs, a variance in closed form (vae.Model.FitVariance) is that of
// the former.
//
// To end a run from a callback, cancel its context: the step is over, the checkpoint is written, and Run returns ErrInterrupted. Resumed, such a run
// leaves the same files as one that was never interrupted.
type Events struct {
	// Start comes once, before the first step.
	Start func(Plan)
	// Step comes after each update, with the place reached and the terms of the batch, nats for each example.
	Step func(vae.Progress, vae.Terms)
	// Epoch comes when an epoch has been validated and recorded: its checkpoint and samples are in the folder.
	Epoch func(Epoch)
	// End comes once, when there is nothing left to do; not after an interrupt or an error.
	End func(Outcome)
}

// Plan says how much there is to do.
type Plan struct {
	Epochs, StepsPerEpoch int
	From                  vae.Progress // where the run goes on
}

// Outcome is how a run ended.
type Outcome struct {
	Progress     vae.Progress // its end; Best is the lowest monitored loss, in epoch BestEpoch
	StoppedEarly bool         // epochs were left, but Config.EarlyStopping of them brought nothing better
}

// Together is events that call each of several in turn.
func Together(all ...Events) Events {
	return Events{
		Start: func(p Plan) { each(all, func(e Events) func(Plan) { return e.Start }, p) },
		Step: func(at vae.Progress, terms vae.Terms) {
			for _, e := range all {
				if e.Step != nil {
					e.Step(at, terms)
				}
			}
		},
		Epoch: func(line Epoch) { each(all, func(e Events) func(Epoch) { return e.Epoch }, line) },
		End:   func(o Outcome) { each(all, func(e Events) func(Outcome) { return e.End }, o) },
	}
}

// each calls one event of all that have it.
func each[T any](all []Events, of func(Events) func(T), value T) {
	for _, e := range all {
		if call := of(e); call != nil {
			call(value)
		}
	}
}
