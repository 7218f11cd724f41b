package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"vae"
	"vae/autodiff"
	"vae/configs"
)

// explainFlags are the flags of vae explain.
type explainFlags struct {
	set    []string
	stage  string
	engine string
	eval   bool
}

func newExplain(a *app) *cobra.Command {
	var f explainFlags
	c := &cobra.Command{
		Use:   "explain [PRESET|FILE]",
		Short: "Print the program that an experiment's training step compiles to",
		Long: `Print what the compiler makes of an experiment's training step: the program after each stage,
the memory plan, and how many parameters and floating-point operations it has.`,
		Example: "  vae explain mnist --stage dce",
		Args:    wrongArgs(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			name := "default"
			if len(args) == 1 {
				name = args[0]
			}
			return a.explain(name, f)
		},
	}
	c.Flags().StringArrayVar(&f.set, "set", nil, "change a setting, as in model.latent=2; may be repeated")
	c.Flags().StringVar(&f.stage, "stage", "", "print only the stages of this name")
	c.Flags().StringVar(&f.engine, "engine", "compiled", "compiled, or reference, which skips the stages that only make it faster")
	c.Flags().BoolVar(&f.eval, "eval", false, "explain the evaluation, which has no gradients")
	return c
}

// explain compiles an experiment's step, or its evaluation, and prints what came of it.
func (a *app) explain(name string, f explainFlags) error {
	e, _, err := configs.Load(name, f.set)
	if err != nil {
		return usageError{err}
	}
	engine, err := autodiff.ParseEngine(f.engine)
	if err != nil || engine == autodiff.Gorgonia {
		return usageError{fmt.Errorf("--engine %s: choose compiled or reference", f.engine)}
	}
	job, err := e.Job(nil, nil)
	if err != nil {
		return err
	}
	options := vae.CompileOptions{Batch: e.Train.Batch, Engine: engine, Gradients: []float32{}}
	if f.eval {
		options.Gradients = nil
	}
	p, err := job.Model.CompileProgram(e.Loss, options)
	if err != nil {
		return err
	}
	return a.printStages(p, f.stage)
}

// printStages prints every stage, or those of one name.
func (a *app) printStages(p *autodiff.Program, only string) error {
	stages := p.Stages()
	var names []string
	for _, s := range stages {
		names = append(names, s.Name)
	}
	if only != "" && !slices.Contains(names, only) {
		slices.Sort(names)
		return usageError{fmt.Errorf("--stage %s: choose one of %s", only, strings.Join(slices.Compact(names), ", "))}
	}
	for i, s := range stages {
		if only == "" || s.Name == only {
			fmt.Fprintf(a.out, "== %d. %s: %d values, %v\n%s\n", i+1, s.Name, s.Values, s.Duration.Round(time.Microsecond), strings.TrimRight(s.Text(), "\n"))
		}
	}
	fmt.Fprintf(a.out, "== %d parameters, %.4g MFLOP a run\n", p.Parameters(), float64(p.FLOPs())/1e6)
	return nil
}
