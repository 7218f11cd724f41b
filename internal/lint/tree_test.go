package lint

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// source is one file of the repository.
type source struct {
	path   string // from the root, with slashes
	nested bool   // in a module of its own (tools, examples, assembly generators): no layer of ours
	text   []byte
	fset   *token.FileSet
	syntax *ast.File // nil unless it is Go
}

// parse makes a source of a path and its text.
func parse(name string, text []byte) (source, error) {
	s := source{path: name, text: text, fset: token.NewFileSet()}
	if !strings.HasSuffix(name, ".go") {
		return s, nil
	}
	var err error
	s.syntax, err = parser.ParseFile(s.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	return s, err
}

// test reports whether the file belongs to tests alone, be it as a _test.go file, as test data, or as a package of support for tests.
func (s source) test() bool {
	return strings.HasSuffix(s.path, "_test.go") || slices.Contains(strings.Split(s.path, "/"), "testdata") || testSupport[s.folder()]
}

// testSupport are the packages that only tests import.
var testSupport = map[string]bool{"autodiff/ir/irtest": true, "internal/gradcheck": true, "internal/golden": true}

// generated reports whether the file is a generator's output: their names begin with z.
func (s source) generated() bool { return strings.HasPrefix(path.Base(s.path), "z") }

// folder is the package's folder from the root, "." for the root itself.
func (s source) folder() string { return path.Dir(s.path) }

// readTree reads all Go, assembly, shell, configuration and documents under the root. Hidden folders but .ci, the folders of runs and the
// files that go build leaves are none of the repository's.
func readTree(root string) ([]source, error) {
	var tree []source
	modules := map[string]bool{} // folders under the root that are modules
	err := filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, file)
		if err != nil {
			return err
		}
		name := filepath.ToSlash(rel)
		if d.IsDir() {
			if skipped(name) {
				return fs.SkipDir
			}
			if _, err := os.Stat(filepath.Join(file, "go.mod")); err == nil && name != "." {
				modules[name] = true
			}
			return nil
		}
		if !d.Type().IsRegular() || !readable(name) {
			return nil
		}
		text, err := os.ReadFile(file)
		if err != nil || bytes.IndexByte(text, 0) >= 0 {
			return err
		}
		s, err := parse(name, text)
		if err != nil {
			return err
		}
		s.nested = inModule(name, modules)
		tree = append(tree, s)
		return nil
	})
	return tree, err
}

// skipped reports whether a folder is left out.
func skipped(folder string) bool {
	base := path.Base(folder)
	return strings.HasPrefix(base, ".") && folder != "." && folder != ".ci" || path.Dir(folder) == "checkpoints"
}

// readable reports whether a file's name is one of text that people write.
func readable(name string) bool {
	switch path.Ext(name) {
	case ".go", ".s", ".md", ".yaml", ".yml", ".sh", ".mod", ".txt", ".txtar", ".py", ".toml":
		return true
	}
	return slices.Contains([]string{"Makefile", ".gitignore", ".ci/run"}, name)
}

func inModule(name string, modules map[string]bool) bool {
	for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
		if modules[dir] {
			return true
		}
	}
	return false
}

// repository reads this one.
func repository(t *testing.T) []source {
	t.Helper()
	tree, err := readTree(filepath.Join("..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	if len(tree) < 50 {
		t.Fatalf("only %d files found: the tests do not see the repository", len(tree))
	}
	return tree
}
