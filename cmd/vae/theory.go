package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"vae/internal/invalid"
)

// theory is an experiment that shows a piece of the mathematics: a name, what it shows, and a function of the seed alone.
type theory struct {
	name, short string
	run         func(seed uint64) (*finding, error)
}

// finding is what an experiment found: a table and a picture.
type finding struct {
	columns []string
	rows    [][]any // strings and float64, a value a column
	picture figure
}

// add appends a row.
func (f *finding) add(values ...any) { f.rows = append(f.rows, values) }

// theories are all experiments, in the order in which they build on one another.
var theories = []theory{
	{"identity", "log p(x) = ELBO + KL(q || p(z|x)) in probabilistic PCA, every term exact", identityTheory},
	{"jensen", "where the bound comes from, and how averaging more weights tightens it", jensenTheory},
	{"mean-field", "coordinate ascent on a lower bound of log Z of Ising models, against enumeration", meanFieldTheory},
	{"directions", "KL(p || q) seeks a mode and KL(q || p) covers all, in one dimension", directionsTheory},
	{"directions-2d", "the same in two dimensions", planeTheory},
	{"gradients", "the noise of score-function and reparameterised gradients of KL(p || q)", gradientsTheory},
	{"em", "EM for a Gaussian mixture: the bound after each half-step", emTheory},
	{"variational-bayes", "a Dirichlet prior prunes the components that the data do not need", bayesTheory},
	{"black-box", "Gaussians fitted to densities written as graphs, one of them curved", blackBoxTheory},
}

// theoryFlags are the flags of vae theory.
type theoryFlags struct {
	seed uint64
	out  string
	json bool
}

func newTheory(a *app) *cobra.Command {
	var f theoryFlags
	c := &cobra.Command{
		Use:   "theory [NAME]...",
		Short: "Show the mathematics at work: bounds, divergences, estimators, in pictures and numbers",
		Long: `Run experiments on variational inference that are small enough to be checked exactly. Each prints
a table and writes a picture, theory-NAME.png unless -o says otherwise. NAME all is all of them;
without a name they are listed. All numbers are in nats.`,
		Example:           "  vae theory mean-field -o mean-field.svg --seed 1",
		ValidArgsFunction: completeTheory,
		RunE:              func(_ *cobra.Command, args []string) error { return a.theory(args, f) },
	}
	c.Flags().Uint64Var(&f.seed, "seed", 1, "what the draws and the data depend on")
	c.Flags().StringVarP(&f.out, "output", "o", "", "the picture to write, .png or .svg")
	c.Flags().BoolVar(&f.json, "json", false, "print JSON, a document for each name")
	return c
}

// completeTheory offers the names.
func completeTheory(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	var names []string
	for _, t := range theories {
		names = append(names, t.name+"\t"+t.short)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}

// theory runs the experiments of the names.
func (a *app) theory(names []string, f theoryFlags) error {
	chosen, err := chooseTheories(names)
	if err != nil {
		return err
	}
	if f.out != "" && len(chosen) != 1 {
		return usageError{errors.New("-o names one picture: give one name")}
	}
	if err := checkPicture(f.out); err != nil {
		return err
	}
	if len(chosen) == 0 {
		return a.listTheories(f.json)
	}
	for _, t := range chosen {
		found, err := t.run(f.seed)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		path := f.out
		if path == "" {
			path = "theory-" + t.name + ".png"
		}
		if err := found.picture.write(path); err != nil {
			return err
		}
		if err := a.printFinding(t, found, path, f); err != nil {
			return err
		}
	}
	return nil
}

// chooseTheories finds the experiments of names.
func chooseTheories(names []string) ([]theory, error) {
	if len(names) == 1 && names[0] == "all" {
		return theories, nil
	}
	known := map[string]theory{}
	var all []string
	for _, t := range theories {
		known[t.name] = t
		all = append(all, t.name)
	}
	var chosen []theory
	for _, name := range names {
		t, ok := known[name]
		if !ok {
			hint := ": "
			if near := invalid.Nearest(name, all); near != "" {
				hint = fmt.Sprintf("; did you mean %s? ", near)
			}
			return nil, usageError{fmt.Errorf("there is no theory %q%schoose from %s, or all", name, hint, strings.Join(all, ", "))}
		}
		chosen = append(chosen, t)
	}
	return chosen, nil
}

// listTheories prints the names and what they show.
func (a *app) listTheories(asJSON bool) error {
	if asJSON {
		type line struct {
			Name  string `json:"name"`
			Shows string `json:"shows"`
		}
		var list []line
		for _, t := range theories {
			list = append(list, line{t.name, t.short})
		}
		return encodeJSON(a, list)
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	for _, t := range theories {
		fmt.Fprintf(w, "%s\t%s\n", t.name, t.short)
	}
	return w.Flush()
}

// printFinding prints the table, and the picture's name.
func (a *app) printFinding(t theory, found *finding, path string, f theoryFlags) error {
	if f.json {
		rows := make([]map[string]any, len(found.rows))
		for i, row := range found.rows {
			rows[i] = map[string]any{}
			for j, v := range row {
				rows[i][strings.ReplaceAll(found.columns[j], " ", "_")] = v
			}
		}
		return encodeJSON(a, struct {
			Name    string           `json:"name"`
			Shows   string           `json:"shows"`
			Seed    uint64           `json:"seed"`
			Picture string           `json:"picture"`
			Rows    []map[string]any `json:"rows"`
		}{t.name, t.short, f.seed, path, rows})
	}
	fmt.Fprintf(a.out, "%s: %s\n", t.name, t.short)
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, strings.Join(found.columns, "\t"))
	for _, row := range found.rows {
		for j, v := range row {
			end := "\t"
			if j == len(row)-1 {
				end = "\n"
			}
			if x, ok := v.(float64); ok {
				fmt.Fprintf(w, "%.6g%s", x+0, end) // -0 + 0 is 0
			} else {
				fmt.Fprintf(w, "%v%s", v, end)
			}
		}
	}
	if err := w.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(a.out, path)
	return nil
}

func encodeJSON(a *app, v any) error {
	enc := json.NewEncoder(a.out)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
