package lint

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// module is the product's module path.
const module = "vae"

// layer says what one package may know of. Tests may know more: optim checks its Adam against Gorgonia's, for example.
type layer struct {
	folder    string   // from the root; "internal/..." stands for everything under it that has no row of its own
	knows     []string // the packages of this module that it may import besides internal ones; "..." as above
	gorgonia  bool     // whether it may import gorgonia.org
	internals bool     // whether it may import internal packages
	reason    string
}

// layers is the architecture of docs/design.md, in the order data flows.
var layers = []layer{
	{
		".",
		[]string{"model", "loss", "autodiff", "autodiff/op", "autodiff/ir", "autodiff/exec", "autodiff/plan"},
		true, true,
		"it is the library: it builds graphs, has them compiled, and knows neither how data is read nor how training goes",
	},
	{
		"cmd/vae",
		[]string{".", "configs", "train", "data", "data/fetch", "data/npy", "optim", "autodiff", "divergence", "vi", "bench"},
		false, true,
		"the command line composes what the packages offer; which graph library there is, is not its business",
	},
	{
		"configs",
		[]string{".", "train", "data", "optim", "model", "loss"},
		false, true,
		"an experiment is made of the packages' own configurations, and resolved into a job",
	},
	{"configs/...", []string{"."}, false, true, "a command that writes what configs embeds"},
	{"data", []string{"data/..."}, false, true, "bytes to batches; model, loss, data and optim never know one another"},
	{"data/...", []string{"data/..."}, false, true, "file formats and the embedded data know nothing of sets and batches"},
	{"model", []string{"autodiff/op"}, true, true, "graphs of nets; model, loss, data and optim never know one another"},
	{"loss", []string{"autodiff/op"}, true, true, "graphs of objectives receive nodes in a plain struct, not a model"},
	{"autodiff", []string{
		"autodiff/op", "autodiff/lower", "autodiff/ir", "autodiff/grad", "autodiff/pass", "autodiff/plan", "autodiff/exec",
		"autodiff/gorgoniaengine",
	}, true, true, "the facade is where the stages meet"},
	{"autodiff/op", []string{"autodiff/ir"}, true, false, "our operations are defined in plain Go, so that they check kernels and derivatives independently"},
	{"autodiff/lower", []string{"autodiff/ir", "autodiff/op"}, true, false, "Gorgonia enters the compiler here and ends here; no stage knows another"},
	{"autodiff/ir", nil, false, false, "what everything compiles to knows nothing"},
	{"autodiff/grad", []string{"autodiff/ir"}, false, false, "derivatives emit IR; no stage knows another"},
	{"autodiff/pass", []string{"autodiff/ir"}, false, false, "a rewrite is a function from program to program; no stage knows another"},
	{"autodiff/plan", []string{"autodiff/ir"}, false, false, "a plan is a pure function of the program; no stage knows another"},
	{"autodiff/exec", []string{"autodiff/ir", "autodiff/plan"}, false, true, "the machine runs programs, wherever they came from"},
	{
		"autodiff/gorgoniaengine",
		[]string{"autodiff/op", "autodiff/ir", "autodiff/plan", "autodiff/exec"},
		true, true,
		"the independent engine: it must share no derivative and no rewrite with the compiler",
	},
	{"optim", nil, false, true, "updates of flat blocks; model, loss, data and optim never know one another"},
	{"train", []string{".", "data", "optim", "autodiff", "autodiff/exec"}, false, true, "the loop fills tensors and runs; the experiment is opaque text to it"},
	{
		"bench",
		[]string{".", "train", "data", "optim", "autodiff", "autodiff/ir", "autodiff/plan", "autodiff/exec"},
		false, true,
		"measures the loop and the machine under it; nothing but the command line needs it",
	},
	{"divergence", nil, false, true, "mathematics of distributions, without graphs"},
	{"vi", []string{"divergence", "autodiff", "autodiff/op", "autodiff/exec", "optim"}, true, true, "inference outside VAEs shares the compiler and the optimisers"},
	{"notebooks/...", nil, false, true, "pictures and records of notebooks; what is computed there uses the library as anybody would"},
	{"internal/...", []string{"internal/..."}, false, true, "what everybody needs knows of nobody"},
}

// forbidden are the pairs that the design keeps apart whatever the table above is edited to, each way round.
var forbidden = []struct {
	group  []string
	reason string
}{
	{[]string{"autodiff/grad", "autodiff/pass", "autodiff/plan", "autodiff/lower"}, "the stages never import one another"},
	{[]string{"model", "loss", "data", "optim"}, "the parts of an experiment never import one another"},
}

