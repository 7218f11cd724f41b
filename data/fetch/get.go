package fetch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Getter downloads.
type Getter struct {
	Client   *http.Client                         // nil: one that goes through the proxies that the environment names
	Attempts int                                  // in a row that bring nothing before a mirror is given up; 0: 4
	Pause    time.Duration                        // after the first failure, doubled after each; 0: a second
	Idle     time.Duration                        // how long a transfer may stand still; 0: 30 seconds
	Progress func(file string, done, total int64) // compressed bytes; total is -1 where it is not known. nil: not called
	Note     func(text string)                    // what went wrong and was not the end; nil: not called
}

// Get brings a data set into its folder below parent, and returns that folder. Files that are there and right stay; present reports that all were.
func (g Getter) Get(ctx context.Context, s Set, parent string) (dir string, present bool, err error) {
	g = g.complete()
	dir = filepath.Join(parent, s.Name)
	var wanted []File
	for _, f := range s.Files {
		if f.verifyIn(dir) != nil {
			wanted = append(wanted, f)
		}
	}
	if len(wanted) == 0 {
		return dir, true, nil
	}
	draft := filepath.Join(parent, "."+s.Name+".part")
	if err := os.MkdirAll(draft, 0o777); err != nil {
		return "", false, err
	}
	for _, f := range wanted {
		if err := g.file(ctx, s, f, draft); err != nil {
			return "", false, err
		}
	}
	return dir, false, publish(draft, dir, wanted)
}

// complete fills in the defaults.
func (g Getter) complete() Getter {
	if g.Client == nil {
		g.Client = &http.Client{Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, ResponseHeaderTimeout: 30 * time.Second, TLSHandshakeTimeout: 30 * time.Second, ForceAttemptHTTP2: true,
		}}
	}
	if g.Attempts == 0 {
		g.Attempts = 4
	}
	if g.Pause == 0 {
		g.Pause = time.Second
	}
	if g.Idle == 0 {
		g.Idle = 30 * time.Second
	}
	if g.Progress == nil {
		g.Progress = func(string, int64, int64) {}
	}
	if g.Note == nil {
		g.Note = func(string) {}
	}
	return g
}

// file brings one file, compressed and verified, into the draft's folder, from the first mirror that has it.
func (g Getter) file(ctx context.Context, s Set, f File, draft string) error {
	if f.verify(filepath.Join(draft, f.Name+".gz")) == nil {
		return nil
	}
	var failures []error
	for _, mirror := range s.Mirrors {
		address := strings.TrimSuffix(mirror, "/") + "/" + f.Name + ".gz"
		err := g.mirror(ctx, address, f, draft)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("%s: interrupted; run the same command again to go on", f.Name)
		}
		failures = append(failures, fmt.Errorf("%s: %w", address, err))
		g.Note(failures[len(failures)-1].Error())
	}
	return fmt.Errorf("could not get %s of %s:\n%w\ngive another place with --mirror URL, or put the files into a folder named %s that VAE_DATA leads to",
		f.Name, s.Name, errors.Join(failures...), s.Name)
}

// mirror brings a file from one address. If a file that came in parts is wrong, the whole is fetched once more: the file may have changed between them.
func (g Getter) mirror(ctx context.Context, address string, f File, draft string) error {
	part := filepath.Join(draft, partName(address, f))
	for first := true; ; first = false {
		parts, err := g.transfer(ctx, address, part, f)
		if err != nil {
			return err
		}
		err = f.verify(part)
		if err == nil {
			return os.Rename(part, filepath.Join(draft, f.Name+".gz"))
		}
		if removed := os.Remove(part); removed != nil || parts < 2 || !first {
			return errors.Join(err, removed)
		}
		g.Note(fmt.Sprintf("%s: the parts do not fit together (%v); fetching the whole", address, err))
	}
}

// publish makes the draft the data set's folder, or puts its files into the one that is there.
func publish(draft, dir string, files []File) error {
	if err := removeParts(draft); err != nil {
		return err
	}
	if _, err := os.Lstat(dir); errors.Is(err, os.ErrNotExist) {
		return os.Rename(draft, dir)
	}
	for _, f := range files {
		// An uncompressed file that is wrong would be read instead.
		if err := os.Remove(filepath.Join(dir, f.Name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return err
		}
		if err := os.Rename(filepath.Join(draft, f.Name+".gz"), filepath.Join(dir, f.Name+".gz")); err != nil {
			return err
		}
	}
	return os.RemoveAll(draft)
}

// removeParts removes what mirrors left that were given up.
func removeParts(draft string) error {
	parts, err := filepath.Glob(filepath.Join(draft, "*.part"))
	for _, part := range parts {
		err = errors.Join(err, os.Remove(part))
	}
	return err
}

// CheckMirror refuses what is no address of a folder.
func CheckMirror(mirror string) error {
	u, err := url.Parse(mirror)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.RawQuery != "" || u.Fragment != "" {
		return fmt.Errorf("%q is no address of a folder; give one such as https://example.org/mnist/", mirror)
	}
	return nil
}
