package main

import (
	"compress/gzip"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func init() { scriptCommands["serve"] = serveBadly }

// serveBadly KIND VARIABLE starts a server and puts its address into a variable. Kinds: missing answers 404, wrong sends zeros, page sends a web page.
func serveBadly(ts *testscript.TestScript, _ bool, args []string) {
	answers := map[string]http.HandlerFunc{
		"missing": http.NotFound,
		"wrong": func(w http.ResponseWriter, _ *http.Request) {
			z := gzip.NewWriter(w)
			defer z.Close()
			_, _ = z.Write(make([]byte, 10008))
		},
		"page": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>Please log in</html>") },
	}
	s := httptest.NewServer(answers[args[0]])
	ts.Defer(s.Close)
	ts.Setenv(args[1], s.URL)
}

// TestDataGet downloads the real MNIST from a server of the test's own, which breaks the first connection.
func TestDataGet(t *testing.T) {
	from := os.Getenv("VAE_DATA")
	if from == "" {
		from = filepath.Join("..", "..", "..", "shared", "data")
	}
	from = filepath.Join(from, "mnist")
	if _, err := os.Stat(filepath.Join(from, "train-images-idx3-ubyte.gz")); err != nil {
		t.Skipf("MNIST is not there to be served: %v", err)
	}
	var requests atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if requests.Add(1) == 1 {
			w.Header().Set("Content-Length", "9000000")
			_, _ = w.Write(make([]byte, 1000)) // not even the right bytes
			w.(http.Flusher).Flush()
			panic(http.ErrAbortHandler)
		}
		http.ServeFile(w, r, filepath.Join(from, filepath.Base(r.URL.Path)))
	}))
	defer s.Close()
	cache := t.TempDir()
	t.Setenv("XDG_CACHE_HOME", cache)
	t.Setenv("VAE_DATA", t.TempDir())
	if got, err := os.UserCacheDir(); err != nil || got != cache {
		t.Skipf("the cache folder cannot be chosen on this system: %v", err)
	}
	dir := filepath.Join(cache, "vae", "mnist")
	var out, log strings.Builder
	if code := run([]string{"data", "get", "mnist", "--mirror", s.URL + "/"}, &out, &log); code != exitDone || out.String() != dir+"\n" {
		t.Fatalf("exit code %d: %s%s", code, out.String(), log.String())
	}
	if text := log.String(); !strings.Contains(text, "trying again") || !strings.Contains(text, "fetching the whole") || strings.ContainsAny(text, "\r\x1b") {
		t.Errorf("the log is %s", text)
	}
	out.Reset()
	if code := run([]string{"data", "list"}, &out, &log); code != exitDone || !strings.Contains(out.String(), dir) {
		t.Errorf("exit code %d: %s", code, out.String())
	}
}
