package store_test

import (
	"fmt"
	"strings"
	"testing"

	"sallyport/internal/store"
)

// fill puts many documents of 1.5 KB into a store, with ten to a vpc.
func fill(b *testing.B, s *store.Store, documents int) {
	b.Helper()
	update(b, s, func(tx *store.Tx) {
		for i := range documents {
			store.Put(tx, document(i))
		}
	})
}

func document(i int) subnet {
	return subnet{ID: fmt.Sprintf("subnet-%06d", i), VPC: fmt.Sprint(i / 10), Zone: strings.Repeat("z", 1450)}
}

const many = 10_000

func BenchmarkUpdate(b *testing.B) {
	for _, documents := range []int{0, many} {
		b.Run(fmt.Sprintf("documents=%d", documents), func(b *testing.B) {
			s := open(b, b.TempDir())
			fill(b, s, documents)
			for i := 0; b.Loop(); i++ {
				d := document(i % 100)
				d.VPC = fmt.Sprint(i) // so that each one is a change
				update(b, s, func(tx *store.Tx) { store.Put(tx, d) })
			}
		})
	}
}

func BenchmarkUpdateFromManySides(b *testing.B) {
	s := open(b, b.TempDir())
	b.SetParallelism(16)
	b.RunParallel(func(p *testing.PB) {
		for i := 0; p.Next(); i++ {
			d := document(i)
			d.VPC = fmt.Sprint(&i, i)
			if err := s.Update(b.Context(), func(tx *store.Tx) error { store.Put(tx, d); return nil }); err != nil {
				b.Error(err)
			}
		}
	})
}

func BenchmarkUpdateOf1000Documents(b *testing.B) {
	s := open(b, b.TempDir())
	for i := 0; b.Loop(); i++ {
		update(b, s, func(tx *store.Tx) {
			for j := range 1000 {
				d := document(j)
				d.VPC = fmt.Sprint(i)
				store.Put(tx, d)
			}
		})
	}
}

func BenchmarkUpdateThatChangesNothing(b *testing.B) {
	s := open(b, b.TempDir())
	fill(b, s, 1)
	for b.Loop() {
		update(b, s, func(tx *store.Tx) { store.Put(tx, document(0)) })
	}
}

func BenchmarkGet(b *testing.B) {
	s := open(b, b.TempDir())
	fill(b, s, many)
	for b.Loop() {
		if _, ok := store.Get[subnet](s.Snapshot(), "subnet-005000"); !ok {
			b.Fatal("not found")
		}
	}
}

func BenchmarkListOf500(b *testing.B) {
	s := open(b, b.TempDir())
	fill(b, s, 500)
	for b.Loop() {
		n := 0
		for range store.List[subnet](s.Snapshot()) {
			n++
		}
		if n != 500 {
			b.Fatal(n)
		}
	}
}

func BenchmarkFind10Of10000(b *testing.B) {
	s := open(b, b.TempDir())
	fill(b, s, many)
	for b.Loop() {
		n := 0
		for range store.Find[subnet](s.Snapshot(), "vpc=500") {
			n++
		}
		if n != 10 {
			b.Fatal(n)
		}
	}
}

func BenchmarkOpenWith10000Documents(b *testing.B) {
	dir := b.TempDir()
	s := open(b, dir)
	fill(b, s, many)
	for b.Loop() {
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
		s = open(b, dir)
		if n := store.Count[subnet](s.Snapshot()); n != many {
			b.Fatal(n)
		}
	}
}
