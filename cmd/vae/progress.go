package main

import (
	"fmt"
	"io"
	"time"

	"github.com/schollz/progressbar/v3"

	"vae"
	"vae/train"
)

// progress shows a bar for each epoch, on a terminal only, and keeps the log's lines from running into it.
type progress struct {
	w    io.Writer
	show bool
	plan train.Plan
	bar  *progressbar.ProgressBar
}

// events are what the training loop calls.
func (p *progress) events() train.Events {
	if !p.show {
		return train.Events{}
	}
	return train.Events{Start: p.start, Step: p.step, Epoch: func(train.Epoch) { p.finish() }}
}

// start learns how long the bars are.
func (p *progress) start(plan train.Plan) { p.plan = plan }

// step moves the epoch's bar.
func (p *progress) step(at vae.Progress, terms vae.Terms) {
	if p.bar == nil {
		p.bar = progressbar.NewOptions(p.plan.StepsPerEpoch,
			progressbar.OptionSetWriter(p.w), progressbar.OptionSetPredictTime(true), progressbar.OptionShowCount(),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30))
	}
	if at.Batch%10 == 0 || at.Batch == p.plan.StepsPerEpoch {
		p.bar.Describe(fmt.Sprintf("epoch %d/%d  loss %.2f", at.Epoch+1, p.plan.Epochs, terms.Loss))
		_ = p.bar.Set(at.Batch)
	}
}

// finish takes the bar away.
func (p *progress) finish() {
	if p.bar != nil {
		_ = p.bar.Clear()
		p.bar = nil
	}
}

// Write passes the log on, above the bar.
func (p *progress) Write(line []byte) (int, error) {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
	return p.w.Write(line)
}
