package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func newManual(a *app) *cobra.Command {
	var out, as string
	c := &cobra.Command{
		Use:   "man -o FOLDER",
		Short: "Write the manual: a page for each command, for man or as Markdown",
		Long: `Write a page for each command into a folder, which is made if need be: for man(1), or as Markdown.
The pages say what --help does. With SOURCE_DATE_EPOCH set the same program writes the same bytes.`,
		Example: "  vae man -o ~/.local/share/man/man1\n  vae man -o docs/commands --format markdown",
		Args:    wrongArgs(cobra.NoArgs),
		RunE:    func(c *cobra.Command, _ []string) error { return a.manual(c.Root(), out, as) },
	}
	c.Flags().StringVarP(&out, "output", "o", "", "the folder to write to")
	c.Flags().StringVar(&as, "format", "man", "man or markdown")
	return c
}

// manual writes the pages of all commands.
func (a *app) manual(root *cobra.Command, dir, as string) error {
	if err := oneOf("--format", as, "man", "markdown"); err != nil {
		return err
	}
	if dir == "" {
		return usageError{errors.New("-o is missing: name the folder to write to, such as ~/.local/share/man/man1")}
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	// The generators print the time, and would list the hidden commands of completion.
	root.DisableAutoGenTag = true
	indentLists(root)
	var err error
	if as == "markdown" {
		err = doc.GenMarkdownTree(root, dir)
	} else {
		version, _, _ := strings.Cut(moduleVersion(), "-") // all of a development version runs into the date
		err = doc.GenManTree(root, &doc.GenManHeader{Title: "VAE", Section: "1", Source: "vae " + version, Manual: "vae"}, dir)
	}
	if err != nil {
		return fmt.Errorf("writing the manual to %s: %w", dir, err)
	}
	pages := 0
	err = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err == nil && strings.HasPrefix(e.Name(), "vae") {
			pages++
		}
		return err
	})
	fmt.Fprintf(a.out, "%s: %d pages\n", dir, pages)
	return err
}

// indentLists indents what is indented in the help of all commands by as much as Markdown wants for text that keeps its lines.
func indentLists(c *cobra.Command) {
	c.Long = strings.ReplaceAll(c.Long, "\n  ", "\n    ")
	for _, sub := range c.Commands() {
		indentLists(sub)
	}
}
