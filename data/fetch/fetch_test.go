package fetch

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// published is a data set made for a test: names to compressed content.
type published struct {
	set   Set
	idle  time.Duration
	files map[string][]byte
}

func publishSet() *published {
	p := &published{Set{Name: "made"}, time.Minute, map[string][]byte{}}
	r := rand.New(rand.NewPCG(1, 2))
	for i := range 2 {
		raw := make([]byte, 300000+i)
		for j := range raw {
			raw[j] = byte(r.Uint32())
		}
		sum := sha256.Sum256(raw)
		name := fmt.Sprintf("file-%d", i)
		p.set.Files = append(p.set.Files, File{name, int64(len(raw)), hex.EncodeToString(sum[:])})
		p.files[name+".gz"] = zipped(raw)
	}
	return p
}

func zipped(raw []byte) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	z.Write(raw)
	z.Close()
	return b.Bytes()
}

// server answers as a test wants, and remembers what it was asked for.
type server struct {
	*httptest.Server
	mu     sync.Mutex
	ranges []string // of each request: its Range header
}

func serve(t *testing.T, answer func(w http.ResponseWriter, r *http.Request, request int)) *server {
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.ranges = append(s.ranges, r.Header.Get("Range"))
		n := len(s.ranges)
		s.mu.Unlock()
		answer(w, r, n)
	}))
	t.Cleanup(s.Close)
	return s
}

// whole serves a file properly, with ranges.
func (p *published) whole(w http.ResponseWriter, r *http.Request) {
	raw, ok := p.files[path.Base(r.URL.Path)]
	if !ok {
		http.NotFound(w, r)
		return
	}
	http.ServeContent(w, r, "", time.Time{}, bytes.NewReader(raw))
}

// drop promises all of a file from an offset, sends n bytes, and cuts the connection.
func (p *published) drop(w http.ResponseWriter, r *http.Request, n int) {
	raw := p.files[path.Base(r.URL.Path)]
	start, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(r.Header.Get("Range"), "bytes="), "-"))
	w.Header().Set("Content-Length", fmt.Sprint(len(raw)-start))
	if start > 0 {
		w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", start, len(raw)-1, len(raw)))
		w.WriteHeader(http.StatusPartialContent)
	}
	w.Write(raw[start:min(start+n, len(raw))])
	w.(http.Flusher).Flush()
	panic(http.ErrAbortHandler)
}

// get downloads from mirrors without long pauses.
func (p *published) get(t *testing.T, parent string, mirrors ...string) (string, []string, error) {
	t.Helper()
	p.set.Mirrors = mirrors
	var notes []string
	g := Getter{Attempts: 3, Pause: time.Millisecond, Idle: p.idle, Note: func(text string) { notes = append(notes, text) }}
	dir, _, err := g.Get(context.Background(), p.set, parent)
	return dir, notes, err
}

// complete checks that the folder holds exactly the files, and nothing is left beside it.
func (p *published) complete(t *testing.T, parent string) {
	t.Helper()
	dir := filepath.Join(parent, "made")
	for _, f := range p.set.Files {
		if err := f.verifyIn(dir); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
	}
	for folder, want := range map[string]int{dir: len(p.set.Files), parent: 1} {
		if entries, err := os.ReadDir(folder); err != nil || len(entries) != want {
			t.Errorf("%s holds %v, %v", folder, entries, err)
		}
	}
}

func TestGet(t *testing.T) {
	p, parent := publishSet(), t.TempDir()
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) { p.whole(w, r) })
	var last [2]int64
	g := Getter{Progress: func(_ string, done, total int64) { last = [2]int64{done, total} }}
	p.set.Mirrors = []string{s.URL + "/some/where/"}
	dir, present, err := g.Get(context.Background(), p.set, parent)
	if err != nil || present || dir != filepath.Join(parent, "made") {
		t.Fatal(dir, present, err)
	}
	p.complete(t, parent)
	if want := int64(len(p.files["file-1.gz"])); last != [2]int64{want, want} {
		t.Errorf("progress ends at %v, want %d", last, want)
	}
	if _, present, err := g.Get(context.Background(), p.set, parent); err != nil || !present || len(s.ranges) != 2 {
		t.Errorf("fetched again: %v, %v, %d requests", present, err, len(s.ranges))
	}
}

