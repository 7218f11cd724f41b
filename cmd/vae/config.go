package main

// vae config: experiments, without running them.

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"vae/configs"
	"vae/internal/atomicfile"
)

func newConfig(a *app) *cobra.Command {
	c := &cobra.Command{
		Use:   "config",
		Short: "List, show and check experiments, and describe them to editors",
		Args:  knownSubcommand,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newConfigList(a), newConfigShow(a), newConfigCheck(a), newConfigSchema(a))
	return c
}

func newConfigList(a *app) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List the presets",
		Args:  wrongArgs(cobra.NoArgs),
		RunE:  func(*cobra.Command, []string) error { return a.listConfigs(asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return c
}

// presetLine is what is said of a preset in a list.
type presetLine struct {
	Name  string `json:"name"`
	Data  string `json:"data"`
	About string `json:"about"`
}

// sentence is where one ends and the next begins, as after "et al. 2022" but not within it.
var sentence = regexp.MustCompile(`\. [^0-9]`)

// presetLines describes the presets: the first sentence of each one's comment.
func presetLines() ([]presetLine, error) {
	var out []presetLine
	for _, name := range configs.Names() {
		e, _, err := configs.Load(name, nil)
		if err != nil {
			return nil, err
		}
		text, err := configs.Preset(name)
		if err != nil {
			return nil, err
		}
		first, _, _ := strings.Cut(string(text), "\n")
		about := strings.TrimPrefix(first, "# ")
		if end := sentence.FindStringIndex(about); end != nil {
			about = about[:end[0]]
		}
		out = append(out, presetLine{name, e.Data.Name, strings.TrimRight(about, ".:")})
	}
	return out, nil
}

func (a *app) listConfigs(asJSON bool) error {
	lines, err := presetLines()
	if err != nil {
		return err
	}
	if asJSON {
		return a.printJSON(lines)
	}
	w := tabwriter.NewWriter(a.out, 0, 0, 2, ' ', 0)
	for _, l := range lines {
		fmt.Fprintf(w, "%s\t%s\t%s\n", l.Name, l.Data, l.About)
	}
	return w.Flush()
}

// configShowFlags are the flags of vae config show.
type configShowFlags struct {
	set      []string
	resolved bool
	json     bool
	out      string
}

func newConfigShow(a *app) *cobra.Command {
	var f configShowFlags
	c := &cobra.Command{
		Use:   "show [PRESET|FILE]",
		Short: "Print an experiment: as it is written, or with every setting",
		Long: `Print a preset or a file as it is written, with its comments. With --resolved or --set every
setting is written out, the defaults too; with --json that is JSON.

With -o the experiment becomes a file to edit. Its first line names a JSON Schema, which is written
beside it, so that editors complete settings and underline mistakes.`,
		Example: "  vae config show mnist -o my.yaml\n  vae config show default --set model.latent=2 --json",
		Args:    wrongArgs(cobra.MaximumNArgs(1)),
		RunE: func(_ *cobra.Command, args []string) error {
			name := "default"
			if len(args) == 1 {
				name = args[0]
			}
			return a.showConfig(name, f)
		},
	}
	c.Flags().StringArrayVar(&f.set, "set", nil, "change a setting, as in model.latent=2; may be repeated")
	c.Flags().BoolVar(&f.resolved, "resolved", false, "every setting, the defaults too")
	c.Flags().BoolVar(&f.json, "json", false, "print JSON")
	c.Flags().StringVarP(&f.out, "output", "o", "", "a new .yaml file to write, and "+configs.SchemaFile+" beside it")
	c.MarkFlagsMutuallyExclusive("json", "output")
	return c
}

// showConfig prints an experiment, or writes it.
func (a *app) showConfig(name string, f configShowFlags) error {
	e, text, err := configs.Load(name, f.set)
	if err != nil {
		return usageError{err}
	}
	if f.json {
		return a.printJSON(e)
	}
	if !f.resolved && len(f.set) == 0 {
		if text, err = configs.Preset(name); err != nil {
			if text, err = os.ReadFile(name); err != nil {
				return err
			}
		}
	}
	if f.out == "" {
		_, err = a.out.Write(text)
		return err
	}
	return a.newConfigFile(f.out, text)
}

// newConfigFile writes an experiment for editors, with its schema.
func (a *app) newConfigFile(path string, text []byte) error {
	if _, err := format("-o", path, "yaml", "yml"); err != nil {
		return err
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s exists already; choose another -o, or remove it", path)
	}
	if err := a.writeSchema(filepath.Join(filepath.Dir(path), configs.SchemaFile)); err != nil {
		return err
	}
	line := []byte("# yaml-language-server: $schema=" + configs.SchemaFile + "\n")
	if bytes.HasPrefix(text, line) {
		line = nil
	}
	return a.writeTo(path, func(w io.Writer) error {
		_, err := w.Write(append(line, text...))
		return err
	})
}

// writeSchema writes the schema to a file; a file that there is, is one of another version of the program, or the same.
func (a *app) writeSchema(path string) error {
	text, err := configs.Schema()
	if err != nil {
		return err
	}
	return atomicfile.Write(path, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

func newConfigCheck(a *app) *cobra.Command {
	var set []string
	c := &cobra.Command{
		Use:   "check FILE...",
		Short: "Check experiments, and report every mistake with its place",
		Long: `Read experiments as vae train does, and report every mistake at once, with file, line, column, and
the nearest name for a typing error. The data are not opened: vae train --dry-run does that.`,
		Example: "  vae config check my.yaml",
		Args:    wrongArgs(cobra.MinimumNArgs(1)),
		RunE:    func(_ *cobra.Command, args []string) error { return a.checkConfigs(args, set) },
	}
	c.Flags().StringArrayVar(&set, "set", nil, "change a setting, as in model.latent=2; may be repeated")
	return c
}

// checkConfigs reads every file, and fails with the mistakes of all.
func (a *app) checkConfigs(names, set []string) error {
	var mistakes []error
	for _, name := range names {
		if _, _, err := configs.Load(name, set); err != nil {
			mistakes = append(mistakes, err)
			continue
		}
		fmt.Fprintf(a.out, "%s: no mistakes\n", name)
	}
	if len(mistakes) > 0 {
		return usageError{errors.Join(mistakes...)}
	}
	return nil
}

func newConfigSchema(a *app) *cobra.Command {
	var out string
	c := &cobra.Command{
		Use:   "schema",
		Short: "Write the JSON Schema of experiments, for editors",
		Long: `Write a JSON Schema (draft 2020-12) of experiments: every setting with its type, its default and
what it is for. Editors with the YAML language server use it where a file begins with
  # yaml-language-server: $schema=` + configs.SchemaFile,
		Example: "  vae config schema -o " + configs.SchemaFile,
		Args:    wrongArgs(cobra.NoArgs),
		RunE: func(*cobra.Command, []string) error {
			text, err := configs.Schema()
			if err != nil {
				return err
			}
			return a.writeTo(out, func(w io.Writer) error { _, err := w.Write(text); return err })
		},
	}
	c.Flags().StringVarP(&out, "output", "o", standard, "the file to write; - is standard output")
	return c
}
