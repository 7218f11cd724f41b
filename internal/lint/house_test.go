package lint

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"strings"
	"testing"
)

// The bounds on size, in lines. A file of tests may be longer, for its tables; a generated one may be anything.
const (
	maxFunction = 70
	maxFile     = 400
)

// words may not stand in the files that match, each for its reason. They are written in two halves, so that this file has none.
var words = []struct {
	pattern  *regexp.Regexp
	testsToo bool
	reason   string
}{
	{regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME|XX` + `X)\b`), true, "what is left to do is not a comment: do it, or leave it out"},
	{regexp.MustCompile(`(?i)\bissue ` + `#?\d`), true, "the repository speaks of itself, not of a tracker; give the reason instead"},
	{regexp.MustCompile(`(^|[^\w.$}])/(wo` + `rk|ro` + `ot)/`), true, "a path of one machine means nothing on another"},
	{regexp.MustCompile(`(^|[^\w.$}])/tm` + `p/`), false, "ask the system for its temporary folder"},
}

// checkWords reports every line with a word that may not stand there.
func checkWords(s source) []string {
	var bad []string
	for i, line := range bytes.Split(s.text, []byte("\n")) {
		for _, w := range words {
			if s.test() && !w.testsToo {
				continue
			}
			if found := w.pattern.Find(line); found != nil {
				bad = append(bad, fmt.Sprintf("%s:%d: has %q: %s", s.path, i+1, bytes.TrimSpace(found), w.reason))
			}
		}
	}
	return bad
}

// checkSize reports a file and its functions that are too long to take in at once.
func checkSize(s source) []string {
	if s.syntax == nil || s.generated() {
		return nil
	}
	var bad []string
	if n := bytes.Count(s.text, []byte("\n")); n > maxFile && !s.test() {
		bad = append(bad, fmt.Sprintf("%s: has %d lines, more than %d: split it by topic", s.path, n, maxFile))
	}
	ast.Inspect(s.syntax, func(n ast.Node) bool {
		name := "function literal"
		switch n := n.(type) {
		case *ast.FuncDecl:
			name = n.Name.Name
		case *ast.FuncLit:
		default:
			return true
		}
		first, last := s.fset.Position(n.Pos()), s.fset.Position(n.End())
		if lines := last.Line - first.Line + 1; lines > maxFunction {
			bad = append(bad, fmt.Sprintf("%s: %s has %d lines, more than %d", first, name, lines, maxFunction))
		}
		return true
	})
	return bad
}

// checkNames reports identifiers with letters that not every keyboard has.
func checkNames(s source) []string {
	if s.syntax == nil {
		return nil
	}
	var bad []string
	ast.Inspect(s.syntax, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && strings.ContainsFunc(id.Name, func(r rune) bool { return r > 127 }) {
			bad = append(bad, fmt.Sprintf("%s: identifier %s is not ASCII", s.fset.Position(id.Pos()), id.Name))
		}
		return true
	})
	return bad
}

// checkDocs reports exported declarations without a comment, outside tests and commands.
func checkDocs(s source) []string {
	if s.syntax == nil || s.test() || s.generated() || s.syntax.Name.Name == "main" {
		return nil
	}
	var bad []string
	missing := func(doc *ast.CommentGroup, name *ast.Ident) {
		if doc == nil && name.IsExported() {
			bad = append(bad, fmt.Sprintf("%s: exported %s has no comment", s.fset.Position(name.Pos()), name.Name))
		}
	}
	for _, d := range s.syntax.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if receiver(d).IsExported() {
				missing(d.Doc, d.Name)
			}
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if t, ok := spec.(*ast.TypeSpec); ok && t.Doc == nil {
					missing(d.Doc, t.Name)
				}
				if v, ok := spec.(*ast.ValueSpec); ok && v.Doc == nil && v.Comment == nil && d.Tok == token.VAR {
					missing(d.Doc, v.Names[0])
				}
			}
		}
	}
	return bad
}

// receiver names the type of a method, or else the function itself.
func receiver(d *ast.FuncDecl) *ast.Ident {
	if d.Recv == nil {
		return d.Name
	}
	t := d.Recv.List[0].Type
	for {
		switch inner := t.(type) {
		case *ast.StarExpr:
			t = inner.X
		case *ast.IndexExpr:
			t = inner.X
		case *ast.IndexListExpr:
			t = inner.X
		case *ast.Ident:
			return inner
		default:
			panic("lint: a receiver that is no named type")
		}
	}
}

// checkGenerated holds a name that begins with z to mean a generator's output, and only that.
func checkGenerated(s source) []string {
	if s.syntax == nil || ast.IsGenerated(s.syntax) == s.generated() {
		return nil
	}
	return []string{fmt.Sprintf("%s: a file's name begins with z if and only if a program wrote it, and says so at its top", s.path)}
}

// rules are the house rules, by the name of the subtest that holds each.
var rules = map[string]func(source) []string{
	"words": checkWords, "size": checkSize, "names": checkNames, "comments": checkDocs, "generated": checkGenerated,
}

func TestHouseRules(t *testing.T) {
	tree := repository(t)
	for name, check := range rules {
		t.Run(name, func(t *testing.T) {
			for _, s := range tree {
				for _, problem := range check(s) {
					t.Error(problem)
				}
			}
		})
	}
}