// A connection that breaks is taken up where it broke, as often as it brings something.
func TestResume(t *testing.T) {
	p, parent := publishSet(), t.TempDir()
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) { p.drop(w, r, 70000) })
	if _, notes, err := p.get(t, parent, s.URL); err != nil || len(notes) < 6 {
		t.Fatalf("%v, %q", err, notes)
	}
	p.complete(t, parent)
	if s.ranges[0] != "" || s.ranges[1] != "bytes=70000-" || s.ranges[2] != "bytes=140000-" {
		t.Errorf("asked for %q", s.ranges)
	}
}

// What one run leaves the next goes on with.
func TestResumeLater(t *testing.T) {
	p, parent := publishSet(), t.TempDir()
	broken := true
	s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
		switch {
		case n == 1:
			p.drop(w, r, 100000)
		case broken:
			http.Error(w, "down", http.StatusServiceUnavailable)
		default:
			p.whole(w, r)
		}
	})
	if _, _, err := p.get(t, parent, s.URL); err == nil || !strings.Contains(err.Error(), "503") || !strings.Contains(err.Error(), "--mirror") {
		t.Fatalf("from a server that is down: %v", err)
	}
	if _, err := os.Stat(filepath.Join(parent, "made")); err == nil {
		t.Error("the data set's folder is there before the files are")
	}
	broken = false
	before := len(s.ranges)
	if _, _, err := p.get(t, parent, s.URL); err != nil {
		t.Fatal(err)
	}
	p.complete(t, parent)
	if s.ranges[before] != "bytes=100000-" {
		t.Errorf("went on with %q", s.ranges[before:])
	}
}

// A server without ranges sends everything again, which replaces what was there.
func TestRangeIgnored(t *testing.T) {
	p, parent := publishSet(), t.TempDir()
	s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
		if n == 1 {
			p.drop(w, r, 100000)
		}
		w.Write(p.files[path.Base(r.URL.Path)])
	})
	if _, _, err := p.get(t, parent, s.URL); err != nil {
		t.Fatal(err)
	}
	p.complete(t, parent)
}

// Another range than was asked for, and a file that shrank, begin again.
func TestOddRanges(t *testing.T) {
	for name, odd := range map[string]func(w http.ResponseWriter){
		"other range": func(w http.ResponseWriter) {
			w.Header().Set("Content-Range", "bytes 5-9/10")
			w.WriteHeader(http.StatusPartialContent)
			w.Write([]byte("wrong"))
		},
		"shrank": func(w http.ResponseWriter) { w.WriteHeader(http.StatusRequestedRangeNotSatisfiable) },
	} {
		p, parent := publishSet(), t.TempDir()
		s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
			switch n {
			case 1:
				p.drop(w, r, 100000)
			case 2:
				odd(w)
			default:
				p.whole(w, r)
			}
		})
		if _, _, err := p.get(t, parent, s.URL); err != nil || s.ranges[2] != "" {
			t.Errorf("%s: %v, asked for %q", name, err, s.ranges)
		}
		p.complete(t, parent)
	}
}

// A part of a file that has changed since gives wrong bytes: then the whole is fetched.
func TestStalePart(t *testing.T) {
	p, parent := publishSet(), t.TempDir()
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) { p.whole(w, r) })
	draft := filepath.Join(parent, ".made.part")
	if err := os.MkdirAll(draft, 0o700); err != nil {
		t.Fatal(err)
	}
	f := p.set.Files[0]
	if err := os.WriteFile(filepath.Join(draft, partName(s.URL+"/"+f.Name+".gz", f)), bytes.Repeat([]byte{7}, 1000), 0o600); err != nil {
		t.Fatal(err)
	}
	_, notes, err := p.get(t, parent, s.URL)
	if err != nil || len(notes) != 1 || !strings.Contains(notes[0], "fetching the whole") {
		t.Errorf("%v, %q", err, notes)
	}
	p.complete(t, parent)
}

