package metrics_test

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sallyport/internal/metrics"
)

// Whatever became of the file, the start must not fail for it: it is nobody's data but charts.
func TestDamagedFileIsPutAside(t *testing.T) {
	for name, damage := range map[string]func(t *testing.T, path string){
		"garbage": func(t *testing.T, path string) { overwrite(t, path, 0, strings.Repeat("garbage ", 2048)) },
		"no schema that can be read": func(t *testing.T, path string) {
			overwrite(t, path, 100, strings.Repeat("\xff", 3000))
		},
		"cut": func(t *testing.T, path string) {
			if err := os.Truncate(path, 5000); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "m.db")
			s := open(t, path)
			minute := map[metrics.Subject]metrics.Minute{web: {metrics.Requests: metrics.Single(1)}}
			for i := range 500 {
				if err := s.Write(t.Context(), epoch.Add(time.Duration(i)*time.Minute), minute); err != nil {
					t.Fatal(err)
				}
			}
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			damage(t, path)
			s = open(t, path)
			if err := s.Write(t.Context(), epoch.Add(time.Hour*24), minute); err != nil {
				t.Fatal(err)
			}
			if list := known(t, s, web.Region); len(list) != 1 || len(read(t, s, list[0], epoch.Add(time.Hour*24), epoch.Add(25*time.Hour))) != 1 {
				t.Errorf("what was written since is %+v", list)
			}
			if _, err := os.Stat(path + ".damaged"); err != nil {
				t.Error(err)
			}
		})
	}
}

func overwrite(t *testing.T, path string, at int64, text string) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteAt([]byte(text), at); err != nil {
		t.Fatal(err)
	}
}

// One minute that can't be read must not hide the others, nor keep those to come from being kept.
func TestGarbledMinuteIsPassedBy(t *testing.T) {
	path := filepath.Join(t.TempDir(), "m.db")
	s := open(t, path)
	minute := map[metrics.Subject]metrics.Minute{web: {metrics.Requests: metrics.Single(7)}}
	for i := range 3 {
		if err := s.Write(t.Context(), epoch.Add(time.Duration(i)*time.Minute), minute); err != nil {
			t.Fatal(err)
		}
	}
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`UPDATE minutes SET data = x'0104ffffffff' WHERE minute = ?`, epoch.Add(time.Minute).Unix()/60); err != nil {
		t.Fatal(err)
	}
	k := known(t, s, web.Region)[0]
	if got := read(t, s, k, epoch, epoch.Add(time.Hour)); len(got) != 2 {
		t.Errorf("%v", got)
	}
	if err := s.Write(t.Context(), epoch.Add(time.Minute), minute); err != nil {
		t.Fatal(err)
	}
	if got := read(t, s, k, epoch, epoch.Add(time.Hour)); len(got) != 3 {
		t.Errorf("written anew: %v", got)
	}
}
