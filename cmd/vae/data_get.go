package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"vae/data"
	"vae/data/fetch"
	"vae/internal/invalid"
)

func newDataGet(a *app) *cobra.Command {
	var mirror string
	c := &cobra.Command{
		Use:   "get NAME",
		Short: "Download a data set: " + strings.Join(fetch.Names(), " or "),
		Long: `Download a data set into the user's cache folder, where every command finds it by name.
Mirrors are tried one after the other; a broken transfer goes on where it stopped, now or when the
command is run again. The files are held to the SHA-256 sums of the published ones. The variables
HTTP_PROXY, HTTPS_PROXY and NO_PROXY are honoured.`,
		Example:   "  vae data get mnist\n  vae data get mnist --mirror https://example.org/mnist/",
		Args:      wrongArgs(cobra.ExactArgs(1)),
		ValidArgs: fetch.Names(),
		RunE: func(_ *cobra.Command, args []string) error {
			return a.getData(args[0], mirror)
		},
	}
	c.Flags().StringVar(&mirror, "mirror", "", "the address of a folder with the files, in place of the known ones")
	return c
}

// getData downloads a data set and prints its folder.
func (a *app) getData(name, mirror string) error {
	set, ok := fetch.Lookup(name)
	if !ok {
		hint := ""
		if near := invalid.Nearest(name, fetch.Names()); near != "" {
			hint = " (nearest: " + near + ")"
		}
		return usageError{fmt.Errorf("data set %q cannot be downloaded; choose one of %s%s", name, strings.Join(fetch.Names(), ", "), hint)}
	}
	if mirror != "" {
		if err := fetch.CheckMirror(mirror); err != nil {
			return usageError{fmt.Errorf("--mirror: %w", err)}
		}
		set.Mirrors = []string{mirror}
	}
	parent, err := data.Cache()
	if err != nil {
		return fmt.Errorf("there is no cache folder to keep data in: %w; set XDG_CACHE_HOME or HOME", err)
	}
	bar := &transferBar{show: onTerminal(a.err), app: a}
	log, err := a.logger(a.err)
	if err != nil {
		return err
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	getter := fetch.Getter{Progress: bar.move, Note: func(text string) { bar.finish(); log.Warn(text) }}
	dir, present, err := getter.Get(ctx, set, parent)
	bar.finish()
	if err != nil {
		return err
	}
	if present {
		log.Info("every file is there already, with the right sum")
	}
	fmt.Fprintln(a.out, dir)
	return nil
}

// transferBar shows a bar for each file, on a terminal only.
type transferBar struct {
	app  *app
	show bool
	file string
	bar  *progressbar.ProgressBar
}

func (t *transferBar) move(file string, done, total int64) {
	if !t.show {
		return
	}
	if t.bar == nil || t.file != file {
		t.finish()
		t.file = file
		t.bar = progressbar.NewOptions64(total,
			progressbar.OptionSetWriter(t.app.err), progressbar.OptionShowBytes(true), progressbar.OptionSetDescription(file),
			progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(30))
	}
	_ = t.bar.Set64(done)
}

// finish takes the bar away.
func (t *transferBar) finish() {
	if t.bar != nil {
		_ = t.bar.Clear()
		t.bar = nil
	}
}