// Mirrors that have it not, or wrongly, are passed over, and each is named when none is left.
func TestMirrors(t *testing.T) {
	p := publishSet()
	bomb, other := zipped(make([]byte, 1_000_000)), zipped(make([]byte, p.set.Files[0].Size))
	good := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) { p.whole(w, r) })
	bad := map[string]*server{
		"the server answers 404": serve(t, func(w http.ResponseWriter, r *http.Request, _ int) { http.NotFound(w, r) }),
		"its SHA-256 is": serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
			w.Write(other)
		}),
		"has 3 bytes, the published file 300000": serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { w.Write(zipped([]byte("abc"))) }),
		"has more than the 300000 bytes": serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
			w.Write(bomb)
		}),
		"not a gzip file": serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { w.Write([]byte("<html>hello</html>")) }),
		"cannot be unpacked": serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
			w.Write(p.files["file-0.gz"][:1000])
		}),
		"the server offers 9000000 bytes": serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) { w.Write(make([]byte, 9000000)) }),
		"more than 368536 bytes came": serve(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
			for range 100 {
				w.Write(make([]byte, 10000))
				w.(http.Flusher).Flush()
			}
		}),
		"nothing came for 200ms": serve(t, func(w http.ResponseWriter, r *http.Request, _ int) { <-r.Context().Done() }),
	}
	for want, s := range bad {
		if want == "the server offers 9000000 bytes" {
			inner := s.Config.Handler
			s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				w.Header().Set("Content-Length", "9000000")
				inner.ServeHTTP(w, r)
			})
		}
		parent := t.TempDir()
		p.idle = time.Minute
		if strings.HasPrefix(want, "nothing came") {
			p.idle = 200 * time.Millisecond
		}
		if _, _, err := p.get(t, parent, s.URL); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), s.URL) {
			t.Errorf("%v\nwant %s", err, want)
		}
		_, notes, err := p.get(t, parent, s.URL, good.URL)
		if err != nil || !strings.Contains(strings.Join(notes, "\n"), want) {
			t.Errorf("%s: %v, notes %q", want, err, notes)
		}
		p.complete(t, parent)
	}
}

// A folder that holds some files keeps the right ones; wrong ones are replaced.
func TestRepairs(t *testing.T) {
	p, parent := publishSet(), t.TempDir()
	s := serve(t, func(w http.ResponseWriter, r *http.Request, _ int) { p.whole(w, r) })
	dir := filepath.Join(parent, "made")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{"file-0.gz": p.files["file-0.gz"], "file-1": []byte("wrong")} {
		if err := os.WriteFile(filepath.Join(dir, name), raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := p.get(t, parent, s.URL); err != nil || len(s.ranges) != 1 {
		t.Errorf("%v, %d requests", err, len(s.ranges))
	}
	p.complete(t, parent)
}

// An interrupt ends at once, and keeps what is there.
func TestInterrupt(t *testing.T) {
	p, parent := publishSet(), t.TempDir()
	ctx, stop := context.WithCancel(context.Background())
	s := serve(t, func(w http.ResponseWriter, r *http.Request, n int) {
		w.Header().Set("Content-Length", "200000")
		w.Write(p.files["file-0.gz"][:50000])
		w.(http.Flusher).Flush()
		stop()
		<-r.Context().Done()
	})
	p.set.Mirrors = []string{s.URL, "http://never.invalid"}
	_, _, err := Getter{}.Get(ctx, p.set, parent)
	if err == nil || !strings.Contains(err.Error(), "run the same command again") || len(s.ranges) != 1 {
		t.Errorf("%v, %d requests", err, len(s.ranges))
	}
	if parts, _ := filepath.Glob(filepath.Join(parent, ".made.part", "*.part")); len(parts) != 1 {
		t.Errorf("kept %v", parts)
	}
}

func TestCheckMirror(t *testing.T) {
	for mirror, ok := range map[string]bool{
		"http://localhost:8080/x": true, "https://example.org/mnist/": true,
		"": false, "example.org": false, "ftp://example.org/": false, "file:///etc": false, "http://": false, "https://a/?b=c": false, "http://a b/": false,
	} {
		if err := CheckMirror(mirror); (err == nil) != ok {
			t.Errorf("%q: %v", mirror, err)
		}
	}
}

// The known sums are those of the data sets that a machine has.
func TestKnownSums(t *testing.T) {
	data := os.Getenv("VAE_DATA")
	if data == "" {
		data = filepath.Join("..", "..", "..", "shared", "data")
	}
	for name, dir := range map[string]string{"mnist": filepath.Join(data, "mnist"), "fashion-mnist": filepath.FromSlash("/usr/share/datasets/fashion-mnist")} {
		set, ok := Lookup(name)
		if !ok || len(set.Files) != 4 || len(set.Mirrors) < 2 {
			t.Fatalf("%s: %+v", name, set)
		}
		for _, mirror := range set.Mirrors {
			if err := CheckMirror(mirror); err != nil {
				t.Error(err)
			}
		}
		t.Run(name, func(t *testing.T) {
			if _, err := os.Stat(dir); err != nil {
				t.Skipf("it is not here to be compared: %v", err)
			}
			t.Parallel()
			for _, f := range set.Files {
				if err := f.verifyIn(dir); err != nil {
					t.Errorf("%s: %v", f.Name, err)
				}
			}
		})
	}
}
