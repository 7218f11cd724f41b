package main

// vae data: what there is to learn from.

import (
	"encoding/json"
	"fmt"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"vae/data"
	"vae/data/fetch"
	"vae/internal/invalid"
)

func newData(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:   "data",
		Short: "List, look at and download data sets",
		Args:  knownSubcommand,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newDataList(a), newDataShow(a), newDataGet(a))
	return c
}

// knownSubcommand refuses arguments of a command that only has subcommands.
func knownSubcommand(c *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range c.Commands() {
		names = append(names, sub.Name())
	}
	hint := ""
	if near := invalid.Nearest(args[0], names); near != "" {
		hint = fmt.Sprintf("\n\nDid you mean this?\n\t%s", near)
	}
	return usageError{fmt.Errorf("unknown command %q for %q%s", args[0], c.CommandPath(), hint)}
}

func newDataList(a *app) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List the data sets that are found by name, and those that can be downloaded",
		Long: `List the data sets that are found by name: embedded, made, or in one of these folders,

  $VAE_DATA, the user's cache folder/vae, /usr/share/datasets

and those that vae data get can download. Any other data are named by their path: a folder of
MNIST's four IDX files, a folder of PNG or JPEG pictures, a .csv or .tsv table, a .npy or .npz file.`,
		Example: "  vae data list",
		Args:    wrongArgs(cobra.NoArgs),
		RunE:    func(*cobra.Command, []string) error { return a.listData(asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// listData prints a line for each data set.
func (a *app) listData(asJSON bool) error {
	found := data.List()
	for _, name := range fetch.Names() {
		at, there := slices.BinarySearchFunc(found, name, func(f data.Found, name string) int {
			switch {
			case f.Name < name:
				return -1
			case f.Name > name:
				return 1
			}
			return 0
		})
		if !there {
			found = slices.Insert(found, at, data.Found{Name: name, From: "", Kind: "to be had with vae data get " + name})
		}
	}
	if asJSON {
		return a.printJSON(found)
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	for _, f := range found {
		from := f.From
		if from == "" {
			from = "-"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\n", f.Name, from, f.Kind)
	}
	return w.Flush()
}

// printJSON prints a value for programs to read.
func (a *app) printJSON(v any) error {
	enc := json.NewEncoder(a.out)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}
