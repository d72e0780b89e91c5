package vpc

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// impure are the imports, each with all below it, that would bring the
// machine, the network or a clock of its own into the domain.
var impure = []string{"bufio", "database", "embed", "internal", "io/fs", "io/ioutil", "log", "net", "os", "path/filepath", "plugin", "runtime", "syscall"}

// foreign are the packages from outside of the standard library that the
// domain may use.
var foreign = []string{"go4.org/netipx", "sallyport/internal/fault"}

func TestTheDomainIsPure(t *testing.T) {
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, i := range parsed.Imports {
			path, err := strconv.Unquote(i.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if !pure(path) {
				t.Errorf("%s imports %s: this package has no I/O; hand in what it says instead", file, path)
			}
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				if of, ok := s.X.(*ast.Ident); ok && of.Name == "time" && slices.Contains([]string{"Now", "Since", "Until", "Sleep", "After", "NewTimer"}, s.Sel.Name) {
					t.Errorf("%s calls time.%s: the time is handed in", file, s.Sel.Name)
				}
			}
			return true
		})
	}
}

func pure(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	if strings.Contains(first, ".") || first == "sallyport" {
		return slices.Contains(foreign, path)
	}
	return path == "net/netip" || !slices.ContainsFunc(impure, func(p string) bool { return path == p || strings.HasPrefix(path, p+"/") })
}
