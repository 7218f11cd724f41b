package train_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/sirupsen/logrus"

	"vae"
	"vae/data"
	"vae/loss"
	"vae/optim"
	"vae/train"
)

// A callback follows a run and ends it when what it watches is good enough: it cancels the context, and the run leaves a checkpoint to go on from.
func ExampleEvents() {
	pixels := make([]byte, 64*16) // stripes
	for i := range pixels {
		pixels[i] = byte(255 * ((i/16 + i%16) % 2))
	}
	set, err := data.FromBytes("stripes", "train", []int{4, 4}, pixels, nil)
	if err != nil {
		panic(err)
	}
	arch := vae.DefaultArchitecture()
	arch.Hidden, arch.Latent = []int{16}, 2
	model, err := vae.New(arch, set.Shape(), 1, nil)
	if err != nil {
		panic(err)
	}

	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	goodEnough := func(e train.Epoch) {
		if e.Monitored() < 5 {
			cancel()
		}
	}
	steps := 0
	count := func(vae.Progress, vae.Terms) { steps++ }

	quiet := logrus.New()
	quiet.SetOutput(io.Discard)
	job := train.Job{
		Model: model, Objective: loss.DefaultConfig(), Optimizer: optim.DefaultConfig(), Config: train.DefaultConfig(), Train: set, Seed: 1, Log: quiet,
		Events: train.Together(train.Events{Epoch: goodEnough}, train.Events{Step: count}),
	}
	job.Config.Epochs, job.Config.Batch, job.Optimizer.LearningRate = 1000, 16, 0.01
	dir, err := os.MkdirTemp("", "events-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	if job.Dir, err = train.NewFolder(dir+"/run", "", &job); err != nil {
		panic(err)
	}
	err = train.Run(ctx, job)
	fmt.Println(errors.Is(err, train.ErrInterrupted), steps > 0 && steps < 4000)
	// Output: true true
}