// lookup finds a folder's row: its own, or else that of the nearest folder above it that ends in "...".
func lookup(folder string) (layer, bool) {
	find := func(name string) (layer, bool) {
		i := slices.IndexFunc(layers, func(l layer) bool { return l.folder == name })
		if i < 0 {
			return layer{}, false
		}
		return layers[i], true
	}
	if l, ok := find(folder); ok {
		return l, true
	}
	for dir := path.Dir(folder); dir != "."; dir = path.Dir(dir) {
		if l, ok := find(dir + "/..."); ok {
			return l, true
		}
	}
	return layer{}, false
}

// allows reports whether the layer may import an import path.
func (l layer) allows(imported string) bool {
	if strings.HasPrefix(imported, "gorgonia.org/") {
		return l.gorgonia
	}
	folder, ours := folderOf(imported)
	if !ours {
		return true
	}
	if testSupport[folder] {
		return false
	}
	for _, k := range l.knows {
		if above, tree := strings.CutSuffix(k, "..."); folder == k || tree && strings.HasPrefix(folder, above) {
			return true
		}
	}
	return l.internals && strings.HasPrefix(folder, "internal/")
}

// folderOf is the folder of a package of this module.
func folderOf(imported string) (string, bool) {
	if imported == module {
		return ".", true
	}
	return strings.CutPrefix(imported, module+"/")
}

// checkLayers reports every import that a file may not have.
func checkLayers(s source) []string {
	if s.syntax == nil || s.nested || s.test() {
		return nil
	}
	l, ok := lookup(s.folder())
	if !ok {
		return []string{fmt.Sprintf("%s: package %s has no row in the table of layers (internal/lint); say there what it may know of", s.path, s.folder())}
	}
	var bad []string
	for _, spec := range s.syntax.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		at := s.fset.Position(spec.Pos())
		if !l.allows(imported) {
			bad = append(bad, fmt.Sprintf("%s: %s must not import %s: %s", at, s.folder(), imported, l.reason))
		}
		folder, _ := folderOf(imported)
		for _, f := range forbidden {
			if folder != s.folder() && slices.Contains(f.group, s.folder()) && slices.Contains(f.group, folder) {
				bad = append(bad, fmt.Sprintf("%s: %s must not import %s: %s", at, s.folder(), imported, f.reason))
			}
		}
	}
	return bad
}

func TestLayers(t *testing.T) {
	for _, s := range repository(t) {
		for _, problem := range checkLayers(s) {
			t.Error(problem)
		}
	}
}

// A table is worth what it refuses.
func TestLayersRefuse(t *testing.T) {
	for _, c := range []struct {
		file, imported string
		refused        bool
	}{
		{"autodiff/ir/value.go", "vae/internal/rng", true},
		{"autodiff/ir/value.go", "slices", false},
		{"autodiff/grad/reverse.go", "vae/autodiff/pass", true},
		{"autodiff/pass/fold.go", "vae/autodiff/ir", false},
		{"autodiff/lower/lower.go", "gorgonia.org/gorgonia", false},
		{"autodiff/lower/lower.go", "vae/autodiff/grad", true},
		{"autodiff/exec/machine.go", "gorgonia.org/tensor", true},
		{"autodiff/exec/machine.go", "vae/internal/kernel", false},
		{"model/graph.go", "vae/loss", true},
		{"model/graph.go", "vae/modeling", true},
		{"data/set.go", "vae/optim", true},
		{"optim/adam.go", "gorgonia.org/gorgonia", true},
		{"optim/gorgonia_test.go", "gorgonia.org/gorgonia", false},
		{"train/loop.go", "gorgonia.org/gorgonia", true},
		{"train/loop.go", "vae", false},
		{"internal/kernel/doc.go", "vae/autodiff/ir", true},
		{"internal/picture/grid.go", "vae/internal/rng", false},
		{"vae.go", "vae/train", true},
		{"vae.go", "vae/internal/gradcheck", true},
		{"vae_test.go", "vae/internal/gradcheck", false},
		{"cmd/vae/main.go", "vae/autodiff/lower", true},
		{"unheard/of.go", "fmt", true},
	} {
		s, err := parse(c.file, []byte("package p\n\nimport _ \""+c.imported+"\"\n"))
		if err != nil {
			t.Fatal(err)
		}
		if got := len(checkLayers(s)) > 0; got != c.refused {
			t.Errorf("%s importing %s: refused is %v, want %v", c.file, c.imported, got, c.refused)
		}
	}
}
