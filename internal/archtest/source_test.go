package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "sallyport"

// pkg is what of one folder's sources the rules are about.
type pkg struct {
	dir     string // slash-separated, from the module's root
	imports []use  // what its files import
	calls   []use  // what its files name of imported packages, as "path.Name"
}

// use is something that a source uses, and the file and line where.
type use struct{ path, at string }

// packages reads the module's sources, less the tests.
func packages(t *testing.T) []pkg {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	byDir := map[string]*pkg{}
	err = filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			// The go tool passes by the same folders.
			if name != root && (strings.HasPrefix(entry.Name(), ".") || strings.HasPrefix(entry.Name(), "_") || entry.Name() == "testdata" || entry.Name() == "node_modules") {
				return filepath.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		relative, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		source, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		dir := path.Dir(filepath.ToSlash(relative))
		if byDir[dir] == nil {
			byDir[dir] = &pkg{dir: dir}
		}
		return byDir[dir].read(filepath.ToSlash(relative), source)
	})
	if err != nil {
		t.Fatal(err)
	}
	var list []pkg
	for _, p := range byDir {
		list = append(list, *p)
	}
	slices.SortFunc(list, func(a, b pkg) int { return strings.Compare(a.dir, b.dir) })
	if len(list) == 0 {
		t.Fatalf("no sources below %s", root)
	}
	return list
}

// read adds one file's imports and calls.
func (p *pkg) read(name string, source []byte) error {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, source, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	at := func(n ast.Node) string {
		return fmt.Sprintf("%s:%d", name, files.Position(n.Pos()).Line)
	}
	names := map[string]string{} // name in the file → import path
	for _, i := range file.Imports {
		imported, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		p.imports = append(p.imports, use{imported, at(i)})
		as := path.Base(imported)
		if i.Name != nil {
			as = i.Name.Name
		}
		names[as] = imported
	}
	ast.Inspect(file, func(n ast.Node) bool {
		selector, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if of, ok := selector.X.(*ast.Ident); ok && names[of.Name] != "" {
			p.calls = append(p.calls, use{names[of.Name] + "." + selector.Sel.Name, at(n)})
		}
		return true
	})
	return nil
}
