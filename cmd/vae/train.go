package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"vae/configs"
	"vae/train"
)

// trainFlags are the flags of vae train.
type trainFlags struct {
	set     []string
	resume  string
	engine  string
	threads int
	out     string
	dryRun  bool
	json    bool
	curve   bool
}

func newTrain(a *app) *cobra.Command {
	var f trainFlags
	c := &cobra.Command{
		Use:   "train [PRESET|FILE]",
		Short: "Train a model: a preset, or an experiment in a YAML file",
		Long: `Train a model as a preset or a YAML file says, and leave a folder with the configuration,
metrics, samples and checkpoints. Without an argument the preset "default" runs on data
that are part of the program.

Ctrl-C ends the step and writes the checkpoint; --resume goes on from there, and the
files it leaves are the same as those of an undisturbed run.`,
		Example: `  vae train
  vae train mnist --set train.epochs=20 --set model.latent=2
  vae train --resume checkpoints/mnist-1`,
		Args: wrongArgs(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			if !c.Flags().Changed("curve") {
				f.curve = onTerminal(a.err)
			}
			return a.train(args, f)
		},
	}
	c.Flags().StringArrayVar(&f.set, "set", nil, "change a setting, as in train.epochs=20; may be repeated")
	c.Flags().StringVar(&f.resume, "resume", "", "go on with the run in this folder")
	c.Flags().StringVar(&f.engine, "engine", "", "compiled, reference or gorgonia; the same as --set train.engine=")
	c.Flags().IntVar(&f.threads, "threads", 0, "how many threads to use; 0 is one for each processor")
	c.Flags().StringVar(&f.out, "out", "", "the run's folder; by default checkpoints/NAME-N with the first free N.\nWith --resume: copy the run there, and leave the original")
	c.Flags().BoolVar(&f.dryRun, "dry-run", false, "say what would be done: data, sizes, memory, operations, files; and do nothing")
	c.Flags().BoolVar(&f.json, "json", false, "with --dry-run: as JSON")
	c.Flags().BoolVar(&f.curve, "curve", false, "draw the loss with characters at the end, on standard error; by default on a terminal")
	return c
}

// train runs an experiment to its end, or to Ctrl-C.
func (a *app) train(args []string, f trainFlags) error {
	bar := &progress{w: a.err, show: onTerminal(a.err)}
	log, err := a.logger(bar)
	if err != nil {
		return err
	}
	if f.threads < 0 {
		return usageError{fmt.Errorf("--threads %d: give a positive number, or 0 for one for each processor", f.threads)}
	}
	if f.json && !f.dryRun {
		return usageError{errors.New("--json goes with --dry-run; a run writes metrics.jsonl, and --log-format json makes its log JSON")}
	}
	if f.dryRun {
		return a.dryRun(args, f)
	}
	job, err := f.job(args)
	if err != nil {
		return err
	}
	job.Threads, job.Log, job.Events = f.threads, log, bar.events()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	err = train.Run(ctx, *job)
	bar.finish()
	if errors.Is(err, train.ErrInterrupted) {
		return fmt.Errorf("interrupted; the checkpoint is written. Go on with\n  vae train --resume %s", job.Dir)
	}
	if err != nil {
		return err
	}
	if f.curve {
		if err := printCurve(a.err, job.Dir, onTerminal(a.err)); err != nil {
			return err
		}
	}
	log.Infof("next: %s", nextSteps(job))
	fmt.Fprintf(a.out, "%s\n", job.Dir)
	return nil
}

// nextSteps says what to do with a run that is over.
func nextSteps(job *train.Job) string {
	tries := []string{"vae eval " + job.Dir, "vae plot " + job.Dir}
	if len(job.Model.Shape()) > 1 {
		tries = append([]string{"vae sample " + job.Dir, "vae traverse " + job.Dir}, tries...)
	} else {
		tries = append([]string{"vae sample " + job.Dir + " --draw -o rows.csv", "vae encode " + job.Dir}, tries...)
	}
	return strings.Join(tries, ", ")
}

// dryRun says what a run would do.
func (a *app) dryRun(args []string, f trainFlags) error {
	var job *train.Job
	var name string
	dir, err := f.out, error(nil)
	if f.resume != "" {
		out := f.out
		f.out = "" // nothing is copied
		job, err = f.resumed(args)
		dir = cmp.Or(out, f.resume)
	} else {
		job, name, err = f.fresh(args)
	}
	if err != nil {
		return err
	}
	if _, err := os.Lstat(f.out); f.out != "" && err == nil {
		return fmt.Errorf("%s exists already; choose another --out, or go on with --resume %s", f.out, f.out)
	}
	p, err := planOf(job, name, dir, f.threads)
	if err != nil {
		return err
	}
	if f.json {
		return a.printJSON(p)
	}
	return a.printPlan(p)
}

// job prepares a new run, or one to be resumed.
func (f trainFlags) job(args []string) (*train.Job, error) {
	if f.resume != "" {
		return f.resumed(args)
	}
	job, name, err := f.fresh(args)
	if err != nil {
		return nil, err
	}
	job.Dir, err = train.NewFolder(f.out, name, job)
	return job, err
}

// fresh prepares a new run that has no folder yet, and tells the experiment's name.
func (f trainFlags) fresh(args []string) (job *train.Job, experiment string, err error) {
	name := "default"
	if len(args) == 1 {
		name = args[0]
	}
	set := f.set
	if f.engine != "" {
		set = append(set, "train.engine="+f.engine)
	}
	e, resolved, err := configs.Load(name, set)
	if err != nil {
		return nil, "", usageError{err}
	}
	job, err = e.Job(resolved, nil)
	return job, e.Name, err
}

// resumed prepares a run to go on from its last checkpoint.
func (f trainFlags) resumed(args []string) (*train.Job, error) {
	if len(args) > 0 || f.engine != "" {
		return nil, usageError{errors.New("--resume takes the experiment from the run; of the other settings only --set train.epochs and train.early_stopping, --threads and --out can be given with it")}
	}
	if err := onlyEpochs(f.set); err != nil {
		return nil, err
	}
	job, err := configs.Resume(filepath.Clean(f.resume), f.set)
	if err != nil || f.out == "" {
		return job, err
	}
	job.Dir = filepath.Clean(f.out)
	return job, train.CopyFolder(job.Dir, f.resume)
}

// onlyEpochs refuses what would make the resumed run another experiment: all but when it ends.
func onlyEpochs(sets []string) error {
	for _, s := range sets {
		if path, _, _ := strings.Cut(s, "="); path != "train.epochs" && path != "train.early_stopping" {
			return usageError{fmt.Errorf("--set %s cannot be given with --resume: only train.epochs and train.early_stopping can; start a new run for anything else", s)}
		}
	}
	return nil
}
